#include "ui/Commands.h"

#include "ui/PreviewText.h"

#include <algorithm>

namespace signalbox {

Commands::Commands(GatewayService& service, const Clock& clock, QObject* parent)
    : QObject(parent), m_service(service), m_clock(clock) {
    connect(&m_service, &GatewayService::commandDone, this, &Commands::finish);
    connect(&m_service, &GatewayService::previewReady, this, &Commands::onPreview);
}

std::optional<qint64> Commands::end(std::optional<Milliseconds> duration) const {
    return duration ? std::optional<qint64>(m_clock.wallMs() + duration->count()) : std::nullopt;
}

void Commands::pin(const QString& route, PinMode mode, const TargetRef& target,
                   std::optional<Milliseconds> duration) {
    const Pin pin{mode, target, end(duration), m_clock.wallMs()};
    forgetPreview(route);
    track(m_service.setPin(route, pin, {}, WaitingRequests::Stay), {route, {}, pin});
}

// A throw that waits for what it would cost must not come after one that was asked for later.
void Commands::forgetPreview(const QString& route) {
    m_previews.removeIf([&](const auto& asked) { return asked.value().route == route; });
}

Pin Commands::pinOf(const LeverThrow& wanted) const {
    return {wanted.mode, wanted.target, end(wanted.duration), m_clock.wallMs()};
}

void Commands::throwLever(const LeverThrow& wanted) {
    forgetPreview(wanted.route);
    m_previews.insert(m_service.previewPin(wanted.route, pinOf(wanted)), wanted);
    Q_EMIT pendingChanged();
}

void Commands::throwNow(const LeverThrow& wanted) {
    const Pin pin = pinOf(wanted);
    track(m_service.setPin(wanted.route, pin, {}, wanted.waiting), {wanted.route, {}, pin});
}

void Commands::onPreview(Ticket ticket, const Result<SwitchPreview>& preview) {
    if (!m_previews.contains(ticket)) {
        return;
    }
    const LeverThrow wanted = m_previews.take(ticket);
    if (preview && PreviewText::isCostly(preview.value())) {
        Q_EMIT pendingChanged();
        Q_EMIT costly(wanted, preview.value());
    } else {
        throwNow(wanted);
    }
}

void Commands::undo() {
    const std::optional<UndoableSwitch>& last = m_service.status().undoable;
    if (last) {
        track(m_service.undo({}), {{}, last->provider, {}});
    }
}

void Commands::drill(const QString& provider, DrillKind kind, Milliseconds duration) {
    const qint64 now = m_clock.wallMs();
    track(m_service.setDrill(provider, Drill{kind, now, now + duration.count()}), {});
}

void Commands::endDrill(const QString& provider) {
    track(m_service.setDrill(provider, std::nullopt), {});
}

void Commands::automatic(const QString& route) {
    const Pin pin{PinMode::Auto, {}, {}, m_clock.wallMs()};
    forgetPreview(route);
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
    for (const LeverThrow& wanted : m_previews) {
        if (wanted.route == route) {
            return pinOf(wanted);
        }
    }
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
