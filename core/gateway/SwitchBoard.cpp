#include "core/gateway/SwitchBoard.h"

#include "core/routing/RoutePlanner.h"

#include <algorithm>

namespace signalbox {

namespace {

QString wordsFor(const Pin& pin) {
    switch (pin.mode) {
        case PinMode::Auto:
            return QStringLiteral("auto");
        case PinMode::Prefer:
            return QStringLiteral("prefer ") + pin.target.toString();
        case PinMode::Only:
            return QStringLiteral("only ") + pin.target.toString();
    }
    return {};
}

SwitchChanged routeChange(const QString& route, const Pin& from, const Pin& to, qint64 wallMs) {
    SwitchChanged change;
    change.atMs = wallMs;
    change.scope = QStringLiteral("route:") + route;
    change.from = wordsFor(from);
    change.to = wordsFor(to);
    change.untilMs = to.untilMs;
    return change;
}

SwitchChanged providerChange(const QString& provider, bool from, bool to, std::optional<qint64> untilMs,
                             qint64 wallMs) {
    const auto words = [](bool drained) {
        return drained ? QStringLiteral("drained") : QStringLiteral("in use");
    };
    SwitchChanged change;
    change.atMs = wallMs;
    change.scope = QStringLiteral("provider:") + provider;
    change.from = words(from);
    change.to = words(to);
    change.untilMs = untilMs;
    return change;
}

bool lasts(const Pin& pin) {
    return pin.mode != PinMode::Auto && !pin.untilMs;
}

bool samePlace(const Pin& a, const Pin& b) {
    return a.mode == b.mode && a.target == b.target;
}

Error past() {
    return {ErrorCode::InvalidInput, QStringLiteral("The end lies in the past."), QStringLiteral("until")};
}

}  // namespace

Result<SwitchChanged> SwitchBoard::setPin(const Config& config, const QString& name, Pin pin, qint64 wallMs) {
    const RouteConfig* route = config.route(name);
    if (route == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no route named \"%1\".").arg(name), name};
    }
    if (pin.mode != PinMode::Auto) {
        const auto target = findTarget(*route, pin.target);
        if (!target) {
            QStringList known;
            for (const TargetConfig& one : route->targets) {
                known << TargetRef{one.provider, one.model}.toString();
            }
            return Error{ErrorCode::NotFound,
                         QStringLiteral("Route \"%1\" has no single target \"%2\"; its targets are: %3.")
                             .arg(name, pin.target.toString(), known.join(QStringLiteral(", "))),
                         pin.target.toString()};
        }
        pin.target = *target;
        if (pin.untilMs && *pin.untilMs <= wallMs) {
            return past();
        }
    }
    const Pin before = m_state.pins.value(name);
    pin.sinceMs = wallMs;
    if (pin.mode == PinMode::Auto) {
        pin = {};
        pin.sinceMs = wallMs;
    }
    if (pin.mode != before.mode || pin.target != before.target || pin.untilMs != before.untilMs) {
        remember({wallMs, name, before, {}, {}});
    }
    cover(name, before, pin);
    put(name, pin);
    return routeChange(name, before, pin, wallMs);
}

Result<SwitchChanged> SwitchBoard::setDrain(const Config& config, const QString& provider,
                                            std::optional<Drain> drain, qint64 wallMs) {
    if (config.provider(provider) == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no provider \"%1\".").arg(provider),
                     provider};
    }
    if (drain && drain->untilMs && *drain->untilMs <= wallMs) {
        return past();
    }
    const auto found = m_state.drains.constFind(provider);
    const bool wasDrained = found != m_state.drains.cend();
    const std::optional<Drain> before = wasDrained ? std::optional<Drain>(*found) : std::nullopt;
    if (drain) {
        drain->sinceMs = wallMs;
    }
    if (wasDrained != drain.has_value() || (wasDrained && before->untilMs != drain->untilMs)) {
        remember({wallMs, {}, {}, provider, before});
    }
    put(provider, drain);
    return providerChange(provider, wasDrained, drain.has_value(), drain ? drain->untilMs : std::nullopt,
                          wallMs);
}

