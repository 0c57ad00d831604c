#include "core/base/Decimal.h"
#include "core/config/ConfigParser.h"
#include "core/config/ConfigRules.h"
#include "core/config/JsonReader.h"

#include <QTest>

using namespace signalbox;

namespace {

// "@@" stands for two slashes, which moc takes for a comment even inside a raw string.
QByteArray slashed(QByteArray text) {
    return text.replace("@@", "//");
}

const QByteArray kWhole = slashed(R"({
  "version": 1,
  "listen": {"address": "127.0.0.1", "port": 5252},
  "clients": [{"name": "default", "key": "sb-0123456789abcdef"}],
  "providers": [
    {"id": "openai", "name": "OpenAI", "protocol": "openai", "base_url": "https:@@api.openai.com/v1/",
     "keys": [{"keychain": "openai"}, {"env": "OPENAI_API_KEY"}, {"file": "/path/to/key"}, {"memory": "m"}],
     "enabled": false, "models": ["gpt-5.5"], "price_factor": 0.8, "headers": {"X-Team": "red"}, "max_concurrent": 7},
    {"id": "ollama", "protocol": "openai", "base_url": "http:@@localhost:11434/v1"}
  ],
  "routes": [
    {"name": "gpt-5.5",
     "match": {"model": "gpt-*", "client": "default", "endpoint": "chat/completions", "needs": ["tools", "json_schema"],
               "min_prompt_tokens": 10, "max_prompt_tokens": 1000, "hours": "22:00-06:00"},
     "strategy": "weighted",
     "targets": [{"provider": "openai"}, {"provider": "openai", "model": "gpt-5"}, {"provider": "ollama", "weight": 3}],
     "timeouts": {"connect_ms": 1, "first_byte_ms": 2, "idle_ms": 3, "total_ms": 4},
     "max_attempts": 2, "hedge": true, "hold": true, "sticky": false, "capture": true}
  ],
  "budgets": [{"scope": "provider", "name": "openai", "period": "day", "limit_usd": 0.5, "at_limit": "route",
               "route_to": "ollama"}],
  "prices": [{"provider": "*", "model": "gpt-5.5", "from": "2026-05-01", "input": 5.0, "output": 30.0,
              "cached_input": 0.5, "cache_write": 6.25}],
  "retention_days": 30, "capture_days": 2, "who_called": false
})");

// A file with one provider p and one client c, and `more` beside them.
QByteArray with(const QByteArray& more) {
    return slashed(R"({"version":1,"clients":[{"name":"c","key":"sb-0123456789abcdef"}],"providers":[)"
                   R"({"id":"p","protocol":"openai","base_url":"https:@@p.example/v1"}])") +
           more + "}";
}

QByteArray withProvider(const QByteArray& fields) {
    return slashed(R"({"version":1,"clients":[{"key":"sb-0123456789abcdef"}],"providers":[{)" + fields +
                   "}]}");
}

QByteArray withUrl(const char* url) {
    return withProvider(R"("id":"p","protocol":"openai","base_url":)" + QByteArray("\"") + url + "\"");
}

}  // namespace

