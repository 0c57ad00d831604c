#include "core/routing/RoutePlanner.h"

#include "core/routing/Strategies.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

bool usesTwice(const RouteConfig& route, const QString& provider) {
    return std::count_if(route.targets.begin(), route.targets.end(),
                         [&](const TargetConfig& target) { return target.provider == provider; }) > 1;
}

TargetRef refOf(const RouteConfig& route, const TargetConfig& target) {
    return {target.provider, usesTwice(route, target.provider) ? target.model : QString()};
}

// A target as the planner would use it.
PlannedTarget planned(const TargetRef& ref, const ProviderConfig& provider, const QString& model,
                      const HealthView& health) {
    PlannedTarget target;
    target.ref = ref;
    target.provider = &provider;
    target.model = model;
    if (provider.enabled) {
        target.health = health.target(provider, model);
    } else {
        target.health.usable = false;
        target.health.state = HealthState::Out;
        target.health.reason.kind = HealthReason::Kind::Disabled;
    }
    return target;
}

std::vector<PlannedTarget> candidates(const RequestFacts& facts, const RouteConfig* route,
                                      const PlanInputs& inputs) {
    const Config& config = inputs.config;
    const ProviderConfig* named = namedProvider(facts.model, config);
    const bool noModel = named != nullptr && facts.model.size() == named->id.size() + 1;  // "provider/"
    std::vector<PlannedTarget> found;
    if (facts.only) {
        if (const ProviderConfig* provider = config.provider(facts.only->provider)) {
            found.push_back(planned({provider->id, {}}, *provider, facts.only->model, inputs.health));
        }
        return found;
    }
    if (route != nullptr) {
        found.reserve(route->targets.size());
        for (const TargetConfig& target : route->targets) {
            if (const ProviderConfig* provider = config.provider(target.provider)) {
                const QString model = modelSent(*route, target.model, *provider, facts.model);
                if (noModel && model == facts.model) {
                    continue;
                }
                found.push_back(planned(refOf(*route, target), *provider, model, inputs.health));
                found.back().weight = target.weight;
            }
        }
        return found;
    }
    if (named != nullptr) {
        if (!noModel) {
            found.push_back(
                planned({named->id, {}}, *named, facts.model.mid(named->id.size() + 1), inputs.health));
        }
        return found;
    }
    for (const ProviderConfig& provider : config.providers) {
        if (provider.enabled && inputs.abilities.lists(provider, facts.model)) {
            found.push_back(planned({provider.id, {}}, provider, facts.model, inputs.health));
        }
    }
    return found;
}

// What the model is known to be unable to do for this request. The catalogue may be behind the times: a
// target that the user insists on is asked all the same.
std::optional<HealthReason::Kind> knownLack(const PlannedTarget& target, const RequestFacts& facts,
                                            const ModelCatalog& catalog) {
    using Kind = HealthReason::Kind;
    if (catalog.tooSmallFor(target.model, facts.promptTokens)) {
        return Kind::ContextTooSmall;
    }
    struct Row {
        bool needed;
        Need need;
        Kind kind;
    };
    const std::array rows{
        Row{facts.needsImage, Need::Image, Kind::NoVision},
        Row{facts.needsTools, Need::Tools, Kind::NoTools},
        Row{facts.needsJsonSchema, Need::JsonSchema, Kind::NoJsonSchema},
    };
    for (const Row& row : rows) {
        if (row.needed && catalog.lacks(target.model, row.need)) {
            return row.kind;
        }
    }
    return std::nullopt;
}

enum class Insisted { No, Yes };

// Whether the target may be asked for this request; the reason stays with it where it may not.
bool mayAsk(PlannedTarget& target, const RequestFacts& facts, const PlanInputs& inputs, Insisted insisted) {
    HealthView::Target& health = target.health;
    const auto passOver = [&](HealthReason::Kind kind) {
        health.usable = false;
        health.reason = {};
        health.reason.kind = kind;
        return false;
    };
    if (!inputs.abilities.serves(*target.provider, facts.endpoint)) {
        passOver(HealthReason::Kind::Unable);
        health.reason.detail = endpointName(facts.endpoint);
        return false;
    }
    target.forced = insisted == Insisted::Yes && mayInsist(health, facts);
    if (!health.usable && !target.forced) {
        return false;
    }
    if (!target.forced) {
        if (const auto lack = knownLack(target, facts, inputs.catalog)) {
            return passOver(*lack);
        }
    }
    if (isFull(*target.provider, health)) {
        target.forced = false;
        return passOver(HealthReason::Kind::Busy);
    }
    // Money is no matter of health: "only" does not overrule it.
    if (const auto refusal = inputs.budgets != nullptr
                                 ? inputs.budgets->refusal(facts, *target.provider, target.model)
                                 : std::nullopt) {
        target.forced = false;
        health.usable = false;
        health.reason = *refusal;
        return false;
    }
    health.lowHeadroom =
        health.lowHeadroom || !inputs.health.hasRoomFor(*target.provider, target.model, facts);
    return true;
}

// Takes out what an "only" leaves no place for.
void keepOnly(const TargetRef& pinned, std::vector<PlannedTarget>& targets,
              std::vector<PlannedTarget>& passedOver) {
    const auto others = std::stable_partition(
        targets.begin(), targets.end(), [&](const PlannedTarget& target) { return target.ref == pinned; });
    for (auto other = others; other != targets.end(); ++other) {
        other->health.usable = false;
        other->health.reason = {};
        other->health.reason.kind = HealthReason::Kind::PinnedElsewhere;
        passedOver.push_back(std::move(*other));
    }
    targets.erase(others, targets.end());
}

