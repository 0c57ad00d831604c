#include "tests/ui/support/Samples.h"

#include <QDateTime>

#include <algorithm>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

ProviderStatus provider(const QString& id, const QString& name, int p50, int p95, double errors,
                        double headroom, int inFlight) {
    ProviderStatus status;
    status.id = id;
    status.name = name;
    status.baseUrl = u"https://api.example.com/v1"_s;
    for (std::size_t i = 0; i < 60; ++i) {
        status.lastHour[i].ok = static_cast<quint32>(3 + (i * 7 + static_cast<std::size_t>(p50)) % 5);
    }
    status.ttftP50Ms = p50;
    status.ttftP95Ms = p95;
    status.errorShare = errors;
    status.headroom = headroom;
    status.inFlight = inFlight;
    for (int i = 0; i < 20; ++i) {
        status.ttftTrend.append(p50 + (i * 37 + p50) % (p50 / 6 + 1));
    }
    status.models = {u"gpt-5.5"_s};
    return status;
}

TargetStatus target(const QString& provider, const QString& model, HealthState state = HealthState::Healthy,
                    HealthReason reason = {}) {
    return {TargetRef{provider, model}, model, state, std::move(reason)};
}

LiveRequest request(int number, qint64 startedAtMs, const QString& client, const QString& model,
                    const QStringList& providers, std::optional<qint64> ttft, qint64 tokens, NanoUsd cost) {
    LiveRequest live;
    live.requestId = "req-" + QByteArray::number(number);
    live.startedAtMs = startedAtMs;
    live.client = client;
    live.model = model;
    live.providers = providers;
    live.phase = LiveRequest::Phase::Done;
    live.httpStatus = 200;
    live.attempts = static_cast<int>(std::max<qsizetype>(1, providers.size()));
    live.ttftMs = ttft;
    live.tokens = tokens;
    live.cost = {cost, cost * 5 / 4, CostSource::Computed};
    return live;
}

constexpr qint64 kSecond = 1'000;
constexpr qint64 kMinute = 60 * kSecond;

}  // namespace

StatusSnapshot emptyStatus(qint64 nowMs) {
    StatusSnapshot status;
    status.version = u"0.1.0"_s;
    status.listening = true;
    status.baseUrl = u"http://127.0.0.1:5252/v1"_s;
    status.atMs = nowMs;
    status.startedAtMs = nowMs - kMinute;
    return status;
}

