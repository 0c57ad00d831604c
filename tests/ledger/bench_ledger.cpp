// Measures the ledger: bench_ledger [REQUESTS]. Prints, for requests that end in the batch they began in and
// for requests that end in a later one, rows a second, CPU a request of the booking and of the ledger thread,
// and bytes a request on disk; then the longest wait from booking to durable at a steady pace, and the time
// of a sum over all.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>
#include <sys/resource.h>
#include <thread>

using namespace signalbox;

namespace {

double cpuUs(int who) {
    rusage usage{};
    getrusage(who, &usage);
    const auto us = [](const timeval& time) { return double(time.tv_sec) * 1e6 + double(time.tv_usec); };
    return us(usage.ru_utime) + us(usage.ru_stime);
}

enum class Spread { OneBatch, TwoBatches };

void measure(const SystemClock& clock, const QString& path, qint64 requests, Spread spread) {
    LedgerWriterOptions options;
    options.queueLimit = requests * 4;
    LedgerWriter writer(path, clock, options);
    if (const Result<void> started = writer.start(); !started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().message));
        return;
    }
    const qint64 beginNs = clock.monotonicNs();
    const double cpuBegin = cpuUs(RUSAGE_SELF);
    double booking = 0;
    constexpr qint64 kChunk = 1'000;
    for (qint64 first = 0; first < requests; first += kChunk) {
        std::vector<LedgerEntry> entries;
        for (qint64 n = first; n < first + kChunk; ++n) {
            entries.emplace_back(test::startedRequest(n));
        }
        if (spread == Spread::OneBatch) {
            for (qint64 n = first; n < first + kChunk; ++n) {
                entries.emplace_back(test::finishedRequest(n));
            }
        }
        const double before = cpuUs(RUSAGE_THREAD);
        for (LedgerEntry& entry : entries) {
            writer.book(std::move(entry));
        }
        booking += cpuUs(RUSAGE_THREAD) - before;
        if (spread == Spread::TwoBatches) {
            (void)writer.flushNow();
            entries.clear();
            for (qint64 n = first; n < first + kChunk; ++n) {
                entries.emplace_back(test::finishedRequest(n));
            }
            const double again = cpuUs(RUSAGE_THREAD);
            for (LedgerEntry& entry : entries) {
                writer.book(std::move(entry));
            }
            booking += cpuUs(RUSAGE_THREAD) - again;
        }
        if (spread == Spread::OneBatch) {
            (void)writer.flushNow();
        }
    }
    const bool written = writer.flushNow();
    const double seconds = double(clock.monotonicNs() - beginNs) / 1e9;
    writer.stop();
    const double thisThread = cpuUs(RUSAGE_THREAD);
    const double all = cpuUs(RUSAGE_SELF) - cpuBegin;
    const double count = double(requests);
    std::printf(
        "%s: %s, %.0f requests/s; CPU us/request: booking %.2f, all threads with making the entries %.2f\n",
        spread == Spread::OneBatch ? "one batch  " : "two batches", written ? "written" : "NOT WRITTEN",
        count / seconds, booking / count, all / count);
    (void)thisThread;
    std::printf("             %.1f bytes/request on disk\n", double(QFileInfo(path).size()) / count);
}

void measureDelay(const SystemClock& clock, const QString& path) {
    LedgerWriter writer(path, clock);
    (void)writer.start();
    // One entry every 2 ms; durable is when no entry waits.
    qint64 longestNs = 0;
    qint64 sumNs = 0;
    constexpr int kRounds = 200;
    for (int n = 0; n < kRounds; ++n) {
        const qint64 begin = clock.monotonicNs();
        writer.book(test::startedRequest(n));
        while (writer.health().waitingEntries > 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(500));
        }
        const qint64 took = clock.monotonicNs() - begin;
        longestNs = std::max(longestNs, took);
        sumNs += took;
    }
    std::printf("from booking to durable: mean %.1f ms, longest %.1f ms\n", double(sumNs) / kRounds / 1e6,
                double(longestNs) / 1e6);
    writer.stop();
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    const qint64 requests = argc > 1 ? QByteArray(argv[1]).toLongLong() : 200'000;
    const SystemClock clock;
    QTemporaryDir folder;
    const QString one = folder.filePath(QStringLiteral("one.sqlite3"));
    measure(clock, one, requests, Spread::OneBatch);
    measure(clock, folder.filePath(QStringLiteral("two.sqlite3")), requests, Spread::TwoBatches);
    measureDelay(clock, folder.filePath(QStringLiteral("delay.sqlite3")));

    LedgerReader reader(one);
    reader.start();
    const qint64 begin = clock.monotonicNs();
    SpendQuery query;
    query.perDay = true;
    reader.spend(1, query, &app, [&](Ticket, const Result<SpendReport>& report) {
        std::printf("sum per model and day over %lld requests: %.0f ms\n",
                    static_cast<long long>(report ? report.value().total.requests : -1),
                    double(clock.monotonicNs() - begin) / 1e6);
        QCoreApplication::quit();
    });
    const int code = QCoreApplication::exec();
    reader.stop();
    return code;
}
