#include "core/config/ConfigParser.h"

#include "core/config/ConfigFields.h"
#include "core/config/ConfigPrices.h"
#include "core/config/ConfigRules.h"
#include "core/config/JsonReader.h"
#include "core/config/ProviderParts.h"
#include "core/config/WithoutEffect.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

constexpr qint64 kMaxTokens = 1'000'000'000;
constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kMaxUsd = 1'000'000;

using Presence = ObjectFields::Presence;

QString key(const char* text) {
    return QString::fromLatin1(text);
}

template <class Enum>
struct Choice {
    Enum value;
    const char* name;
};

class Parser {
public:
    explicit Parser(FaultLists& lists) : m_lists(lists) {}

    Config read(const JsonNode& root);

private:
    ClientConfig readClient(const JsonNode& node, const QString& path, std::size_t index);
    ProviderConfig readProvider(const JsonNode& node, const QString& path);
    RouteConfig readRoute(const JsonNode& node, const QString& path, std::size_t index);
    RouteMatch readMatch(const JsonNode& node, const QString& path);
    void readTargets(ObjectFields& fields, RouteConfig& route);
    BudgetConfig readBudget(const JsonNode& node, const QString& path);

    void checkClient(ObjectFields& fields, const QString& field, const QString& name);
    void checkProvider(const QString& path, const QString& id);
    void checkRouteTo(ObjectFields& fields, const QString& to);

    // The value named by a text field out of a closed list; `fallback` where it is absent or wrong.
    template <class Enum, std::size_t N>
    Enum choose(ObjectFields& fields, const QString& field, const std::array<Choice<Enum>, N>& choices,
                Enum fallback, const char* what, Presence presence = Presence::Optional) {
        const auto text = fields.text(field, presence);
        return text ? chooseText(fields.pathOf(field), *text, choices, fallback, what) : fallback;
    }
    template <class Enum, std::size_t N>
    Enum chooseText(const QString& path, const QString& text, const std::array<Choice<Enum>, N>& choices,
                    Enum fallback, const char* what) {
        QStringList names;
        for (const Choice<Enum>& choice : choices) {
            if (text == QLatin1String(choice.name)) {
                return choice.value;
            }
            names.append(QString::fromLatin1(choice.name));
        }
        m_lists.fault(path, QStringLiteral("no %1 named %2 (%3)%4")
                                .arg(QLatin1String(what), quoted(text), names.join(QStringLiteral(", ")),
                                     suggestion(text, names)));
        return fallback;
    }

    FaultLists& m_lists;
    Config m_config;
    QStringList m_routeNames;
};

constexpr std::array kProtocols{
    Choice<Protocol>{Protocol::OpenAi, "openai"}, Choice<Protocol>{Protocol::Anthropic, "anthropic"},
    Choice<Protocol>{Protocol::Gemini, "gemini"}, Choice<Protocol>{Protocol::Simulated, "simulated"}};
constexpr std::array kStrategies{Choice<Strategy>{Strategy::Priority, "priority"},
                                 Choice<Strategy>{Strategy::Weighted, "weighted"},
                                 Choice<Strategy>{Strategy::LowestLatency, "lowest_latency"},
                                 Choice<Strategy>{Strategy::LowestCost, "lowest_cost"},
                                 Choice<Strategy>{Strategy::LeastBusy, "least_busy"}};
constexpr std::array kNeeds{Choice<Need>{Need::Tools, "tools"}, Choice<Need>{Need::Image, "image"},
                            Choice<Need>{Need::JsonSchema, "json_schema"}};
constexpr std::array kScopes{Choice<BudgetConfig::Scope>{BudgetConfig::Scope::All, "all"},
                             Choice<BudgetConfig::Scope>{BudgetConfig::Scope::Client, "client"},
                             Choice<BudgetConfig::Scope>{BudgetConfig::Scope::Model, "model"},
                             Choice<BudgetConfig::Scope>{BudgetConfig::Scope::Provider, "provider"}};
