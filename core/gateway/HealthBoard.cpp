#include "core/gateway/HealthBoard.h"

#include <algorithm>

namespace signalbox {

namespace {

HealthView::Target state(HealthState health, bool usable, HealthReason::Kind kind) {
    HealthView::Target target{usable, health, {}};
    target.reason.kind = kind;
    return target;
}

}  // namespace

void HealthBoard::setConfig(const Config& config) {
    m_providers.removeIf([&](const QHash<QString, ProviderHealth>::iterator& entry) {
        return config.provider(entry.key()) == nullptr;
    });
    m_drilled.removeIf([&](const QHash<QString, Drilled>::iterator& entry) {
        return config.provider(entry.key()) == nullptr;
    });
}

void HealthBoard::setKeys(ProviderKeys keys) {
    for (auto it = keys.byProvider.cbegin(); it != keys.byProvider.cend(); ++it) {
        ProviderHealth& health = m_providers[it.key()];
        const auto& old = m_keys.byProvider[it.key()];
        const auto renewed = [&](const std::vector<KeyState>& known) {
            std::vector<KeyState> states(it->size());
            for (std::size_t i = 0; i < it->size() && i < old.size() && i < known.size(); ++i) {
                if (it->at(i).source == old[i].source && it->at(i).secret.matches(old[i].secret.expose())) {
                    states[i] = known[i];
                }
            }
            return states;
        };
        health.keys = renewed(health.keys);
        if (const auto drilled = m_drilled.find(it.key()); drilled != m_drilled.end()) {
            drilled->before.keys = renewed(drilled->before.keys);
        }
    }
    m_keys = std::move(keys);
}

std::optional<HealthView::Target> HealthBoard::providerWide(const ProviderConfig& provider) const {
    const auto drain = m_drains.constFind(provider.id);
    if (drain != m_drains.cend() && holds(drain->untilMs, m_clock.wallMs())) {
        Target target = state(HealthState::Out, false, HealthReason::Kind::Drained);
        target.reason.untilMs = drain->untilMs;
        return target;
    }
    const auto found = m_providers.constFind(provider.id);
    if (found != m_providers.cend() && m_clock.monotonicMs() < found->restUntilMs) {
        Target target = state(HealthState::Failed, false, HealthReason::Kind::QuotaExceeded);
        target.reason.untilMs = toWall(found->restUntilMs);
        target.reason.httpStatus = found->lastFailure.httpStatus;
        target.reason.detail = found->lastFailure.detail;
        return target;
    }
    if (provider.keys.empty()) {
        return std::nullopt;
    }
    const auto keys = m_keys.byProvider.constFind(provider.id);
    if (keys == m_keys.byProvider.cend() || keys->empty()) {
        return state(HealthState::Failed, false, HealthReason::Kind::NoKey);
    }
    if (found != m_providers.cend() && !found->keys.empty() &&
        std::all_of(found->keys.begin(), found->keys.end(), [](const KeyState& key) { return key.bad; })) {
        Target target = state(HealthState::Failed, false, HealthReason::Kind::BadKey);
        target.reason.httpStatus = found->keys.front().httpStatus;
        return target;
    }
    return std::nullopt;
}

// A target rests only when every key that is not bad rests; then until the first of them may be used again.
std::optional<qint64> HealthBoard::restingUntil(const ProviderConfig& provider, const ProviderHealth& health,
                                                const TargetHealth& target) const {
    const qint64 now = m_clock.monotonicMs();
    const std::size_t count = provider.keys.empty() ? 1 : std::max<std::size_t>(1, health.keys.size());
    std::optional<qint64> until;
    for (std::size_t i = 0; i < count; ++i) {
        if (i < health.keys.size() && health.keys[i].bad) {
            continue;
        }
        if (i >= target.cooldowns.size() || !target.cooldowns[i].active(now)) {
            return std::nullopt;
        }
        until = std::min(until.value_or(target.cooldowns[i].untilMs()), target.cooldowns[i].untilMs());
    }
    return until;
}

HealthView::Target HealthBoard::target(const ProviderConfig& provider, const QString& model) const {
    if (const auto wide = providerWide(provider)) {
        return *wide;
    }
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend()) {
        return {};
    }
    const auto found = health->targets.constFind(model);
    if (found == health->targets.cend()) {
        return {};
    }
    const qint64 now = m_clock.monotonicMs();
    if (const auto until = restingUntil(provider, *health, *found)) {
        Target target = state(HealthState::Resting, false, HealthReason::Kind::Cooldown);
        target.reason.untilMs = toWall(*until);
        target.reason.httpStatus = 429;
        target.reason.detail = found->lastFailure.detail;
        return target;
    }
    Target target;
    target.reason.httpStatus = found->lastFailure.httpStatus;
    target.reason.detail = found->lastFailure.detail;
    switch (found->breaker.state(now)) {
        case CircuitBreaker::State::Open:
            target.usable = false;
            target.state = HealthState::Failed;
            target.reason.kind = HealthReason::Kind::BreakerOpen;
            target.reason.untilMs = toWall(found->breaker.openUntilMs());
            target.reason.outcome = outcomeOf(found->lastFailure);
            return target;
        case CircuitBreaker::State::HalfOpen:
            target.usable = found->breaker.allows(now);
            target.state = HealthState::Attention;
            target.reason.kind = HealthReason::Kind::HalfOpen;
            target.reason.outcome = outcomeOf(found->lastFailure);
            return target;
        case CircuitBreaker::State::Closed:
            break;
    }
    if (found->breaker.failedLately(now)) {
        target.state = HealthState::Attention;
        target.reason.kind = HealthReason::Kind::RecentFailures;
        target.reason.outcome = outcomeOf(found->lastFailure);
        return target;
    }
    return {};
}

