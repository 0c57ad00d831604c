#include "core/gateway/HealthBoard.h"

#include "core/protocol/PrivateHost.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr double kLatencyWeight = 0.3;  // of the newest measurement

// Two providers in the same place are the same as far as health goes; the path does not matter.
QString placeOf(const ProviderConfig& provider) {
    const QUrl& url = provider.baseUrl;
    return QStringLiteral("%1 %2://%3:%4")
        .arg(static_cast<int>(provider.protocol))
        .arg(url.scheme().toLower(), url.host())
        .arg(url.port(url.scheme() == QLatin1String("http") ? 80 : 443));
}

}  // namespace

void HealthBoard::setConfig(const Config& config) {
    m_providers.removeIf([&](const QHash<QString, ProviderHealth>::iterator& entry) {
        return config.provider(entry.key()) == nullptr;
    });
    m_drilled.removeIf([&](const QHash<QString, Drilled>::iterator& entry) {
        return config.provider(entry.key()) == nullptr;
    });
    const QHash<QString, QString> before = std::exchange(m_configured, {});
    m_baseUrls.clear();
    m_remoteHosts.clear();
    for (const ProviderConfig& provider : config.providers) {
        const QString place = placeOf(provider);
        m_configured.insert(provider.id, place);
        m_baseUrls.insert(provider.id, provider.baseUrl);
        if (before.value(provider.id, place) != place) {
            if (const auto known = m_providers.find(provider.id); known != m_providers.end()) {
                moved(*known);
            }
            if (const auto drilled = m_drilled.find(provider.id); drilled != m_drilled.end()) {
                moved(drilled->before);
            }
            std::erase_if(m_waiting.targets, [&](const auto& one) { return one.provider == provider.id; });
            std::erase_if(m_waiting.providers, [&](const auto& one) { return one.id == provider.id; });
        }
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
        std::erase_if(waiting.restingKeys, [&](const auto& kept) { return isGone(waiting.id, kept.key); });
        return waiting.empty();
    });
}

// A target rests only when every key that is not bad rests; then until the first of them may be used again.
// One key with enough left is enough.
HealthBoard::Pass HealthBoard::begin(const ProviderConfig& provider, const QString& model, int key) {
    ProviderHealth& whole = m_providers[provider.id];
    TargetHealth& health = targetHealth(whole, model);
    ++whole.inFlight;
    const qint64 now = nowMs();
    health.retries.request(now);
    Pass pass;
    pass.provider = provider.id;
    pass.model = model;
    pass.key = key;
    pass.breaker = health.breaker.begin(now);
    pass.keyList = whole.keyList;
    pass.remote = m_remoteHosts.contains(provider.id);
    pass.drill = m_drilled.contains(provider.id) ? m_drilled.constFind(provider.id)->drill : 0;
    pass.place = whole.place;
    if (KeyLimits* limits = limitsOf(whole, health, pass)) {
        limits->headroom.sent(now);
    }
    if (pass.drill == 0 && pass.remote && m_guard.offline()) {
        pass.offlineTry = m_guard.tryBegan();
    }
    return pass;
}

void HealthBoard::headSeen(const Pass& pass) {
    if (pass.drill == 0) {
        answered(pass.provider);
    }
    if (pass.offlineTry != 0) {
        m_guard.tryEnded(pass.offlineTry);
    }
}

void HealthBoard::contentBegan(const Pass& pass) {
    if (ProviderHealth* learns = learner(pass)) {
        targetHealth(*learns, pass.model).breaker.answering(pass.breaker);
    }
}

