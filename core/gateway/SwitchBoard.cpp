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
    if (!now.untilMs) {
        m_state.covered.remove(route);
    } else if (lasts(before) && !samePlace(before, now)) {
        m_state.covered.insert(route, before);
    } else if (!before.untilMs) {
        m_state.covered.remove(route);
    }
}

Pin SwitchBoard::lastingBefore(const QString& route) const {
    for (auto it = m_state.undoable.crbegin(); it != m_state.undoable.crend(); ++it) {
        if (it->route == route && !it->pin.untilMs) {
            return it->pin;
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

std::optional<UndoableSwitch> SwitchBoard::undoable() const {
    return m_state.undoable.isEmpty() ? std::nullopt : std::optional(m_state.undoable.constLast());
}

Result<SwitchChanged> SwitchBoard::undo(const Config& config, qint64 wallMs) {
    while (!m_state.undoable.isEmpty()) {
        const UndoableSwitch last = m_state.undoable.takeLast();
        if (!last.provider.isEmpty()) {
            if (config.provider(last.provider) == nullptr) {
                continue;  // no longer there: nobody can be asking for it
            }
            std::optional<Drain> drain = last.drain;
            if (drain && !holds(drain->untilMs, wallMs)) {
                drain.reset();
            }
            const bool before = m_state.drains.contains(last.provider);
            if (!before && !drain) {
                continue;  // what it was before has come to its end since
            }
            put(last.provider, drain);
            return providerChange(last.provider, before, drain.has_value(),
                                  drain ? drain->untilMs : std::nullopt, wallMs);
        }
        const RouteConfig* route = config.route(last.route);
        if (route == nullptr) {
            continue;
        }
        Pin pin = last.pin;
        if (!holds(pin.untilMs, wallMs) || (pin.mode != PinMode::Auto && !findTarget(*route, pin.target))) {
            pin = {};
        }
        const Pin before = m_state.pins.value(last.route);
        if (samePlace(before, pin) && before.untilMs == pin.untilMs) {
            continue;
        }
        cover(last.route, lastingBefore(last.route), pin);
        put(last.route, pin);
        return routeChange(last.route, before, pin, wallMs);
    }
    return Error{ErrorCode::NotFound, QStringLiteral("There is no change left to take back."), {}};
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
        // An end that came by itself is not the user's to take back.
        m_state.undoable.removeIf([&](const UndoableSwitch& change) {
            return change.route == it.key() && change.atMs >= it->sinceMs;
        });
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
        m_state.undoable.removeIf([&](const UndoableSwitch& change) {
            return change.provider == it.key() && change.atMs >= it->sinceMs;
        });
        it = m_state.drains.erase(it);
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
