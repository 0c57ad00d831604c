// The program: reads the command line, sets the process up, and hands over.

#include "app/CommandLine.h"
#include "app/Commands.h"
#include "app/ExitCode.h"
#include "app/Log.h"
#include "app/Output.h"
#include "app/Serve.h"
#include "app/Text.h"
#include "app/Window.h"
#include "core/base/ProcessOrigin.h"
#include "core/service/ProcessSetup.h"

#include <QCoreApplication>

namespace {

int run(int& argc, char** argv) {
    using namespace signalbox;
    const SystemClock clock;
    const ProcessOrigin origin = processOrigin();
    hardenProcess();

    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const Result<Invocation> parsed = parseCommandLine(arguments);
    if (!parsed) {
        printError(parsed.error().message + QLatin1Char('\n') +
                   text("“signalbox --help” shows what there is"));
        return kWrongUsage;
    }
    const Invocation& invocation = parsed.value();
    if (invocation.help) {
        return printOut(helpText(invocation.command)) ? kDone : kFailed;
    }
    if (invocation.version) {
        return printOut(QStringLiteral("signalbox %1\n").arg(QStringLiteral(SIGNALBOX_VERSION))) ? kDone
                                                                                                 : kFailed;
    }

    installLog(clock);
    raiseDescriptorLimit();
    if (invocation.command == Subcommand::Window) {
        return showWindow(argc, argv, invocation, clock, origin);
    }
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("signalbox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SIGNALBOX_VERSION));
    return invocation.command == Subcommand::Serve ? serve(invocation, clock) : runCommand(invocation, clock);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv);
}
