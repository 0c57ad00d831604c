// The parts of HealthBoard that carry what is known over a change: of keys, of the process (a restart), of
// the network.
#include "core/gateway/HealthBoard.h"

#include <QSet>

#include <algorithm>

namespace signalbox {

namespace {

// A failure that outcomeOf() names so.
FailureClass classOf(Outcome outcome) {
    for (const FailureClass kind :
         {FailureClass::Connect, FailureClass::ServerError, FailureClass::FirstByteTimeout,
          FailureClass::RateLimited, FailureClass::Quota, FailureClass::BadKey, FailureClass::ClientError,
          FailureClass::BadAnswer, FailureClass::Cut, FailureClass::IdleTimeout}) {
        Failure failure;
        failure.kind = kind;
        if (outcomeOf(failure) == outcome) {
            return kind;
        }
    }
    return FailureClass::None;
}

// Few and short enough to be read again: of too many those that rest longest.
void bound(std::vector<HealthRecord::Target>& targets) {
    std::erase_if(targets, [](const HealthRecord::Target& target) {
        return target.model.size() > HealthBoard::kLongestKeptName;
    });
    if (targets.size() <= HealthBoard::kMostKept) {
        return;
    }
    const auto end = [](const HealthRecord::Target& target) {
        qint64 untilMs = target.breakerOpenUntilMs;
        for (const HealthRecord::Target::Cooldown& cooldown : target.cooldowns) {
            untilMs = std::max(untilMs, cooldown.untilMs);
        }
        return untilMs;
    };
    std::nth_element(targets.begin(), targets.begin() + static_cast<std::ptrdiff_t>(HealthBoard::kMostKept),
                     targets.end(),
                     [&](const auto& one, const auto& other) { return end(one) > end(other); });
    targets.resize(HealthBoard::kMostKept);
}

bool sameKey(const ProviderKey& a, const ProviderKey& b) {
    return a.source == b.source && a.secret.matches(b.secret.expose());
}

}  // namespace

// --- keys ---

void HealthBoard::setKeys(ProviderKeys keys) {
    QSet<QString> ids(keys.byProvider.keyBegin(), keys.byProvider.keyEnd());
    ids.unite(QSet<QString>(m_keys.byProvider.keyBegin(), m_keys.byProvider.keyEnd()));
    for (const QString& id : std::as_const(ids)) {
        ProviderHealth& health = m_providers[id];
        const std::vector<ProviderKey> now = keys.byProvider.value(id);
        const std::vector<ProviderKey> old = m_keys.byProvider.value(id);
        if (health.keys.size() == now.size() &&
            std::equal(now.begin(), now.end(), old.begin(), old.end(), sameKey)) {
            continue;
        }
        std::vector<std::optional<std::size_t>> from(now.size());
        for (std::size_t i = 0; i < now.size(); ++i) {
            const auto found = std::find_if(old.begin(), old.end(),
                                            [&](const ProviderKey& one) { return sameKey(one, now[i]); });
            const auto index = static_cast<std::size_t>(found - old.begin());
            if (found != old.end() && index < health.keys.size()) {
                from[i] = index;
            }
        }
        keepMarksOf(id, old, now);
        renewKeys(health, from);
        if (const auto drilled = m_drilled.find(id); drilled != m_drilled.end()) {
            renewKeys(drilled->before, from);
        }
        for (std::size_t i = 0; i < now.size(); ++i) {
            if (!from[i]) {
                restoreKey(id, i, now[i].source);
            }
        }
    }
    m_keys = std::move(keys);
    m_keysFor = m_baseUrls;
}

// A key that cannot be read for a while is no other key when it comes back.
void HealthBoard::keepMarksOf(const QString& id, const std::vector<ProviderKey>& old,
                              const std::vector<ProviderKey>& now) {
    const auto drilled = m_drilled.constFind(id);
    const std::vector<KeyState>& states =
        drilled == m_drilled.cend() ? m_providers[id].keys : drilled->before.keys;
    HealthRecord::Provider waiting;
    waiting.id = id;
    for (std::size_t i = 0; i < old.size() && i < states.size(); ++i) {
        const bool gone = std::none_of(now.begin(), now.end(),
                                       [&](const ProviderKey& key) { return key.source == old[i].source; });
        if (gone && (states[i].bad || states[i].suspect)) {
            waiting.badKeys.push_back({old[i].source, states[i].httpStatus});
        }
        if (gone && nowMs() < states[i].restUntilMs) {
            waiting.restingKeys.push_back({old[i].source, toWall(states[i].restUntilMs)});
        }
    }
    if (!waiting.empty()) {
        m_waiting.providers.push_back(std::move(waiting));
    }
}

// `from`: where each key stood in the list before; nothing: it is new.
void HealthBoard::renewKeys(ProviderHealth& provider, const std::vector<std::optional<std::size_t>>& from) {
    std::vector<KeyState> states(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] && *from[i] < provider.keys.size()) {
            states[i] = provider.keys[*from[i]];
        }
    }
    provider.keys = std::move(states);
    for (TargetHealth& target : provider.targets) {
        std::vector<KeyLimits> limits(std::max<std::size_t>(1, from.size()));
        for (std::size_t i = 0; i < from.size(); ++i) {
            if (from[i] && *from[i] < target.limits.size()) {
                limits[i] = target.limits[*from[i]];
            }
        }
        target.limits = std::move(limits);
    }
    ++provider.keyList;
}

