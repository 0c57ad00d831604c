// Commands: what the window asks of the gateway, and what is still pending. Every question is a ticket; the
// window goes on meanwhile. Thread: GUI. Errors become one sentence, once.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace signalbox {

class Commands final : public QObject {
    Q_OBJECT

public:
    Commands(GatewayService& service, const Clock& clock, QObject* parent = nullptr);

    // Throws a route's lever; `duration` nothing: until the user changes it.
    void pin(const QString& route, PinMode mode, const TargetRef& target,
             std::optional<Milliseconds> duration);
    void automatic(const QString& route);
    void drain(const QString& provider, std::optional<Milliseconds> duration);
    void undrain(const QString& provider);
    void reset(const QString& provider);

    // What a route's lever is being thrown to; nothing if no throw is pending.
    [[nodiscard]] std::optional<Pin> pendingPin(const QString& route) const;
    [[nodiscard]] bool isPending(const QString& provider) const;

Q_SIGNALS:
    void pendingChanged();
    void failed(const QString& sentence);

private:
    struct Pending {
        QString route;     // or
        QString provider;  // which it is about
        Pin pin;
    };
    void track(Ticket ticket, const Pending& pending);
    void finish(Ticket ticket, const Result<void>& result);
    [[nodiscard]] std::optional<qint64> end(std::optional<Milliseconds> duration) const;

    GatewayService& m_service;
    const Clock& m_clock;
    QHash<Ticket, Pending> m_pending;
};

}  // namespace signalbox
