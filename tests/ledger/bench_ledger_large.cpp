// Measures a large ledger: bench_ledger_large [REQUESTS [FOLDER]]. Writes a year of requests (10 million)
// with everything on, asks the questions that the window asks, writes at a steady pace, and lets retention
// delete a tenth while others write and read. Prints a line a demand and fails where one is missed. Takes
// some minutes, 300 bytes a request in FOLDER, and leaves nothing behind.
// bench_ledger_large make REQUESTS FILE: only writes such a year, up to now, for other benchmarks.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <thread>

using namespace signalbox;

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kEndMs = 1'780'000'000'000;  // 28 May 2026
constexpr double kAnswerMs = 50;
constexpr double kStallMs = 100;
constexpr qint64 kRate = 20'000;

int g_missed = 0;

void demand(const char* what, double value, double most, const char* unit) {
    const bool met = value <= most;
    g_missed += met ? 0 : 1;
    std::printf("%-62s %10.1f %-6s (at most %.0f)%s\n", what, value, unit, most, met ? "" : "  MISSED");
    std::fflush(stdout);
}

// Stands where the generator says, so that retention counts from the end of the year.
class YearClock final : public Clock {
public:
    explicit YearClock(qint64 endMs) : m_endMs(endMs) {}
    [[nodiscard]] qint64 monotonicNs() const override { return m_system.monotonicNs(); }
    [[nodiscard]] qint64 wallMs() const override { return m_endMs; }

private:
    qint64 m_endMs;
    SystemClock m_system;
};

struct Made {
    RequestStarted started;
    RequestFinished finished;
};

class Generator {
public:
    Generator(qint64 requests, qint64 endMs) : m_requests(requests), m_endMs(endMs) {}

