#include "core/service/NetworkWatch.h"

#include <QNetworkInformation>

namespace signalbox {

NetworkWatch::NetworkWatch(QObject* parent) : QObject(parent) {}

void NetworkWatch::start() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 3, 0)
    const bool loaded =
        QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability);
#else
    const bool loaded = QNetworkInformation::load(QNetworkInformation::Feature::Reachability);
#endif
    const QNetworkInformation* source = loaded ? QNetworkInformation::instance() : nullptr;
    if (source == nullptr) {
        return;
    }
    connect(source, &QNetworkInformation::reachabilityChanged, this,
            [this](QNetworkInformation::Reachability reachability) {
                Q_EMIT networkGone(reachability == QNetworkInformation::Reachability::Disconnected);
            });
}

}  // namespace signalbox
