// PlanTables: the planner's surroundings as tables: health by provider, prices by provider, a catalogue, a
// memory of conversations.
#pragma once

#include "core/routing/RoutePlanner.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <functional>

namespace signalbox::test {

inline constexpr qint64 kNowWall = 1'780'000'000'000;
inline constexpr qint64 kNow = 50'000'000;

class TableHealth final : public HealthView {
public:
    [[nodiscard]] Target target(const ProviderConfig& provider, const QString&) const override {
        return states.value(provider.id);
    }
    QHash<QString, Target> states;
};

class TableAbilities final : public ProviderAbilities {
public:
    [[nodiscard]] bool serves(const ProviderConfig& provider, Endpoint) const override {
        return provider.protocol == Protocol::OpenAi;
    }
    [[nodiscard]] bool lists(const ProviderConfig& provider, const QString& model) const override {
        return provider.models.contains(model);
    }
};

// Nano-dollars per token, in and out alike; cached ones are free.
class TableCosts final : public CostView {
public:
    [[nodiscard]] std::optional<NanoUsd> cost(const ProviderConfig& provider, const QString&,
                                              const Usage& usage) const override {
        const auto price = perToken.constFind(provider.id);
        const qint64 tokens = usage.inputTokens - usage.cachedInputTokens + usage.outputTokens;
        return price == perToken.cend() ? std::nullopt : std::optional<NanoUsd>(*price * tokens);
    }
    QHash<QString, qint64> perToken;
};

inline QString word(const char* text) {
    return QString::fromLatin1(text);
}

inline ProviderConfig provider(const char* id, QStringList models = {}) {
    ProviderConfig config;
    config.id = word(id);
    config.models = std::move(models);
    return config;
}

inline TargetConfig target(const char* provider, const char* model = "", int weight = 1) {
    return {word(provider), word(model), weight};
}

inline RouteConfig route(const char* name, const char* model, std::vector<TargetConfig> targets) {
    RouteConfig config;
    config.name = word(name);
    config.match.model = word(model);
    config.targets = std::move(targets);
    return config;
}

inline HealthView::Target resting() {
    HealthView::Target health;
    health.usable = false;
    health.state = HealthState::Resting;
    health.reason.kind = HealthReason::Kind::Cooldown;
    return health;
}

inline HealthView::Target drained() {
    HealthView::Target health;
    health.usable = false;
    health.state = HealthState::Out;
    health.reason.kind = HealthReason::Kind::Drained;
    return health;
}

struct PlanTables {
    Config config;
    SwitchState switches;
    TableHealth health;
    TableAbilities abilities;
    ModelCatalog catalog;
    TableCosts costs;
    Stickiness conversations;
    RouteUse uses;
    RequestFacts facts;
    qint64 nowMs = kNow;
    std::function<double()> random;  // empty: the expected order

    [[nodiscard]] PlanInputs inputs() const {
        return {config,
                switches,
                health,
                abilities,
                catalog,
                costs,
                conversations,
                uses,
                kNowWall,
                nowMs,
                random ? &random : nullptr};
    }
    [[nodiscard]] RoutePlan plan() const { return planRoute(facts, inputs()); }
    // "route > provider:model provider:model"
    [[nodiscard]] QString planned() const {
        const RoutePlan made = plan();
        QStringList parts;
        for (const PlannedTarget& one : made.order) {
            parts << one.provider->id + QLatin1Char(':') + one.model;
        }
        return (made.route != nullptr ? made.route->name : QStringLiteral("-")) + QStringLiteral(" > ") +
               parts.join(QLatin1Char(' '));
    }
    // "a b c": who is asked, in order
    [[nodiscard]] QString order() const {
        QStringList parts;
        for (const PlannedTarget& one : plan().order) {
            parts << one.provider->id;
        }
        return parts.join(QLatin1Char(' '));
    }
    [[nodiscard]] HealthReason::Kind whyNot(const char* provider) const {
        for (const PlannedTarget& one : plan().passedOver) {
            if (one.provider->id == QLatin1String(provider)) {
                return one.health.reason.kind;
            }
        }
        return HealthReason::Kind::None;
    }
};

}  // namespace signalbox::test