HealthView::Target HealthBoard::provider(const ProviderConfig& provider) const {
    if (!provider.enabled) {
        return state(HealthState::Out, false, HealthReason::Kind::Disabled);
    }
    if (const auto wide = providerWide(provider)) {
        return *wide;
    }
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend() || health->targets.isEmpty()) {
        return state(HealthState::Healthy, true, HealthReason::Kind::NotYetUsed);
    }
    // The worst of its targets speaks for the provider.
    Target worst;
    const auto rank = [](const Target& target) {
        switch (target.state) {
            case HealthState::Healthy:
                return 0;
            case HealthState::Attention:
                return 1;
            case HealthState::Resting:
                return 2;
            case HealthState::Out:
                return 3;
            case HealthState::Failed:
                return 4;
        }
        return 0;
    };
    for (auto it = health->targets.cbegin(); it != health->targets.cend(); ++it) {
        const Target one = target(provider, it.key());
        if (rank(one) > rank(worst)) {
            worst = one;
        }
    }
    return worst;
}

std::optional<int> HealthBoard::pickKey(const ProviderConfig& provider, const QString& model) const {
    if (provider.keys.empty()) {
        return -1;
    }
    const auto keys = m_keys.byProvider.constFind(provider.id);
    if (keys == m_keys.byProvider.cend() || keys->empty()) {
        return std::nullopt;
    }
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend()) {
        return 0;
    }
    const qint64 now = m_clock.monotonicMs();
    const auto target = health->targets.constFind(model);
    for (std::size_t i = 0; i < keys->size(); ++i) {
        if (i < health->keys.size() && health->keys[i].bad) {
            continue;
        }
        const bool rests = target != health->targets.cend() && i < target->cooldowns.size() &&
                           target->cooldowns[i].active(now);
        if (!rests) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

std::optional<int> HealthBoard::anyKey(const ProviderConfig& provider) const {
    if (provider.keys.empty()) {
        return -1;
    }
    const auto keys = m_keys.byProvider.constFind(provider.id);
    const auto health = m_providers.constFind(provider.id);
    const std::size_t count = keys == m_keys.byProvider.cend() ? 0 : keys->size();
    for (std::size_t i = 0; i < count; ++i) {
        if (health == m_providers.cend() || i >= health->keys.size() || !health->keys[i].bad) {
            return static_cast<int>(i);
        }
    }
    return std::nullopt;
}

const Secret& HealthBoard::key(const QString& provider, int index) const {
    static const Secret none;
    const auto keys = m_keys.byProvider.constFind(provider);
    if (index < 0 || keys == m_keys.byProvider.cend() || static_cast<std::size_t>(index) >= keys->size()) {
        return none;
    }
    return keys->at(static_cast<std::size_t>(index)).secret;
}

HealthBoard::Pass HealthBoard::begin(const ProviderConfig& provider, const QString& model, int key) {
    ProviderHealth& known = m_providers[provider.id];
    ++known.inFlight;
    TargetHealth& health = targetHealth(known, model);
    const qint64 now = m_clock.monotonicMs();
    health.retries.request(now);
    return {provider.id, model, key, health.breaker.begin(now), m_drilled.value(provider.id).drill};
}

void HealthBoard::succeeded(const Pass& pass, std::optional<qint64> ttftMs) {
    finish(pass);
    ProviderHealth* learns = learner(pass);
    if (learns == nullptr) {
        return;
    }
    ProviderHealth& provider = *learns;
    TargetHealth& health = targetHealth(provider, pass.model);
    health.breaker.succeeded(pass.breaker, m_clock.monotonicMs());
    cooldownOf(health, pass).answered();
    provider.lastFailed = false;
    const qint64 wall = m_clock.wallMs();
    provider.stats.count(ProviderStats::Result::Ok, wall);
    if (ttftMs) {
        provider.stats.firstToken(*ttftMs, wall);
    }
}

void HealthBoard::failed(const Pass& pass, const Failure& failure, HealthEffect effect) {
    finish(pass);
    ProviderHealth* learns = learner(pass);
    if (learns == nullptr) {
        return;
    }
    const qint64 now = m_clock.monotonicMs();
    const qint64 wall = m_clock.wallMs();
    ProviderHealth& provider = *learns;
    TargetHealth& health = targetHealth(provider, pass.model);
    const auto keyIndex = static_cast<std::size_t>(std::max(0, pass.key));
    if (effect != HealthEffect::BreakerFailure) {
        health.breaker.abandoned(pass.breaker);
    }
    if (effect == HealthEffect::None) {
        // The provider did its work: it answered, and what it said was about the request.
        provider.stats.count(ProviderStats::Result::Ok, wall);
        return;
    }
    health.lastFailure = failure;
    provider.lastFailure = failure;
    provider.lastFailed = true;
    switch (effect) {
        case HealthEffect::None:
            break;
        case HealthEffect::BreakerFailure:
            health.breaker.failed(pass.breaker, now);
            break;
        case HealthEffect::CoolDown:
            cooldownOf(health, pass).limited(failure.retryAfter, now);
            break;
        case HealthEffect::RestProvider:
            provider.restUntilMs = std::max(provider.restUntilMs, now + kProviderRestMs);
            break;
        case HealthEffect::KeyBad:
            if (keyIndex < provider.keys.size()) {
                provider.keys[keyIndex] = {true, failure.httpStatus};
            } else {
                // Asked without a key and refused: nothing will change until the user gives one.
                health.breaker.failed(pass.breaker, now);
            }
            break;
    }
    provider.stats.count(
        effect == HealthEffect::CoolDown ? ProviderStats::Result::Limited : ProviderStats::Result::Failed,
        wall);
}

void HealthBoard::abandoned(const Pass& pass) {
    finish(pass);
    if (ProviderHealth* provider = learner(pass)) {
        targetHealth(*provider, pass.model).breaker.abandoned(pass.breaker);
    }
}

bool HealthBoard::mayRetry(const QString& provider, const QString& model) {
    return targetHealth(m_providers[provider], model).retries.take(m_clock.monotonicMs());
}

void HealthBoard::reset(const QString& provider, const QString& model) {
    if (const auto found = m_providers.find(provider); found != m_providers.end()) {
        reset(*found, model);
    }
    if (const auto drilled = m_drilled.find(provider); drilled != m_drilled.end()) {
        reset(drilled->before, model);
    }
}

void HealthBoard::reset(ProviderHealth& provider, const QString& model) {
    for (auto it = provider.targets.begin(); it != provider.targets.end(); ++it) {
        if (model.isEmpty() || it.key() == model) {
            it->breaker.reset();
            for (Cooldown& cooldown : it->cooldowns) {
                cooldown.reset();
            }
        }
    }
    if (model.isEmpty()) {
        provider.restUntilMs = 0;
        provider.lastFailed = false;
        for (KeyState& key : provider.keys) {
            key = {};
        }
    }
}

void HealthBoard::beginDrill(const QString& provider) {
    if (!m_drilled.contains(provider)) {
        m_drilled.insert(provider, {m_providers.value(provider), ++m_drills});
    }
}

void HealthBoard::endDrill(const QString& provider) {
    if (!m_drilled.contains(provider)) {
        return;
    }
    ProviderHealth before = m_drilled.take(provider).before;
    ProviderHealth& health = m_providers[provider];
    before.inFlight = health.inFlight;
    health = std::move(before);
}

HealthBoard::ProviderHealth* HealthBoard::learner(const Pass& pass) {
    const auto drilled = m_drilled.find(pass.provider);
    const quint32 drill = drilled == m_drilled.end() ? 0 : drilled->drill;
    if (pass.drill == drill) {
        return &m_providers[pass.provider];
    }
    return pass.drill == 0 ? &drilled->before : nullptr;
}

std::optional<Milliseconds> HealthBoard::slowFirstToken(const QString& provider) const {
    const auto found = m_providers.constFind(provider);
    return found == m_providers.cend() ? std::nullopt : found->stats.slowFirstToken(m_clock.wallMs());
}

void HealthBoard::fill(const ProviderConfig& config, ProviderStatus& status) const {
    const Target now = provider(config);
    status.state = now.state;
    status.reason = now.reason;
    const auto drain = m_drains.constFind(config.id);
    status.drained = drain != m_drains.cend() && holds(drain->untilMs, m_clock.wallMs());
    const auto found = m_providers.constFind(config.id);
    if (found == m_providers.cend()) {
        ProviderStats().fill(status, m_clock.wallMs());
        return;
    }
    status.inFlight = found->inFlight;
    found->stats.fill(status, m_clock.wallMs());
}

void HealthBoard::eachBreaker(const std::function<void(const QString& provider, const QString& model,
                                                       CircuitBreaker::State state)>& call) const {
    const qint64 now = m_clock.monotonicMs();
    for (auto provider = m_providers.cbegin(); provider != m_providers.cend(); ++provider) {
        for (auto target = provider->targets.cbegin(); target != provider->targets.cend(); ++target) {
            call(provider.key(), target.key(), target->breaker.state(now));
        }
    }
}

HealthBoard::TargetHealth& HealthBoard::targetHealth(ProviderHealth& health, const QString& model) {
    if (health.targets.size() >= kMostTargets && !health.targets.contains(model)) {
        // Model names come from clients: what has nothing to tell makes room, so that their number stays
        // bounded.
        const qint64 now = m_clock.monotonicMs();
        health.targets.removeIf([&](const QHash<QString, TargetHealth>::iterator& entry) {
            return entry->breaker.state(now) == CircuitBreaker::State::Closed &&
                   std::none_of(entry->cooldowns.begin(), entry->cooldowns.end(),
                                [&](const Cooldown& cooldown) { return cooldown.active(now); });
        });
    }
    TargetHealth& target = health.targets[model];
    if (target.cooldowns.size() < health.keys.size()) {
        target.cooldowns.resize(health.keys.size());
    }
    return target;
}

// A provider may have left the configuration and come back with fewer keys while an attempt was under way.
Cooldown& HealthBoard::cooldownOf(TargetHealth& target, const Pass& pass) {
    const auto index = static_cast<std::size_t>(std::max(0, pass.key));
    if (index >= target.cooldowns.size()) {
        target.cooldowns.resize(index + 1);
    }
    return target.cooldowns[index];
}

qint64 HealthBoard::toWall(qint64 monotonicMs) const {
    return m_clock.wallMs() + (monotonicMs - m_clock.monotonicMs());
}

void HealthBoard::finish(const Pass& pass) {
    ProviderHealth& provider = m_providers[pass.provider];
    provider.inFlight = std::max(0, provider.inFlight - 1);
}

}  // namespace signalbox
