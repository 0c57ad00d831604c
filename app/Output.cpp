#include "app/Output.h"

#include "core/base/Redact.h"

#include <QStringList>

#include <cstdio>

namespace signalbox {

bool printOut(const QString& text) {
    const QByteArray bytes = text.toUtf8();
    const auto size = static_cast<std::size_t>(bytes.size());
    return std::fwrite(bytes.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0;
}

void printError(const QString& lines) {
    QByteArray bytes;
    const QStringList parts = lines.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : parts) {
        bytes += "signalbox: " + redacted(line).toUtf8() + '\n';
    }
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

}  // namespace signalbox
