#include "core/gateway/HealthBoard.h"

#include "core/protocol/PrivateHost.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr double kLatencyWeight = 0.3;  // of the newest measurement

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
    m_configured.clear();
    m_remoteHosts.clear();
    for (const ProviderConfig& provider : config.providers) {
        m_configured.insert(provider.id);
        const QString host = provider.baseUrl.host();
        if (provider.protocol != Protocol::Simulated && !host.isEmpty() && !isPrivateHost(host)) {
            m_remoteHosts.insert(provider.id, host);
        }
    }
    // Keys that the configuration no longer names will not come any more.
    const auto isGone = [&](const QString& id, const KeySource& source) {
        const ProviderConfig* provider = config.provider(id);
        return provider == nullptr ||
               std::find(provider->keys.begin(), provider->keys.end(), source) == provider->keys.end();
    };
    std::erase_if(m_waiting.targets, [&](HealthRecord::Target& waiting) {
        std::erase_if(waiting.cooldowns,
                      [&](const auto& kept) { return isGone(waiting.provider, kept.key); });
        return waiting.cooldowns.empty();
    });
    std::erase_if(m_waiting.providers, [&](HealthRecord::Provider& waiting) {
        std::erase_if(waiting.badKeys, [&](const auto& kept) { return isGone(waiting.id, kept.key); });
        return waiting.badKeys.empty();
    });
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
        if (!usableKey(health, i)) {
            continue;
        }
        if (i >= target.limits.size() || !target.limits[i].cooldown.active(now)) {
            return std::nullopt;
        }
        const qint64 end = target.limits[i].cooldown.untilMs();
        until = std::min(until.value_or(end), end);
    }
    return until;
}

HealthView::Target HealthBoard::target(const ProviderConfig& provider, const QString& model) const {
    if (const auto wide = providerWide(provider)) {
        return *wide;
    }
    const qint64 now = m_clock.monotonicMs();
    Target target;
    const auto health = m_providers.constFind(provider.id);
    if (health != m_providers.cend()) {
        if (const auto found = health->targets.constFind(model); found != health->targets.cend()) {
            if (const auto until = restingUntil(provider, *health, *found)) {
                target = state(HealthState::Resting, false, HealthReason::Kind::Cooldown);
                target.reason.untilMs = toWall(*until);
                target.reason.httpStatus = 429;
                target.reason.detail = found->lastFailure.detail;
            } else {
                target = byBreaker(*found);
                target.lowHeadroom = !covers(provider, model, {1, 0});
            }
            if (found->latencyAtMs) {
                target.latencyMs = static_cast<qint64>(found->latencyMs);
                target.latencyAgeMs = now - *found->latencyAtMs;
            }
        }
        target.inFlight = health->inFlight;
    }
    if (m_guard.offline() && target.state != HealthState::Resting) {
        if (const auto host = m_remoteHosts.constFind(provider.id); host != m_remoteHosts.cend()) {
            // Breakers are frozen: whether the network is back is found out past them.
            target.usable = m_guard.mayTry(*host, now);
            target.state = HealthState::Failed;
            target.reason = {};
            target.reason.kind = HealthReason::Kind::Offline;
        }
    }
    return target;
}

HealthView::Target HealthBoard::byBreaker(const TargetHealth& health) const {
    const qint64 now = m_clock.monotonicMs();
    Target target;
    target.reason.httpStatus = health.lastFailure.httpStatus;
    target.reason.detail = health.lastFailure.detail;
    target.reason.outcome = outcomeOf(health.lastFailure);
    switch (health.breaker.state(now)) {
        case CircuitBreaker::State::Open:
            target.usable = false;
            target.state = HealthState::Failed;
            target.reason.kind = HealthReason::Kind::BreakerOpen;
            target.reason.untilMs = toWall(health.breaker.openUntilMs());
            return target;
        case CircuitBreaker::State::HalfOpen:
            target.usable = health.breaker.allows(now);
            target.state = HealthState::Attention;
            target.reason.kind = HealthReason::Kind::HalfOpen;
            return target;
        case CircuitBreaker::State::Closed:
            break;
    }
    if (health.breaker.failedLately(now)) {
        target.state = HealthState::Attention;
        target.reason.kind = HealthReason::Kind::RecentFailures;
        return target;
    }
    return {};
}

bool HealthBoard::hasRoomFor(const ProviderConfig& provider, const QString& model,
                             const RequestFacts& facts) const {
    return covers(provider, model, {facts.promptTokens, facts.maxOutputTokens});
}

// One key with enough left is enough.
bool HealthBoard::covers(const ProviderConfig& provider, const QString& model,
                         const Headroom::Need& need) const {
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend()) {
        return true;
    }
    const auto target = health->targets.constFind(model);
    if (target == health->targets.cend()) {
        return true;
    }
    const qint64 now = m_clock.monotonicMs();
    bool any = false;
    for (std::size_t i = 0; i < target->limits.size(); ++i) {
        if (usableKey(*health, i) && !target->limits[i].cooldown.active(now)) {
            any = true;
            if (target->limits[i].headroom.covers(need, now)) {
                return true;
            }
        }
    }
    return !any;
}

