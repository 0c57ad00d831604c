// bench_window: the real service with its real window, and a heartbeat on the GUI thread, for
// tests/bench/run.
//   bench_window --data-dir D --config F [--still]
// --still: without the heartbeat, until "begin".
// Prints the line of `serve`, "painted" once the window's first frame is on its surface, and then does what
// the lines on standard input say, until they end:
//   begin        begins the measurement anew
//   page NAME    shows dashboard, routes, providers, spend, requests or settings, and answers "shown"
//   beats        answers with what was measured since begin, as JSON: how long the longest gap between two
//   beats
//                of 5 ms was, the 99th of a hundred, how many there were, and the CPU time of the GUI thread
//                and of the whole process in seconds
//   filter TEXT  narrows the list of requests to those with that text, and answers "shown"
//   scroll N     scrolls the list of requests N screens down, to the end of what is known over and over, and
//                back to the top, and answers with the longest time until the rows of the view were there, as
//                JSON
// The end of the input is answered like "beats", and ends the program.
#include "app/MakeWindow.h"
#include "core/service/ProcessSetup.h"
#include "core/service/Service.h"
#include "ui/MainWindow.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QSocketNotifier>
#include <QTableView>
#include <QTimer>
#include <QWheelEvent>

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

// Beats on the thread that made it, and the CPU that is used meanwhile.
class Heartbeat final : public QObject {
public:
    Heartbeat() {
        m_beat.setTimerType(Qt::PreciseTimer);
        m_beat.setInterval(kBeatMs);
        connect(&m_beat, &QTimer::timeout, this, [this] {
            m_gapsMs.push_back(static_cast<double>(m_sinceBeat.nsecsElapsed()) / 1e6);
            m_sinceBeat.restart();
        });
    }
    void begin() {
        m_gapsMs.clear();
        m_threadBefore = threadSeconds();
        m_processBefore = processSeconds();
        m_sinceBeat.start();
        m_beat.start();
    }
    void tell() {
        const double thread = threadSeconds() - m_threadBefore;
        const double process = processSeconds() - m_processBefore;
        std::sort(m_gapsMs.begin(), m_gapsMs.end());
        const auto at = [&](double share) {
            return m_gapsMs.empty()
                       ? 0.0
                       : m_gapsMs[static_cast<std::size_t>(share * static_cast<double>(m_gapsMs.size() - 1))];
        };
        std::printf(R"({"beats":%zu,"worst_ms":%.2f,"p99_ms":%.2f,"gui_cpu_s":%.3f,"cpu_s":%.3f})"
                    "\n",
                    m_gapsMs.size(), at(1.0), at(0.99), thread, process);
        std::fflush(stdout);
    }

private:
    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    std::vector<double> m_gapsMs;
    double m_threadBefore = 0;
    double m_processBefore = 0;
};

// Says once that a window was painted.
class FirstPaint final : public QObject {
protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint && !m_said && qobject_cast<MainWindow*>(watched) != nullptr) {
            m_said = true;
            // Behind the event, when it is on the surface.
            QTimer::singleShot(0, this, [] {
                std::printf("painted\n");
                std::fflush(stdout);
            });
        }
        return false;
    }

private:
    bool m_said = false;
};

MainWindow* mainWindow() {
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget* window : windows) {
        if (auto* found = qobject_cast<MainWindow*>(window)) {
            return found;
        }
    }
    return nullptr;
}

bool showPage(const QByteArray& name) {
    using Page = MainWindow::Page;
    static const std::pair<const char*, Page> kPages[] = {
        {"dashboard", Page::Dashboard}, {"routes", Page::Routes},     {"providers", Page::Providers},
        {"spend", Page::Spend},         {"requests", Page::Requests}, {"settings", Page::Settings}};
    for (const auto& [known, page] : kPages) {
        if (name == known && mainWindow() != nullptr) {
            mainWindow()->showPage(page);
            return true;
        }
    }
    return false;
}

// The list of requests as a user scrolls it. A step is over when every row of the view has its text, and, at
// the end of what is known, when there are more rows.
class Scroller {
public:
    explicit Scroller(QTableView& table) : m_table(table) {}

