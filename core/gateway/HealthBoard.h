// HealthBoard: what is known of every target and provider: breakers, cooldowns, rests, keys, statistics.
// Decides whether a target may be asked and with which key; learns from how attempts end. Thread: gateway.
// Time is the clock's: for decisions monotonic, the time asleep included; wall for what people read and for
// what outlives a restart.
#pragma once

#include "core/api/HealthRecord.h"
#include "core/api/LastHour.h"
#include "core/api/ProviderKeys.h"
#include "core/api/RateLimits.h"
#include "core/api/Switch.h"
#include "core/gateway/FirstTokens.h"
#include "core/gateway/ProviderStats.h"
#include "core/routing/CircuitBreaker.h"
#include "core/routing/Cooldown.h"
#include "core/routing/Headroom.h"
#include "core/routing/OfflineGuard.h"
#include "core/routing/RetryBudget.h"
#include "core/routing/RetryPolicy.h"
#include "core/routing/RoutePlanner.h"

#include <QHash>

#include <functional>
#include <optional>

namespace signalbox {

class HealthBoard final : public HealthView {
public:
    static constexpr qint64 kQuotaRestMs = 15 * 60'000;
    static constexpr qsizetype kMostTargets = 512;  // remembered of one provider
    // What outlives a restart. Model names come from clients: neither their number nor their length may make
    // the record too large to be read again.
    static constexpr std::size_t kMostKept = 256;       // targets, of all providers together
    static constexpr qsizetype kLongestKeptName = 200;  // characters of a model's name

    explicit HealthBoard(const Clock& clock) : m_clock(clock) {}

    // record() has changed in a way that is worth keeping.
    std::function<void()> onKeep;
    // The machine has a network again; the targets that could not be reached may be asked at once.
    std::function<void()> onNetworkBack;

    // Forgets providers that are gone, and of those that stand elsewhere now all but their statistics; keeps
    // what is known of the rest.
    void setConfig(const Config& config);
    // The keys of the configuration that was set last. What is known of a key goes with it wherever it stands
    // now; a changed or new key starts clean. A key goes nowhere but to the base URL that its provider had
    // then: a request with an older or newer configuration finds none.
    void setKeys(ProviderKeys keys);
    void setDrains(const QHash<QString, Drain>& drains) { m_drains = drains; }

    [[nodiscard]] Target target(const ProviderConfig& provider, const QString& model) const override;
    [[nodiscard]] bool hasRoomFor(const ProviderConfig& provider, const QString& model,
                                  const RequestFacts& facts) const override;
    // The same for a provider as a whole, as its card shows it.
    [[nodiscard]] Target provider(const ProviderConfig& provider) const;

    // One attempt under way.
    struct Pass {
        QString provider;
        QString model;
        int key = -1;  // -1: asked without a key
        CircuitBreaker::Pass breaker;
        quint32 keyList = 0;     // which list of keys `key` counts in
        bool remote = false;     // beyond this machine and its inner network
        quint32 offlineTry = 0;  // a try whether the network is back; 0: none
        quint32 drill = 0;       // the drill that it began under; 0: none
        quint32 place = 0;       // where the provider stood
    };
    // The key to use: an index, -1 where the provider has none configured, nothing where all are bad or
    // resting.
    [[nodiscard]] std::optional<int> pickKey(const ProviderConfig& provider, const QString& model,
                                             const RequestFacts& facts) const;
    // A key that is not bad, resting or not, the first whose quota is back or will be: for a target that the
    // user insists on.
    [[nodiscard]] std::optional<int> anyKey(const ProviderConfig& provider) const;
    [[nodiscard]] const Secret& key(const QString& provider, int index) const;

    [[nodiscard]] Pass begin(const ProviderConfig& provider, const QString& model, int key);
    // Its answer has a head, whatever that says: there is a way to the provider.
    void headSeen(const Pass& pass);
    // The first content is here; succeeded() or failed() is still to come.
    void contentBegan(const Pass& pass);
    // More of it came.
    void heard(const Pass& pass) {
        if (pass.remote && pass.drill == 0) {
            m_guard.heard(nowMs());
        }
    }
    void succeeded(const Pass& pass, std::optional<qint64> ttftMs);
    // What the answer's headers said of the provider's limits, whatever else it said.
    void limitsSeen(const Pass& pass, const RateLimits& limits);
    // The attempt failed, and the policy said what that means for the target.
    void failed(const Pass& pass, const Failure& failure, HealthEffect effect);
    // The client left, another attempt was quicker: how it would have ended is not known. `silentMs`: for so
    // long it had not begun to answer, which is the least that it would have taken.
    void abandoned(const Pass& pass, std::optional<qint64> silentMs = std::nullopt);
    // May the same target be asked once more for the same request?
    [[nodiscard]] bool mayRetry(const QString& provider, const QString& model);

    // False: nothing is known of that model.
    bool reset(const QString& provider, const QString& model);

    // What outlives a restart. restore() once, at start: what it says of keys that are not read yet holds
    // when they come.
    [[nodiscard]] HealthRecord record() const;
    void restore(const HealthRecord& record);
    // How providers did before this start. Once; what has happened since stays.
    void restore(const LastHour& hour);

    [[nodiscard]] bool offline() const { return m_guard.offline(); }
    void setNetworkGone(bool gone);
    // The machine is awake again.
    void resumed();

    // A drill at a provider. What the attempts that begin under it tell is believed while it holds, so that
    // everything goes as in earnest, and forgotten at its end; what is learnt meanwhile from attempts that
    // began before stays.
    void beginDrill(const QString& provider);
    void endDrill(const QString& provider);

