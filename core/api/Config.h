// Config: what config.json says (contract.md "Configuration"), as values. Thread: built by core/config, then
// shared unchanged as shared_ptr<const Config>; a request keeps the one it started with. Times in ms, prices
// in pico-dollars per unit (= micro-dollars per million tokens).
#pragma once

#include "core/api/Endpoint.h"
#include "core/api/Price.h"
#include "core/base/Clock.h"
#include "core/base/Money.h"
#include "core/base/Secret.h"

#include <QByteArray>
#include <QDate>
#include <QString>
#include <QStringList>
#include <QTime>
#include <QUrl>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

enum class Protocol { OpenAi, Anthropic, Gemini, Simulated };
enum class Strategy { Priority, Weighted, LowestLatency, LowestCost, LeastBusy };
enum class Need { Tools, Image, JsonSchema };

struct ListenConfig {
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 5252;  // 0: any free one

    bool operator==(const ListenConfig&) const = default;
};

struct ClientConfig {
    QString name;
    Secret key;            // the client's local key, "sb-…"
    bool capture = false;  // its prompts and answers are kept

    bool operator==(const ClientConfig& other) const {
        return name == other.name && capture == other.capture && key.matches(other.key.expose());
    }
};

// Where one key of a provider is kept. The key itself is never part of Config.
struct KeySource {
    enum class Kind { Keychain, Env, File, Memory };
    Kind kind = Kind::Keychain;
    QString name;  // keychain entry, variable, absolute path
    bool operator==(const KeySource&) const = default;
};

struct ProviderConfig {
    QString id;
    QString name;
    Protocol protocol = Protocol::OpenAi;
    QUrl baseUrl;
    std::vector<KeySource> keys;
    bool enabled = true;
    QStringList models;
    double priceFactor = 1.0;
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    int maxConcurrent = 0;        // 0: no limit
    bool allowPlainHttp = false;  // consent to plain HTTP beyond loopback

    bool operator==(const ProviderConfig&) const = default;
};

struct RouteMatch {
    QString model;  // glob; empty: any
    QString client;
    std::optional<Endpoint> endpoint;
    std::vector<Need> needs;
    std::optional<qint64> minPromptTokens;
    std::optional<qint64> maxPromptTokens;
    struct Hours {
        QTime from;
        QTime to;  // local time; may lie before `from`: over midnight

        bool operator==(const Hours&) const = default;
    };
    std::optional<Hours> hours;

    bool operator==(const RouteMatch&) const = default;
};

struct TargetConfig {
    QString provider;
    QString model;  // empty: as asked
    int weight = 1;

    bool operator==(const TargetConfig&) const = default;
};

struct TimeoutConfig {
    Milliseconds connect{5'000};
    Milliseconds firstByte{60'000};
    Milliseconds idle{120'000};
    Milliseconds total{600'000};

    bool operator==(const TimeoutConfig&) const = default;
};

struct RouteConfig {
    QString name;
    RouteMatch match;
    Strategy strategy = Strategy::Priority;
    std::vector<TargetConfig> targets;
    TimeoutConfig timeouts;
    int maxAttempts = 5;
    bool hedge = false;
    bool hold = false;
    bool sticky = true;    // a conversation stays with the target that holds its prompt in its cache
    bool capture = false;  // prompts and answers that go by it are kept

    bool operator==(const RouteConfig&) const = default;
};

struct BudgetConfig {
    enum class Scope { All, Client, Model, Provider };
    enum class Period { Day, Month };
    enum class AtLimit { Refuse, Route };
    Scope scope = Scope::All;
    QString name;  // which client, model or provider; empty for All
    Period period = Period::Month;
    NanoUsd limit = 0;
    AtLimit atLimit = AtLimit::Refuse;
    QString routeTo;

    bool operator==(const BudgetConfig&) const = default;
};

struct Config {
    int version = 1;
    ListenConfig listen;
    std::vector<ClientConfig> clients;
    std::vector<ProviderConfig> providers;
    std::vector<RouteConfig> routes;
    std::vector<BudgetConfig> budgets;
    std::vector<PriceConfig> prices;
    QStringList priceFiles;                   // of prices in LiteLLM's form
    std::vector<PriceConfig> importedPrices;  // what they say; stands in no configuration
    int retentionDays = 90;                   // of requests; 0: for ever
    int captureDays = 7;                      // of prompts and answers that are kept; 0: for ever
    bool whoCalled = true;                    // the project behind a connection is found

    [[nodiscard]] const ProviderConfig* provider(const QString& id) const;
    [[nodiscard]] const RouteConfig* route(const QString& name) const;
};

using ConfigPtr = std::shared_ptr<const Config>;

// Names as in the file: "openai", "lowest_latency", "json_schema". Empty optional: no such name.
[[nodiscard]] QString protocolName(Protocol protocol);
[[nodiscard]] std::optional<Protocol> protocolFromName(const QString& name);
[[nodiscard]] QString strategyName(Strategy strategy);
[[nodiscard]] std::optional<Strategy> strategyFromName(const QString& name);
[[nodiscard]] QString needName(Need need);
[[nodiscard]] std::optional<Need> needFromName(const QString& name);

}  // namespace signalbox