// --- restart ---

HealthRecord HealthBoard::record() const {
    HealthRecord record = m_waiting;
    const qint64 now = nowMs();
    for (auto known = m_providers.cbegin(); known != m_providers.cend(); ++known) {
        // A drill leaves no trace.
        const auto drilled = m_drilled.constFind(known.key());
        const ProviderHealth* provider = drilled == m_drilled.cend() ? &*known : &drilled->before;
        const std::vector<ProviderKey> keys = m_keys.byProvider.value(known.key());
        const auto source = [&](std::size_t index) {
            return index < keys.size() ? keys[index].source : KeySource();
        };
        HealthRecord::Provider whole;
        whole.id = known.key();
        whole.restUntilMs = now < provider->restUntilMs ? toWall(provider->restUntilMs) : 0;
        for (std::size_t i = 0; i < provider->keys.size(); ++i) {
            const KeyState& key = provider->keys[i];
            if (key.bad || key.suspect) {
                whole.badKeys.push_back({source(i), key.httpStatus});
            }
            if (now < key.restUntilMs) {
                whole.restingKeys.push_back({source(i), toWall(key.restUntilMs)});
            }
        }
        if (!whole.empty()) {
            record.providers.push_back(std::move(whole));
        }
        for (auto target = provider->targets.cbegin(); target != provider->targets.cend(); ++target) {
            HealthRecord::Target kept;
            kept.provider = known.key();
            kept.model = target.key();
            if (const auto rest = target->breaker.rest()) {
                kept.breakerOpenUntilMs = std::max<qint64>(1, toWall(rest->untilMs));
                kept.breakerRestMs = rest->restMs;
            }
            for (std::size_t i = 0; i < target->limits.size(); ++i) {
                const Cooldown& cooldown = target->limits[i].cooldown;
                if (cooldown.active(now)) {
                    kept.cooldowns.push_back({source(i), toWall(cooldown.untilMs()), cooldown.restMs()});
                }
            }
            if (kept.breakerOpenUntilMs == 0 && kept.cooldowns.empty()) {
                continue;
            }
            if (target->lastFailure.kind != FailureClass::None) {
                kept.lastOutcome = outcomeOf(target->lastFailure);
                kept.lastHttpStatus = target->lastFailure.httpStatus;
            }
            record.targets.push_back(std::move(kept));
        }
    }
    bound(record.targets);
    return record;
}

