#include "app/Serve.h"

#include "app/ExitCode.h"
#include "app/Output.h"
#include "app/Paths.h"
#include "app/StopSignals.h"
#include "core/service/ControlServer.h"

#include <QCoreApplication>

namespace signalbox {

ServiceOptions serviceOptions(const Invocation& invocation) {
    return {configPath(invocation.configFile), dataPath(invocation.dataFolder), invocation.listen};
}

int serve(const Invocation& invocation, const Clock& clock) {
    const ServiceOptions options = serviceOptions(invocation);
    Service service(options, clock);
    ControlServer control(service, clock, service.scheduler());
    StopSignals stopSignals;

    QObject::connect(&service, &Service::started, &service, [&] {
        if (const Result<void> listening = control.listen(options.dataFolder); !listening) {
            printError(listening.error().message);
        }
        if (!printOut(QStringLiteral("signalbox: listening on %1\n").arg(service.status().baseUrl))) {
            qWarning("standard output is closed");
        }
    });
    QObject::connect(&service, &Service::startFailed, &service, [](const Error& error) {
        printError(error.message);
        QCoreApplication::exit(exitCodeOfStart(error));
    });
    QObject::connect(&service, &Service::stopped, &service, [] { QCoreApplication::exit(kDone); });
    QObject::connect(&stopSignals, &StopSignals::stopAsked, &service, &Service::stop);
    QObject::connect(&stopSignals, &StopSignals::stopAskedAgain, &service, &Service::hurry);

    service.start();
    return QCoreApplication::exec();
}

}  // namespace signalbox
