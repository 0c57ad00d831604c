#include "core/service/NetworkWatch.h"

#include <QNetworkInformation>
#include <QNetworkInterface>

#include <algorithm>

namespace signalbox {

namespace {

// An interface that is up, is not the machine's own and has an address that others could answer to.
bool leadsOut(const QNetworkInterface& interface) {
    const auto flags = interface.flags();
    if (!flags.testFlag(QNetworkInterface::IsUp) || !flags.testFlag(QNetworkInterface::IsRunning) ||
        flags.testFlag(QNetworkInterface::IsLoopBack)) {
        return false;
    }
    const QList<QNetworkAddressEntry> entries = interface.addressEntries();
    return std::any_of(entries.begin(), entries.end(), [](const QNetworkAddressEntry& entry) {
        return !entry.ip().isLoopback() && !entry.ip().isLinkLocal();
    });
}

bool anyLeadsOut() {
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    return std::any_of(interfaces.begin(), interfaces.end(), leadsOut);
}

}  // namespace

NetworkWatch::NetworkWatch(Scheduler& scheduler, QObject* parent)
    : NetworkWatch(scheduler, anyLeadsOut, parent) {}

NetworkWatch::NetworkWatch(Scheduler& scheduler, std::function<bool()> wayOut, QObject* parent)
    : QObject(parent), m_scheduler(scheduler), m_wayOut(std::move(wayOut)) {}

void NetworkWatch::start() {
    look();
    listen();
}

void NetworkWatch::look() {
    const bool gone = !m_wayOut();
    if (gone) {
        m_again = m_scheduler.after(kLookAgain, [this] { look(); });
    }
    tell(gone);
}

void NetworkWatch::listen() {
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
                m_again.cancel();  // from here on it knows
                tell(reachability == QNetworkInformation::Reachability::Disconnected);
            });
}

void NetworkWatch::tell(bool gone) {
    if (m_gone != gone) {
        m_gone = gone;
        Q_EMIT networkGone(gone);
    }
}

}  // namespace signalbox
