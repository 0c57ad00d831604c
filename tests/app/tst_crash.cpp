// kill -9 under load: every request that was answered more than 100 ms before is in the ledger exactly once.
#include "core/base/Clock.h"
#include "tests/app/Program.h"

#include <QHash>
#include <QJsonArray>
#include <QTest>

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <fcntl.h>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace signalbox;
using namespace signalbox::test;

namespace {

// How long the machine itself holds things up: writes and syncs a page every few milliseconds, as the ledger
// does, and tells the longest time that this took beyond its pauses.
class MachineProbe {
public:
    MachineProbe(const Clock& clock, const QString& path) : m_clock(clock), m_beginNs(clock.monotonicNs()) {
        m_thread = std::thread([this, path] { run(path); });
    }
    ~MachineProbe() {
        m_stop = true;
        m_thread.join();
    }
    MachineProbe(const MachineProbe&) = delete;
    MachineProbe& operator=(const MachineProbe&) = delete;

    // The longest delay yet, the one under way included.
    [[nodiscard]] qint64 longestMs() const { return std::max(m_longestNs.load(), delayNs()) / 1'000'000; }

private:
    static constexpr qint64 kPauseNs = 5'000'000;

    void run(const QString& path) {
        const int fd = ::open(QFile::encodeName(path).constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        const QByteArray page(4'096, 'x');
        while (!m_stop && pwrite(fd, page.constData(), std::size_t(page.size()), 0) == page.size() &&
               fdatasync(fd) == 0) {
            std::this_thread::sleep_for(std::chrono::nanoseconds(kPauseNs));
            m_longestNs = std::max(m_longestNs.load(), delayNs());
            m_beginNs = m_clock.monotonicNs();
        }
        ::close(fd);
    }
    [[nodiscard]] qint64 delayNs() const { return m_clock.monotonicNs() - m_beginNs - kPauseNs; }

    const Clock& m_clock;
    std::atomic<bool> m_stop = false;
    std::atomic<qint64> m_beginNs;
    std::atomic<qint64> m_longestNs = 0;
    std::thread m_thread;
};

}  // namespace

class TestCrash : public QObject {
    Q_OBJECT

    static QHash<QByteArray, int> answeredRows(const QString& file, QByteArray& integrity) {
        QHash<QByteArray, int> rows;
        sqlite3* database = nullptr;
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_open_v2(QFile::encodeName(file).constData(), &database, SQLITE_OPEN_READONLY, nullptr) ==
            SQLITE_OK) {
            sqlite3_prepare_v2(database, "PRAGMA integrity_check", -1, &statement, nullptr);
            if (sqlite3_step(statement) == SQLITE_ROW) {
                integrity = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
            }
            sqlite3_finalize(statement);
            sqlite3_prepare_v2(database, "SELECT request_id FROM request_log WHERE status = 'ok'", -1,
                               &statement, nullptr);
            while (sqlite3_step(statement) == SQLITE_ROW) {
                ++rows[reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))];
            }
            sqlite3_finalize(statement);
        }
        sqlite3_close(database);
        return rows;
    }

private Q_SLOTS:
    void killedUnderLoad() {
        const ScriptedProvider scripted;
        const Home home;
        home.writeConfig(
            {{QStringLiteral("version"), 1},
             {QStringLiteral("clients"),
              QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("default")},
                                     {QStringLiteral("key"), QStringLiteral("sb-testtesttest")}}}},
             {QStringLiteral("providers"),
              QJsonArray{QJsonObject{{QStringLiteral("id"), QStringLiteral("p")},
                                     {QStringLiteral("protocol"), QStringLiteral("openai")},
                                     {QStringLiteral("base_url"), scripted.baseUrl()},
                                     {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}}}}}});
        const SystemClock clock;
        QHash<QByteArray, int> owed;
        for (int round = 0; round < 5; ++round) {
            Instance instance(home);
            QVERIFY(instance.waitUntilListening());
            struct Answered {
                QByteArray id;
                qint64 atMs;
            };
            std::mutex mutex;
            std::vector<Answered> answered;
            std::atomic<int> count{0};
            std::atomic<qint64> firstMs{0};
            constexpr int kClients = 16;
            const MachineProbe probe(clock, home.path(QStringLiteral("probe")));
            std::vector<std::thread> clients;
            clients.reserve(kClients);
            for (int i = 0; i < kClients; ++i) {
                clients.emplace_back([&, stream = i % 2 == 0] {
                    Http http(instance.port());
                    while (http.send("POST", "/v1/chat/completions", "sb-testtesttest", chat("m", stream))) {
                        const Http::Answer answer = http.readToEnd();
                        if (!answer.whole || answer.status != 200) {
                            return;
                        }
                        const std::lock_guard lock(mutex);
                        answered.push_back({answer.header("x-signalbox-request-id"), clock.monotonicMs()});
                        if (count++ == 0) {
                            firstMs = clock.monotonicMs();
                        }
                    }
                });
            }
            // Enough of them, and some old enough to be owed.
            const auto enough = [&] {
                return count > 400 + 100 * round && clock.monotonicMs() - firstMs > 600;
            };
            const bool loaded = QTest::qWaitFor(enough, 30'000);
            const qint64 killedAtMs = clock.monotonicMs();
            const qint64 machineMs = probe.longestMs();
            instance.kill();
            (void)instance.end();
            for (std::thread& client : clients) {
                client.join();
            }
            QVERIFY2(loaded, QByteArray::number(count.load()));
            for (const Answered& one : answered) {
                QVERIFY(!one.id.isEmpty());
                // The ledger promises 100 ms; what the machine itself held things up is not its own.
                if (one.atMs < killedAtMs - 100 - machineMs) {
                    owed.insert(one.id, 0);
                }
            }
            Instance again(home);
            QVERIFY(again.waitUntilListening());
            again.terminate();
            QCOMPARE(again.end().code, 0);
            QByteArray integrity;
            const QHash<QByteArray, int> rows =
                answeredRows(home.path(QStringLiteral("data/ledger.sqlite3")), integrity);
            QCOMPARE(integrity, QByteArray("ok"));
            QVERIFY(!owed.isEmpty());
            for (auto it = owed.cbegin(); it != owed.cend(); ++it) {
                QVERIFY2(rows.value(it.key()) == 1, it.key().constData());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
