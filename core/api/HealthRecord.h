// HealthRecord: what is known of targets and providers that must outlive a restart: open breakers, cooldowns,
// rests and bad keys. Kept by the service, made and taken by the gateway. Thread: values. Times are Unix ms,
// UTC; never a key, only where it is kept.
#pragma once

#include "core/api/Config.h"
#include "core/api/Outcome.h"

#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

struct HealthRecord {
    struct Target {
        QString provider;
        QString model;                  // as sent
        qint64 breakerOpenUntilMs = 0;  // 0: the breaker is closed
        qint64 breakerRestMs = 0;       // how long that rest is in all; the next one doubles
        std::optional<Outcome> lastOutcome;
        int lastHttpStatus = 0;
        struct Cooldown {
            KeySource key;  // empty name: the provider is asked without a key
            qint64 untilMs = 0;
            qint64 restMs = 0;
        };
        std::vector<Cooldown> cooldowns;
    };
    struct Provider {
        QString id;
        qint64 restUntilMs = 0;  // quota or balance, where it is asked without a key
        struct BadKey {
            KeySource key;
            int httpStatus = 0;
        };
        std::vector<BadKey> badKeys;
        struct RestingKey {
            KeySource key;
            qint64 untilMs = 0;
        };
        std::vector<RestingKey> restingKeys;  // quota or balance of the key's account

        [[nodiscard]] bool empty() const {
            return restUntilMs == 0 && badKeys.empty() && restingKeys.empty();
        }
    };
    std::vector<Target> targets;
    std::vector<Provider> providers;

    [[nodiscard]] bool empty() const { return targets.empty() && providers.empty(); }
};

}  // namespace signalbox
