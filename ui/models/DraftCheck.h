// DraftCheck: what a check says of a draft while it is edited. One check is under way at a time; what is
// edited meanwhile is checked when that one has been answered. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"

#include <QObject>

namespace signalbox {

class DraftCheck final : public QObject {
    Q_OBJECT

public:
    // `draft` outlives it, and is what is checked.
    DraftCheck(GatewayService& service, const Config& draft);

    // The draft is another one.
    void ask();
    // What was said before is of no draft any more.
    void forget() { m_result = {}; }

    // The latest that was answered; `isCurrent` false: a newer one is under way.
    [[nodiscard]] const ConfigCheck& result() const { return m_result; }
    [[nodiscard]] bool isCurrent() const { return m_asked == 0; }
    // The first fault or warning at a place such as "routes[2].targets", and at what lies within it. Empty:
    // none.
    [[nodiscard]] QString faultAt(const QString& place) const;
    [[nodiscard]] QString warningAt(const QString& place) const;

Q_SIGNALS:
    void answered();

private:
    void onChecked(Ticket ticket, const ConfigCheck& check);

    GatewayService& m_service;
    const Config& m_draft;
    ConfigCheck m_result;
    Ticket m_asked = 0;
    bool m_again = false;
};

}  // namespace signalbox