void HealthBoard::restore(const HealthRecord& whole) {
    HealthRecord record = whole;
    bound(record.targets);
    std::erase_if(record.targets,
                  [&](const auto& target) { return !m_configured.contains(target.provider); });
    std::erase_if(record.providers,
                  [&](const auto& provider) { return !m_configured.contains(provider.id); });
    const qint64 now = nowMs();
    for (const HealthRecord::Target& kept : record.targets) {
        TargetHealth& target = targetHealth(m_providers[kept.provider], kept.model);
        if (kept.breakerOpenUntilMs > 0) {
            target.breaker.restore({toMonotonic(kept.breakerOpenUntilMs), kept.breakerRestMs}, now);
        }
        if (kept.lastOutcome) {
            target.lastFailure.kind = classOf(*kept.lastOutcome);
            target.lastFailure.httpStatus = kept.lastHttpStatus;
        }
    }
    for (const HealthRecord::Provider& kept : record.providers) {
        ProviderHealth& provider = m_providers[kept.id];
        if (kept.restUntilMs > 0) {
            provider.restUntilMs = std::min(toMonotonic(kept.restUntilMs), now + kQuotaRestMs);
            provider.lastFailure.kind = FailureClass::Quota;
        }
    }
    // What belongs to keys waits for them; what is here already takes it at once.
    for (const HealthRecord::Target& kept : record.targets) {
        if (!kept.cooldowns.empty()) {
            HealthRecord::Target waiting = kept;
            waiting.breakerOpenUntilMs = 0;
            m_waiting.targets.push_back(std::move(waiting));
        }
    }
    for (const HealthRecord::Provider& kept : record.providers) {
        HealthRecord::Provider waiting = kept;
        waiting.restUntilMs = 0;
        if (!waiting.empty()) {
            m_waiting.providers.push_back(std::move(waiting));
        }
    }
    for (auto it = m_keys.byProvider.cbegin(); it != m_keys.byProvider.cend(); ++it) {
        for (std::size_t i = 0; i < it->size(); ++i) {
            restoreKey(it.key(), i, it->at(i).source);
        }
    }
    for (const HealthRecord::Target& kept : record.targets) {
        restoreKey(kept.provider, 0, {});  // of those asked without a key
    }
}

void HealthBoard::restore(const LastHour& hour) {
    const qint64 wall = m_clock.wallMs();
    for (const LastHour::Minute& one : hour.minutes) {
        if (m_configured.contains(one.provider)) {
            m_providers[one.provider].stats.restoreMinute(one.minute, one.cell, wall);
        }
    }
    for (const LastHour::FirstToken& one : hour.firstTokens) {
        if (m_configured.contains(one.provider)) {
            m_providers[one.provider].stats.restoreFirstToken(one.tookMs, one.atMs, wall);
        }
    }
}

void HealthBoard::restoreKey(const QString& provider, std::size_t index, const KeySource& source) {
    const qint64 now = nowMs();
    for (HealthRecord::Target& waiting : m_waiting.targets) {
        if (waiting.provider != provider) {
            continue;
        }
        TargetHealth& target = targetHealth(m_providers[provider], waiting.model);
        std::erase_if(waiting.cooldowns, [&](const HealthRecord::Target::Cooldown& kept) {
            if (!(kept.key == source) || index >= target.limits.size()) {
                return false;
            }
            target.limits[index].cooldown.restore(toMonotonic(kept.untilMs), kept.restMs, now);
            return true;
        });
    }
    std::erase_if(m_waiting.targets,
                  [](const HealthRecord::Target& waiting) { return waiting.cooldowns.empty(); });
    for (HealthRecord::Provider& waiting : m_waiting.providers) {
        if (waiting.id != provider) {
            continue;
        }
        std::vector<KeyState>& states = m_providers[provider].keys;
        std::erase_if(waiting.badKeys, [&](const HealthRecord::Provider::BadKey& kept) {
            if (!(kept.key == source) || index >= states.size()) {
                return false;
            }
            states[index].suspect = true;
            states[index].httpStatus = kept.httpStatus;
            return true;
        });
        std::erase_if(waiting.restingKeys, [&](const HealthRecord::Provider::RestingKey& kept) {
            if (!(kept.key == source) || index >= states.size()) {
                return false;
            }
            states[index].restUntilMs = std::min(toMonotonic(kept.untilMs), now + kQuotaRestMs);
            m_providers[provider].lastFailure.kind = FailureClass::Quota;
            return true;
        });
    }
    std::erase_if(m_waiting.providers, [](const HealthRecord::Provider& waiting) { return waiting.empty(); });
}

// --- the network ---

void HealthBoard::setNetworkGone(bool gone) {
    if (m_guard.setNetworkGone(gone) && !gone) {
        networkBack();
    }
}

// Only the answer of a provider beyond this machine and its inner network tells that there is a way out.
void HealthBoard::answered(const QString& provider) {
    if (m_remoteHosts.contains(provider) && m_guard.answered(nowMs())) {
        networkBack();
    }
}

void HealthBoard::networkBack() {
    const qint64 now = nowMs();
    eachHealth([&](ProviderHealth& provider) {
        for (TargetHealth& target : provider.targets) {
            if (target.lastFailure.kind == FailureClass::Connect) {
                target.breaker.endRest(now);
            }
        }
    });
    if (onNetworkBack) {
        onNetworkBack();
    }
}

void HealthBoard::resumed() {
    networkBack();
}

}  // namespace signalbox
