#include "ui/Commands.h"

#include <algorithm>

namespace signalbox {

Commands::Commands(GatewayService& service, const Clock& clock, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock) {
    connect(&m_service, &GatewayService::commandDone, this, &Commands::finish);
}

std::optional<qint64> Commands::end(std::optional<Milliseconds> duration) const {
    return duration ? std::optional<qint64>(m_clock.wallMs() + duration->count()) : std::nullopt;
}

void Commands::pin(const QString& route, PinMode mode, const TargetRef& target,
                   std::optional<Milliseconds> duration) {
    const Pin pin{mode, target, end(duration), m_clock.wallMs()};
    track(m_service.setPin(route, pin, {}, WaitingRequests::Stay), {route, {}, pin});
}

void Commands::automatic(const QString& route) {
    const Pin pin{PinMode::Auto, {}, {}, m_clock.wallMs()};
    track(m_service.setPin(route, pin, {}, WaitingRequests::Stay), {route, {}, pin});
}

void Commands::drain(const QString& provider, std::optional<Milliseconds> duration) {
    track(m_service.setDrain(provider, Drain{end(duration), m_clock.wallMs()}, {}), {{}, provider, {}});
}

void Commands::undrain(const QString& provider) {
    track(m_service.setDrain(provider, std::nullopt, {}), {{}, provider, {}});
}

void Commands::reset(const QString& provider) {
    track(m_service.reset(provider, {}), {{}, provider, {}});
}

std::optional<Pin> Commands::pendingPin(const QString& route) const {
    std::optional<Pin> found;
    Ticket newest = 0;
    for (auto it = m_pending.cbegin(); it != m_pending.cend(); ++it) {
        if (it->route == route && !route.isEmpty() && it.key() >= newest) {
            newest = it.key();
            found = it->pin;
        }
    }
    return found;
}

bool Commands::isPending(const QString& provider) const {
    return std::any_of(m_pending.cbegin(), m_pending.cend(),
                       [&](const Pending& pending) { return pending.provider == provider; });
}

void Commands::track(Ticket ticket, const Pending& pending) {
    m_pending.insert(ticket, pending);
    Q_EMIT pendingChanged();
}

void Commands::finish(Ticket ticket, const Result<void>& result) {
    if (m_pending.remove(ticket) == 0) {
        return;
    }
    Q_EMIT pendingChanged();
    if (!result) {
        Q_EMIT failed(result.error().message);
    }
}

}  // namespace signalbox
