#include "app/Window.h"

#include "app/Commands.h"
#include "app/ExitCode.h"
#include "app/MakeWindow.h"
#include "app/Output.h"
#include "app/Paths.h"
#include "app/Serve.h"
#include "app/StopSignals.h"
#include "app/Text.h"
#include "core/service/ControlServer.h"

#include <QApplication>
#include <QMessageBox>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

bool hasDisplay() {
#if defined(Q_OS_LINUX)
    static constexpr std::array kVariables{"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};
    return std::any_of(kVariables.begin(), kVariables.end(),
                       [](const char* name) { return !qEnvironmentVariableIsEmpty(name); });
#else
    return true;
#endif
}

// What starts the program as it was started now, but for whether its window is shown.
QStringList startCommand(const Invocation& invocation) {
    QStringList command{QCoreApplication::applicationFilePath()};
    if (!invocation.configFile.isEmpty()) {
        command += {QStringLiteral("--config"), configPath(invocation.configFile)};
    }
    if (!invocation.dataFolder.isEmpty()) {
        command += {QStringLiteral("--data-dir"), dataPath(invocation.dataFolder)};
    }
    return command;
}

// Who starts from a desktop sees no standard error.
void tellStartFailure(const Error& error) {
    printError(error.message);
    const QString platform = QGuiApplication::platformName();
    if (platform != QLatin1String("offscreen") && platform != QLatin1String("minimal")) {
        QMessageBox::critical(nullptr, text("Signalbox cannot start"), error.message);
    }
}

}  // namespace

int showWindow(int& argc, char** argv, const Invocation& invocation, const Clock& clock,
               const ProcessOrigin& origin) {
    if (!hasDisplay()) {
        printError(text("there is no display: run signalbox serve"));
        return kFailed;
    }
    int noArguments = std::min(argc, 1);
    const QApplication application(noArguments, argv);
    QApplication::setApplicationName(QStringLiteral("signalbox"));
    QApplication::setApplicationDisplayName(QStringLiteral("Signalbox"));
    QApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    QApplication::setQuitOnLastWindowClosed(false);

    const ServiceOptions options = serviceOptions(invocation);
    if (raiseRunningWindow(options.dataFolder, clock)) {
        return kDone;
    }
    Service service(options, clock);
    ControlServer control(service, clock, service.scheduler());
    StopSignals stopSignals;
    std::unique_ptr<ShownWindow> window;

    QObject::connect(&service, &Service::started, &service, [&] {
        window = makeWindow(
            {service, clock, service.scheduler(), options.dataFolder + QStringLiteral("/window.ini"),
             [&service] { service.stop(); }, invocation.hidden, startCommand(invocation), origin});
        control.setWindow(ControlServer::Window::Present);
        if (const Result<void> listening = control.listen(options.dataFolder); !listening) {
            printError(listening.error().message);
        }
    });
    QObject::connect(&control, &ControlServer::raiseRequested, &service, [&window] { window->raise(); });
    QObject::connect(&service, &Service::startFailed, &service, [&](const Error& error) {
        // Two starts at once: the other one has the lock, and by now perhaps its window.
        if (error.code == ErrorCode::Busy && raiseRunningWindow(options.dataFolder, clock)) {
            QApplication::exit(kDone);
            return;
        }
        tellStartFailure(error);
        QApplication::exit(exitCodeOfStart(error));
    });
    QObject::connect(&service, &Service::stopped, &service, [] { QApplication::exit(kDone); });
    QObject::connect(&stopSignals, &StopSignals::stopAsked, &service, &Service::stop);
    QObject::connect(&stopSignals, &StopSignals::stopAskedAgain, &service, &Service::hurry);

    service.start();
    const int code = QApplication::exec();
    window.reset();
    return code;
}

}  // namespace signalbox
