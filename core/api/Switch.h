// The switch: what the user decided by hand, per route and per provider, beside the automatic settings, which
// it never changes. Thread: values, any thread. Times are Unix ms, UTC.
#pragma once

#include <QHash>
#include <QString>
#include <QVector>

#include <optional>

namespace signalbox {

// One position of a lever: a provider, plus the model where a route uses a provider twice (empty: as the
// route says).
struct TargetRef {
    QString provider;
    QString model;

    bool operator==(const TargetRef&) const = default;
    // "provider" or "provider/model", as on the command line
    [[nodiscard]] QString toString() const {
        return model.isEmpty() ? provider : QString(provider + QLatin1Char('/') + model);
    }
};

enum class PinMode {
    Auto,
    Prefer,  // use it, fail over if it fails
    Only,    // use it or fail
};

struct Pin {
    PinMode mode = PinMode::Auto;
    TargetRef target;
    std::optional<qint64> untilMs;
    qint64 sinceMs = 0;
};

struct Drain {
    std::optional<qint64> untilMs;
    qint64 sinceMs = 0;
};

// What a throw of the lever does with requests that have not committed yet.
enum class WaitingRequests { Stay, Move };

// A change that the user made and has not taken back: what was so before it. Either a route or a provider is
// named.
struct UndoableSwitch {
    qint64 atMs = 0;
    QString route;
    Pin pin;  // before, of the route
    QString provider;
    std::optional<Drain> drain;  // before, of the provider; nothing: it was in use
};

struct SwitchState {
    static constexpr qsizetype kMostUndoable = 50;

    QHash<QString, Pin> pins;          // by route name; absent: automatic
    QHash<QString, Drain> drains;      // by provider id; absent: in use
    QHash<QString, Pin> covered;       // by route name: the lasting pin that a timed one stands before
    QVector<UndoableSwitch> undoable;  // oldest first, at most kMostUndoable
};

}  // namespace signalbox
