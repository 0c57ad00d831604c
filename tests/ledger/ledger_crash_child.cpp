// Books into the ledger at argv[1] under load until it is killed: a thousand requests under way, four
// ending and beginning every millisecond. Tells on standard output, a line each, what was booked and when
// (monotonic ns): "S number ns" for a start, "F number ns" for an end; and "P ns", the longest time yet that
// a small synced write of its own and a short sleep took beyond the sleep: how much the machine itself holds
// things up.
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QFile>

#include <atomic>
#include <cstdio>
#include <fcntl.h>
#include <random>
#include <thread>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

// Writes and syncs a page every few milliseconds, as the ledger does; only its own thread writes to it.
class Probe {
public:
    explicit Probe(const SystemClock& clock) : m_clock(clock), m_beginNs(clock.monotonicNs()) {}
    void run(const QString& path) {
        const int fd = open(QFile::encodeName(path).constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        const QByteArray page(4'096, 'x');
        while (true) {
            m_beginNs = m_clock.monotonicNs();
            if (pwrite(fd, page.constData(), std::size_t(page.size()), 0) != page.size() ||
                fdatasync(fd) != 0) {
                return;
            }
            std::this_thread::sleep_for(std::chrono::nanoseconds(kSleepNs));
            m_longestNs = std::max(m_longestNs.load(), delayNs());
        }
    }
    // The longest delay yet, the one under way included.
    [[nodiscard]] qint64 longestNs() const { return std::max(m_longestNs.load(), delayNs()); }

private:
    static constexpr qint64 kSleepNs = 5'000'000;
    [[nodiscard]] qint64 delayNs() const { return m_clock.monotonicNs() - m_beginNs - kSleepNs; }

    const SystemClock& m_clock;
    std::atomic<qint64> m_beginNs;
    std::atomic<qint64> m_longestNs = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        return 2;
    }
    const QString path = QFile::decodeName(argv[1]);
    std::mt19937 random(QByteArray(argv[2]).toUInt());
    const SystemClock clock;
    LedgerWriter writer(path, clock);
    if (const Result<void> started = writer.start(); !started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error().message));
        return 1;
    }
    Probe probe(clock);
    std::thread([&probe, path] { probe.run(path + QStringLiteral(".probe")); }).detach();
    qint64 next = QByteArray(argv[2]).toLongLong() * 10'000'000;
    constexpr std::size_t kUnderWay = 1'000;
    std::vector<qint64> running;
    QByteArray lines;
    const auto tell = [&](char what, qint64 number) {
        lines += what + QByteArray(" ") + QByteArray::number(number) + ' ' +
                 QByteArray::number(clock.monotonicNs()) + '\n';
    };
    while (true) {
        const bool full = running.size() >= kUnderWay;
        for (int i = 0; i < (full ? 4 : 40); ++i) {
            if (full) {
                const std::size_t at = random() % running.size();
                writer.book(finishedRequest(running[at]));
                tell('F', running[at]);
                running[at] = running.back();
                running.pop_back();
            }
            writer.book(startedRequest(next));
            tell('S', next);
            running.push_back(next++);
        }
        lines += "P " + QByteArray::number(probe.longestNs()) + '\n';
        if (write(STDOUT_FILENO, lines.constData(), std::size_t(lines.size())) != lines.size()) {
            return 1;
        }
        lines.clear();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}