class TestConfigParser final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEverything() {
        const ParsedConfig parsed = parseConfig(kWhole);
        QCOMPARE(toStrings(parsed.faults), QStringList());
        QCOMPARE(toStrings(parsed.warnings), QStringList());
        const Config& config = parsed.document->config;
        QCOMPARE(config.clients.size(), std::size_t{1});
        QVERIFY(config.clients[0].key.matches("sb-0123456789abcdef"));
        const ProviderConfig& openai = config.providers[0];
        QCOMPARE(openai.baseUrl, QUrl(QStringLiteral("https://api.openai.com/v1")));
        const std::vector<KeySource> keys{{KeySource::Kind::Keychain, QStringLiteral("openai")},
                                          {KeySource::Kind::Env, QStringLiteral("OPENAI_API_KEY")},
                                          {KeySource::Kind::File, QStringLiteral("/path/to/key")},
                                          {KeySource::Kind::Memory, QStringLiteral("m")}};
        QVERIFY(openai.keys == keys);
        QVERIFY(!openai.enabled);
        QCOMPARE(openai.priceFactor, 0.8);
        QCOMPARE(openai.headers[0].first, QByteArray("X-Team"));
        QCOMPARE(openai.maxConcurrent, 7);
        QCOMPARE(config.providers[1].name, QStringLiteral("ollama"));
        const RouteConfig& route = config.routes[0];
        QCOMPARE(route.strategy, Strategy::Weighted);
        QCOMPARE(route.match.endpoint, std::optional(Endpoint::ChatCompletions));
        QCOMPARE(route.match.needs.size(), std::size_t{2});
        QCOMPARE(route.match.hours->from, QTime(22, 0));
        QCOMPARE(route.match.hours->to, QTime(6, 0));
        QCOMPARE(route.targets[2].weight, 3);
        QCOMPARE(route.timeouts.total, Milliseconds(4));
        QCOMPARE(route.maxAttempts, 2);
        QVERIFY(route.hedge && route.hold && !route.sticky);
        QCOMPARE(config.budgets[0].limit, NanoUsd{500'000'000});
        QCOMPARE(config.budgets[0].routeTo, QStringLiteral("ollama"));
        QCOMPARE(*config.prices[0].input, PicoUsdPerUnit{5'000'000});
        QCOMPARE(*config.prices[0].cacheWrite, PicoUsdPerUnit{6'250'000});
        QCOMPARE(config.prices[0].from, QDate(2026, 5, 1));
        QCOMPARE(config.retentionDays, 30);
        QCOMPARE(config.captureDays, 2);
        QVERIFY(config.routes[0].capture);
        QVERIFY(!config.whoCalled);
    }

    void defaults() {
        const ParsedConfig parsed = parseConfig(with(R"(,"routes":[{"targets":[{"provider":"p"}]}])"));
        QCOMPARE(toStrings(parsed.faults), QStringList());
        const Config& config = parsed.document->config;
        QCOMPARE(config.listen.address, QStringLiteral("127.0.0.1"));
        QCOMPARE(config.listen.port, quint16{5252});
        QCOMPARE(config.retentionDays, 90);
        QCOMPARE(config.captureDays, 7);
        QVERIFY(config.whoCalled);
        QCOMPARE(config.routes[0].timeouts.firstByte, Milliseconds(60'000));
        QCOMPARE(config.routes[0].maxAttempts, 5);
        QVERIFY(config.routes[0].match.model.isEmpty());
        QVERIFY(config.providers[0].enabled);
    }

    // Each row: a file and all of its faults.
    void faults_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("faults");
        const auto row = [](const char* name, const QByteArray& file,
                            std::initializer_list<const char*> faults) {
            QStringList list;
            for (const char* fault : faults) {
                list.append(QString::fromUtf8(fault));
            }
            QTest::newRow(name) << file << list;
        };
        row("empty", " \n", {"the file is empty"});
        row("not json", "{\n  \"version\": 1,\n  oops\n}", {"line 3, column 3: not JSON: invalid literal"});
        row("column counts characters", "{\"ä\": x}", {"line 1, column 7: not JSON: invalid literal"});
        row("cut off", R"({"version": 1)", {"line 1, column 14: not JSON: unexpected end of input"});
        row("list", "[]", {"must be an object, not a list"});
        row("no version", R"({"clients":[]})", {"version: is missing"});
        row("newer", R"({"version":2})", {"version: this file was written for a newer version of Signalbox"});
        row("version text", R"({"version":"1"})", {"version: must be a number, not text"});
        row("double key", R"({"version":1,"listen":{"port":1,"port":2}})",
            {"listen.port: this key is there twice"});
        row("typo", R"({"version":1,"provider":[]})", {"provider: no such key; did you mean \"providers\"?"});
        row("typo in camel case",
            withProvider(R"("id":"p","protocol":"openai","baseUrl":"https:@@p.example")"),
            {"providers[0].base_url: is missing",
             "providers[0].baseUrl: no such key; did you mean \"base_url\"?"});
        row("address", R"({"version":1,"listen":{"address":"example.com"}})",
            {"listen.address: must be an IP address of this machine, such as 127.0.0.1"});
        row("port", R"({"version":1,"listen":{"port":65536}})", {"listen.port: must be from 0 to 65535"});
        row("port fraction", R"({"version":1,"listen":{"port":80.5}})",
            {"listen.port: must be a whole number"});
        row("client without key", R"({"version":1,"clients":[{"name":"a"}]})",
            {"clients[0].key: is missing"});
        row("client twice",
            R"({"version":1,"clients":[{"name":"a","key":"sb-0123456789abcdef"},{"name":"a","key":"sb-0123456789abcdef"}]})",
            {"clients[1].name: clients[0] has this name too", "clients[1].key: clients[0] has the same key"});
        row("client key with space", R"({"version":1,"clients":[{"key":"sb 1"}]})",
            {"clients[0].key: may have only visible ASCII characters, no spaces, at most 4096"});
        row("bare provider", withProvider(""),
            {"providers[0].id: is missing", "providers[0].protocol: is missing",
             "providers[0].base_url: is missing"});
        row("provider kinds",
            R"({"version":1,"providers":[7, {"id":1,"protocol":[],"base_url":null,"models":"m"}]})",
            {"providers[0]: must be an object, not a number", "providers[1].id: must be text, not a number",
             "providers[1].protocol: must be text, not a list",
             "providers[1].base_url: must be text, not null",
             "providers[1].models: must be a list, not text"});
        row("provider id", withProvider(R"("id":"a/b","protocol":"openai","base_url":"https:@@p.example")"),
            {"providers[0].id: must begin with a letter or digit and have at most 64 letters, digits, '.', "
             "'_' or '-'"});
        row("protocol", withProvider(R"("id":"p","protocol":"openia","base_url":"https:@@p.example")"),
            {"providers[0].protocol: no protocol named \"openia\" (openai, anthropic, gemini, simulated); "
             "did you mean "
             "\"openai\"?"});
        row("provider twice",
            withProvider(R"("id":"p","protocol":"openai","base_url":"https:@@p.example"},)"
                         R"({"id":"p","protocol":"openai","base_url":"https:@@q.example")"),
            {"providers[1].id: there is another provider named \"p\""});
        row("plain http", withUrl("http://10.0.0.1/v1"),
            {"providers[0].base_url: plain http is for this machine only: use https, or set "
             "\"allow_plain_http\" to true "
             "to send keys and prompts unencrypted"});
        row("password", withUrl("https://user:secret@p.example/v1"),
            {"providers[0].base_url: must not hold a user name or password; keys belong in \"keys\""});
        row("query", withUrl("https://p.example/v1?key=secret"),
            {"providers[0].base_url: must not hold '?' or '#'; keys belong in \"keys\""});
        row("scheme", withUrl("ftp://p.example"),
            {"providers[0].base_url: must begin with https:// (or http:// for this machine)"});
        row("no scheme", withUrl("p.example/v1"),
            {"providers[0].base_url: must be a URL such as https://api.example.com/v1"});
        row("simulated scheme", withUrl("simulated://north"),
            {"providers[0].base_url: simulated:// is for the protocol \"simulated\" only"});
        row("keys",
            withProvider(
                R"("id":"p","protocol":"openai","base_url":"https:@@p.example","keys":["sk-x",{},{"env":"A","file":"/a"},)"
                R"({"env":"A B"},{"file":"a"},{"env":"C"},{"env":"C"},{"envv":"D"}])"),
            {"providers[0].keys[0]: must be an object such as {\"env\": \"NAME\"}; a key itself is never "
             "written into this "
             "file",
             "providers[0].keys[1]: must have exactly one of \"keychain\", \"env\", \"file\", \"memory\"",
             "providers[0].keys[2]: must have exactly one of \"keychain\", \"env\", \"file\", \"memory\"",
             "providers[0].keys[3].env: must be the name of an environment variable (letters, digits and "
             "'_'), not the key "
             "itself",
             "providers[0].keys[4].file: must be an absolute path",
             "providers[0].keys[6]: this key is there twice",
             "providers[0].keys[7].envv: no such key; did you mean \"env\"?",
             "providers[0].keys[7]: must have exactly one of \"keychain\", \"env\", \"file\", \"memory\""});
        row("key as name",
            withProvider(
                R"("id":"p","protocol":"openai","base_url":"https:@@p.example","keys":[{"keychain":"sk-abc"}])"),
            {"providers[0].keys[0].keychain: looks like a key itself; this is the name under which it is "
             "kept"});
        row("headers",
            withProvider(
                R"("id":"p","protocol":"openai","base_url":"https:@@p.example","headers":{"Authorization":"x",)"
                R"("a b":"c","Host":"h","X-A":"1","x-a":"2","X-B":"a\nb","X-C":1})"),
            {"providers[0].headers.Authorization: carries a key; keys belong in \"keys\"",
             "providers[0].headers[\"a b\"]: is not a header name",
             "providers[0].headers.Host: is set by Signalbox itself",
             "providers[0].headers.x-a: this header is there twice",
             "providers[0].headers.X-B: may have only visible ASCII characters, at most 4096",
             "providers[0].headers.X-C: must be text, not a number"});
        row("models",
            withProvider(
                R"("id":"p","protocol":"openai","base_url":"https:@@p.example","models":["a","a","",3])"),
            {"providers[0].models[1]: \"a\" is there twice", "providers[0].models[2]: must not be empty",
             "providers[0].models[3]: must be text, not a number"});
        row("price factor",
            withProvider(R"("id":"p","protocol":"openai","base_url":"https:@@p.example","price_factor":-1)"),
            {"providers[0].price_factor: must be from 0 to 100"});
        row("target",
            with(R"(,"routes":[{"name":"r","targets":[{"provider":"p"}]},{"name":"r","targets":[]},)"
                 R"({"targets":[{"provider":"q"},{"model":"m"},{"provider":"p"},{"provider":"p"}]},{}])"),
            {"routes[1].name: there is another route named \"r\"",
             "routes[1].targets: must name at least one target",
             "routes[2].targets[0].provider: no provider named \"q\"; did you mean \"p\"?",
             "routes[2].targets[1].provider: is missing", "routes[2].targets[3]: this target is there twice",
             "routes[3].targets: is missing"});
        row("route values",
            with(
                R"(,"routes":[{"targets":[{"provider":"p","weight":0,"model":"gpt-*"}],"strategy":"weigthed",)"
                R"("max_attempts":0,"hedge":1,"sticky":"no","timeouts":{"idle_ms":0,"total":5}}])"),
            {("routes[0].strategy: no strategy named \"weigthed\" (priority, weighted, lowest_latency, "
              "lowest_cost, least_busy); did you mean \"weighted\"?"),
             "routes[0].targets[0].model: must be one model's name; leave it out to ask as the client did",
             "routes[0].targets[0].weight: must be from 1 to 10000",
             "routes[0].timeouts.idle_ms: must be from 1 to 86400000",
             "routes[0].timeouts.total: no such key; did you mean \"total_ms\"?",
             "routes[0].max_attempts: must be from 1 to 20",
             "routes[0].hedge: must be true or false, not a number",
             "routes[0].sticky: must be true or false, not text"});
        row("match",
            with(
                R"(,"routes":[{"targets":[{"provider":"p"}],"match":{"model":"gpt-[45]","client":"d","endpoint":"chat",)"
                R"("needs":["tool"],"min_prompt_tokens":5,"max_prompt_tokens":4,"hours":"25:00-01:00"}}])"),
            {"routes[0].match.model: only * (any characters) and ? (one character) are wildcards; no spaces, "
             "[], {} or \\",
             "routes[0].match.client: no client named \"d\"; did you mean \"c\"?",
             "routes[0].match.endpoint: no endpoint named \"chat\"",
             "routes[0].match.needs[0]: no need named \"tool\" (tools, image, json_schema); did you mean "
             "\"tools\"?",
             "routes[0].match.max_prompt_tokens: is less than min_prompt_tokens",
             "routes[0].match.hours: must be two different times such as \"22:00-06:00\""});
        row("budgets",
            with(R"(,"budgets":[{"scope":"client"},{"limit_usd":-1},{"limit_usd":1,"name":"x"},)"
                 R"({"limit_usd":1,"at_limit":"route"},{"limit_usd":1,"at_limit":"route","route_to":"z"}])"),
            {"budgets[0].name: is missing", "budgets[0].limit_usd: is missing",
             "budgets[1].limit_usd: must be from 0 to 1000000",
             "budgets[2].name: a budget for all has no name", "budgets[3].route_to: is missing",
             "budgets[4].route_to: no route or provider named \"z\""});
        row("prices",
            with(
                R"(,"prices":[{"input":0.0000001},{"input":"5"},{"from":"2026-02-30","output":1},)"
                R"({"provider":"zebra","input":1},{"model":"m"},{"model":"n","input":1},{"model":"n","output":1}])"),
            {"prices[0].input: may have at most 6 decimals", "prices[1].input: must be a number, not text",
             "prices[1]: there are two prices for this provider, model and day",
             "prices[2].from: must be a day such as \"2026-05-01\"",
             "prices[3].provider: no provider named \"zebra\"",
             "prices[4]: must name a price: \"input\", \"output\" or both",
             "prices[6]: there are two prices for this provider, model and day"});
        row("parts of prices",
            with(
                R"(,"prices":[{"input":1,"tiers":[{"input":2},{"above_prompt_tokens":5},7],"flex":[],)"
                R"("hours":[{"utc":"25:00-26:00","factor":1},{"utc":"01:00-02:00"}]},)"
                R"({"model":"a","per_image":0.0000000000001},{"model":"b","tiers":[{"above_prompt_tokens":1,"class":"gold","input":1}],"input":1}])"),
            {"prices[0].tiers[0].above_prompt_tokens: is missing", "prices[0].tiers[1]: must name a price",
             "prices[0].tiers[2]: must be an object, not a number",
             "prices[0].flex: must be an object, not a list",
             "prices[0].hours[0].utc: must be two different times such as \"16:30-00:30\"",
             "prices[0].hours[1].factor: is missing", "prices[1].per_image: may have at most 12 decimals",
             "prices[2].tiers[0].class: must be batch, priority or flex"});
        row("capture", R"({"version":1,"capture_days":"x"})", {"capture_days: must be a number, not text"});
        row("capture of a client",
            R"({"version":1,"clients":[{"name":"a","key":"sb-0123456789abcdef","capture":1}]})",
            {"clients[0].capture: must be true or false, not a number"});
        row("retention", R"({"version":1,"retention_days":-1})", {"retention_days: must be from 0 to 36500"});
    }
    void faults() {
        QFETCH(QByteArray, file);
        QFETCH(QStringList, faults);
        const ParsedConfig parsed = parseConfig(file);
        QCOMPARE(toStrings(parsed.faults), faults);
        QVERIFY(!parsed.document.has_value());
    }

    void warnings_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("warnings");
        QTest::newRow("unknown key")
            << with(R"(,"telescope":{"a":1},"_note":1,"$schema":"x")")
            << QStringList{QStringLiteral(
                   "telescope: this version does not know this key; it is kept and has no effect")};
        QTest::newRow("open to others")
            << with(R"(,"listen":{"address":"0.0.0.0"})")
            << QStringList{QStringLiteral("listen.address: other machines can reach the gateway")};
        QTest::newRow("short key") << QByteArray(R"({"version":1,"clients":[{"key":"sb-1"}]})")
                                   << QStringList{QStringLiteral(
                                          "clients[0].key: this key is short enough to be guessed")};
        QTest::newRow("no client") << QByteArray(R"({"version":1})")
                                   << QStringList{QStringLiteral(
                                          "clients: there is no client, so every request will be refused")};
    }
    void warnsOfWhatHasNoEffect() {
        const ParsedConfig parsed = parseConfig(withProvider(
            slashed(R"("id":"p","protocol":"gemini","base_url":"https:@@p.example/v1","max_concurrent":3)")));
        QCOMPARE(toStrings(parsed.faults), QStringList());
        QCOMPARE(toStrings(parsed.warnings),
                 QStringList{QStringLiteral("providers[0].protocol: this version does not speak it; the "
                                            "provider is passed over")});
    }
    void warnings() {
        QFETCH(QByteArray, file);
        QFETCH(QStringList, warnings);
        const ParsedConfig parsed = parseConfig(file);
        QCOMPARE(toStrings(parsed.faults), QStringList());
        QCOMPARE(toStrings(parsed.warnings), warnings);
    }

    void baseUrls_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("plainHttpAnywhere");
        QTest::addColumn<bool>("good");
        const auto row = [](const char* url, bool anywhere, bool good) {
            QTest::newRow(
                qPrintable(QString::fromUtf8(url) + (anywhere ? QStringLiteral(" consent") : QString())))
                << QString::fromUtf8(url) << anywhere << good;
        };
        for (const char* good :
             {"https://a.example", "https://a.example:8443/x/y", "http://127.0.0.1:1/v1", "http://127.9.9.9",
              "http://[::1]:8080/v1", "http://localhost/v1", "http://LOCALHOST"}) {
            row(good, false, true);
        }
        for (const char* bad : {"http://127.0.0.1.example.com", "http://localhost.example",
                                "http://128.0.0.1", "http://[::2]", "http://0.0.0.0", "https://",
                                "file:///etc/passwd", "https://a#b", "https://:pw@a", "https://a b/", ""}) {
            row(bad, false, false);
        }
        row("http://192.168.0.5:8000/v1", true, true);
        row("ftp://192.168.0.5", true, false);
    }
    void baseUrls() {
        QFETCH(QString, url);
        QFETCH(bool, plainHttpAnywhere);
        QFETCH(bool, good);
        QUrl parsed;
        const QString fault = baseUrlFault(
            url, Protocol::OpenAi, plainHttpAnywhere ? PlainHttp::Anywhere : PlainHttp::LoopbackOnly, parsed);
        QCOMPARE(fault.isEmpty(), good);
        QCOMPARE(parsed.isEmpty(), !good);
    }

    void decimals_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("micro");
        QTest::addColumn<int>("fault");
        const auto row = [](const char* text, qint64 micro, DecimalFault fault = DecimalFault::None) {
            QTest::newRow(text) << QByteArray(text) << micro << static_cast<int>(fault);
        };
        row("0", 0);
        row("-0.0", 0);
        row("5", 5'000'000);
        row("0.30", 300'000);
        row("0.1", 100'000);
        row("0.000001", 1);
        row("1.1", 1'100'000);
        row("2.675", 2'675'000);
        row("4.35", 4'350'000);
        row("123456.789012", 123'456'789'012);
        row("1.5e-2", 15'000);
        row("15E3", 15'000'000'000);
        row("0.0000010", 1);
        row("0e99", 0);
        row("1e-6", 1);
        row("1e-7", 0, DecimalFault::TooPrecise);
        row("0.0000001", 0, DecimalFault::TooPrecise);
        row("9223372036854.775807", 9'223'372'036'854'775'807);
        row("9223372036854.775808", 0, DecimalFault::TooLarge);
        row("1e300", 0, DecimalFault::TooLarge);
        row("1e999999999999", 0, DecimalFault::NotANumber);
        for (const char* bad : {"", "-", ".5", "5.", "1.2.3", "0x10", "1e", "nan", "1 "}) {
            row(bad, 0, DecimalFault::NotANumber);
        }
    }
    void decimals() {
        QFETCH(QByteArray, text);
        QFETCH(qint64, micro);
        QFETCH(int, fault);
        const Decimal value = parseDecimal(text, 6);
        QCOMPARE(static_cast<int>(value.fault), fault);
        QCOMPARE(value.scaled, micro);
        if (value.fault == DecimalFault::None) {
            QCOMPARE(parseDecimal(decimalText(micro, 6), 6).scaled, micro);
        }
    }

    void pricesInFull() {
        const ParsedConfig parsed = parseConfig(
            with(R"(,"prices":[{"model":"m","from":"2026-05-01","input":2,"output":10.5,"cached_input":0.2,)"
                 R"("cache_write":2.5,"cache_write_long":4,"reasoning":11,"audio_input":40,"image_input":3,)"
                 R"("audio_output":80,"image_output":30,"per_image":0.04,"per_second":0.0001,)"
                 R"("per_character":0.000015,"per_request":0.005,"per_search":0.01,)"
                 R"("tiers":[{"above_prompt_tokens":272000,"input":4},)"
                 R"({"above_prompt_tokens":272000,"class":"flex","input":2}],)"
                 R"("flex":{"input":1,"output":5},"hours":[{"utc":"16:30-00:30","factor":0.5}],)"
                 R"("source":"the bill of May"}])"));
        QVERIFY(parsed.document.has_value());
        QVERIFY2(parsed.faults.empty() && parsed.warnings.empty(), "a full price has no fault");
        const PriceConfig& price = parsed.document->config.prices.at(0);
        QCOMPARE(price.cacheWriteLong.value_or(0), 4'000'000);
        QCOMPARE(price.reasoning.value_or(0), 11'000'000);
        QCOMPARE(price.audioOutput.value_or(0), 80'000'000);
        QCOMPARE(price.perImage.value_or(0), 40'000'000'000);
        QCOMPARE(price.perCharacter.value_or(0), 15'000'000);
        QCOMPARE(price.perSecond.value_or(0), 100'000'000);
        QCOMPARE(price.tiers.size(), std::size_t{2});
        QCOMPARE(price.tiers[1].serviceClass, ServiceClass::Flex);
        QCOMPARE(price.tiers[0].rates.input.value_or(0), 4'000'000);
        QVERIFY(!price.tiers[0].rates.output.has_value());
        QCOMPARE(price.classes.at(0).rates.output.value_or(0), 5'000'000);
        QCOMPARE(price.hours.at(0).fromMinute, 16 * 60 + 30);
        QCOMPARE(price.hours.at(0).toMinute, 30);
        QCOMPARE(price.hours.at(0).factor, 500'000);
        QCOMPARE(price.source, QStringLiteral("the bill of May"));
    }

    void pricesAreExact() {
        // Every price from 0.000001 to 0.9999 in an odd step, as written, is the same integer.
        for (qint64 micro = 1; micro < 1'000'000; micro += 7919) {
            const QByteArray text = "0." + QByteArray::number(micro).rightJustified(6, '0');
            const ParsedConfig parsed = parseConfig(with(R"(,"prices":[{"input":)" + text + "}]"));
            QVERIFY(parsed.document.has_value());
            QCOMPARE(*parsed.document->config.prices[0].input, micro);
        }
    }

    void limits() {
        ConfigFaults faults;
        QVERIFY(!readJson(QByteArray(kMaxConfigBytes + 1, ' '), faults));
        QCOMPARE(toStrings(faults), QStringList{QStringLiteral("the file is larger than 4 MiB")});
        faults.clear();
        QVERIFY(!readJson(QByteArray(100'000, '['), faults));
        QCOMPARE(faults.size(), std::size_t{1});
        QVERIFY(faults[0].message.contains(QStringLiteral("more than 64 levels deep")));
        faults.clear();
        QVERIFY(readJson(QByteArray(64, '[') + QByteArray(64, ']'), faults).has_value());
        QVERIFY(faults.empty());
    }

    void cutAnywhereIsAFaultAndNoCrash() {
        for (qsizetype length = 0; length < kWhole.size(); ++length) {
            const ParsedConfig parsed = parseConfig(kWhole.left(length));
            QVERIFY2(!parsed.faults.empty() && !parsed.document, QByteArray::number(length).constData());
        }
    }

    void noKeyInAnyMessage() {
        const QByteArray canary("sk-canary0123456789CANARY");
        // The key in every place where someone might put it by mistake.
        const QByteArray places[] = {
            R"({"version":1,"clients":[{"name":"K","key":"K x"},{"name":"K","key":"K"},{"key":"K"}]})",
            R"({"version":1,"K":1,"providers":[{"id":"K","K":"K","protocol":"K","base_url":"https:@@a/?K"}]})",
            (R"({"version":1,"providers":[{"id":"p","protocol":"openai","base_url":"https:@@K@a","keys":["K",{"env":"K"},)"
             R"({"file":"K"},{"keychain":"K"},{"memory":"K"},{"K":"K"}],"headers":{"K":"K","Authorization":"K","X":"K\n"},)"
             R"("models":["K","K"]}]})"),
            (R"({"version":1,"routes":[{"name":"K","match":{"client":"K","endpoint":"K","needs":["K"],"hours":"K"},)"
             R"("strategy":"K","targets":[{"provider":"K"}]}]})"),
            R"({"version":1,"clients":[{"key":"K" oops}]})",
            R"({"version":1,"clients":[{"key":K}]})",
            QByteArray(R"({"version":1,"clients":[{"key":)") + "\"K",
        };
        for (QByteArray file : places) {
            file = slashed(file.replace("K", canary));
            const ParsedConfig parsed = parseConfig(file);
            QVERIFY(!parsed.faults.empty());
            for (const QString& line : toStrings(parsed.faults) + toStrings(parsed.warnings)) {
                QVERIFY2(!line.contains(QStringLiteral("anary"), Qt::CaseInsensitive), qPrintable(line));
            }
        }
    }

    void hours_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QTime>("from");
        QTest::addColumn<QTime>("to");
        QTest::newRow("night") << QStringLiteral("22:00-06:00") << QTime(22, 0) << QTime(6, 0);
        QTest::newRow("to midnight") << QStringLiteral("08:30 - 24:00") << QTime(8, 30) << QTime(0, 0);
        QTest::newRow("same") << QStringLiteral("08:00-08:00") << QTime() << QTime();
        QTest::newRow("24:30") << QStringLiteral("08:00-24:30") << QTime() << QTime();
        QTest::newRow("short") << QStringLiteral("8-9") << QTime() << QTime();
        QTest::newRow("trailing") << QStringLiteral("08:00-09:00\n") << QTime() << QTime();
    }
    void hours() {
        QFETCH(QString, text);
        QFETCH(QTime, from);
        QFETCH(QTime, to);
        const auto hours = parseHours(text);
        QCOMPARE(hours ? hours->from : QTime(), from);
        QCOMPARE(hours ? hours->to : QTime(), to);
    }
};

QTEST_APPLESS_MAIN(TestConfigParser)
#include "tst_configparser.moc"
