#include "core/config/ConfigWriter.h"

#include "core/base/Decimal.h"
#include "core/config/ConfigPrices.h"

#include <algorithm>
#include <initializer_list>

namespace signalbox {

namespace {

constexpr int kNanoDecimals = 9;

QString key(const char* text) {
    return QString::fromLatin1(text);
}

template <class T>
void put(JsonNode& object, const char* name, JsonNode value, const T& current, const T& byDefault) {
    object.members.push_back({key(name), std::move(value), current == byDefault});
}

void put(JsonNode& object, const char* name, JsonNode value) {
    object.members.push_back({key(name), std::move(value), false});
}

void putText(JsonNode& object, const char* name, const QString& value, const QString& byDefault) {
    put(object, name, JsonNode::ofText(value), value, byDefault);
}

void putInt(JsonNode& object, const char* name, qint64 value, qint64 byDefault) {
    put(object, name, JsonNode::ofInt(value), value, byDefault);
}

void putBool(JsonNode& object, const char* name, bool value, bool byDefault) {
    put(object, name, JsonNode::ofBool(value), value, byDefault);
}

JsonNode textsNode(const QStringList& texts) {
    JsonNode node = JsonNode::array();
    for (const QString& text : texts) {
        node.items.push_back(JsonNode::ofText(text));
    }
    return node;
}

const char* keyKind(KeySource::Kind kind) {
    switch (kind) {
        case KeySource::Kind::Keychain:
            return "keychain";
        case KeySource::Kind::Env:
            return "env";
        case KeySource::Kind::File:
            return "file";
        case KeySource::Kind::Memory:
            return "memory";
    }
    return "";
}

JsonNode providerNode(const ProviderConfig& provider) {
    JsonNode node = JsonNode::object();
    put(node, "id", JsonNode::ofText(provider.id));
    putText(node, "name", provider.name, provider.id);
    put(node, "protocol", JsonNode::ofText(protocolName(provider.protocol)));
    put(node, "base_url", JsonNode::ofText(provider.baseUrl.toString(QUrl::FullyEncoded)));
    putBool(node, "allow_plain_http", provider.allowPlainHttp, false);
    JsonNode keys = JsonNode::array();
    for (const KeySource& source : provider.keys) {
        JsonNode entry = JsonNode::object();
        put(entry, keyKind(source.kind), JsonNode::ofText(source.name));
        keys.items.push_back(std::move(entry));
    }
    put(node, "keys", std::move(keys), provider.keys.empty(), true);
    putBool(node, "enabled", provider.enabled, true);
    put(node, "models", textsNode(provider.models), provider.models.isEmpty(), true);
    const QByteArray factor = QByteArray::number(provider.priceFactor, 'g', QLocale::FloatingPointShortest);
    put(node, "price_factor", JsonNode::ofNumber(factor), factor, QByteArray("1"));
    JsonNode headers = JsonNode::object();
    for (const auto& [name, value] : provider.headers) {
        headers.members.push_back(
            {QString::fromUtf8(name), JsonNode::ofText(QString::fromUtf8(value)), false});
    }
    put(node, "headers", std::move(headers), provider.headers.empty(), true);
    putInt(node, "max_concurrent", provider.maxConcurrent, 0);
    return node;
}

JsonNode matchNode(const RouteMatch& match) {
    JsonNode node = JsonNode::object();
    putText(node, "model", match.model, {});
    putText(node, "client", match.client, {});
    if (match.endpoint) {
        put(node, "endpoint", JsonNode::ofText(endpointName(*match.endpoint)));
    }
    QStringList needs;
    for (const Need need : match.needs) {
        needs.append(needName(need));
    }
    put(node, "needs", textsNode(needs), needs.isEmpty(), true);
    if (match.minPromptTokens) {
        put(node, "min_prompt_tokens", JsonNode::ofInt(*match.minPromptTokens));
    }
    if (match.maxPromptTokens) {
        put(node, "max_prompt_tokens", JsonNode::ofInt(*match.maxPromptTokens));
    }
    if (match.hours) {
        const QString format = QStringLiteral("HH:mm");
        put(node, "hours",
            JsonNode::ofText(match.hours->from.toString(format) + QLatin1Char('-') +
                             match.hours->to.toString(format)));
    }
    // An empty text is not a glob or a client: such members stand for "any" and are left out even where they
    // were.
    std::erase_if(node.members,
                  [](const JsonMember& member) { return member.isDefault && member.value.isText(); });
    return node;
}

JsonNode routeNode(const RouteConfig& route) {
    JsonNode node = JsonNode::object();
    put(node, "name", JsonNode::ofText(route.name));
    JsonNode match = matchNode(route.match);
    const bool matchesAll = std::all_of(match.members.begin(), match.members.end(),
                                        [](const JsonMember& member) { return member.isDefault; });
    put(node, "match", std::move(match), matchesAll, true);
    putText(node, "strategy", strategyName(route.strategy), strategyName(Strategy::Priority));
    JsonNode targets = JsonNode::array();
    for (const TargetConfig& target : route.targets) {
        JsonNode entry = JsonNode::object();
        put(entry, "provider", JsonNode::ofText(target.provider));
        if (!target.model.isEmpty()) {
            put(entry, "model", JsonNode::ofText(target.model));
        }
        putInt(entry, "weight", target.weight, 1);
        targets.items.push_back(std::move(entry));
    }
    put(node, "targets", std::move(targets));
    const TimeoutConfig standard;
    JsonNode timeouts = JsonNode::object();
    const auto putTime = [&timeouts](const char* name, Milliseconds value, Milliseconds byDefault) {
        putInt(timeouts, name, value.count(), byDefault.count());
    };
    putTime("connect_ms", route.timeouts.connect, standard.connect);
    putTime("first_byte_ms", route.timeouts.firstByte, standard.firstByte);
    putTime("idle_ms", route.timeouts.idle, standard.idle);
    putTime("total_ms", route.timeouts.total, standard.total);
    const bool standardTimes = std::all_of(timeouts.members.begin(), timeouts.members.end(),
                                           [](const JsonMember& member) { return member.isDefault; });
    put(node, "timeouts", std::move(timeouts), standardTimes, true);
    putInt(node, "max_attempts", route.maxAttempts, RouteConfig().maxAttempts);
    putBool(node, "hedge", route.hedge, false);
    putBool(node, "hold", route.hold, false);
    putBool(node, "sticky", route.sticky, true);
    putBool(node, "capture", route.capture, false);
    return node;
}

JsonNode budgetNode(const BudgetConfig& budget) {
    using Scope = BudgetConfig::Scope;
    const char* scope = budget.scope == Scope::All      ? "all"
                        : budget.scope == Scope::Client ? "client"
                        : budget.scope == Scope::Model  ? "model"
                                                        : "provider";
    JsonNode node = JsonNode::object();
    put(node, "scope", JsonNode::ofText(key(scope)));
    if (budget.scope != Scope::All) {
        put(node, "name", JsonNode::ofText(budget.name));
    }
    put(node, "period", JsonNode::ofText(key(budget.period == BudgetConfig::Period::Day ? "day" : "month")));
    put(node, "limit_usd", JsonNode::ofNumber(decimalText(budget.limit, kNanoDecimals)));
    putText(node, "at_limit", key(budget.atLimit == BudgetConfig::AtLimit::Route ? "route" : "refuse"),
            key("refuse"));
    if (!budget.routeTo.isEmpty()) {
        put(node, "route_to", JsonNode::ofText(budget.routeTo));
    }
    return node;
}

template <class T, class Make>
JsonNode listNode(const std::vector<T>& values, Make make) {
    JsonNode node = JsonNode::array();
    for (const T& value : values) {
        node.items.push_back(make(value));
    }
    return node;
}

// `isFresh`: there is no file yet; then it shows the settings that people look for.
JsonNode fullNode(const Config& config, bool isFresh) {
    JsonNode root = JsonNode::object();
    put(root, "version", JsonNode::ofInt(config.version));
    JsonNode listen = JsonNode::object();
    put(listen, "address", JsonNode::ofText(config.listen.address));
    put(listen, "port", JsonNode::ofInt(config.listen.port));
    const ListenConfig standard;
    const bool isStandard =
        !isFresh && config.listen.address == standard.address && config.listen.port == standard.port;
    put(root, "listen", std::move(listen), isStandard, true);
    put(root, "clients", listNode(config.clients, [](const ClientConfig& client) {
            JsonNode node = JsonNode::object();
            put(node, "name", JsonNode::ofText(client.name));
            put(node, "key", JsonNode::ofText(QString::fromUtf8(client.key.expose())));
            putBool(node, "capture", client.capture, false);
            return node;
        }));
    put(root, "providers", listNode(config.providers, providerNode));
    put(root, "routes", listNode(config.routes, routeNode), config.routes.empty(), true);
    put(root, "budgets", listNode(config.budgets, budgetNode), config.budgets.empty(), true);
    put(root, "prices", listNode(config.prices, priceNode), config.prices.empty(), true);
    put(root, "price_files", textsNode(config.priceFiles), config.priceFiles, QStringList());
    putInt(root, "retention_days", config.retentionDays, Config().retentionDays);
    putInt(root, "capture_days", config.captureDays, Config().captureDays);
    putBool(root, "who_called", config.whoCalled, true);
    return root;
}

// The keys that this version knows, by the name of the list or object that they are in. A known key that is
// not written any more has been taken away; any other key of the file is kept.
QStringList knownKeys(const QString& place) {
    struct Row {
        const char* place;
        const char* keys;
    };
    static constexpr Row kRows[] = {
        {"",
         "version listen clients providers routes budgets prices price_files retention_days "
         "capture_days who_called"},
        {"listen", "address port"},
        {"clients", "name key capture"},
        {"providers",
         "id name protocol base_url allow_plain_http keys enabled models price_factor headers "
         "max_concurrent"},
        {"keys", "keychain env file memory"},
        {"routes", "name match strategy targets timeouts max_attempts hedge hold sticky capture"},
        {"match", "model client endpoint needs min_prompt_tokens max_prompt_tokens hours"},
        {"targets", "provider model weight"},
        {"timeouts", "connect_ms first_byte_ms idle_ms total_ms"},
        {"budgets", "scope name period limit_usd at_limit route_to"},
        {"prices",
         "provider model from input output cached_input cache_write cache_write_long reasoning audio_input "
         "image_input audio_output image_output per_image per_second per_character per_request per_search "
         "tiers batch priority flex hours vendor source unsure"},
    };
    for (const Row& row : kRows) {
        if (place == QLatin1String(row.place)) {
            return QString::fromLatin1(row.keys).split(QLatin1Char(' '));
        }
    }
    return {};
}

// Which fields tell one entry of a list from another.
QStringList identityKeys(const QString& place) {
    if (place == QLatin1String("providers")) {
        return {key("id")};
    }
    if (place == QLatin1String("clients") || place == QLatin1String("routes")) {
        return {key("name")};
    }
    if (place == QLatin1String("targets")) {
        return {key("provider"), key("model")};
    }
    if (place == QLatin1String("keys")) {
        return {key("keychain"), key("env"), key("file"), key("memory")};
    }
    if (place == QLatin1String("prices")) {
        return {key("provider"), key("model"), key("from")};
    }
    return {key("scope"), key("name"), key("period")};
}

bool sameEntry(const JsonNode& before, const JsonMember* field, const QString& name) {
    const JsonNode* old = before.find(name);
    if (old == nullptr) {
        return field == nullptr || field->isDefault;
    }
    return field != nullptr && old->text == field->value.text;
}

const JsonNode* counterpart(const JsonNode& previousList, const JsonNode& entry, const QString& place) {
    const QStringList identity = identityKeys(place);
    for (const JsonNode& before : previousList.items) {
        const bool same =
            before.isObject() && std::all_of(identity.begin(), identity.end(), [&](const QString& name) {
                const auto field =
                    std::find_if(entry.members.begin(), entry.members.end(),
                                 [&name](const JsonMember& member) { return member.key == name; });
                return sameEntry(before, field == entry.members.end() ? nullptr : &*field, name);
            });
        if (same) {
            return &before;
        }
    }
    return nullptr;
}

bool sameNumber(const JsonNode& a, const JsonNode& b) {
    const Decimal x = parseDecimal(a.number, kNanoDecimals);
    const Decimal y = parseDecimal(b.number, kNanoDecimals);
    if (x.fault == DecimalFault::None && y.fault == DecimalFault::None) {
        return x.scaled == y.scaled;
    }
    return x.fault == y.fault && a.number.toDouble() == b.number.toDouble();
}

JsonNode merged(const JsonNode& fresh, const JsonNode* previous, const QString& place) {
    if (previous == nullptr || previous->kind != fresh.kind) {
        previous = nullptr;
    }
    if (fresh.kind == JsonNode::Kind::Number) {
        return previous != nullptr && sameNumber(*previous, fresh) ? *previous : fresh;
    }
    if (fresh.isArray()) {
        JsonNode out = JsonNode::array();
        for (const JsonNode& entry : fresh.items) {
            const JsonNode* before =
                previous != nullptr && entry.isObject() ? counterpart(*previous, entry, place) : nullptr;
            out.items.push_back(merged(entry, before, place));
        }
        return out;
    }
    if (!fresh.isObject()) {
        return fresh;
    }
    JsonNode out = JsonNode::object();
    const QStringList known = knownKeys(place);
    const bool anyKeyIsKnown = place == QLatin1String("headers");
    if (previous != nullptr) {
        for (const JsonMember& old : previous->members) {
            const auto now = std::find_if(fresh.members.begin(), fresh.members.end(),
                                          [&old](const JsonMember& member) { return member.key == old.key; });
            if (now != fresh.members.end()) {
                out.members.push_back({old.key, merged(now->value, &old.value, old.key), false});
            } else if (!anyKeyIsKnown && !known.contains(old.key)) {
                out.members.push_back(old);
            }
        }
    }
    for (const JsonMember& member : fresh.members) {
        if (!member.isDefault && out.find(member.key) == nullptr) {
            out.members.push_back({member.key, merged(member.value, nullptr, member.key), false});
        }
    }
    return out;
}

}  // namespace

JsonNode toJson(const Config& config, const JsonNode* previous) {
    return merged(fullNode(config, previous == nullptr), previous, {});
}

QByteArray writeConfig(const Config& config, const JsonNode* previous) {
    return toJsonText(toJson(config, previous));
}

}  // namespace signalbox