    void run(int screens) {
        (void)settle(0);
        for (int i = 0; i < screens; ++i) {
            key(Qt::Key_PageDown);
        }
        for (int i = 0; i < screens; ++i) {
            const int before = m_table.model()->rowCount();
            key(Qt::Key_End, before + 1, Qt::ControlModifier);
        }
        for (int i = 0; i < screens; ++i) {
            wheel(i % 2 == 0 ? 1200 : -1200);
        }
        for (int tenth = 9; tenth >= 0; --tenth) {
            timed(
                [&] {
                    QScrollBar* bar = m_table.verticalScrollBar();
                    bar->setValue(bar->maximum() * tenth / 10);
                },
                0);
        }
        key(Qt::Key_Home, 0, Qt::ControlModifier);
        std::printf(R"({"steps":%d,"worst_ms":%.2f,"rows":%d})"
                    "\n",
                    m_steps, m_worstMs, m_table.model()->rowCount());
        std::fflush(stdout);
    }

private:
    void key(int which, int rows = 0, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        timed(
            [&] {
                QKeyEvent press(QEvent::KeyPress, which, modifiers);
                QApplication::sendEvent(&m_table, &press);
            },
            rows);
    }
    void wheel(int delta) {
        timed(
            [&] {
                const QPointF at = m_table.viewport()->rect().center();
                QWheelEvent turn(at, m_table.viewport()->mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton,
                                 Qt::NoModifier, Qt::NoScrollPhase, false);
                QApplication::sendEvent(m_table.viewport(), &turn);
            },
            0);
    }
    template <class Action>
    void timed(Action action, int rows) {
        QElapsedTimer time;
        time.start();
        action();
        const bool settled = settle(rows);
        ++m_steps;
        m_worstMs = std::max(m_worstMs, settled ? static_cast<double>(time.nsecsElapsed()) / 1e6 : 1e6);
    }
    [[nodiscard]] bool isThere(int rows) const {
        const QAbstractItemModel& model = *m_table.model();
        if (model.rowCount() < rows) {
            return false;
        }
        const int first = std::max(0, m_table.rowAt(0));
        int last = m_table.rowAt(m_table.viewport()->height() - 1);
        last = last < 0 ? model.rowCount() - 1 : last;
        for (int row = first; row <= last; ++row) {
            if (model.index(row, 0).data().toString().isEmpty()) {
                return false;
            }
        }
        return model.rowCount() > 0;
    }
    bool settle(int rows) {
        QElapsedTimer time;
        time.start();
        while (!isThere(rows)) {
            QApplication::processEvents(QEventLoop::AllEvents, 5);
            if (time.elapsed() > 10'000) {
                return false;
            }
        }
        QApplication::processEvents();  // it is painted, too
        return true;
    }

    QTableView& m_table;
    int m_steps = 0;
    double m_worstMs = 0;
};

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
    Heartbeat heartbeat;
    FirstPaint firstPaint;
    QApplication::instance()->installEventFilter(&firstPaint);

    const auto obey = [&](const QByteArray& line) {
        if (line == "begin") {
            heartbeat.begin();
        } else if (line == "beats") {
            heartbeat.tell();
        } else if (line.startsWith("page ") && showPage(line.mid(5))) {
            std::printf("shown\n");
            std::fflush(stdout);
        } else if (line.startsWith("filter ") && mainWindow() != nullptr) {
            if (auto* text = mainWindow()->findChild<QLineEdit*>(QStringLiteral("requestText"))) {
                text->setText(QString::fromUtf8(line.mid(7)));
                QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
                QApplication::sendEvent(text, &enter);
                std::printf("shown\n");
                std::fflush(stdout);
            }
        } else if (line.startsWith("scroll ") && mainWindow() != nullptr) {
            if (auto* table = mainWindow()->findChild<QTableView*>(QStringLiteral("requestsTable"))) {
                Scroller(*table).run(line.mid(7).toInt());
            }
        }
    };
    QByteArray typed;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &service, [&] {
        char bytes[256];
        const ssize_t size = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (size > 0) {
            typed.append(bytes, size);
            for (qsizetype end = typed.indexOf('\n'); end >= 0; end = typed.indexOf('\n')) {
                const QByteArray line = typed.first(end);
                typed.remove(0, end + 1);
                obey(line);
            }
            return;
        }
        input.setEnabled(false);
        heartbeat.tell();
        window.reset();
        service.stop();
    });
    QObject::connect(&service, &Service::started, &service, [&] {
        window = makeWindow({service,
                             clock,
                             service.scheduler(),
                             options.dataFolder + QStringLiteral("/window.ini"),
                             [] { QApplication::exit(1); },
                             false,
                             {}});
        std::printf("signalbox: listening on %s\n", qPrintable(service.status().baseUrl));
        std::fflush(stdout);
        if (!QApplication::arguments().contains(QStringLiteral("--still"))) {
            heartbeat.begin();
        }
    });
    QObject::connect(&service, &Service::startFailed, &service, [](const Error& error) {
        std::fprintf(stderr, "%s\n", qPrintable(error.message));
        QApplication::exit(1);
    });
    QObject::connect(&service, &Service::stopped, &service, [] { QApplication::exit(0); });
    service.start();
    return QApplication::exec();
}