void HealthBoard::succeeded(const Pass& pass, std::optional<qint64> ttftMs) {
    if (pass.drill == 0) {
        answered(pass.provider);
    }
    finish(pass);
    ProviderHealth* learns = learner(pass);
    if (learns == nullptr) {
        return;
    }
    ProviderHealth& provider = *learns;
    TargetHealth& health = targetHealth(provider, pass.model);
    const qint64 now = nowMs();
    const bool wasOpen = health.breaker.rest().has_value();
    health.breaker.succeeded(pass.breaker, now);
    bool worthKeeping = wasOpen && !health.breaker.rest();
    if (KeyLimits* limits = limitsOf(provider, health, pass)) {
        limits->cooldown.answered();
        const auto index = static_cast<std::size_t>(std::max(0, pass.key));
        if (index < provider.keys.size() && provider.keys[index].suspect) {
            provider.keys[index].suspect = false;
            provider.keys[index].httpStatus = 0;
            worthKeeping = true;
        }
    }
    provider.lastFailed = false;
    const qint64 wall = m_clock.wallMs();
    provider.stats.count(ProviderStats::Result::Ok, wall);
    if (ttftMs) {
        provider.stats.firstToken(*ttftMs, wall);
        health.firstTokens.measured(*ttftMs, now);
        tookToBegin(health, *ttftMs, now);
    }
    if (worthKeeping) {
        keep();
    }
}

void HealthBoard::limitsSeen(const Pass& pass, const RateLimits& limits) {
    ProviderHealth* learns = limits.empty() ? nullptr : learner(pass);
    if (learns == nullptr) {
        return;
    }
    if (KeyLimits* known = limitsOf(*learns, targetHealth(*learns, pass.model), pass)) {
        known->headroom.learn(limits, nowMs());
    }
}