constexpr std::array kPeriods{Choice<BudgetConfig::Period>{BudgetConfig::Period::Day, "day"},
                              Choice<BudgetConfig::Period>{BudgetConfig::Period::Month, "month"}};
constexpr std::array kAtLimits{Choice<BudgetConfig::AtLimit>{BudgetConfig::AtLimit::Refuse, "refuse"},
                               Choice<BudgetConfig::AtLimit>{BudgetConfig::AtLimit::Route, "route"}};

Config Parser::read(const JsonNode& root) {
    ObjectFields fields(root, {}, m_lists);
    if (!root.isObject()) {
        return {};
    }
    if (fields.any(key("version"), Presence::Required) != nullptr) {
        const auto version = fields.integer(key("version"), 1, 1'000'000);
        if (version && *version > 1) {
            fields.fault(key("version"),
                         QStringLiteral("this file was written for a newer version of Signalbox"));
        }
    }
    if (const JsonNode* node = fields.any(key("listen"))) {
        ObjectFields listen(*node, fields.pathOf(key("listen")), m_lists);
        m_config.listen.address = listen.text(key("address")).value_or(m_config.listen.address);
        const QString problem = listenAddressFault(m_config.listen.address);
        if (!problem.isEmpty()) {
            listen.fault(key("address"), problem);
        } else if (!isLoopbackHost(m_config.listen.address)) {
            m_lists.warn(listen.pathOf(key("address")),
                         QStringLiteral("other machines can reach the gateway"));
        }
        m_config.listen.port =
            static_cast<quint16>(listen.integer(key("port"), 0, 65535).value_or(m_config.listen.port));
        listen.finish();
    }

    const std::vector<JsonNode>& clients = fields.list(key("clients"));
    for (std::size_t i = 0; i < clients.size(); ++i) {
        m_config.clients.push_back(readClient(clients[i], itemPath(key("clients"), i), i));
    }
    if (clients.empty()) {
        m_lists.warn(key("clients"), QStringLiteral("there is no client, so every request will be refused"));
    }
    const std::vector<JsonNode>& providers = fields.list(key("providers"));
    for (std::size_t i = 0; i < providers.size(); ++i) {
        m_config.providers.push_back(readProvider(providers[i], itemPath(key("providers"), i)));
    }
    const std::vector<JsonNode>& routes = fields.list(key("routes"));
    for (std::size_t i = 0; i < routes.size(); ++i) {
        m_config.routes.push_back(readRoute(routes[i], itemPath(key("routes"), i), i));
    }
    const std::vector<JsonNode>& budgets = fields.list(key("budgets"));
    for (std::size_t i = 0; i < budgets.size(); ++i) {
        m_config.budgets.push_back(readBudget(budgets[i], itemPath(key("budgets"), i)));
    }
    const std::vector<JsonNode>& prices = fields.list(key("prices"));
    QSet<QString> seenPrices;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const QString path = itemPath(key("prices"), i);
        PriceConfig price = readPrice(prices[i], path, m_lists);
        if (price.provider != QLatin1String("*")) {
            checkProvider(memberPath(path, key("provider")), price.provider);
        }
        const QString identity = price.provider + QLatin1Char('\n') + price.model + QLatin1Char('\n') +
                                 price.from.toString(Qt::ISODate);
        if (seenPrices.contains(identity)) {
            m_lists.fault(path, QStringLiteral("there are two prices for this provider, model and day"));
        }
        seenPrices.insert(identity);
        m_config.prices.push_back(std::move(price));
    }
    m_config.priceFiles = fields.texts(key("price_files"));
    for (qsizetype i = 0; i < m_config.priceFiles.size(); ++i) {
        if (!m_config.priceFiles[i].startsWith(QLatin1Char('/'))) {
            m_lists.fault(itemPath(key("price_files"), static_cast<std::size_t>(i)),
                          QStringLiteral("must be an absolute path"));
        }
    }
    m_config.retentionDays = static_cast<int>(fields.integer(key("retention_days"), 0, 36500).value_or(90));
    m_config.captureDays =
        static_cast<int>(fields.integer(key("capture_days"), 0, 36500).value_or(m_config.captureDays));
    m_config.whoCalled = fields.boolean(key("who_called")).value_or(true);
    fields.finish();
    return std::move(m_config);
}

