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
        m_state.pins.remove(name);
        pin.untilMs.reset();
    } else {
        m_state.pins.insert(name, pin);
    }
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
    const bool before = m_state.drains.contains(provider);
    if (drain) {
        drain->sinceMs = wallMs;
        m_state.drains.insert(provider, *drain);
    } else {
        m_state.drains.remove(provider);
    }
    return providerChange(provider, before, drain.has_value(), drain ? drain->untilMs : std::nullopt, wallMs);
}

std::vector<SwitchChanged> SwitchBoard::expire(qint64 wallMs) {
    std::vector<SwitchChanged> changes;
    const auto add = [&](SwitchChanged change) {
        change.actor = QStringLiteral("schedule");
        changes.push_back(std::move(change));
    };
    for (auto it = m_state.pins.begin(); it != m_state.pins.end();) {
        if (holds(it->untilMs, wallMs)) {
            ++it;
            continue;
        }
        add(routeChange(it.key(), *it, {}, wallMs));
        it = m_state.pins.erase(it);
    }
    for (auto it = m_state.drains.begin(); it != m_state.drains.end();) {
        if (holds(it->untilMs, wallMs)) {
            ++it;
            continue;
        }
        add(providerChange(it.key(), true, false, {}, wallMs));
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
