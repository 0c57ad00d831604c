// The parts of HealthBoard that tell what is known: whether a target may be asked, with which key, and what
// people see of it.
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

std::optional<HealthView::Target> HealthBoard::providerWide(const ProviderConfig& provider) const {
    const auto drain = m_drains.constFind(provider.id);
    if (drain != m_drains.cend() && holds(drain->untilMs, m_clock.wallMs())) {
        Target target = state(HealthState::Out, false, HealthReason::Kind::Drained);
        target.reason.untilMs = drain->untilMs;
        return target;
    }
    const auto found = m_providers.constFind(provider.id);
    const auto outUntil = found == m_providers.cend() ? std::nullopt : outOfQuotaUntil(*found, nowMs());
    if (outUntil) {
        Target target = state(HealthState::Failed, false, HealthReason::Kind::QuotaExceeded);
        target.reason.untilMs = toWall(*outUntil);
        target.reason.httpStatus = found->lastFailure.httpStatus;
        target.reason.detail = found->lastFailure.detail;
        return target;
    }
    if (provider.keys.empty()) {
        return std::nullopt;
    }
    if (keysOf(provider) == nullptr) {
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

std::optional<qint64> HealthBoard::outOfQuotaUntil(const ProviderHealth& health, qint64 now) {
    if (now < health.restUntilMs) {
        return health.restUntilMs;
    }
    std::optional<qint64> until;
    for (std::size_t i = 0; i < health.keys.size(); ++i) {
        if (!usableKey(health, i)) {
            continue;
        }
        const qint64 end = keyRestEnd(health, i);
        if (end <= now) {
            return std::nullopt;
        }
        until = std::min(until.value_or(end), end);
    }
    return until;
}

// Each key rests until both its quota and this target's limit allow it again.
std::optional<qint64> HealthBoard::restingUntil(const ProviderConfig& provider, const ProviderHealth& health,
                                                const TargetHealth& target, qint64 now) {
    const std::size_t count = provider.keys.empty() ? 1 : std::max<std::size_t>(1, health.keys.size());
    std::optional<qint64> until;
    for (std::size_t i = 0; i < count; ++i) {
        if (!usableKey(health, i)) {
            continue;
        }
        const qint64 cooldown = i < target.limits.size() ? target.limits[i].cooldown.untilMs() : 0;
        const qint64 end = std::max(cooldown, keyRestEnd(health, i));
        if (end <= now) {
            return std::nullopt;
        }
        until = std::min(until.value_or(end), end);
    }
    return until;
}

HealthView::Target HealthBoard::target(const ProviderConfig& provider, const QString& model) const {
    if (const auto wide = providerWide(provider)) {
        return *wide;
    }
    const qint64 now = nowMs();
    Target target;
    const auto health = m_providers.constFind(provider.id);
    if (health != m_providers.cend()) {
        if (const auto found = health->targets.constFind(model); found != health->targets.cend()) {
            if (const auto until = restingUntil(provider, *health, *found, now)) {
                target = state(HealthState::Resting, false, HealthReason::Kind::Cooldown);
                target.reason.untilMs = toWall(*until);
                target.reason.httpStatus = 429;
                target.reason.detail = found->lastFailure.detail;
            } else {
                target = byBreaker(*found, now);
                target.lowHeadroom = !covers(*health, *found, {1, 0}, now);
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
            if (const auto next = m_guard.nextTryMs(*host, now)) {
                target.nextTryMs = toWall(*next);
            }
        }
    }
    return target;
}

HealthView::Target HealthBoard::byBreaker(const TargetHealth& health, qint64 now) const {
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
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend()) {
        return true;
    }
    const auto target = health->targets.constFind(model);
    return target == health->targets.cend() ||
           covers(*health, *target, {facts.promptTokens, facts.maxOutputTokens}, nowMs());
}

bool HealthBoard::covers(const ProviderHealth& health, const TargetHealth& target, const Headroom::Need& need,
                         qint64 now) {
    bool any = false;
    for (std::size_t i = 0; i < target.limits.size(); ++i) {
        if (usableKey(health, i) && keyRestEnd(health, i) <= now && !target.limits[i].cooldown.active(now)) {
            any = true;
            if (target.limits[i].headroom.covers(need, now)) {
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

// Nothing also where the provider that is meant has another base URL than the keys were read for.
const std::vector<ProviderKey>* HealthBoard::keysOf(const ProviderConfig& provider) const {
    const auto keys = m_keys.byProvider.constFind(provider.id);
    const bool any = keys != m_keys.byProvider.cend() && !keys->empty();
    return any && m_keysFor.value(provider.id) == provider.baseUrl ? &*keys : nullptr;
}

std::optional<int> HealthBoard::pickKey(const ProviderConfig& provider, const QString& model,
                                        const RequestFacts& facts) const {
    if (provider.keys.empty()) {
        return -1;
    }
    const std::vector<ProviderKey>* keys = keysOf(provider);
    if (keys == nullptr) {
        return std::nullopt;
    }
    const auto health = m_providers.constFind(provider.id);
    if (health == m_providers.cend()) {
        return 0;
    }
    const qint64 now = nowMs();
    const auto target = health->targets.constFind(model);
    // The first that has room for the request; else the first that has any left; else the first that may be
    // asked. One that was refused before the restart comes last.
    std::optional<int> best;
    int bestRank = 0;
    for (std::size_t i = 0; i < keys->size(); ++i) {
        if (!usableKey(*health, i) || now < keyRestEnd(*health, i)) {
            continue;
        }
        int rank = i < health->keys.size() && health->keys[i].suspect ? 2 : 5;
        if (target != health->targets.cend() && i < target->limits.size()) {
            if (target->limits[i].cooldown.active(now)) {
                continue;
            }
            const Headroom& headroom = target->limits[i].headroom;
            rank -= headroom.covers({1, 0}, now) ? 0 : 1;
            rank -= headroom.covers({facts.promptTokens, facts.maxOutputTokens}, now) ? 0 : 1;
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
    const std::vector<ProviderKey>* keys = keysOf(provider);
    const auto health = m_providers.constFind(provider.id);
    const std::size_t count = keys == nullptr ? 0 : keys->size();
    std::optional<int> soonest;
    for (std::size_t i = 0; i < count; ++i) {
        if (health == m_providers.cend()) {
            return static_cast<int>(i);
        }
        const bool sooner =
            !soonest || std::max(nowMs(), keyRestEnd(*health, i)) <
                            std::max(nowMs(), keyRestEnd(*health, static_cast<std::size_t>(*soonest)));
        if (usableKey(*health, i) && sooner) {
            soonest = static_cast<int>(i);
        }
    }
    return soonest;
}

const Secret& HealthBoard::key(const QString& provider, int index) const {
    static const Secret none;
    const auto keys = m_keys.byProvider.constFind(provider);
    if (index < 0 || keys == m_keys.byProvider.cend() || static_cast<std::size_t>(index) >= keys->size()) {
        return none;
    }
    return keys->at(static_cast<std::size_t>(index)).secret;
}

std::optional<Milliseconds> HealthBoard::slowFirstToken(const QString& provider, const QString& model) const {
    const auto found = m_providers.constFind(provider);
    if (found == m_providers.cend()) {
        return std::nullopt;
    }
    const auto target = found->targets.constFind(model);
    return target == found->targets.cend() ? std::nullopt : target->firstTokens.slow(nowMs());
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
    status.keysOutOfQuota =
        static_cast<int>(std::count_if(found->keys.begin(), found->keys.end(), [&](const KeyState& key) {
            return !key.bad && nowMs() < key.restUntilMs;
        }));
    for (const TargetHealth& target : found->targets) {
        for (std::size_t i = 0; i < target.limits.size(); ++i) {
            const auto share = target.limits[i].headroom.share(nowMs());
            if (share && usableKey(*found, i)) {
                status.headroom = std::min(status.headroom.value_or(*share), *share);
            }
        }
    }
    found->stats.fill(status, m_clock.wallMs());
}

void HealthBoard::eachBreaker(const std::function<void(const QString& provider, const QString& model,
                                                       CircuitBreaker::State state)>& call) const {
    const qint64 now = nowMs();
    for (auto provider = m_providers.cbegin(); provider != m_providers.cend(); ++provider) {
        for (auto target = provider->targets.cbegin(); target != provider->targets.cend(); ++target) {
            call(provider.key(), target.key(), target->breaker.state(now));
        }
    }
}

}  // namespace signalbox