StatusSnapshot sampleStatus(qint64 nowMs) {
    StatusSnapshot status = emptyStatus(nowMs);
    status.openRequests = 3;
    status.requestsTotal = 8'764;

    ProviderStatus openai = provider(u"openai"_s, u"OpenAI"_s, 420, 1'900, 0.182, 0.06, 0);
    openai.state = HealthState::Resting;
    openai.reason = {HealthReason::Kind::Cooldown, nowMs + 41 * kSecond, Outcome::RateLimited, 429, {}};
    for (std::size_t i = 48; i < 60; ++i) {
        openai.lastHour[i] = {static_cast<quint32>(60 - i), i < 53 ? 2U : 0U, i >= 51 ? 4U : 0U};
    }
    openai.ttftTrend = {400, 410, 395, 420, 405, 415, 430, 420, 440, 470,
                        520, 600, 720, 900, 860, 640, -1,  -1,  -1,  -1};
    ProviderStatus comet = provider(u"cometapi"_s, u"CometAPI"_s, 380, 1'100, 0.0, 0.72, 2);
    ProviderStatus anthropic = provider(u"anthropic"_s, u"Anthropic"_s, 510, 1'400, 0.004, 0.88, 1);
    anthropic.lastHour[31].failed = 1;
    ProviderStatus ollama = provider(u"ollama"_s, u"Ollama"_s, 95, 210, 0.0, 1.0, 0);
    ollama.headroom.reset();
    ollama.errorShare.reset();
    ollama.state = HealthState::Out;
    ollama.drained = true;
    ollama.reason = {HealthReason::Kind::Drained, nowMs + 46 * kMinute, {}, 0, {}};
    for (std::size_t i = 0; i < 52; ++i) {
        ollama.lastHour[i] = {};
    }
    status.providers = {openai, comet, anthropic, ollama};

    RouteStatus main;
    main.name = u"gpt-5.5"_s;
    main.targets = {target(u"openai"_s, {}, HealthState::Resting, openai.reason), target(u"cometapi"_s, {}),
                    target(u"anthropic"_s, u"Claude Opus 4.7"_s)};
    main.active = 1;
    main.failedOverAtMs = nowMs - 41 * kSecond;
    RouteStatus coding;
    coding.name = u"coding"_s;
    coding.targets = {target(u"anthropic"_s, u"Claude Opus 4.7"_s), target(u"cometapi"_s, u"Kimi K2.6"_s),
                      target(u"cometapi"_s, u"Qwen3.6-Plus"_s)};
    coding.active = 0;
    coding.pin = {PinMode::Prefer, coding.targets[0].target, nowMs + 24 * kMinute, nowMs - 6 * kMinute};
    RouteStatus fast;
    fast.name = u"fast"_s;
    fast.strategy = Strategy::LowestLatency;
    fast.targets = {target(u"cometapi"_s, u"DeepSeek V4 Flash"_s),
                    target(u"ollama"_s, {}, HealthState::Out, ollama.reason),
                    target(u"cometapi"_s, u"Gemini 3.1 Pro"_s)};
    fast.active = 0;
    status.routes = {main, coding, fast};

    LiveRequest streaming =
        request(12, nowMs - 2 * kSecond, u"Cursor"_s, u"gpt-5.5"_s, {u"cometapi"_s}, 402, 1'204, 0);
    streaming.phase = LiveRequest::Phase::Streaming;
    streaming.cost = {};
    LiveRequest waiting =
        request(11, nowMs - 3 * kSecond, u"aider"_s, u"claude-opus-4-7"_s, {u"anthropic"_s}, {}, 0, 0);
    waiting.phase = LiveRequest::Phase::Waiting;
    waiting.cost = {};
    LiveRequest over = request(9, nowMs - 25 * kSecond, u"Cursor"_s, u"gpt-5.5"_s,
                               {u"openai"_s, u"cometapi"_s}, 611, 2'310, 12'600'000);
    LiveRequest unknown =
        request(7, nowMs - 50 * kSecond, u"notebook"_s, u"llama4"_s, {u"ollama"_s}, 95, 640, 0);
    unknown.cost = {};
    LiveRequest estimated =
        request(6, nowMs - 61 * kSecond, u"nightly.py"_s, u"gpt-5.5"_s, {u"cometapi"_s}, 377, 512, 4'200'000);
    estimated.estimated = true;
    estimated.cost.source = CostSource::Estimated;
    LiveRequest failed = request(5, nowMs - 70 * kSecond, u"nightly.py"_s, u"gpt-5.5"_s,
                                 {u"openai"_s, u"cometapi"_s, u"anthropic"_s}, {}, 0, 0);
    failed.status = RequestStatus::Error;
    failed.httpStatus = 503;
    failed.cost = {};
    LiveRequest cut = request(4, nowMs - 80 * kSecond, u"aider"_s, u"claude-opus-4-7"_s, {u"anthropic"_s},
                              530, 1'120, 9'900'000);
    cut.status = RequestStatus::Incomplete;
    LiveRequest cancelled =
        request(3, nowMs - 95 * kSecond, u"Cursor"_s, u"gpt-5.5"_s, {u"openai"_s}, 455, 210, 900'000);
    cancelled.status = RequestStatus::Cancelled;
    status.live = {
        streaming,
        waiting,
        request(10, nowMs - 6 * kSecond, u"aider"_s, u"claude-opus-4-7"_s, {u"anthropic"_s}, 540, 8'870,
                41'200'000),
        over,
        request(8, nowMs - 33 * kSecond, u"nightly.py"_s, u"gpt-5.5"_s, {u"openai"_s}, 455, 990, 8'800'000),
        unknown,
        estimated,
        failed,
        cut,
        cancelled,
        request(2, nowMs - 99 * kSecond, u"Cursor"_s, u"text-embedding-3-small"_s, {u"openai"_s}, 61, 88,
                1'760)};
    return status;
}

StatusSnapshot troubledStatus(qint64 nowMs) {
    StatusSnapshot status = sampleStatus(nowMs);
    status.ledger = {false, u"The ledger cannot be written: the disk is full."_s, 1'284, 0};
    status.keysOnlyInMemory = true;
    status.configFaults = {u"routes[2].targets[0].provider: there is no provider “opneai”"_s,
                           u"listen.port: 99999 is not a port"_s};
    const HealthReason reasons[] = {
        {HealthReason::Kind::BreakerOpen, nowMs + 28 * kSecond, Outcome::ServerError, 503,
         u"upstream overloaded"_s},
        {HealthReason::Kind::BadKey, {}, Outcome::Auth, 401, {}},
        {HealthReason::Kind::QuotaExceeded, nowMs + 14 * kMinute, Outcome::Quota, 402, {}},
        {HealthReason::Kind::RecentFailures, {}, Outcome::TimeoutFirstByte, 0, {}}};
    const HealthState states[] = {HealthState::Failed, HealthState::Failed, HealthState::Resting,
                                  HealthState::Attention};
    for (int i = 0; i < 4; ++i) {
        status.providers[i].state = states[i];
        status.providers[i].reason = reasons[i];
        status.providers[i].drained = false;
    }
    status.providers[0].name = u"The unified gateway of the northern office, billed to research"_s;
    RouteStatus wide;
    wide.name = u"a-route-with-a-name-that-nobody-would-have-chosen"_s;
    for (int i = 0; i < 9; ++i) {
        wide.targets.append(target(u"cometapi"_s, u"provider-of-models/model-number-%1-instruct"_s.arg(i)));
    }
    wide.active = 7;
    wide.pin = {PinMode::Only, wide.targets[7].target, {}, nowMs};
    RouteStatus dead;
    dead.name = u"dead"_s;
    dead.targets = {target(u"openai"_s, {}, HealthState::Failed, reasons[0])};
    status.routes.prepend(dead);
    status.routes.prepend(wide);
    return status;
}

StatusSnapshot busyStatus(qint64 nowMs, int providers, int requests, int step) {
    StatusSnapshot status = emptyStatus(nowMs);
    status.openRequests = step % 40;
    status.requestsTotal = static_cast<quint64>(step) * 250;
    for (int i = 0; i < providers; ++i) {
        ProviderStatus one = provider(u"p%1"_s.arg(i), u"Provider %1"_s.arg(i), 200 + (i * 31 + step) % 90,
                                      900, 0.01, 0.5, (i + step) % 9);
        one.lastHour[59].ok = static_cast<quint32>(step);
        status.providers.append(one);
    }
    for (int i = 0; i < 6 && providers >= 4; ++i) {
        RouteStatus route;
        route.name = u"route%1"_s.arg(i);
        for (int t = 0; t < 4; ++t) {
            route.targets.append(target(u"p%1"_s.arg((i + t) % providers), {}));
        }
        route.active = step % 4;
        status.routes.append(route);
    }
    for (int i = 0; i < requests; ++i) {
        const int number = step * (requests / 2) - i;
        status.live.append(request(number, nowMs - i, u"client"_s, u"gpt-5.5"_s, {u"p1"_s}, 300 + number % 50,
                                   1'000 + step, 5'000'000));
    }
    return status;
}

ConfigPtr sampleConfig() {
    auto config = std::make_shared<Config>();
    config->clients.push_back({u"default"_s, Secret(QByteArrayLiteral("sb-sample-local-key-0001"))});
    return config;
}

ConfigPtr providersConfig() {
    auto config = std::make_shared<Config>(*sampleConfig());
    const auto add = [&](const QString& id, const QString& name, const QString& url) -> ProviderConfig& {
        ProviderConfig one;
        one.id = id;
        one.name = name;
        one.baseUrl = QUrl(url);
        config->providers.push_back(one);
        return config->providers.back();
    };
    ProviderConfig& openai = add(u"openai"_s, u"OpenAI"_s, u"https://api.openai.com/v1"_s);
    openai.keys = {{KeySource::Kind::Keychain, u"openai"_s}, {KeySource::Kind::Env, u"OPENAI_API_KEY"_s}};
    openai.headers = {{"OpenAI-Project", "proj_board"}, {"X-Proxy-Token", "canary-header-value"}};
    openai.maxConcurrent = 40;
    ProviderConfig& comet = add(u"cometapi"_s, u"CometAPI"_s, u"https://api.cometapi.com/v1"_s);
    comet.keys = {{KeySource::Kind::Memory, u"cometapi"_s}};
    comet.priceFactor = 0.8;
    comet.models = {u"gpt-5.5"_s, u"claude-opus-4-7"_s, u"deepseek-v4-flash"_s};
    add(u"anthropic"_s, u"Anthropic"_s, u"https://api.anthropic.com/v1"_s).keys = {
        {KeySource::Kind::File, u"/home/me/.keys/anthropic"_s}};
    add(u"ollama"_s, u"Ollama"_s, u"http://localhost:11434/v1"_s);
    PriceConfig price;
    price.provider = u"cometapi"_s;
    price.model = u"gpt-5.5"_s;
    price.from = QDate(2026, 5, 1);
    price.input = 4'000'000;
    price.output = 24'000'000;
    price.cachedInput = 400'000;
    config->prices = {price};
    RouteConfig main;
    main.name = u"gpt-5.5"_s;
    main.targets = {{u"openai"_s, {}, 1}, {u"cometapi"_s, {}, 1}};
    RouteConfig night;
    night.name = u"night"_s;
    night.targets = {{u"ollama"_s, {}, 1}};
    config->routes = {main, night};
    return config;
}

QVector<SpendRow> sampleSpend(const QDate& first, const QDate& last) {
    struct Model {
        const char* name;
        NanoUsd perDay;
        qint64 requests;
        double factor;
    };
    constexpr NanoUsd kCent = 10'000'000;
    const Model models[] = {{"gpt-5.5", 129 * kCent, 187, 0.8},
                            {"claude-opus-4-7", 90 * kCent, 47, 1.0},
                            {"gemini-3.1-pro", 27 * kCent, 44, 0.85},
                            {"deepseek-v4-pro", 22 * kCent, 105, 0.7},
                            {"kimi-k2.6", 9 * kCent, 14, 1.0},
                            {"text-embedding-3-small", kCent / 3, 400, 0.8},
                            {"llama4", 0, 12, 1.0}};
    QVector<SpendRow> rows;
    int day = 0;
    for (QDate date = first; date <= last; date = date.addDays(1), ++day) {
        int place = 0;
        for (const Model& model : models) {
            SpendRow row;
            row.key = QString::fromLatin1(model.name);
            row.day = date;
            const int swing = 20 + (day * 53 + place * 29 + day * place * 7) % 160;
            row.cost = model.perDay * swing / 100;
            row.requests = std::max<qint64>(1, model.requests * swing / 100);
            row.listCost = static_cast<NanoUsd>(static_cast<double>(row.cost) / model.factor);
            row.inputTokens = row.requests * 1'480;
            row.cachedInputTokens = row.inputTokens * (9 + place * 11) / 100;
            row.outputTokens = row.requests * 291;
            row.wasted = place < 3 && day % 4 == 0 ? kCent : 0;
            row.failedRequests = row.wasted > 0 ? 1 : 0;
            if (model.perDay == 0) {
                row.unknownCostRequests = row.requests;
            }
            rows.append(row);
            ++place;
        }
    }
    return rows;
}

QVector<BudgetStatus> sampleBudgets(qint64 nowMs) {
    using Scope = BudgetConfig::Scope;
    using State = BudgetStatus::State;
    constexpr NanoUsd kDollar = 1'000'000'000;
    const auto budget = [nowMs](Scope scope, const QString& name, BudgetConfig::Period period, NanoUsd limit,
                                State state, NanoUsd spent) {
        BudgetStatus status;
        status.budget = {scope, name, period, limit, BudgetConfig::AtLimit::Refuse, {}};
        status.state = state;
        status.endMs = nowMs + 6 * 60 * kMinute;
        status.spent = spent;
        return status;
    };
    QVector<BudgetStatus> budgets{
        budget(Scope::All, {}, BudgetConfig::Period::Month, 100 * kDollar, State::Open, 60'520'000'000),
        budget(Scope::All, {}, BudgetConfig::Period::Day, 3 * kDollar, State::Warning, 2'450'000'000),
        budget(Scope::Client, u"nightly.py"_s, BudgetConfig::Period::Day, kDollar / 2, State::Reached,
               504'000'000),
    };
    budgets[1].budget.atLimit = BudgetConfig::AtLimit::Route;
    budgets[1].budget.routeTo = u"fast"_s;
    return budgets;
}

QVector<SwitchChanged> sampleHistory(qint64 nowMs) {
    constexpr qint64 kDay = 24 * 60 * kMinute;
    const auto change = [nowMs](qint64 ago, const QString& scope, const QString& from, const QString& to) {
        SwitchChanged one;
        one.atMs = nowMs - ago;
        one.actor = u"user"_s;
        one.scope = scope;
        one.from = from;
        one.to = to;
        return one;
    };
    return {change(6 * kMinute, u"route:coding"_s, u"auto"_s, u"prefer anthropic/Claude Opus 4.7"_s),
            change(14 * kMinute, u"provider:ollama"_s, u"in use"_s, u"drained"_s),
            change(4 * kDay, u"route:coding"_s, u"only cometapi"_s, u"auto"_s),
            change(11 * kDay, u"route:coding"_s, u"auto"_s, u"only cometapi"_s)};
}

QVector<Incident> sampleIncidents(qint64 nowMs) {
    const auto at = [nowMs](int daysAgo, const QTime& time) {
        return QDateTime(QDateTime::fromMSecsSinceEpoch(nowMs).date().addDays(-daysAgo), time)
            .toMSecsSinceEpoch();
    };
    return {
        {u"openai"_s, at(5, QTime(1, 2)), at(5, QTime(2, 10)), 214, 0, Outcome::ServerError},
        {u"anthropic"_s, at(2, QTime(15, 30)), at(2, QTime(15, 44)), 31, 12, Outcome::RateLimited},
    };
}

SpendRow spendRow(const QString& key, const QDate& day, NanoUsd cost) {
    SpendRow one;
    one.key = key;
    one.day = day;
    one.cost = cost;
    one.listCost = cost * 2;
    one.requests = 1;
    return one;
}

QVector<SpendRow> sampleHours(qint64 nowMs) {
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    QVector<SpendRow> rows;
    for (qint64 hour = today.startOfDay().toMSecsSinceEpoch(); hour <= nowMs; hour += 60 * kMinute) {
        const int at = static_cast<int>(hour / (60 * kMinute) % 24);
        for (SpendRow row : sampleSpend(today.addDays(at % 5), today.addDays(at % 5))) {
            row.cost /= 9 + at % 4;
            row.listCost /= 9 + at % 4;
            row.day = today;
            row.hourMs = hour;
            rows.append(row);
        }
    }
    return rows;
}

}  // namespace signalbox::test