ClientConfig Parser::readClient(const JsonNode& node, const QString& path, std::size_t index) {
    ObjectFields fields(node, path, m_lists);
    ClientConfig client;
    client.name = fields.text(key("name"))
                      .value_or(index == 0 ? key("default") : QStringLiteral("client-%1").arg(index + 1));
    if (const QString problem = nameFault(client.name); !problem.isEmpty()) {
        fields.fault(key("name"), problem);
    }
    if (const auto secret = fields.text(key("key"), Presence::Required)) {
        if (const QString problem = localKeyFault(*secret); !problem.isEmpty()) {
            fields.fault(key("key"), problem);
        } else if (secret->size() < 16) {
            m_lists.warn(fields.pathOf(key("key")), QStringLiteral("this key is short enough to be guessed"));
        }
        client.key = Secret(secret->toUtf8());
    }
    client.capture = fields.boolean(key("capture")).value_or(false);
    for (std::size_t i = 0; i < m_config.clients.size(); ++i) {
        if (m_config.clients[i].name == client.name) {
            fields.fault(key("name"), QStringLiteral("clients[%1] has this name too").arg(i));
        }
        if (m_config.clients[i].key.matches(client.key.expose())) {
            fields.fault(key("key"), QStringLiteral("clients[%1] has the same key").arg(i));
        }
    }
    fields.finish();
    return client;
}

