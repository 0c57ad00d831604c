#include "ui/ProgramStart.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>

namespace signalbox {

using namespace Qt::StringLiterals;

bool startDetached(const ProgramStart& program) {
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : program.withheld) {
        environment.remove(name);
    }
    for (const auto& [name, value] : program.environment) {
        environment.insert(name, QString::fromUtf8(value));
    }
    process.setProcessEnvironment(environment);
    const QString& name = program.words.value(0);
    if (program.origin && !QStandardPaths::findExecutable(name).isEmpty()) {
        // A shell takes back what we set for ourselves, and becomes the program.
        process.setProgram(u"/bin/sh"_s);
        process.setArguments(
            QStringList{u"-c"_s,
                        u"umask %1; ulimit -S -n %2 2>/dev/null; exec \"$@\""_s.arg(
                            QString::number(program.origin->fileMask, 8).rightJustified(4, u'0'),
                            QString::number(program.origin->descriptors)),
                        u"sh"_s} +
            program.words);
    } else {
        process.setProgram(name);
        process.setArguments(program.words.mid(1));
    }
    return process.startDetached();
}

}  // namespace signalbox