// "For 30 minutes" ends in what was so before; the same place with an end given to it just ends.
void SwitchBoard::cover(const QString& route, const Pin& before, const Pin& now) {
    if (now.untilMs && before.untilMs) {
        return;  // one timed pin after the other: what lies beneath stays
    }
    if (now.untilMs && lasts(before) && !samePlace(before, now)) {
        m_state.covered.insert(route, before);
    } else {
        m_state.covered.remove(route);
    }
}

// The lasting pin that was in force before the change at `index`, were the timed ones left out.
Pin SwitchBoard::lastingBefore(const QString& route, qsizetype index) const {
    for (qsizetype i = index - 1; i >= 0; --i) {
        const UndoableSwitch& change = m_state.undoable[i];
        if (change.route == route && !change.pin.untilMs) {
            return change.pin;
        }
    }
    return {};
}

void SwitchBoard::remember(UndoableSwitch before) {
    m_state.undoable.append(std::move(before));
    if (m_state.undoable.size() > SwitchState::kMostUndoable) {
        m_state.undoable.removeFirst();
    }
}

void SwitchBoard::put(const QString& route, const Pin& pin) {
    if (pin.mode == PinMode::Auto) {
        m_state.pins.remove(route);
    } else {
        m_state.pins.insert(route, pin);
    }
}

void SwitchBoard::put(const QString& provider, const std::optional<Drain>& drain) {
    if (drain) {
        m_state.drains.insert(provider, *drain);
    } else {
        m_state.drains.remove(provider);
    }
}

// The latest change whose undoing would change anything now, and what it would lead to: what has ended since
// is over, and a timed pin that has ended had itself ended in the lasting one before it.
std::optional<SwitchBoard::UndoStep> SwitchBoard::undoStep(const Config& config, qint64 wallMs) const {
    for (qsizetype i = m_state.undoable.size() - 1; i >= 0; --i) {
        UndoableSwitch change = m_state.undoable[i];
        if (!change.provider.isEmpty()) {
            if (config.provider(change.provider) == nullptr) {
                continue;  // no longer there: nobody can be asking for it
            }
            if (change.drain && !holds(change.drain->untilMs, wallMs)) {
                change.drain.reset();
            }
            const auto now = m_state.drains.constFind(change.provider);
            const bool drained = now != m_state.drains.cend();
            if (drained != change.drain.has_value() || (drained && now->untilMs != change.drain->untilMs)) {
                return UndoStep{i, change};
            }
            continue;
        }
        const RouteConfig* route = config.route(change.route);
        if (route == nullptr) {
            continue;
        }
        if (!holds(change.pin.untilMs, wallMs)) {
            change.pin = lastingBefore(change.route, i);
        }
        if (change.pin.mode != PinMode::Auto && !findTarget(*route, change.pin.target)) {
            change.pin = {};
        }
        const Pin now = m_state.pins.value(change.route);
        if (!samePlace(now, change.pin) || now.untilMs != change.pin.untilMs) {
            return UndoStep{i, change};
        }
    }
    return std::nullopt;
}

std::optional<UndoableSwitch> SwitchBoard::undoable(const Config& config, qint64 wallMs) const {
    const std::optional<UndoStep> step = undoStep(config, wallMs);
    return step ? std::optional(step->change) : std::nullopt;
}

Result<SwitchChanged> SwitchBoard::undo(const Config& config, qint64 wallMs) {
    const std::optional<UndoStep> step = undoStep(config, wallMs);
    if (!step) {
        m_state.undoable.clear();
        return Error{ErrorCode::NotFound, QStringLiteral("There is no change left to take back."), {}};
    }
    m_state.undoable.resize(step->index);
    const UndoableSwitch& change = step->change;
    if (!change.provider.isEmpty()) {
        const bool before = m_state.drains.contains(change.provider);
        put(change.provider, change.drain);
        return providerChange(change.provider, before, change.drain.has_value(),
                              change.drain ? change.drain->untilMs : std::nullopt, wallMs);
    }
    const Pin before = m_state.pins.value(change.route);
    cover(change.route, lastingBefore(change.route, step->index), change.pin);
    put(change.route, change.pin);
    return routeChange(change.route, before, change.pin, wallMs);
}

