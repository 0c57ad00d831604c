// GET /metrics: the exposition format, read by a small strict parser, and what the numbers say.
#include "core/gateway/Metrics.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QRegularExpression>
#include <QTest>

#include <map>

using namespace signalbox;
using namespace signalbox::test;

namespace {

using Labels = std::map<QByteArray, QByteArray>;

struct Exposition {
    QByteArray fault;  // empty: the text is sound
    std::map<QByteArray, QByteArray> types;
    std::map<std::pair<QByteArray, Labels>, double> samples;

    [[nodiscard]] double value(const QByteArray& name, const Labels& labels = {}) const {
        const auto found = samples.find({name, labels});
        return found == samples.end() ? -1 : found->second;
    }
    [[nodiscard]] int count(const QByteArray& name) const {
        return static_cast<int>(std::count_if(samples.begin(), samples.end(),
                                              [&](const auto& one) { return one.first.first == name; }));
    }
};

// The labels between the braces; moves `at` behind the closing one.
bool readLabels(const QByteArray& line, qsizetype& at, Labels& labels) {
    static const QRegularExpression name(QStringLiteral("^[a-zA-Z_][a-zA-Z0-9_]*$"));
    ++at;
    while (at < line.size() && line[at] != '}') {
        const qsizetype equals = line.indexOf("=\"", at);
        if (equals < 0) {
            return false;
        }
        const QByteArray key = line.mid(at, equals - at);
        QByteArray value;
        for (at = equals + 2; at < line.size() && line[at] != '"'; ++at) {
            if (line[at] != '\\') {
                value.append(line[at]);
                continue;
            }
            const char next = ++at < line.size() ? line[at] : '\0';
            if (next != '\\' && next != '"' && next != 'n') {
                return false;
            }
            value.append(next == 'n' ? '\n' : next);
        }
        if (!name.match(QString::fromUtf8(key)).hasMatch() || !labels.emplace(key, value).second ||
            ++at >= line.size()) {
            return false;
        }
        if (line[at] == ',') {
            ++at;
        }
    }
    return at++ < line.size();
}

Exposition parse(const QByteArray& text) {
    static const QRegularExpression metric(QStringLiteral("^[a-zA-Z_:][a-zA-Z0-9_:]*$"));
    Exposition result;
    std::map<QByteArray, int> helps;
    QByteArray family;
    if (!text.endsWith('\n')) {
        result.fault = "no line feed at the end";
        return result;
    }
    for (const QByteArray& line : text.chopped(1).split('\n')) {
        const auto fail = [&](const char* why) {
            result.fault = QByteArray(why) + ": " + line;
            return result;
        };
        const QList<QByteArray> words = line.split(' ');
        if (line.startsWith("# HELP ")) {
            if (words.size() < 4 || ++helps[words[2]] > 1) {
                return fail("HELP");
            }
            continue;
        }
        if (line.startsWith("# TYPE ")) {
            family = words.value(2);
            const bool known = words.size() == 4 &&
                               (words[3] == "counter" || words[3] == "gauge" || words[3] == "histogram");
            if (!known || helps[family] != 1 || !result.types.emplace(family, words[3]).second) {
                return fail("TYPE");
            }
            continue;
        }
        qsizetype at = line.indexOf(' ');
        const qsizetype brace = line.indexOf('{');
        at = brace >= 0 && (brace < at || at < 0) ? brace : at;
        if (at <= 0) {
            return fail("sample");
        }
        const QByteArray name = line.first(at);
        Labels labels;
        if (line[at] == '{' && !readLabels(line, at, labels)) {
            return fail("labels");
        }
        QByteArray base = name;
        if (result.types[family] == "histogram") {
            for (const char* suffix : {"_bucket", "_sum", "_count"}) {
                if (name == family + suffix) {
                    base = family;
                }
            }
        }
        bool isNumber = false;
        const double value = line.mid(at).trimmed().toDouble(&isNumber);
        if (base != family || !metric.match(QString::fromUtf8(name)).hasMatch() || !isNumber ||
            line[at] != ' ') {
            return fail("sample");
        }
        if (!result.samples.emplace(std::pair(name, labels), value).second) {
            return fail("twice");
        }
        if (result.types[family] == "counter" && (!family.endsWith("_total") || value < 0)) {
            return fail("counter");
        }
    }
    return result;
}

RequestFinished finished(const QByteArray& id, const QString& model, Outcome outcome = Outcome::Ok) {
    RequestFinished end;
    end.requestId = id;
    AttemptRecord attempt;
    attempt.provider = QStringLiteral("p");
    attempt.model = model;
    attempt.outcome = outcome;
    end.attempts.push_back(attempt);
    return end;
}

}  // namespace

class TestMetrics final : public QObject {
    Q_OBJECT