    Made make(qint64 n) {
        Made made{test::startedRequest(n), test::finishedRequest(n)};
        RequestStarted& started = made.started;
        RequestFinished& finished = made.finished;
        // Sixteen characters that rise with time.
        started.requestId =
            QByteArray::number(n, 36).rightJustified(9, '0') +
            QByteArray::number(qint64(m_random() % 70'000'000'000), 36).rightJustified(7, '0');
        finished.requestId = started.requestId;
        started.startedAtMs = m_endMs - 365 * kDayMs + qint64(double(n) / double(m_requests) * 365 * kDayMs);
        started.client = QStringLiteral("client-%1").arg(skewed(5));
        started.project = QStringLiteral("/home/someone/src/project-%1").arg(skewed(40));
        const quint64 model = skewed(10);
        started.requestedModel = QStringLiteral("model-%1").arg(model);
        started.route = started.requestedModel;
        started.needs = n % 3 == 0 ? std::vector<Need>{Need::Tools} : std::vector<Need>{};
        started.promptTokens = 1'000 + qint64(m_random() % 30'000);
        if (n % 1'000'000 == 3) {
            started.project = QStringLiteral("/home/someone/src/rare");
        }
        finished.provider = QStringLiteral("provider-%1").arg((model + (m_random() % 10 == 0)) % 5);
        finished.servedModel = started.requestedModel;
        finished.answeredModel = QString(started.requestedModel + QStringLiteral("-2026-05-01"));
        finished.usage.inputTokens = started.promptTokens;
        finished.usage.cachedInputTokens = qint64(m_random() % 1'000);
        finished.usage.outputTokens = qint64(m_random() % 4'000);
        finished.durationMs = qint64(m_random() % 60'000);
        finished.cost.charged = qint64(m_random() % 200'000'000);
        finished.cost.list = finished.cost.charged + finished.cost.charged / 4;
        AttemptRecord& attempt = finished.attempts.front();
        attempt.provider = finished.provider;
        attempt.model = finished.servedModel;
        attempt.startedAtMs = started.startedAtMs + 1;
        attempt.usage = finished.usage;
        attempt.cost = finished.cost;
        attempt.cost.price = m_prices[model];
        if (m_random() % 20 == 0) {
            finished.status = RequestStatus::Error;
            attempt.outcome = Outcome::ServerError;
        } else if (m_random() % 20 == 0) {
            finished.attempts.insert(finished.attempts.begin(), attempt);
            finished.attempts.front().outcome = Outcome::RateLimited;
            finished.attempts.front().usage = {};
            finished.attempts.front().cost = {};
            finished.attempts.back().number = 2;
        }
        return made;
    }

private:
    // The first ones most often.
    quint64 skewed(quint64 count) { return std::min(m_random() % count, m_random() % count); }

    static std::vector<std::shared_ptr<const QByteArray>> makePrices() {
        constexpr int kPrices = 10;
        std::vector<std::shared_ptr<const QByteArray>> prices;
        prices.reserve(kPrices);
        for (int i = 0; i < kPrices; ++i) {
            prices.push_back(std::make_shared<const QByteArray>("{\"input\":" + QByteArray::number(i) +
                                                                ",\"output\":30,\"from\":\"2026-05-01\"}"));
        }
        return prices;
    }

    const qint64 m_requests;
    const qint64 m_endMs;
    std::mt19937_64 m_random{1};
    const std::vector<std::shared_ptr<const QByteArray>> m_prices = makePrices();
};

double threadCpuUs() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e6 + double(time.tv_nsec) / 1e3;
}

// Waits for one answer; how long it took, in ms.
template <class T, class Ask>
double timed(const Clock& clock, Ask ask, qint64* rows = nullptr) {
    QEventLoop loop;
    const qint64 begin = clock.monotonicNs();
    double took = -1;
    ask([&](Ticket, const Result<T>& result) {
        took = double(clock.monotonicNs() - begin) / 1e6;
        if (!result) {
            std::printf("no answer: %s\n", qPrintable(result.error().message));
            ++g_missed;
        } else if constexpr (std::is_same_v<T, RequestPage>) {
            if (rows) {
                *rows = result.value().requests.size();
            }
        }
        loop.quit();
    });
    loop.exec();
    return took;
}

template <class T, class Ask>
void question(const Clock& clock, const char* what, Ask ask) {
    constexpr int kRounds = 20;
    std::vector<double> times;
    times.reserve(kRounds);
    qint64 rows = -1;
    for (int i = 0; i < kRounds; ++i) {
        times.push_back(timed<T>(clock, ask, &rows));
    }
    std::sort(times.begin(), times.end());
    const QByteArray name = rows < 0
                                ? QByteArray(what)
                                : QByteArray(what + QByteArray(" (") + QByteArray::number(rows) + " rows)");
    demand(QByteArray(name + ", p50").constData(), times[10], kAnswerMs, "ms");
    demand(QByteArray(name + ", p95").constData(), times[18], kAnswerMs, "ms");
}

void askAll(const Clock& clock, LedgerReader& reader, QObject* context) {
    const QDate last = QDate(2026, 5, 28);
    const auto sums = [&](const char* what, const SpendQuery& query) {
        question<SpendReport>(clock, what, [&](const LedgerReader::SpendCallback& done) {
            reader.spend(1, query, context, done);
        });
    };
    const auto page = [&](const char* what, const RequestFilter& filter) {
        question<RequestPage>(clock, what, [&](const LedgerReader::PageCallback& done) {
            reader.requests(1, {filter, {}, 100}, context, done);
        });
    };
    sums("the month by model", {SpendBy::Model, last.addDays(-30), last, false});
    sums("the month by model and day", {SpendBy::Model, last.addDays(-30), last, true});
    sums("the year by day", {SpendBy::Day, last.addDays(-365), last, false});
    page("the newest 100", {});
    RequestFilter filter;
    filter.provider = QStringLiteral("provider-2");
    page("the newest 100 of a provider", filter);
    filter.model = QStringLiteral("model-7");
    filter.failedOnly = true;
    page("the newest 100 failed of a provider's model", filter);
    filter = {};
    filter.project = QStringLiteral("/home/someone/src/rare");
    page("the newest 100 of a rare project", filter);
    filter = {};
    filter.text = QStringLiteral("project-39");
    page("the newest 100 with a text", filter);
    filter = {};
    filter.status = RequestStatus::Interrupted;
    page("the newest 100 interrupted, of which there are none", filter);
}

// They read every request of their days, beside the questions.
void askIncidents(const Clock& clock, LedgerReader& reader, QObject* context) {
    constexpr double kMonthMs = 2'000;
    for (const int days : {31, 365}) {
        const double took = timed<QVector<Incident>>(clock, [&](const LedgerReader::IncidentsCallback& done) {
            reader.incidents(1, kEndMs - days * kDayMs, kEndMs, context, done);
        });
        demand(days == 31 ? "incidents of a month" : "incidents of the year", took, kMonthMs * days / 31,
               "ms");
    }
}

// Books a request at a time and waits until it is durable; the longest wait in ms.
class Prober {
public:
    Prober(const Clock& clock, LedgerWriter& writer, qint64 first)
        : m_thread([this, &clock, &writer, first] {
              for (qint64 n = first; !m_stop; ++n) {
                  const qint64 begin = clock.monotonicNs();
                  writer.book(test::startedRequest(n));
                  writer.book(test::finishedRequest(n));
                  while (writer.health().waitingEntries > 0) {
                      std::this_thread::sleep_for(std::chrono::microseconds(300));
                  }
                  m_longestNs = std::max(m_longestNs.load(), clock.monotonicNs() - begin);
              }
          }) {}
    double stop() {
        m_stop = true;
        m_thread.join();
        return double(m_longestNs) / 1e6;
    }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<qint64> m_longestNs = 0;
    std::thread m_thread;
};

void writeYear(const Clock& clock, LedgerWriter& writer, Generator& generator, qint64 requests) {
    const qint64 begin = clock.monotonicNs();
    for (qint64 n = 0; n < requests; ++n) {
        Made made = generator.make(n);
        writer.book(std::move(made.started));
        writer.book(std::move(made.finished));
        if (n % 20'000 == 0) {
            (void)writer.flushNow();
        }
        if (n % 1'000'000 == 0) {
            std::fprintf(stderr, "%lld million\n", static_cast<long long>(n / 1'000'000));
        }
    }
    (void)writer.flushNow();
    const double seconds = double(clock.monotonicNs() - begin) / 1e9;
    std::printf("%lld requests written in %.0f s, %.0f a second with making them up\n",
                static_cast<long long>(requests), seconds, double(requests) / seconds);
}

// Books at the pace demanded; what is behind in the end, in ms, and the CPU of booking.
void writeAtPace(const Clock& clock, LedgerWriter& writer, Generator& generator, qint64 first) {
    constexpr int kSeconds = 5;
    std::vector<Made> made;
    for (qint64 n = 0; n < kRate * kSeconds; ++n) {
        made.push_back(generator.make(first + n));
    }
    const qint64 begin = clock.monotonicNs();
    double booking = 0;
    constexpr qint64 kStep = 10;  // ms
    for (qint64 done = 0; done < qint64(made.size());) {
        const double before = threadCpuUs();
        for (qint64 i = 0; i < kRate * kStep / 1'000; ++i, ++done) {
            writer.book(std::move(made[std::size_t(done)].started));
            writer.book(std::move(made[std::size_t(done)].finished));
        }
        booking += threadCpuUs() - before;
        const qint64 dueNs = begin + done * 1'000'000'000 / kRate;
        std::this_thread::sleep_for(
            std::chrono::nanoseconds(std::max<qint64>(0, dueNs - clock.monotonicNs())));
    }
    const qint64 end = clock.monotonicNs();
    (void)writer.flushNow();
    demand("20,000 requests a second: behind after 5 s", double(clock.monotonicNs() - end) / 1e6, kStallMs,
           "ms");
    demand("20,000 requests a second: CPU of booking one", booking / double(made.size()), 5, "us");
}

void deleteTenth(const Clock& clock, LedgerWriter& writer, LedgerReader& reader, QObject* context,
                 const QString& path, qint64 requests) {
    const auto oldest = [&path] {
        return test::queryOne(path, "SELECT min(started_ms) FROM request").toLongLong();
    };
    Prober prober(clock, writer, requests + 10'000'000);
    const qint64 sizeBefore = QFileInfo(path).size();
    const qint64 begin = clock.monotonicNs();
    const int days = 365 - 37;
    writer.setRetention({days, 0});
    double longestRead = 0;
    const QDate last = QDate(2026, 5, 28);
    bool deleted = false;
    double seconds = 0;
    while (seconds < 600) {
        longestRead =
            std::max(longestRead, timed<SpendReport>(clock, [&](const LedgerReader::SpendCallback& done) {
                         reader.spend(1, {SpendBy::Model, last.addDays(-30), last, false}, context, done);
                     }));
        longestRead =
            std::max(longestRead, timed<RequestPage>(clock, [&](const LedgerReader::PageCallback& done) {
                         reader.requests(1, {{}, {}, 100}, context, done);
                     }));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        deleted = deleted || oldest() >= kEndMs - days * kDayMs;
        seconds = double(clock.monotonicNs() - begin) / 1e9;
        if (deleted && test::queryOne(path, "PRAGMA freelist_count").toLongLong() <= 256) {
            break;
        }
    }
    const double longestWrite = prober.stop();
    std::printf("retention of 37 of 365 days in %.0f s; the file went from %lld to %lld MB\n", seconds,
                static_cast<long long>(sizeBefore >> 20),
                static_cast<long long>(QFileInfo(path).size() >> 20));
    demand("retention: longest wait of a writer until durable", longestWrite, kStallMs, "ms");
    demand("retention: longest answer to a reader", longestRead, kStallMs, "ms");
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    LedgerWriterOptions options;
    options.queueLimit = 2'000'000;
    options.backups = false;
    if (argc == 4 && QByteArrayView(argv[1]) == "make") {
        const YearClock now(SystemClock().wallMs());
        const qint64 wanted = QByteArray(argv[2]).toLongLong();
        Generator made(wanted, now.wallMs());
        LedgerWriter writer(QFile::decodeName(argv[3]), now, options);
        (void)writer.start();
        writeYear(now, writer, made, wanted);
        writer.stop();
        return writer.health().ok ? 0 : 1;
    }
    const qint64 requests = argc > 1 ? QByteArray(argv[1]).toLongLong() : 10'000'000;
    const QTemporaryDir folder(QDir(argc > 2 ? QFile::decodeName(argv[2]) : QDir::tempPath())
                                   .filePath(QStringLiteral("bench_ledger-XXXXXX")));
    const YearClock clock(kEndMs);
    const QString path = folder.filePath(QStringLiteral("ledger.sqlite3"));
    options.zone = QTimeZone::utc();
    Generator generator(requests, kEndMs);
    {
        LedgerWriter writer(path, clock, options);
        (void)writer.start();
        writeYear(clock, writer, generator, requests);
    }
    demand("bytes a request on disk, all included", double(QFileInfo(path).size()) / double(requests), 300,
           "B");
    LedgerWriter writer(path, clock, options);
    (void)writer.start();
    LedgerReader reader(path, QTimeZone::utc());
    reader.start();
    askAll(clock, reader, &app);
    askIncidents(clock, reader, &app);
    writeAtPace(clock, writer, generator, requests);
    {
        Prober prober(clock, writer, requests + 5'000'000);
        std::this_thread::sleep_for(std::chrono::seconds(3));
        std::printf("longest wait of a writer until durable with nothing else going on: %.1f ms\n",
                    prober.stop());
    }
    deleteTenth(clock, writer, reader, &app, path, requests);
    reader.stop();
    writer.stop();
    std::printf("%s\n", g_missed == 0 ? "every demand met" : "demands missed");
    return g_missed == 0 ? 0 : 1;
}