// An end that came by itself is not the user's to take back, nor are the timed changes that led to it.
void SwitchBoard::forgetTimed(const std::function<bool(const UndoableSwitch&)>& concerned) {
    for (qsizetype i = m_state.undoable.size() - 1; i >= 0; --i) {
        const UndoableSwitch change = m_state.undoable[i];
        if (!concerned(change)) {
            continue;
        }
        m_state.undoable.removeAt(i);
        const bool timedBefore = change.pin.untilMs || (change.drain && change.drain->untilMs);
        if (!timedBefore) {
            return;
        }
    }
}

std::vector<SwitchChanged> SwitchBoard::expire(qint64 wallMs) {
    std::vector<SwitchChanged> changes;
    const auto add = [&](SwitchChanged change) {
        change.actor = QStringLiteral("schedule");
        change.reason = QStringLiteral("its time was over");
        changes.push_back(std::move(change));
    };
    for (auto it = m_state.pins.begin(); it != m_state.pins.end();) {
        if (holds(it->untilMs, wallMs)) {
            ++it;
            continue;
        }
        const Pin beneath = m_state.covered.take(it.key());
        add(routeChange(it.key(), *it, beneath, wallMs));
        forgetTimed([&](const UndoableSwitch& change) { return change.route == it.key(); });
        if (beneath.mode == PinMode::Auto) {
            it = m_state.pins.erase(it);
        } else {
            *it = beneath;
            ++it;
        }
    }
    for (auto it = m_state.drains.begin(); it != m_state.drains.end();) {
        if (holds(it->untilMs, wallMs)) {
            ++it;
            continue;
        }
        add(providerChange(it.key(), true, false, {}, wallMs));
        forgetTimed([&](const UndoableSwitch& change) { return change.provider == it.key(); });
        it = m_state.drains.erase(it);
    }
    return changes;
}

std::vector<SwitchChanged> SwitchBoard::follow(const Config& before, const Config& now, qint64 wallMs) {
    std::vector<SwitchChanged> changes;
    const auto add = [&](SwitchChanged change, const QString& reason) {
        change.actor = QStringLiteral("schedule");
        change.reason = reason;
        changes.push_back(std::move(change));
    };
    const QStringList pinned = m_state.pins.keys();
    for (const QString& name : pinned) {
        const RouteConfig* old = before.route(name);
        if (old == nullptr || now.route(name) != nullptr) {
            continue;
        }
        const auto renamed = std::find_if(now.routes.begin(), now.routes.end(), [&](const RouteConfig& one) {
            return before.route(one.name) == nullptr && one.targets == old->targets &&
                   !m_state.pins.contains(one.name);
        });
        const Pin pin = m_state.pins.take(name);
        const Pin covered = m_state.covered.take(name);
        if (renamed == now.routes.end()) {
            m_state.undoable.removeIf([&](const UndoableSwitch& change) { return change.route == name; });
            if (pin.mode != PinMode::Auto) {
                add(routeChange(name, pin, {}, wallMs), QStringLiteral("its rule is gone"));
            }
            continue;
        }
        m_state.pins.insert(renamed->name, pin);
        if (covered.mode != PinMode::Auto) {
            m_state.covered.insert(renamed->name, covered);
        }
        for (UndoableSwitch& change : m_state.undoable) {
            if (change.route == name) {
                change.route = renamed->name;
            }
        }
        if (pin.mode != PinMode::Auto) {
            add(routeChange(renamed->name, {}, pin, wallMs),
                QStringLiteral("its rule was called \"%1\"").arg(name));
        }
    }
    return changes;
}

std::optional<qint64> SwitchBoard::nextEndMs() const {
    std::optional<qint64> next;
    const auto look = [&](const std::optional<qint64>& untilMs) {
        if (untilMs && (!next || *untilMs < *next)) {
            next = untilMs;
        }
    };
    for (const Pin& pin : m_state.pins) {
        look(pin.untilMs);
    }
    for (const Drain& drain : m_state.drains) {
        look(drain.untilMs);
    }
    return next;
}

}  // namespace signalbox
