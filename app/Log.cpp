#include "app/Log.h"

#include "core/base/Redact.h"

#include <QDateTime>

#include <cerrno>
#include <unistd.h>

namespace signalbox {

namespace {

const Clock* logClock = nullptr;

const char* levelName(QtMsgType type) {
    switch (type) {
        case QtDebugMsg:
            return "debug";
        case QtInfoMsg:
            return "info";
        case QtWarningMsg:
            return "warning";
        case QtCriticalMsg:
            return "error";
        case QtFatalMsg:
            return "fatal";
    }
    return "info";
}

void writeLine(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    const QString time =
        QDateTime::fromMSecsSinceEpoch(logClock->wallMs(), Qt::UTC).toString(Qt::ISODateWithMs);
    QString body = redacted(message);
    body.replace(QLatin1Char('\n'), QStringLiteral(" | ")).replace(QLatin1Char('\r'), QLatin1Char(' '));
    const QByteArray line = time.toLatin1() + ' ' + levelName(type) + ' ' +
                            (context.category != nullptr ? context.category : "default") + ": " +
                            body.toUtf8() + '\n';
    qsizetype done = 0;
    while (done < line.size()) {
        const ssize_t written =
            ::write(STDERR_FILENO, line.constData() + done, static_cast<std::size_t>(line.size() - done));
        if (written < 0 && errno != EINTR) {
            return;
        }
        done += std::max<ssize_t>(0, written);
    }
}

}  // namespace

void installLog(const Clock& clock) {
    logClock = &clock;
    qInstallMessageHandler(writeLine);
}

}  // namespace signalbox
