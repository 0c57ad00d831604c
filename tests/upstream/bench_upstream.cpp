// bench_upstream: what the upstream client alone costs, against a scripted_provider that already runs.
//
//   bench_upstream PORT requests COUNT CONCURRENCY
//   bench_upstream PORT streams COUNT
//
// Prints this process's CPU time per request or per streamed event, and its memory. The provider's mode
// decides what comes back; for streams start it with --mode stream and the events and interval wanted.
#include "core/base/EpollDispatcher.h"
#include "core/base/EventLoopScheduler.h"
#include "core/upstream/UpstreamClient.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace signalbox;

namespace {

double cpuMicroseconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

long residentKilobytes() {
    QFile file(QStringLiteral("/proc/self/status"));
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (line.startsWith("VmRSS:")) {
                return line.mid(6).trimmed().split(' ').front().toLong();
            }
        }
    }
    return 0;
}

struct Lane final : ExchangeListener {
    void onHead(int newStatus, const Headers&) override { status = newStatus; }
    void onBody(QByteArrayView bytes) override {
        received += bytes.size();
        ++pieces;
    }
    void onEnd(const TransportEnd& end) override { whenEnd(end); }

    std::unique_ptr<Exchange> exchange;
    std::function<void(const TransportEnd&)> whenEnd;
    qint64 received = 0;
    qint64 pieces = 0;
    int status = 0;
};

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication::setEventDispatcher(new EpollDispatcher);
    const QCoreApplication app(argc, argv);
    if (argc < 4) {
        std::fprintf(stderr, "bench_upstream PORT requests COUNT CONCURRENCY | PORT streams COUNT\n");
        return 2;
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);

    const QByteArray url = "http://127.0.0.1:" + QByteArray(argv[1]) + "/v1/chat/completions";
    const bool streams = QByteArray(argv[2]) == "streams";
    int left = std::atoi(argv[3]);
    const int total = left;
    const int concurrency = streams ? total : std::min(total, argc > 4 ? std::atoi(argv[4]) : 32);
    const SystemClock clock;
    EventLoopScheduler scheduler(clock);
    UpstreamClient client(clock, scheduler);
    const QByteArray body = "{\"model\":\"scripted\",\"messages\":[{\"role\":\"user\",\"content\":\"" +
                            QByteArray(2048, 'x') + "\"}]}";
    const auto send = [&](Lane& lane) {
        UpstreamRequest request;
        request.url = url;
        request.headers.add("Content-Type", "application/json");
        request.keyHeader = QByteArrayLiteral("Authorization: Bearer ");
        request.key = Secret(QByteArrayLiteral("sk-bench-0123456789"));
        request.body = body;
        request.allowPrivateAddress = true;
        lane.exchange = client.send(std::move(request), lane);
    };
    const long memoryBefore = residentKilobytes();
    std::vector<std::unique_ptr<Lane>> lanes;
    int toSend = total;
    int failed = 0;
    long memoryAtPeak = 0;
    for (int i = 0; i < concurrency; ++i) {
        lanes.push_back(std::make_unique<Lane>());
        Lane& lane = *lanes.back();
        lane.whenEnd = [&](const TransportEnd& end) {
            failed += end.error == TransportError::None && lane.status == 200 ? 0 : 1;
            if (left == total) {
                memoryAtPeak = residentKilobytes();
            }
            if (--left == 0) {
                QCoreApplication::quit();
            } else if (toSend > 0) {
                --toSend;
                send(lane);
            }
        };
    }
    const double before = cpuMicroseconds();
    const qint64 started = clock.monotonicNs();
    toSend -= concurrency;
    for (const auto& lane : lanes) {
        send(*lane);
    }
    QCoreApplication::exec();
    const double used = cpuMicroseconds() - before;
    qint64 pieces = 0;
    for (const auto& lane : lanes) {
        pieces += lane->pieces;
    }
    std::printf(
        "%d %s, %d at once: %.1f us CPU each, %lld pieces, %.2f us CPU per piece, %d failed, %.2f s\n", total,
        argv[2], concurrency, used / total, static_cast<long long>(pieces),
        used / static_cast<double>(pieces), failed, static_cast<double>(clock.monotonicNs() - started) / 1e9);
    std::printf("memory: %ld KB before, %ld KB while all were open (%.1f KB each)\n", memoryBefore,
                memoryAtPeak, static_cast<double>(memoryAtPeak - memoryBefore) / concurrency);
    return failed == 0 ? 0 : 1;
}