void HealthBoard::failed(const Pass& pass, const Failure& failure, HealthEffect effect) {
    const qint64 now = nowMs();
    const qint64 wall = m_clock.wallMs();
    if (failure.httpStatus > 0 && pass.drill == 0) {
        answered(pass.provider);
    }
    if (const auto host = m_remoteHosts.constFind(pass.provider);
        host != m_remoteHosts.cend() && failure.unreachable && pass.drill == 0) {
        m_guard.unreachable(*host, now);
        if (m_guard.offline()) {
            // It is the network that failed: nothing is learnt of the provider.
            abandoned(pass);
            return;
        }
    }
    finish(pass);
    ProviderHealth* learns = learner(pass);
    if (learns == nullptr) {
        return;
    }
    ProviderHealth& provider = *learns;
    TargetHealth& health = targetHealth(provider, pass.model);
    const auto keyIndex = static_cast<std::size_t>(std::max(0, pass.key));
    if (effect != HealthEffect::BreakerFailure) {
        health.breaker.abandoned(pass.breaker);
    }
    if (effect == HealthEffect::None) {
        if (failure.httpStatus > 0) {
            health.breaker.refused(pass.breaker, now);
        }
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
    KeyLimits* limits = limitsOf(provider, health, pass);
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
        case HealthEffect::RestKey:
            if (pass.keyList != provider.keyList) {
                break;
            }
            if (keyIndex < provider.keys.size()) {
                provider.keys[keyIndex].restUntilMs = now + kQuotaRestMs;
            } else {
                provider.restUntilMs = std::max(provider.restUntilMs, now + kQuotaRestMs);
            }
            break;
        case HealthEffect::KeyBad:
            if (pass.keyList != provider.keyList) {
                break;  // it was about a key of the list before
            }
            if (keyIndex < provider.keys.size()) {
                provider.keys[keyIndex].bad = true;
                provider.keys[keyIndex].suspect = false;
                provider.keys[keyIndex].httpStatus = failure.httpStatus;
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

void HealthBoard::abandoned(const Pass& pass, std::optional<qint64> silentMs) {
    finish(pass);
    ProviderHealth* learns = learner(pass);
    if (learns == nullptr) {
        return;
    }
    TargetHealth& health = targetHealth(*learns, pass.model);
    health.breaker.abandoned(pass.breaker);
    if (!silentMs || (pass.remote && m_guard.offline())) {
        return;
    }
    health.firstTokens.atLeast(*silentMs, nowMs());
    if (health.latencyAtMs && static_cast<double>(*silentMs) > health.latencyMs) {
        tookToBegin(health, *silentMs, nowMs());
    }
}

void HealthBoard::tookToBegin(TargetHealth& target, qint64 ms, qint64 nowMs) {
    const auto measured = static_cast<double>(ms);
    target.latencyMs =
        target.latencyAtMs ? target.latencyMs + kLatencyWeight * (measured - target.latencyMs) : measured;
    target.latencyAtMs = nowMs;
}

bool HealthBoard::mayRetry(const QString& provider, const QString& model) {
    return targetHealth(m_providers[provider], model).retries.take(nowMs());
}

bool HealthBoard::reset(const QString& provider, const QString& model) {
    const auto waitsFor = [&](const auto& target) {
        return target.provider == provider && (model.isEmpty() || target.model == model);
    };
    bool found = std::erase_if(m_waiting.targets, waitsFor) > 0;
    if (model.isEmpty()) {
        std::erase_if(m_waiting.providers, [&](const auto& waiting) { return waiting.id == provider; });
    }
    if (const auto health = m_providers.find(provider); health != m_providers.end()) {
        found = reset(*health, model) || found;
    }
    if (const auto drilled = m_drilled.find(provider); drilled != m_drilled.end()) {
        found = reset(drilled->before, model) || found;
    }
    keep();
    return found || model.isEmpty();
}

void HealthBoard::moved(ProviderHealth& provider) {
    provider.targets.clear();
    reset(provider, {});
    provider.lastFailure = {};
    ++provider.place;
}

bool HealthBoard::reset(ProviderHealth& provider, const QString& model) {
    bool found = false;
    for (auto it = provider.targets.begin(); it != provider.targets.end(); ++it) {
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
        provider.restUntilMs = 0;
        provider.lastFailed = false;
        for (KeyState& key : provider.keys) {
            key = {};
        }
    }
    return found;
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
    ProviderHealth* learns = nullptr;
    if (pass.drill == drill) {
        learns = &m_providers[pass.provider];
    } else if (pass.drill == 0) {
        learns = &drilled->before;
    }
    return learns != nullptr && learns->place == pass.place ? learns : nullptr;
}

qint64 HealthBoard::restEnd(const TargetHealth& target) {
    const auto rest = target.breaker.rest();
    qint64 end = rest ? rest->untilMs : 0;
    for (const KeyLimits& limits : target.limits) {
        end = std::max(end, limits.cooldown.untilMs());
    }
    return end;
}

HealthBoard::TargetHealth& HealthBoard::targetHealth(ProviderHealth& health, const QString& model) const {
    if (health.targets.size() >= kMostTargets && !health.targets.contains(model)) {
        // Model names come from clients: what has nothing to tell makes room, and if that is none the one
        // whose rest ends first, so that their number stays bounded.
        const qint64 now = nowMs();
        health.targets.removeIf([&](const QHash<QString, TargetHealth>::iterator& entry) {
            return entry->breaker.state(now) == CircuitBreaker::State::Closed &&
                   std::none_of(entry->limits.begin(), entry->limits.end(),
                                [&](const KeyLimits& limits) { return limits.cooldown.active(now); });
        });
        if (health.targets.size() >= kMostTargets) {
            health.targets.erase(std::min_element(
                health.targets.begin(), health.targets.end(),
                [](const auto& one, const auto& other) { return restEnd(one) < restEnd(other); }));
        }
    }
    TargetHealth& target = health.targets[model];
    if (target.limits.size() < health.keys.size()) {
        target.limits.resize(health.keys.size());
    }
    return target;
}

HealthBoard::KeyLimits* HealthBoard::limitsOf(ProviderHealth& provider, TargetHealth& target,
                                              const Pass& pass) {
    const auto index = static_cast<std::size_t>(std::max(0, pass.key));
    if (pass.keyList != provider.keyList || index >= target.limits.size()) {
        return nullptr;
    }
    return &target.limits[index];
}

qint64 HealthBoard::toWall(qint64 monotonicMs) const {
    return m_clock.wallMs() + (monotonicMs - nowMs());
}

qint64 HealthBoard::toMonotonic(qint64 wallMs) const {
    return nowMs() + (wallMs - m_clock.wallMs());
}

void HealthBoard::finish(const Pass& pass) {
    ProviderHealth& provider = m_providers[pass.provider];
    provider.inFlight = std::max(0, provider.inFlight - 1);
    if (pass.offlineTry != 0) {
        m_guard.tryEnded(pass.offlineTry);
    }
}

void HealthBoard::keep() const {
    if (onKeep) {
        onKeep();
    }
}

}  // namespace signalbox
