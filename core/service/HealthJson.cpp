#include "core/service/HealthJson.h"

#include <QJsonArray>

#include <array>
#include <utility>

namespace signalbox {

namespace {

constexpr std::array kKeyKinds{
    std::pair(KeySource::Kind::Keychain, "keychain"),
    std::pair(KeySource::Kind::Env, "env"),
    std::pair(KeySource::Kind::File, "file"),
    std::pair(KeySource::Kind::Memory, "memory"),
};

QJsonObject keyToJson(const KeySource& key) {
    QJsonObject object;
    for (const auto& [kind, name] : kKeyKinds) {
        if (key.kind == kind && !key.name.isEmpty()) {
            object.insert(QLatin1String(name), key.name);
        }
    }
    return object;
}

KeySource keyFromJson(const QJsonObject& object) {
    for (const auto& [kind, name] : kKeyKinds) {
        if (const QString value = object.value(QLatin1String(name)).toString(); !value.isEmpty()) {
            return {kind, value};
        }
    }
    return {};
}

std::optional<Outcome> outcomeFromName(const QString& name) {
    for (int i = 0; i <= static_cast<int>(Outcome::HedgeLost); ++i) {
        if (outcomeName(static_cast<Outcome>(i)) == name) {
            return static_cast<Outcome>(i);
        }
    }
    return std::nullopt;
}

QJsonObject targetToJson(const HealthRecord::Target& target) {
    QJsonObject object{{QStringLiteral("provider"), target.provider},
                       {QStringLiteral("model"), target.model}};
    if (target.breakerOpenUntilMs > 0) {
        object.insert(QStringLiteral("open_until_ms"), target.breakerOpenUntilMs);
        object.insert(QStringLiteral("rest_ms"), target.breakerRestMs);
    }
    if (target.lastOutcome) {
        object.insert(QStringLiteral("outcome"), outcomeName(*target.lastOutcome));
        object.insert(QStringLiteral("http_status"), target.lastHttpStatus);
    }
    QJsonArray cooldowns;
    for (const HealthRecord::Target::Cooldown& cooldown : target.cooldowns) {
        cooldowns.append(QJsonObject{{QStringLiteral("key"), keyToJson(cooldown.key)},
                                     {QStringLiteral("until_ms"), cooldown.untilMs},
                                     {QStringLiteral("rest_ms"), cooldown.restMs}});
    }
    if (!cooldowns.isEmpty()) {
        object.insert(QStringLiteral("cooldowns"), cooldowns);
    }
    return object;
}

HealthRecord::Target targetFromJson(const QJsonObject& object) {
    HealthRecord::Target target;
    target.provider = object.value(QStringLiteral("provider")).toString();
    target.model = object.value(QStringLiteral("model")).toString();
    target.breakerOpenUntilMs =
        std::max<qint64>(0, object.value(QStringLiteral("open_until_ms")).toInteger());
    target.breakerRestMs = object.value(QStringLiteral("rest_ms")).toInteger();
    target.lastOutcome = outcomeFromName(object.value(QStringLiteral("outcome")).toString());
    target.lastHttpStatus = object.value(QStringLiteral("http_status")).toInt();
    const QJsonArray cooldowns = object.value(QStringLiteral("cooldowns")).toArray();
    for (const auto& value : cooldowns) {
        const QJsonObject cooldown = value.toObject();
        if (const qint64 until = cooldown.value(QStringLiteral("until_ms")).toInteger(); until > 0) {
            target.cooldowns.push_back({keyFromJson(cooldown.value(QStringLiteral("key")).toObject()), until,
                                        cooldown.value(QStringLiteral("rest_ms")).toInteger()});
        }
    }
    return target;
}

QJsonObject providerToJson(const HealthRecord::Provider& provider) {
    QJsonObject object{{QStringLiteral("id"), provider.id}};
    if (provider.restUntilMs > 0) {
        object.insert(QStringLiteral("rest_until_ms"), provider.restUntilMs);
    }
    QJsonArray keys;
    for (const HealthRecord::Provider::BadKey& bad : provider.badKeys) {
        keys.append(QJsonObject{{QStringLiteral("key"), keyToJson(bad.key)},
                                {QStringLiteral("http_status"), bad.httpStatus}});
    }
    if (!keys.isEmpty()) {
        object.insert(QStringLiteral("bad_keys"), keys);
    }
    QJsonArray restingKeys;
    for (const HealthRecord::Provider::RestingKey& resting : provider.restingKeys) {
        restingKeys.append(QJsonObject{{QStringLiteral("key"), keyToJson(resting.key)},
                                       {QStringLiteral("until_ms"), resting.untilMs}});
    }
    if (!restingKeys.isEmpty()) {
        object.insert(QStringLiteral("resting_keys"), restingKeys);
    }
    return object;
}

HealthRecord::Provider providerFromJson(const QJsonObject& object) {
    HealthRecord::Provider provider;
    provider.id = object.value(QStringLiteral("id")).toString();
    provider.restUntilMs = std::max<qint64>(0, object.value(QStringLiteral("rest_until_ms")).toInteger());
    const QJsonArray keys = object.value(QStringLiteral("bad_keys")).toArray();
    for (const auto& value : keys) {
        const QJsonObject bad = value.toObject();
        const KeySource key = keyFromJson(bad.value(QStringLiteral("key")).toObject());
        if (!key.name.isEmpty()) {
            provider.badKeys.push_back({key, bad.value(QStringLiteral("http_status")).toInt()});
        }
    }
    const QJsonArray restingKeys = object.value(QStringLiteral("resting_keys")).toArray();
    for (const auto& value : restingKeys) {
        const QJsonObject resting = value.toObject();
        const KeySource key = keyFromJson(resting.value(QStringLiteral("key")).toObject());
        const qint64 untilMs = resting.value(QStringLiteral("until_ms")).toInteger();
        if (!key.name.isEmpty() && untilMs > 0) {
            provider.restingKeys.push_back({key, untilMs});
        }
    }
    return provider;
}

}  // namespace

QJsonObject healthToJson(const HealthRecord& record) {
    QJsonArray targets;
    for (const HealthRecord::Target& target : record.targets) {
        targets.append(targetToJson(target));
    }
    QJsonArray providers;
    for (const HealthRecord::Provider& provider : record.providers) {
        providers.append(providerToJson(provider));
    }
    return {{QStringLiteral("targets"), targets}, {QStringLiteral("providers"), providers}};
}

HealthRecord healthFromJson(const QJsonObject& object) {
    HealthRecord record;
    const QJsonArray targets = object.value(QStringLiteral("targets")).toArray();
    for (const auto& value : targets) {
        HealthRecord::Target target = targetFromJson(value.toObject());
        if (!target.provider.isEmpty() && (target.breakerOpenUntilMs > 0 || !target.cooldowns.empty())) {
            record.targets.push_back(std::move(target));
        }
    }
    const QJsonArray providers = object.value(QStringLiteral("providers")).toArray();
    for (const auto& value : providers) {
        HealthRecord::Provider provider = providerFromJson(value.toObject());
        if (!provider.id.isEmpty() && !provider.empty()) {
            record.providers.push_back(std::move(provider));
        }
    }
    return record;
}

}  // namespace signalbox