    // 95 of 100 answers of the target's last hour began within this; nothing where there were too few to
    // tell.
    [[nodiscard]] std::optional<Milliseconds> slowFirstToken(const QString& provider,
                                                             const QString& model) const;

    void fill(const ProviderConfig& config, ProviderStatus& status) const;
    // Calls with each target that was asked and the state of its breaker.
    void eachBreaker(const std::function<void(const QString& provider, const QString& model,
                                              CircuitBreaker::State state)>& call) const;

private:
    // What is known of a target by one key.
    struct KeyLimits {
        Cooldown cooldown;
        Headroom headroom;
    };
    struct TargetHealth {
        CircuitBreaker breaker;
        std::vector<KeyLimits> limits{1};  // one per key; the first also serves providers without keys
        RetryBudget retries;
        Failure lastFailure;
        FirstTokens firstTokens;
        double latencyMs = 0;  // time to first token, moving
        std::optional<qint64> latencyAtMs;
    };
    struct KeyState {
        bool bad = false;
        // It was bad before the restart. Nothing that would tell a new key from the old one is kept on disk,
        // so it is asked once more, after every other.
        bool suspect = false;
        int httpStatus = 0;
        qint64 restUntilMs = 0;  // quota or balance of its account
    };
    struct ProviderHealth {
        QHash<QString, TargetHealth> targets;  // by model name as sent
        std::vector<KeyState> keys;
        quint32 keyList = 0;
        quint32 place = 0;       // counts the places where it has stood
        qint64 restUntilMs = 0;  // quota or balance, where it is asked without a key
        Failure lastFailure;
        bool lastFailed = false;
        int inFlight = 0;
        ProviderStats stats;
    };

    struct Drilled {
        ProviderHealth before;  // what is known without the drill
        quint32 drill = 0;
    };

    static void tookToBegin(TargetHealth& target, qint64 ms, qint64 nowMs);
    // The clock of all that is decided here. It goes on while the machine sleeps: a rest is over by then, and
    // failures are as old as people take them to be.
    [[nodiscard]] qint64 nowMs() const { return m_clock.sleeplessMs(); }
    [[nodiscard]] TargetHealth& targetHealth(ProviderHealth& provider, const QString& model) const;
    // When its last rest ends or has ended.
    [[nodiscard]] static qint64 restEnd(const TargetHealth& target);
    // Where what the attempt tells is learnt; nothing if its drill is over or the provider stands elsewhere
    // now.
    [[nodiscard]] ProviderHealth* learner(const Pass& pass);
    // Calls with what is known of each provider, also with what is known without its drill.
    template <class Call>
    void eachHealth(Call&& call) {
        for (ProviderHealth& provider : m_providers) {
            call(provider);
        }
        for (Drilled& drilled : m_drilled) {
            call(drilled.before);
        }
    }
    // It stands elsewhere now: nothing that was learnt where it stood holds.
    static void moved(ProviderHealth& provider);
    // False: that model is not known there.
    static bool reset(ProviderHealth& provider, const QString& model);
    void keepMarksOf(const QString& id, const std::vector<ProviderKey>& old,
                     const std::vector<ProviderKey>& now);
    static void renewKeys(ProviderHealth& provider, const std::vector<std::optional<std::size_t>>& from);
    // Nothing if the list of keys is another since.
    [[nodiscard]] static KeyLimits* limitsOf(ProviderHealth& provider, TargetHealth& target,
                                             const Pass& pass);
    [[nodiscard]] std::optional<Target> providerWide(const ProviderConfig& provider) const;
    // One look at a target reads the clock once: `now` is nowMs().
    [[nodiscard]] static std::optional<qint64> restingUntil(const ProviderConfig& provider,
                                                            const ProviderHealth& health,
                                                            const TargetHealth& target, qint64 now);
    [[nodiscard]] const std::vector<ProviderKey>* keysOf(const ProviderConfig& provider) const;
    [[nodiscard]] static bool covers(const ProviderHealth& health, const TargetHealth& target,
                                     const Headroom::Need& need, qint64 now);
    [[nodiscard]] Target byBreaker(const TargetHealth& health, qint64 now) const;
    // Not refused; it may rest.
    [[nodiscard]] static bool usableKey(const ProviderHealth& health, std::size_t index);
    // When its rest for want of quota ends or has ended.
    [[nodiscard]] static qint64 keyRestEnd(const ProviderHealth& health, std::size_t index) {
        return index < health.keys.size() ? health.keys[index].restUntilMs : 0;
    }
    // Until when there is no key left that has quota; nothing where there is one, or where all were refused.
    [[nodiscard]] static std::optional<qint64> outOfQuotaUntil(const ProviderHealth& health, qint64 now);
    [[nodiscard]] qint64 toWall(qint64 monotonicMs) const;
    [[nodiscard]] qint64 toMonotonic(qint64 wallMs) const;
    void finish(const Pass& pass);
    void answered(const QString& provider);
    void networkBack();
    void keep() const;
    void restoreKey(const QString& provider, std::size_t index, const KeySource& source);

    const Clock& m_clock;
    ProviderKeys m_keys;
    QHash<QString, QUrl> m_baseUrls;  // of the configuration
    QHash<QString, QUrl> m_keysFor;   // the base URL that each provider's keys belong to
    QHash<QString, Drain> m_drains;
    QHash<QString, ProviderHealth> m_providers;
    QHash<QString, Drilled> m_drilled;
    quint32 m_drills = 0;  // so far
    OfflineGuard m_guard;
    QHash<QString, QString> m_configured;   // where each provider stands
    QHash<QString, QString> m_remoteHosts;  // of providers beyond this machine and its inner network
    HealthRecord m_waiting;                 // restored, of keys that have not been read yet
};

}  // namespace signalbox