ProviderConfig Parser::readProvider(const JsonNode& node, const QString& path) {
    ObjectFields fields(node, path, m_lists);
    ProviderConfig provider;
    if (const auto id = fields.text(key("id"), Presence::Required)) {
        provider.id = *id;
        if (const QString problem = providerIdFault(*id); !problem.isEmpty()) {
            fields.fault(key("id"), problem);
        } else if (m_config.provider(*id) != nullptr) {
            fields.fault(key("id"), QStringLiteral("there is another provider named %1").arg(quoted(*id)));
        }
    }
    provider.name = fields.text(key("name")).value_or(provider.id);
    provider.protocol =
        choose(fields, key("protocol"), kProtocols, Protocol::OpenAi, "protocol", Presence::Required);
    provider.allowPlainHttp = fields.boolean(key("allow_plain_http")).value_or(false);
    if (const auto url = fields.text(key("base_url"), Presence::Required)) {
        const QString problem = baseUrlFault(
            *url, provider.protocol, provider.allowPlainHttp ? PlainHttp::Anywhere : PlainHttp::LoopbackOnly,
            provider.baseUrl);
        if (!problem.isEmpty()) {
            fields.fault(key("base_url"), problem);
        }
    }
    provider.keys = readKeySources(fields, key("keys"));
    provider.enabled = fields.boolean(key("enabled")).value_or(true);
    provider.models = fields.texts(key("models"));
    provider.priceFactor = fields.real(key("price_factor"), 0, 100).value_or(1.0);
    provider.headers = readExtraHeaders(fields, key("headers"));
    provider.maxConcurrent = static_cast<int>(fields.integer(key("max_concurrent"), 0, 100'000).value_or(0));
    fields.finish();
    return provider;
}

RouteConfig Parser::readRoute(const JsonNode& node, const QString& path, std::size_t index) {
    ObjectFields fields(node, path, m_lists);
    RouteConfig route;
    if (const JsonNode* match = fields.any(key("match"))) {
        route.match = readMatch(*match, fields.pathOf(key("match")));
    }
    const QString fallback =
        route.match.model.isEmpty() ? QStringLiteral("route-%1").arg(index + 1) : route.match.model;
    route.name = fields.text(key("name")).value_or(fallback);
    if (const QString problem = nameFault(route.name); !problem.isEmpty()) {
        fields.fault(key("name"), problem);
    } else if (m_routeNames.contains(route.name)) {
        fields.fault(key("name"), QStringLiteral("there is another route named %1").arg(quoted(route.name)));
    }
    m_routeNames.append(route.name);
    route.strategy = choose(fields, key("strategy"), kStrategies, Strategy::Priority, "strategy");
    readTargets(fields, route);
    if (const JsonNode* timeouts = fields.any(key("timeouts"))) {
        ObjectFields times(*timeouts, fields.pathOf(key("timeouts")), m_lists);
        const auto take = [&times](const char* name, Milliseconds& value) {
            value = Milliseconds(times.integer(key(name), 1, kDayMs).value_or(value.count()));
        };
        take("connect_ms", route.timeouts.connect);
        take("first_byte_ms", route.timeouts.firstByte);
        take("idle_ms", route.timeouts.idle);
        take("total_ms", route.timeouts.total);
        times.finish();
    }
    route.maxAttempts =
        static_cast<int>(fields.integer(key("max_attempts"), 1, 20).value_or(route.maxAttempts));
    route.hedge = fields.boolean(key("hedge")).value_or(false);
    route.hold = fields.boolean(key("hold")).value_or(false);
    route.sticky = fields.boolean(key("sticky")).value_or(true);
    route.capture = fields.boolean(key("capture")).value_or(false);
    fields.finish();
    return route;
}

RouteMatch Parser::readMatch(const JsonNode& node, const QString& path) {
    ObjectFields fields(node, path, m_lists);
    RouteMatch match;
    if (const auto model = fields.text(key("model"))) {
        match.model = *model;
        if (const QString problem = globFault(*model); !problem.isEmpty()) {
            fields.fault(key("model"), problem);
        }
    }
    if (const auto client = fields.text(key("client"))) {
        match.client = *client;
        checkClient(fields, key("client"), *client);
    }
    if (const auto name = fields.text(key("endpoint"))) {
        match.endpoint = endpointFromName(name->toUtf8());
        if (!match.endpoint) {
            QStringList names;
            for (int i = 0; i <= static_cast<int>(Endpoint::Videos); ++i) {
                names.append(endpointName(static_cast<Endpoint>(i)));
            }
            fields.fault(
                key("endpoint"),
                QStringLiteral("no endpoint named %1%2").arg(quoted(*name), suggestion(*name, names)));
        }
    }
    const QStringList needs = fields.texts(key("needs"));
    for (qsizetype i = 0; i < needs.size(); ++i) {
        match.needs.push_back(chooseText(itemPath(fields.pathOf(key("needs")), static_cast<std::size_t>(i)),
                                         needs.at(i), kNeeds, Need::Tools, "need"));
    }
    match.minPromptTokens = fields.integer(key("min_prompt_tokens"), 0, kMaxTokens);
    match.maxPromptTokens = fields.integer(key("max_prompt_tokens"), 0, kMaxTokens);
    if (match.minPromptTokens && match.maxPromptTokens && *match.minPromptTokens > *match.maxPromptTokens) {
        fields.fault(key("max_prompt_tokens"), QStringLiteral("is less than min_prompt_tokens"));
    }
    if (const auto hours = fields.text(key("hours"))) {
        match.hours = parseHours(*hours);
        if (!match.hours) {
            fields.fault(key("hours"), QStringLiteral("must be two different times such as \"22:00-06:00\""));
        }
    }
    fields.finish();
    return match;
}

void Parser::readTargets(ObjectFields& fields, RouteConfig& route) {
    const std::vector<JsonNode>& items = fields.list(key("targets"), Presence::Required);
    if (items.empty() && fields.has(key("targets"))) {
        fields.fault(key("targets"), QStringLiteral("must name at least one target"));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const QString path = itemPath(fields.pathOf(key("targets")), i);
        ObjectFields entry(items[i], path, m_lists);
        TargetConfig target;
        if (const auto provider = entry.text(key("provider"), Presence::Required)) {
            target.provider = *provider;
            checkProvider(entry.pathOf(key("provider")), *provider);
        }
        if (const auto model = entry.text(key("model"))) {
            target.model = *model;
            if (const QString problem = nameFault(*model); !problem.isEmpty()) {
                entry.fault(key("model"), problem);
            } else if (model->contains(QLatin1Char('*'))) {
                entry.fault(
                    key("model"),
                    QStringLiteral("must be one model's name; leave it out to ask as the client did"));
            }
        }
        target.weight = static_cast<int>(entry.integer(key("weight"), 1, 10'000).value_or(1));
        entry.finish();
        const auto same = [&target](const TargetConfig& other) {
            return other.provider == target.provider && other.model == target.model;
        };
        if (!target.provider.isEmpty() && std::any_of(route.targets.begin(), route.targets.end(), same)) {
            m_lists.fault(path, QStringLiteral("this target is there twice"));
        }
        route.targets.push_back(std::move(target));
    }
}

BudgetConfig Parser::readBudget(const JsonNode& node, const QString& path) {
    ObjectFields fields(node, path, m_lists);
    BudgetConfig budget;
    budget.scope = choose(fields, key("scope"), kScopes, BudgetConfig::Scope::All, "scope");
    const bool named = budget.scope != BudgetConfig::Scope::All;
    if (const auto name =
            fields.text(key("name"), named && node.isObject() ? Presence::Required : Presence::Optional)) {
        budget.name = *name;
        if (!named) {
            fields.fault(key("name"), QStringLiteral("a budget for all has no name"));
        } else if (budget.scope == BudgetConfig::Scope::Client) {
            checkClient(fields, key("name"), *name);
        } else if (budget.scope == BudgetConfig::Scope::Provider) {
            checkProvider(fields.pathOf(key("name")), *name);
        } else if (const QString problem = globFault(*name); !problem.isEmpty()) {
            fields.fault(key("name"), problem);
        }
    }
    budget.period = choose(fields, key("period"), kPeriods, BudgetConfig::Period::Month, "period");
    budget.limit = fields.amount(key("limit_usd"), 9, kMaxUsd, Presence::Required).value_or(0);
    budget.atLimit = choose(fields, key("at_limit"), kAtLimits, BudgetConfig::AtLimit::Refuse, "at_limit");
    const bool routes = budget.atLimit == BudgetConfig::AtLimit::Route;
    if (const auto to = fields.text(key("route_to"), routes ? Presence::Required : Presence::Optional)) {
        budget.routeTo = *to;
        checkRouteTo(fields, *to);
    }
    fields.finish();
    return budget;
}

void Parser::checkClient(ObjectFields& fields, const QString& field, const QString& name) {
    QStringList names;
    for (const ClientConfig& client : m_config.clients) {
        names.append(client.name);
    }
    if (!names.contains(name)) {
        fields.fault(field,
                     QStringLiteral("no client named %1%2").arg(quoted(name), suggestion(name, names)));
    }
}

void Parser::checkProvider(const QString& path, const QString& id) {
    QStringList names;
    for (const ProviderConfig& provider : m_config.providers) {
        names.append(provider.id);
    }
    if (!names.contains(id)) {
        m_lists.fault(path, QStringLiteral("no provider named %1%2").arg(quoted(id), suggestion(id, names)));
    }
}

void Parser::checkRouteTo(ObjectFields& fields, const QString& to) {
    if (!m_routeNames.contains(to) && m_config.provider(to.section(QLatin1Char('/'), 0, 0)) == nullptr) {
        fields.fault(key("route_to"), QStringLiteral("no route or provider named %1").arg(quoted(to)));
    }
}

}  // namespace

ParsedConfig parseConfig(const QByteArray& text) {
    ParsedConfig result;
    FaultLists lists;
    std::optional<JsonNode> root = readJson(text, lists.faults);
    if (root) {
        Parser parser(lists);
        Config config = parser.read(*root);
        if (lists.faults.empty()) {
            warnOfSettingsWithoutEffect(config, lists);
            result.document = ConfigDocument{std::move(config), std::move(*root)};
        }
    }
    result.faults = std::move(lists.faults);
    result.warnings = std::move(lists.warnings);
    return result;
}

}  // namespace signalbox
