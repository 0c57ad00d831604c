// ReasonText: the one place where states and reasons become words. Thread: GUI.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "ui/Format.h"

#include <QCoreApplication>

namespace signalbox {

class ReasonText {
    Q_DECLARE_TR_FUNCTIONS(ReasonText)

public:
    // One or two words for a chip, with what is left of a wait: "Cooling 41 s".
    [[nodiscard]] static QString word(HealthState state, const HealthReason& reason, const Format& format,
                                      qint64 nowMs);
    // One plain sentence that says why; empty where there is nothing to say.
    [[nodiscard]] static QString sentence(const HealthReason& reason, const Format& format, qint64 nowMs);
    [[nodiscard]] static QString outcome(Outcome outcome);
    [[nodiscard]] static QString strategy(Strategy strategy);
    [[nodiscard]] static QString mode(PinMode mode);
    // The state of a request as the live table says it.
    [[nodiscard]] static QString request(const LiveRequest& request);
};

}  // namespace signalbox