bool HealthBoard::usableKey(const ProviderHealth& health, std::size_t index) {
    return index >= health.keys.size() || !health.keys[index].bad;
}

HealthView::Target HealthBoard::provider(const ProviderConfig& provider) const {
    if (!provider.enabled) {
        return state(HealthState::Out, false, HealthReason::Kind::Disabled);
    }
    if (const auto wide = providerWide(provider)) {
        return *wide;
    }
    const auto health = m_providers.constFind(provider.id);
    if (m_guard.offline() && m_remoteHosts.contains(provider.id)) {
        return target(provider, {});
    }
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
    worst.inFlight = health->inFlight;
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
    // The first that has room left; else the first that may be asked; one that was refused before the restart
    // comes last.
    std::optional<int> best;
    int bestRank = 0;
    for (std::size_t i = 0; i < keys->size(); ++i) {
        if (!usableKey(*health, i)) {
            continue;
        }
        int rank = i < health->keys.size() && health->keys[i].suspect ? 1 : 3;
        if (target != health->targets.cend() && i < target->limits.size()) {
            if (target->limits[i].cooldown.active(now)) {
                continue;
            }
            rank -= target->limits[i].headroom.covers({1, 0}, now) ? 0 : 1;
        }
        if (rank > bestRank || !best) {
            best = static_cast<int>(i);
            bestRank = rank;
        }
    }
    return best;
}

