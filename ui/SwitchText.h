// SwitchText: drills and changes of the switch in words. Thread: GUI.
#pragma once

#include "core/api/Drill.h"
#include "core/api/StatusSnapshot.h"

#include <QCoreApplication>

namespace signalbox {

class SwitchText {
    Q_DECLARE_TR_FUNCTIONS(SwitchText)

public:
    // A drill as an entry of a menu: "Answers 429".
    [[nodiscard]] static QString drill(DrillKind kind);
    // What `provider` does under it: "North answers 429".
    [[nodiscard]] static QString drillOf(const QString& provider, DrillKind kind);
    // "gpt-5.5 back to automatic"
    [[nodiscard]] static QString undo(const UndoableSwitch& change, const StatusSnapshot& status);
    // What people call it; its id if it has no name.
    [[nodiscard]] static QString providerName(const StatusSnapshot& status, const QString& id);
    [[nodiscard]] static QString targetName(const StatusSnapshot& status, const TargetRef& target);
    // It is pinned to a target that cannot be used now, and others stand in.
    [[nodiscard]] static bool isOffPin(const RouteStatus& route);
};

}  // namespace signalbox