template <class Wanted>
void toFront(std::vector<PlannedTarget>& targets, const Wanted& wanted) {
    const auto found = std::find_if(targets.begin(), targets.end(), wanted);
    if (found != targets.end()) {
        std::rotate(targets.begin(), found, found + 1);
    }
}

// A conversation stays with the target that holds its cache, as long as that one is well: not on probation,
// and not about to say 429. One whose earlier answers only its provider keeps goes nowhere else first.
bool staysHere(const PlannedTarget& target) {
    return target.keepsConversation && !target.health.lowHeadroom &&
           target.health.reason.kind != HealthReason::Kind::HalfOpen;
}

void order(RoutePlan& plan, const RequestFacts& facts, const PlanInputs& inputs, const Pin& pin) {
    const Strategy strategy = plan.route != nullptr ? plan.route->strategy : Strategy::Priority;
    if (strategy == Strategy::LowestCost) {
        const Usage usage = inputs.uses.expected(plan.route->name, facts);
        for (PlannedTarget& target : plan.order) {
            target.estimatedCost = inputs.costs.cost(*target.provider, target.model, usage);
        }
    }
    orderTargets(strategy, plan.order, inputs.random);
    toFront(plan.order, [&](const PlannedTarget& target) {
        return facts.continuesAnswer ? target.keepsConversation : staysHere(target);
    });
    if (pin.mode == PinMode::Prefer) {
        toFront(plan.order, [&](const PlannedTarget& target) { return target.ref == pin.target; });
    }
}

}  // namespace

RoutePlan planRoute(const RequestFacts& facts, const PlanInputs& inputs) {
    RoutePlan plan;
    plan.route = matchRoute(facts, inputs.config);
    std::vector<PlannedTarget> targets = candidates(facts, plan.route, inputs);
    Pin pin = plan.route != nullptr ? pinInForce(inputs.switches, plan.route->name, inputs.wallMs) : Pin();
    const bool stands = std::any_of(targets.begin(), targets.end(),
                                    [&](const PlannedTarget& target) { return target.ref == pin.target; });
    if (!stands) {
        pin = {};  // the configuration has changed since; the pin means nothing any more
    }
    if (plan.route == nullptr || plan.route->sticky || facts.continuesAnswer) {
        if (const Stickiness::Entry* last = inputs.conversations.find(facts.conversation, inputs.nowMs)) {
            for (PlannedTarget& target : targets) {
                target.keepsConversation =
                    target.provider->id == last->provider && target.model == last->model;
            }
        }
    }
    if (pin.mode == PinMode::Only) {
        keepOnly(pin.target, targets, plan.passedOver);
    }
    const Insisted insisted = facts.only || pin.mode == PinMode::Only ? Insisted::Yes : Insisted::No;
    plan.order.reserve(targets.size());
    for (PlannedTarget& target : targets) {
        const bool usable = mayAsk(target, facts, inputs, insisted);
        (usable ? plan.order : plan.passedOver).push_back(std::move(target));
    }
    order(plan, facts, inputs, pin);
    return plan;
}

std::vector<PlannedTarget> leverPositions(const RouteConfig& route, const Config& config,
                                          const HealthView& health) {
    std::vector<PlannedTarget> found;
    for (const TargetConfig& target : route.targets) {
        if (const ProviderConfig* provider = config.provider(target.provider)) {
            found.push_back(planned(refOf(route, target), *provider, target.model, health));
            found.back().weight = target.weight;
        }
    }
    return found;
}

QString modelSent(const RouteConfig& route, const QString& targetModel, const ProviderConfig& provider,
                  const QString& asked) {
    if (!targetModel.isEmpty()) {
        return targetModel;
    }
    if (asked.isEmpty() || asked == route.name) {
        const QString& rule = route.match.model;
        const bool pattern = rule.contains(QLatin1Char('*')) || rule.contains(QLatin1Char('?'));
        return rule.isEmpty() || pattern ? asked : rule;
    }
    const qsizetype idSize = provider.id.size();
    const bool prefixed =
        asked.size() > idSize + 1 && asked[idSize] == QLatin1Char('/') && asked.startsWith(provider.id);
    return prefixed ? asked.mid(idSize + 1) : asked;
}

std::optional<TargetRef> findTarget(const RouteConfig& route, const TargetRef& asked) {
    // The very one before one that it may also stand for.
    const auto exact =
        std::find_if(route.targets.begin(), route.targets.end(), [&](const TargetConfig& target) {
            return target.provider == asked.provider && target.model == asked.model;
        });
    if (exact != route.targets.end()) {
        return refOf(route, *exact);
    }
    std::optional<TargetRef> found;
    for (const TargetConfig& target : route.targets) {
        if (target.provider != asked.provider || (!asked.model.isEmpty() && target.model != asked.model)) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = refOf(route, target);
    }
    return found;
}

Pin pinInForce(const SwitchState& switches, const QString& route, qint64 wallMs) {
    const auto pin = switches.pins.constFind(route);
    return pin == switches.pins.cend() || !holds(pin->untilMs, wallMs) ? Pin() : *pin;
}

}  // namespace signalbox