std::optional<int> HealthBoard::anyKey(const ProviderConfig& provider) const {
    if (provider.keys.empty()) {
        return -1;
    }
    const auto keys = m_keys.byProvider.constFind(provider.id);
    const auto health = m_providers.constFind(provider.id);
    const std::size_t count = keys == m_keys.byProvider.cend() ? 0 : keys->size();
    for (std::size_t i = 0; i < count; ++i) {
        if (health == m_providers.cend() || usableKey(*health, i)) {
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
    TargetHealth& health = targetHealth(provider.id, model);
    ProviderHealth& whole = m_providers[provider.id];
    ++whole.inFlight;
    const qint64 now = m_clock.monotonicMs();
    health.retries.request(now);
    Pass pass{provider.id, model, key, health.breaker.begin(now), whole.keyList, false};
    if (KeyLimits* limits = limitsOf(health, pass)) {
        limits->headroom.sent(now);
    }
    if (m_guard.offline() && m_remoteHosts.contains(provider.id)) {
        pass.whileOffline = true;
        m_guard.tryBegan();
    }
    return pass;
}

void HealthBoard::succeeded(const Pass& pass, std::optional<qint64> ttftMs) {
    answered(pass.provider);
    finish(pass);
    TargetHealth& health = targetHealth(pass.provider, pass.model);
    ProviderHealth& provider = m_providers[pass.provider];
    const qint64 now = m_clock.monotonicMs();
    const bool wasOpen = health.breaker.rest().has_value();
    health.breaker.succeeded(pass.breaker, now);
    bool worthKeeping = wasOpen && !health.breaker.rest();
    if (KeyLimits* limits = limitsOf(health, pass)) {
        limits->cooldown.answered();
        const auto index = static_cast<std::size_t>(std::max(0, pass.key));
        if (index < provider.keys.size() && provider.keys[index].suspect) {
            provider.keys[index] = {};
            worthKeeping = true;
        }
    }
    provider.lastFailed = false;
    const qint64 wall = m_clock.wallMs();
    provider.stats.count(ProviderStats::Result::Ok, wall);
    if (ttftMs) {
        provider.stats.firstToken(*ttftMs, wall);
        const auto measured = static_cast<double>(*ttftMs);
        health.latencyMs =
            health.latencyAtMs ? health.latencyMs + kLatencyWeight * (measured - health.latencyMs) : measured;
        health.latencyAtMs = now;
    }
    if (worthKeeping) {
        keep();
    }
}

void HealthBoard::limitsSeen(const Pass& pass, const RateLimits& limits) {
    if (limits.empty()) {
        return;
    }
    if (KeyLimits* known = limitsOf(targetHealth(pass.provider, pass.model), pass)) {
        known->headroom.learn(limits, m_clock.monotonicMs());
    }
}

void HealthBoard::failed(const Pass& pass, const Failure& failure, HealthEffect effect) {
    const qint64 now = m_clock.monotonicMs();
    const qint64 wall = m_clock.wallMs();
    if (failure.httpStatus > 0) {
        answered(pass.provider);
    }
    if (const auto host = m_remoteHosts.constFind(pass.provider);
        host != m_remoteHosts.cend() && failure.unreachable) {
        m_guard.unreachable(*host, now);
        if (m_guard.offline()) {
            // It is the network that failed: nothing is learnt of the provider.
            abandoned(pass);
            return;
        }
    }
    finish(pass);
    TargetHealth& health = targetHealth(pass.provider, pass.model);
    ProviderHealth& provider = m_providers[pass.provider];
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
    bool worthKeeping = effect != HealthEffect::BreakerFailure;
    const auto breakerFailed = [&] {
        const auto before = health.breaker.rest();
        health.breaker.failed(pass.breaker, now);
        const auto after = health.breaker.rest();
        worthKeeping = after && (!before || before->untilMs != after->untilMs);
    };
    KeyLimits* limits = limitsOf(health, pass);
    switch (effect) {
        case HealthEffect::None:
            break;
        case HealthEffect::BreakerFailure:
            breakerFailed();
            break;
        case HealthEffect::CoolDown:
            if (limits != nullptr) {
                limits->cooldown.limited(failure.retryAfter, now);
            }
            break;
        case HealthEffect::RestProvider:
            provider.restUntilMs = std::max(provider.restUntilMs, now + kProviderRestMs);
            break;
        case HealthEffect::KeyBad:
            if (pass.keyList != provider.keyList) {
                break;  // it was about a key of the list before
            }
            if (keyIndex < provider.keys.size()) {
                provider.keys[keyIndex] = {true, false, failure.httpStatus};
            } else {
                // Asked without a key and refused: nothing will change until the user gives one.
                breakerFailed();
            }
            break;
    }
    provider.stats.count(
        effect == HealthEffect::CoolDown ? ProviderStats::Result::Limited : ProviderStats::Result::Failed,
        wall);
    if (worthKeeping) {
        keep();
    }
}

void HealthBoard::abandoned(const Pass& pass) {
    finish(pass);
    targetHealth(pass.provider, pass.model).breaker.abandoned(pass.breaker);
}

bool HealthBoard::mayRetry(const QString& provider, const QString& model) {
    return targetHealth(provider, model).retries.take(m_clock.monotonicMs());
}

bool HealthBoard::reset(const QString& provider, const QString& model) {
    const auto waitsFor = [&](const auto& target) {
        return target.provider == provider && (model.isEmpty() || target.model == model);
    };
    bool found = std::erase_if(m_waiting.targets, waitsFor) > 0;
    if (model.isEmpty()) {
        std::erase_if(m_waiting.providers, [&](const auto& waiting) { return waiting.id == provider; });
    }
    const auto health = m_providers.find(provider);
    if (health != m_providers.end()) {
        for (auto it = health->targets.begin(); it != health->targets.end(); ++it) {
            if (model.isEmpty() || it.key() == model) {
                found = true;
                it->breaker.reset();
                for (KeyLimits& limits : it->limits) {
                    limits.cooldown.reset();
                    limits.headroom.reset();
                }
            }
        }
        if (model.isEmpty()) {
            health->restUntilMs = 0;
            health->lastFailed = false;
            for (KeyState& key : health->keys) {
                key = {};
            }
        }
    }
    keep();
    return found || model.isEmpty();
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
    const qint64 nowMs = m_clock.monotonicMs();
    for (const TargetHealth& target : found->targets) {
        for (std::size_t i = 0; i < target.limits.size(); ++i) {
            const auto share = target.limits[i].headroom.share(nowMs);
            if (share && usableKey(*found, i)) {
                status.headroom = std::min(status.headroom.value_or(*share), *share);
            }
        }
    }
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

HealthBoard::TargetHealth& HealthBoard::targetHealth(const QString& provider, const QString& model) {
    ProviderHealth& health = m_providers[provider];
    if (health.targets.size() >= kMostTargets && !health.targets.contains(model)) {
        // Model names come from clients: what has nothing to tell makes room, so that their number stays
        // bounded.
        const qint64 now = m_clock.monotonicMs();
        health.targets.removeIf([&](const QHash<QString, TargetHealth>::iterator& entry) {
            return entry->breaker.state(now) == CircuitBreaker::State::Closed &&
                   std::none_of(entry->limits.begin(), entry->limits.end(),
                                [&](const KeyLimits& limits) { return limits.cooldown.active(now); });
        });
    }
    TargetHealth& target = health.targets[model];
    if (target.limits.size() < health.keys.size()) {
        target.limits.resize(health.keys.size());
    }
    return target;
}

HealthBoard::KeyLimits* HealthBoard::limitsOf(TargetHealth& target, const Pass& pass) {
    const auto index = static_cast<std::size_t>(std::max(0, pass.key));
    if (pass.keyList != m_providers[pass.provider].keyList || index >= target.limits.size()) {
        return nullptr;
    }
    return &target.limits[index];
}

qint64 HealthBoard::toWall(qint64 monotonicMs) const {
    return m_clock.wallMs() + (monotonicMs - m_clock.monotonicMs());
}

qint64 HealthBoard::toMonotonic(qint64 wallMs) const {
    return m_clock.monotonicMs() + (wallMs - m_clock.wallMs());
}

void HealthBoard::finish(const Pass& pass) {
    ProviderHealth& provider = m_providers[pass.provider];
    provider.inFlight = std::max(0, provider.inFlight - 1);
    if (pass.whileOffline) {
        m_guard.tryEnded();
    }
}

void HealthBoard::keep() const {
    if (onKeep) {
        onKeep();
    }
}

}  // namespace signalbox
