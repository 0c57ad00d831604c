// Commands: what the window asks of the gateway, and what is still pending. Every question is a ticket; the
// window goes on meanwhile. Thread: GUI. Errors become one sentence, once.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace signalbox {

// What the user wants of a route's lever.
struct LeverThrow {
    QString route;
    PinMode mode = PinMode::Prefer;
    TargetRef target;
    std::optional<Milliseconds> duration;  // nothing: until the user changes it
    WaitingRequests waiting = WaitingRequests::Stay;
};

class Commands final : public QObject {
    Q_OBJECT

public:
    Commands(GatewayService& service, const Clock& clock, QObject* parent = nullptr);

    // Throws a route's lever; `duration` nothing: until the user changes it.
    void pin(const QString& route, PinMode mode, const TargetRef& target,
             std::optional<Milliseconds> duration);
    void automatic(const QString& route);
    // As pin(), but asks first what it would cost: a cheap throw goes at once, a dear one is told by costly()
    // and waits for throwNow(). An answer that cannot be had holds nothing up. Of two throws of one route the
    // later one counts.
    void throwLever(const LeverThrow& wanted);
    void throwNow(const LeverThrow& wanted);
    // Takes back the user's latest change of the switch.
    void undo();
    // Practises a failure at a provider.
    void drill(const QString& provider, DrillKind kind, Milliseconds duration);
    void endDrill(const QString& provider);
    void drain(const QString& provider, std::optional<Milliseconds> duration);
    void undrain(const QString& provider);
    void reset(const QString& provider);

    // What a route's lever is being thrown to; nothing if no throw is pending.
    [[nodiscard]] std::optional<Pin> pendingPin(const QString& route) const;
    [[nodiscard]] bool isPending(const QString& provider) const;

Q_SIGNALS:
    void pendingChanged();
    void failed(const QString& sentence);
    void costly(const signalbox::LeverThrow& wanted, const signalbox::SwitchPreview& preview);

private:
    struct Pending {
        QString route;     // or
        QString provider;  // which it is about
        Pin pin;
    };
    void track(Ticket ticket, const Pending& pending);
    void onPreview(Ticket ticket, const Result<SwitchPreview>& preview);
    void forgetPreview(const QString& route);
    [[nodiscard]] Pin pinOf(const LeverThrow& wanted) const;
    void finish(Ticket ticket, const Result<void>& result);
    [[nodiscard]] std::optional<qint64> end(std::optional<Milliseconds> duration) const;

    GatewayService& m_service;
    const Clock& m_clock;
    QHash<Ticket, Pending> m_pending;
    QHash<Ticket, LeverThrow> m_previews;
};

}  // namespace signalbox
