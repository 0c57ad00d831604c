#include "app/Paths.h"

#include <QDir>
#include <QStandardPaths>

namespace signalbox {

namespace {

QString usualOrGiven(const QString& given, QStandardPaths::StandardLocation location, const QString& below) {
    const QString path = given.isEmpty() ? QStandardPaths::writableLocation(location) + below : given;
    return QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

}  // namespace

QString configPath(const QString& given) {
    return usualOrGiven(given, QStandardPaths::GenericConfigLocation, QStringLiteral("/signalbox/config.json"));
}

QString dataPath(const QString& given) {
    return usualOrGiven(given, QStandardPaths::GenericDataLocation, QStringLiteral("/signalbox"));
}

}  // namespace signalbox