    static Exposition read(GatewayFixture& box) {
        RecordingWriter& answer = box.get("/metrics");
        if (answer.status != 200 ||
            answer.header("content-type") != "text/plain; version=0.0.4; charset=utf-8") {
            Exposition none;
            none.fault = "answer " + QByteArray::number(answer.status);
            return none;
        }
        return parse(answer.body);
    }

private Q_SLOTS:
    void countsWhatHappened() {
        GatewayFixture box;
        Config config;
        config.providers = {GatewayFixture::provider(QStringLiteral("first")),
                            GatewayFixture::provider(QStringLiteral("second"))};
        config.routes = {GatewayFixture::route(
            QStringLiteral("r"), {{QStringLiteral("first"), {}, 1}, {QStringLiteral("second"), {}, 1}})};
        PriceConfig price;
        price.provider = QStringLiteral("*");
        price.model = QStringLiteral("gpt");
        price.from = QDate(2026, 1, 1);
        price.input = 5'000'000;
        price.output = 30'000'000;
        config.prices = {price};
        box.configure(config);
        Script failing = error(500, "oops");
        failing.headAfter = Milliseconds(400);
        Script slow = answer(true, "two");
        slow.headAfter = Milliseconds(300);
        box.transport.script(QStringLiteral("first"), failing);
        box.transport.script(QStringLiteral("second"), slow);
        box.chatRequest(true);
        box.clock.advance(Milliseconds(100));
        Exposition running = read(box);
        QCOMPARE(running.fault, QByteArray());
        QCOMPARE(running.value("signalbox_open_requests"), 1.0);
        QCOMPARE(running.value("signalbox_open_streams"), 1.0);
        QCOMPARE(running.value("signalbox_provider_in_flight", {{"provider", "first"}}), 1.0);
        QCOMPARE(running.value("signalbox_provider_in_flight", {{"provider", "second"}}), 0.0);
        box.clock.advance(Milliseconds(1'000));

        const Exposition done = read(box);
        QCOMPARE(done.fault, QByteArray());
        QCOMPARE(done.value("signalbox_open_requests"), 0.0);
        QCOMPARE(done.value("signalbox_open_streams"), 0.0);
        QCOMPARE(done.value("signalbox_requests_total",
                            {{"route", "r"}, {"endpoint", "chat/completions"}, {"status", "ok"}}),
                 1.0);
        QCOMPARE(done.value(
                     "signalbox_attempts_total",
                     {{"provider", "first"}, {"model", "gpt"}, {"outcome", "server_error"}, {"drill", "0"}}),
                 1.0);
        QCOMPARE(done.value("signalbox_attempts_total",
                            {{"provider", "second"}, {"model", "gpt"}, {"outcome", "ok"}, {"drill", "0"}}),
                 1.0);
        const auto tokens = [&](const QByteArray& kind) {
            return done.value("signalbox_tokens_total",
                              {{"provider", "second"}, {"model", "gpt"}, {"kind", kind}});
        };
        QCOMPARE(tokens("input"), 10.0);
        QCOMPARE(tokens("output"), 5.0);
        for (const char* part : {"cached_input", "cache_write", "reasoning"}) {
            QCOMPARE(done.value("signalbox_token_parts_total",
                                {{"provider", "second"}, {"model", "gpt"}, {"part", part}}),
                     0.0);
        }
        QCOMPARE(done.value("signalbox_unpriced_attempts_total", {{"provider", "second"}, {"model", "gpt"}}),
                 0.0);
        QCOMPARE(done.value("signalbox_cost_usd_total", {{"provider", "second"}, {"model", "gpt"}}), 0.0002);
        // The time of the second provider alone, not what the first one took.
        const auto bucket = [&](const QByteArray& le) {
            return done.value("signalbox_time_to_first_token_seconds_bucket",
                              {{"provider", "second"}, {"le", le}});
        };
        QCOMPARE(bucket("0.25"), 0.0);
        QCOMPARE(bucket("0.5"), 1.0);
        QCOMPARE(bucket("120"), 1.0);
        QCOMPARE(bucket("+Inf"), 1.0);
        QCOMPARE(done.value("signalbox_time_to_first_token_seconds_sum", {{"provider", "second"}}), 0.3);
        QCOMPARE(done.value("signalbox_time_to_first_token_seconds_count", {{"provider", "second"}}), 1.0);
        QCOMPARE(done.value("signalbox_build_info", {{"version", SIGNALBOX_VERSION}}), 1.0);
        QCOMPARE(done.value("process_start_time_seconds"), 1'780'000'000.0);
    }

    void showsTheBreaker() {
        GatewayFixture box;
        box.configure({{QStringLiteral("first"), {}, 1}, {QStringLiteral("second"), {}, 1}});
        box.transport.script(QStringLiteral("first"), error(500, "oops"));
        box.transport.script(QStringLiteral("second"), plain());
        for (int i = 0; i < 5; ++i) {
            box.chatRequest(false);
            box.clock.advance(Milliseconds(0));
        }
        const auto state = [&](const QByteArray& provider) {
            return read(box).value("signalbox_circuit_breaker_state",
                                   {{"provider", provider}, {"model", "gpt"}});
        };
        QCOMPARE(state("first"), 2.0);
        QCOMPARE(state("second"), 0.0);
        box.clock.advance(Milliseconds(30'000));
        QCOMPARE(state("first"), 1.0);
    }

    void takesGetOnly() {
        GatewayFixture box;
        box.configure(Config());
        const RecordingWriter& answer = box.post("/metrics", "{}");
        QCOMPARE(answer.status, 405);
        QCOMPARE(answer.header("allow"), QByteArray("GET"));
        QCOMPARE(read(box).fault, QByteArray());
    }

    // What must not look like the provider's doing, or as if it had cost nothing.
    void drillsAndUnknownPricesAreToldApart() {
        Metrics metrics(0);
        RequestFinished end;
        end.requestId = "1";
        AttemptRecord drilled;
        drilled.provider = QStringLiteral("p");
        drilled.model = QStringLiteral("m");
        drilled.outcome = Outcome::ServerError;
        drilled.drill = true;
        AttemptRecord answered = drilled;
        answered.outcome = Outcome::Ok;
        answered.drill = false;
        answered.usage.inputTokens = 10;
        answered.usage.cacheWriteTokens = 4;
        end.attempts = {drilled, answered};
        metrics.note(end);
        const Exposition text = parse(metrics.text({}));
        QCOMPARE(text.fault, QByteArray());
        const auto attempts = [&](const QByteArray& outcome, const QByteArray& drill) {
            return text.value("signalbox_attempts_total",
                              {{"provider", "p"}, {"model", "m"}, {"outcome", outcome}, {"drill", drill}});
        };
        QCOMPARE(attempts("server_error", "1"), 1.0);
        QCOMPARE(attempts("ok", "0"), 1.0);
        QCOMPARE(text.count("signalbox_attempts_total"), 2);
        QCOMPARE(text.value("signalbox_unpriced_attempts_total", {{"provider", "p"}, {"model", "m"}}), 1.0);
        QCOMPARE(text.value("signalbox_token_parts_total",
                            {{"provider", "p"}, {"model", "m"}, {"part", "cache_write"}}),
                 4.0);
    }

    void labelsAreEscaped() {
        Metrics metrics(0);
        const QString model = QStringLiteral("a\"b\\c\nd\u00e9");
        metrics.note(finished("1", model));
        const Exposition text = parse(metrics.text({}));
        QCOMPARE(text.fault, QByteArray());
        QCOMPARE(
            text.value("signalbox_attempts_total",
                       {{"provider", "p"}, {"model", model.toUtf8()}, {"outcome", "ok"}, {"drill", "0"}}),
            1.0);
    }

    void namesFromOutsideAreBounded() {
        Metrics metrics(0);
        Metrics::Now now;
        for (int i = 0; i < 5'000; ++i) {
            metrics.note(finished(QByteArray::number(i), QStringLiteral("m%1").arg(i)));
            now.breakers.push_back(
                {QStringLiteral("p"), QStringLiteral("m%1").arg(i),
                 i == 4'999 ? CircuitBreaker::State::Open : CircuitBreaker::State::Closed});
        }
        const Exposition text = parse(metrics.text(now));
        QCOMPARE(text.fault, QByteArray());
        QCOMPARE(text.count("signalbox_attempts_total"), int(Metrics::kMostSets) + 1);
        QCOMPARE(text.value("signalbox_attempts_total",
                            {{"provider", "p"}, {"model", "other"}, {"outcome", "ok"}, {"drill", "0"}}),
                 4'800.0);
        QCOMPARE(text.count("signalbox_circuit_breaker_state"), int(Metrics::kMostSets));
        QCOMPARE(text.value("signalbox_circuit_breaker_state", {{"provider", "p"}, {"model", "m4999"}}), 2.0);
    }

    void histogramsAreCumulative() {
        Metrics metrics(0);
        double sum = 0;
        int number = 0;
        for (const qint64 ms : {0, 50, 51, 700, 130'000}) {
            RequestStarted start;
            start.requestId = QByteArray::number(++number);
            metrics.note(start);
            RequestFinished end = finished(start.requestId, QStringLiteral("m"));
            end.ttftMs = ms;
            metrics.note(end);
            sum += static_cast<double>(ms) / 1'000;
        }
        RequestFinished drilled = finished("d", QStringLiteral("m"));
        drilled.ttftMs = 10'000;
        drilled.attempts[0].drill = true;
        metrics.note(drilled);
        const Exposition text = parse(metrics.text({}));
        QCOMPARE(text.fault, QByteArray());
        double before = 0;
        for (const qint64 bound : Metrics::kBuckets) {
            const double value = text.value(
                "signalbox_time_to_first_token_seconds_bucket",
                {{"provider", "p"}, {"le", QByteArray::number(static_cast<double>(bound) / 1'000)}});
            QVERIFY2(value >= before, QByteArray::number(bound));
            before = value;
        }
        QCOMPARE(
            text.value("signalbox_time_to_first_token_seconds_bucket", {{"provider", "p"}, {"le", "0.05"}}),
            2.0);
        QCOMPARE(
            text.value("signalbox_time_to_first_token_seconds_bucket", {{"provider", "p"}, {"le", "+Inf"}}),
            5.0);
        QCOMPARE(text.value("signalbox_time_to_first_token_seconds_count", {{"provider", "p"}}), 5.0);
        QCOMPARE(text.value("signalbox_time_to_first_token_seconds_sum", {{"provider", "p"}}), sum);
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
