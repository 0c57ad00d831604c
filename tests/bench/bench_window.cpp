// bench_window: the real service with its real window, and a heartbeat on the GUI thread, for
// tests/bench/run.
//   bench_window --data-dir D --config F
// Prints the line of `serve`, then runs until standard input ends. The last line on standard output is JSON:
// how long the longest gap between two beats of 5 ms was, the 99th of a hundred, how many there were, and the
// CPU time of the GUI thread and of the whole process in seconds.
#include "app/MakeWindow.h"
#include "core/service/ProcessSetup.h"
#include "core/service/Service.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <sys/resource.h>
#include <unistd.h>

using namespace signalbox;

namespace {

constexpr int kBeatMs = 5;

double threadSeconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double processSeconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

QString argument(const QStringList& arguments, const QString& name) {
    const qsizetype at = arguments.indexOf(name);
    return at < 0 ? QString() : arguments.value(at + 1);
}

}  // namespace

int main(int argc, char** argv) {
    hardenProcess();
    raiseDescriptorLimit();
    const QApplication application(argc, argv);
    const SystemClock clock;
    ServiceOptions options;
    options.dataFolder = argument(QApplication::arguments(), QStringLiteral("--data-dir"));
    options.configFile = argument(QApplication::arguments(), QStringLiteral("--config"));
    options.listen = ListenConfig{QStringLiteral("127.0.0.1"), 0};
    Service service(options, clock);
    std::unique_ptr<ShownWindow> window;

    std::vector<double> gapsMs;
    QElapsedTimer sinceBeat;
    QTimer beat;
    beat.setTimerType(Qt::PreciseTimer);
    beat.setInterval(kBeatMs);
    double threadBefore = 0;
    double processBefore = 0;
    QObject::connect(&beat, &QTimer::timeout, &beat, [&] {
        gapsMs.push_back(static_cast<double>(sinceBeat.nsecsElapsed()) / 1e6);
        sinceBeat.restart();
    });
    // Each line on standard input begins the measurement anew; its end ends the program.
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &service, [&] {
        char byte = 0;
        if (::read(STDIN_FILENO, &byte, 1) == 1) {
            gapsMs.clear();
            sinceBeat.restart();
            threadBefore = threadSeconds();
            processBefore = processSeconds();
            return;
        }
        input.setEnabled(false);
        beat.stop();
        const double thread = threadSeconds() - threadBefore;
        const double process = processSeconds() - processBefore;
        std::sort(gapsMs.begin(), gapsMs.end());
        const auto at = [&](double share) {
            return gapsMs.empty()
                       ? 0.0
                       : gapsMs[static_cast<std::size_t>(share * static_cast<double>(gapsMs.size() - 1))];
        };
        std::printf(R"({"beats":%zu,"worst_ms":%.2f,"p99_ms":%.2f,"gui_cpu_s":%.3f,"cpu_s":%.3f})"
                    "\n",
                    gapsMs.size(), at(1.0), at(0.99), thread, process);
        std::fflush(stdout);
        window.reset();
        service.stop();
    });
    QObject::connect(&service, &Service::started, &service, [&] {
        window =
            makeWindow({service, clock, service.scheduler(),
                        options.dataFolder + QStringLiteral("/window.ini"), [] { QApplication::exit(1); }});
        std::printf("signalbox: listening on %s\n", qPrintable(service.status().baseUrl));
        std::fflush(stdout);
        sinceBeat.start();
        beat.start();
    });
    QObject::connect(&service, &Service::startFailed, &service, [](const Error& error) {
        std::fprintf(stderr, "%s\n", qPrintable(error.message));
        QApplication::exit(1);
    });
    QObject::connect(&service, &Service::stopped, &service, [] { QApplication::exit(0); });
    service.start();
    return QApplication::exec();
}
