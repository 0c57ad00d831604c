// product.md "When an attempt fails", row by row: plain and streaming, with another target to take over and
// with none.
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

enum class After { Healthy, Counted, Cooling, Resting, KeyBad };
enum class Alone { AllFailed, Unchanged };

struct Case {
    Script script;
    Outcome outcome = Outcome::ServerError;
    After after = After::Healthy;
    Alone alone = Alone::AllFailed;
    int aloneStatus = 503;
    bool retries = false;  // alone, it is asked again
    bool anotherTakesOver = true;
    QByteArray secondModel = {};  // of the second target, where that matters
    Milliseconds wait{0};         // time that passes until the failure shows
};

Script withHeader(Script script, const char* name, const char* value) {
    script.headers.add(name, value);
    return script;
}

Script bodyOnly(int status, const QByteArray& body, const char* type = "application/json") {
    Headers headers;
    headers.add("content-type", type);
    std::vector<QByteArray> pieces;
    if (!body.isEmpty()) {
        pieces.push_back(body);
    }
    return {status, headers, pieces, {}, {}, {}, false};
}

Script streamOf(std::vector<QByteArray> pieces, TransportEnd end = {}, bool stalls = false) {
    return {200, streamHeaders(), std::move(pieces), std::move(end), {}, {}, stalls};
}

QString codeOf(const RecordingWriter& writer) {
    return QJsonDocument::fromJson(writer.body)[QStringLiteral("error")][QStringLiteral("code")].toString();
}

}  // namespace

Q_DECLARE_METATYPE(Case)

class TestFailures final : public QObject {
    Q_OBJECT

    static void rows(bool streaming) {
        const auto add = [&](const char* name, const Case& one) {
            QTest::addRow("%s, %s", name, streaming ? "stream" : "plain") << streaming << one;
        };
        const auto server = [](Script script) {
            return Case{std::move(script), Outcome::ServerError, After::Counted, Alone::AllFailed, 503, true};
        };
        const auto transport = [](TransportError what) {
            return Case{noAnswer(what), Outcome::Connect, After::Counted, Alone::AllFailed, 503, true};
        };
        add("connect", transport(TransportError::Connect));
        add("dns", transport(TransportError::Resolve));
        add("tls", transport(TransportError::Tls));
        add("reset before the first byte", transport(TransportError::Reset));
        for (const int status : {408, 500, 502, 503, 504, 529}) {
            add(QByteArray::number(status).constData(), server(error(status, "server_error")));
        }
        add("502 with a page of HTML", server(bodyOnly(502, "<html>bad gateway</html>", "text/html")));
        {
            Script silent;
            silent.status = 0;
            silent.headAfter = Milliseconds(3'600'000);
            add("first byte timeout", {silent,
                                       Outcome::TimeoutFirstByte,
                                       After::Counted,
                                       Alone::AllFailed,
                                       503,
                                       false,
                                       true,
                                       {},
                                       Milliseconds(60'000)});
        }
        const auto limited = [](Script script) {
            return Case{std::move(script), Outcome::RateLimited, After::Cooling, Alone::AllFailed, 429};
        };
        const Script tooMany = error(429, "rate_limit_exceeded", "slow down");
        add("429, retry-after", limited(withHeader(tooMany, "retry-after", "7")));
        add("429, retry-after-ms", limited(withHeader(tooMany, "retry-after-ms", "7000")));
        add("429, RetryInfo",
            limited(bodyOnly(429,
                             "{\"error\":{\"code\":429,\"message\":\"Quota exceeded\",\"status\":"
                             "\"RESOURCE_EXHAUSTED\",\"details\":[{\"@type\":\"type.googleapis.com/"
                             "google.rpc.RetryInfo\",\"retryDelay\":\"7s\"}]}}")));
        add("429, no delay", limited(tooMany));
        const auto quota = [](Script script) {
            return Case{std::move(script), Outcome::Quota, After::Resting};
        };
        add("429 insufficient_quota",
            quota(error(429, "insufficient_quota", "You exceeded your current quota")));
        add("402", quota(error(402, "payment_required", "Insufficient Balance")));
        add("403 that means balance", quota(error(403, "forbidden", "Your account balance is insufficient")));
        const auto key = [](Script script) { return Case{std::move(script), Outcome::Auth, After::KeyBad}; };
        add("401", key(error(401, "invalid_api_key", "Incorrect API key provided")));
        add("403", key(error(403, "forbidden", "Forbidden")));
        add("xAI's 400 for a bad key",
            key(bodyOnly(
                400,
                "{\"code\":\"Client specified an invalid argument\",\"error\":\"Incorrect API key provided: "
                "xa***ey.\"}")));
        add("Gemini's 400 for a bad key",
            key(bodyOnly(
                400,
                "[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\","
                "\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}]")));
        const auto refused = [](Script script, int status) {
            return Case{std::move(script), Outcome::ClientError, After::Healthy, Alone::Unchanged, status};
        };
        Case model = refused(error(404, "model_not_found", "The model does not exist"), 404);
        model.secondModel = "other";
        add("404 model, another name next", model);
        model.secondModel = "";
        model.anotherTakesOver = false;
        add("404 model, the same name next", model);
        Case context = refused(
            error(400, "context_length_exceeded", "This model's maximum context length is 8192"), 400);
        context.secondModel = "large";
        add("400 context, larger next", context);
        context.secondModel = "small";
        context.anotherTakesOver = false;
        add("400 context, smaller next", context);
        context.secondModel = "unknown";
        add("400 context, unknown next", context);
        context.script = error(413, "context_length_exceeded", "prompt is too long");
        context.aloneStatus = 413;
        context.secondModel = "large";
        context.anotherTakesOver = true;
        add("413 context, larger next", context);
        for (const int status : {400, 409, 422}) {
            Case other = refused(error(status, "invalid_value", "bad parameter"), status);
            other.anotherTakesOver = false;
            add(QByteArray::number(status).append(" other").constData(), other);
        }
        const auto bad = [](Script script) {
            return Case{std::move(script), Outcome::BadAnswer, After::Counted, Alone::AllFailed, 503, true};
        };
        add("200 empty", bad(bodyOnly(200, "")));
        add("200 not JSON", bad(bodyOnly(200, "I am a teapot")));
        add("200 HTML", bad(bodyOnly(200, "<!DOCTYPE html><html></html>", "text/html")));
        add("200 error object", bad(bodyOnly(200, "{\"error\":{\"message\":\"overloaded\",\"code\":502}}")));
        if (streaming) {
            add("stream errors before content",
                bad(streamOf({roleChunk(), sse("{\"error\":{\"message\":\"overloaded\",\"code\":\"x\"}}")})));
            add("stream with event: error before content",
                bad(streamOf(
                    {roleChunk(), "event: error\ndata: {\"error\":{\"message\":\"overloaded\"}}\n\n"})));
            add("empty stream", bad(streamOf({})));
            add("stream of nothing but the end", bad(streamOf({done()})));
            add("stream of comments that ends", bad(streamOf({": wait\n\n", ": wait\n\n"})));
            add("stream breaks before content",
                Case{streamOf({roleChunk()}, {TransportError::Reset, {}}), Outcome::Cut, After::Counted,
                     Alone::AllFailed, 503, true});
            add("stream stalls before content", Case{streamOf({roleChunk()}, {}, true),
                                                     Outcome::TimeoutIdle,
                                                     After::Counted,
                                                     Alone::AllFailed,
                                                     503,
                                                     false,
                                                     true,
                                                     {},
                                                     Milliseconds(120'000)});
        } else {
            add("body breaks off",
                Case{{200, jsonHeaders(), {plainBody().left(40)}, {TransportError::Reset, {}}, {}, {}, false},
                     Outcome::Cut,
                     After::Counted,
                     Alone::AllFailed,
                     503,
                     true});
            add("body stalls", Case{{200, jsonHeaders(), {plainBody().left(40)}, {}, {}, {}, true},
                                    Outcome::TimeoutIdle,
                                    After::Counted,
                                    Alone::AllFailed,
                                    503,
                                    false,
                                    true,
                                    {},
                                    Milliseconds(120'000)});
        }
    }

    static void columns() {
        QTest::addColumn<bool>("streaming");
        QTest::addColumn<Case>("one");
        rows(false);
        rows(true);
    }

    static void knowModels(GatewayFixture& box) {
        ModelCatalog catalog;
        catalog.add(QStringLiteral("gpt"), 8'192);
        catalog.add(QStringLiteral("small"), 4'096);
        catalog.add(QStringLiteral("large"), 200'000);
        box.gateway.setCatalog(std::move(catalog));
    }

    static void checkHealth(GatewayFixture& box, After after) {
        const HealthReason reason = box.target(0).reason;
        switch (after) {
            case After::Healthy:
                QCOMPARE(box.target(0).state, HealthState::Healthy);
                break;
            case After::Counted:
                QVERIFY(reason.kind == HealthReason::Kind::RecentFailures);
                break;
            case After::Cooling:
                QCOMPARE(reason.kind, HealthReason::Kind::Cooldown);
                break;
            case After::Resting:
                QCOMPARE(reason.kind, HealthReason::Kind::QuotaExceeded);
                QCOMPARE(*reason.untilMs, box.clock.wallMs() + 15 * 60'000);
                break;
            case After::KeyBad:
                QCOMPARE(reason.kind, HealthReason::Kind::BadKey);
                break;
        }
    }

private Q_SLOTS:
    void anotherTargetTakesOver_data() { columns(); }
    void anotherTargetTakesOver() {
        QFETCH(bool, streaming);
        QFETCH(Case, one);
        GatewayFixture box;
        knowModels(box);
        box.configure({{QStringLiteral("first"), {}, 1},
                       {QStringLiteral("second"), QString::fromUtf8(one.secondModel), 1}});
        box.transport.script(QStringLiteral("first"), one.script);
        box.transport.script(QStringLiteral("second"), answer(streaming, "from the second"));
        RecordingWriter& client = box.chatRequest(streaming);
        box.clock.advance(one.wait);
        box.clock.advance(Milliseconds(0));

        QVERIFY(client.ended());
        QCOMPARE(client.ends, 1);
        QCOMPARE(client.heads, 1);
        QCOMPARE(box.transport.sentTo(QStringLiteral("first")), 1);
        QCOMPARE(box.finished.size(), 1U);
        const RequestFinished& record = box.finished.front();
        QCOMPARE(record.attempts.front().outcome, one.outcome);
        QCOMPARE(record.attempts.front().httpStatus, one.script.status);
        if (one.anotherTakesOver) {
            QVERIFY(client.finished);
            QCOMPARE(client.status, 200);
            QVERIFY(client.body.contains("from the second"));
            QVERIFY(!client.body.contains("overloaded"));
            QCOMPARE(record.attempts.size(), 2U);
            QCOMPARE(record.provider, QStringLiteral("second"));
            QCOMPARE(record.status, RequestStatus::Ok);
            // A long wait has begun the answer with comments, before it was known who would give it.
            if (one.wait.count() == 0 || !streaming) {
                QCOMPARE(client.header("x-signalbox-provider"), QByteArray("second"));
                QCOMPARE(client.header("x-signalbox-attempts"), QByteArray("2"));
            }
        } else {
            QCOMPARE(client.status, one.aloneStatus);
            QCOMPARE(client.body, one.script.pieces.front());
            QCOMPARE(box.transport.sentTo(QStringLiteral("second")), 0);
        }
        checkHealth(box, one.after);
        QCOMPARE(box.transport.running, 0);
    }

    void noneLeft_data() { columns(); }
    void noneLeft() {
        QFETCH(bool, streaming);
        QFETCH(Case, one);
        GatewayFixture box;
        knowModels(box);
        box.configure({{QStringLiteral("first"), {}, 1}});
        box.transport.script(QStringLiteral("first"), one.script);
        RecordingWriter& client = box.chatRequest(streaming);
        box.clock.advance(one.wait);
        box.clock.advance(Milliseconds(2'000));  // back-off is at most 250 + 500 ms

        QVERIFY(client.ended());
        QCOMPARE(client.ends, 1);
        QCOMPARE(box.transport.sentTo(QStringLiteral("first")), one.retries ? 3 : 1);
        QCOMPARE(box.finished.size(), 1U);
        QCOMPARE(box.finished.front().status, RequestStatus::Error);
        for (const AttemptRecord& attempt : box.finished.front().attempts) {
            QCOMPARE(attempt.outcome, one.outcome);
        }
        QCOMPARE(box.transport.running, 0);
        if (one.alone == Alone::Unchanged) {
            QCOMPARE(client.status, one.aloneStatus);
            QCOMPARE(client.body, one.script.pieces.front());
            QCOMPARE(client.header("x-signalbox-provider"), QByteArray("first"));
            return;
        }
        if (one.wait.count() > 20'000 && streaming) {
            QVERIFY(client.aborted);  // comments have begun a 200: only an error event can tell
            QVERIFY(client.body.contains("\"error\""));
            QVERIFY(!client.body.contains("[DONE]"));
            return;
        }
        QCOMPARE(client.status, one.aloneStatus);
        QCOMPARE(codeOf(client), QStringLiteral("all_targets_failed"));
        QVERIFY(client.body.contains("first"));
        if (one.aloneStatus == 429) {
            QVERIFY(!client.header("retry-after").isEmpty());
            QVERIFY(!client.headers.contains("x-should-retry"));
        } else {
            QCOMPARE(client.header("x-should-retry"), QByteArray("false"));
        }
    }

    void afterContent_data() {
        QTest::addColumn<Script>("script");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<int>("waitMs");
        const std::vector<QByteArray> begun{roleChunk(), textChunk("partly")};
        QTest::newRow("reset") << streamOf(begun, {TransportError::Reset, {}}) << Outcome::Cut << 0;
        QTest::newRow("ends without a finish") << streamOf(begun) << Outcome::Cut << 0;
        QTest::newRow("stalls") << streamOf(begun, {}, true) << Outcome::TimeoutIdle << 120'000;
        QTest::newRow("in the middle of an event")
            << streamOf({roleChunk(), textChunk("partly"), "data: {\"id\":\"c1\",\"cho"},
                        {TransportError::Reset, {}})
            << Outcome::Cut << 0;
    }
    void afterContent() {
        QFETCH(Script, script);
        QFETCH(Outcome, outcome);
        QFETCH(int, waitMs);
        GatewayFixture box;
        box.configure({{QStringLiteral("first"), {}, 1}, {QStringLiteral("second"), {}, 1}});
        box.transport.script(QStringLiteral("first"), script);
        box.transport.script(QStringLiteral("second"), stream("spliced"));
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(waitMs));

        QCOMPARE(client.ends, 1);
        QVERIFY(client.aborted);
        QVERIFY(client.body.startsWith(QByteArray(roleChunk() + textChunk("partly") + "data: {\"error\":")));
        QVERIFY(!client.body.contains("[DONE]"));
        QVERIFY(!client.body.contains("spliced"));
        QVERIFY(!client.body.contains("\"cho\n"));
        QCOMPARE(box.transport.sentTo(QStringLiteral("second")), 0);
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.status, RequestStatus::Incomplete);
        QCOMPARE(record.attempts.at(0).outcome, outcome);
        QVERIFY(record.usage.outputTokens > 0);  // what was seen is booked
        QVERIFY(record.usage.estimated);
        checkHealth(box, After::Counted);
    }

    // What the provider itself says reaches the client as it is, and is not said twice.
    void errorEventAfterContent() {
        GatewayFixture box;
        box.configure({{QStringLiteral("first"), {}, 1}, {QStringLiteral("second"), {}, 1}});
        const QByteArray theirs = sse("{\"error\":{\"message\":\"overloaded\",\"code\":\"x\"}}");
        box.transport.script(QStringLiteral("first"), streamOf({roleChunk(), textChunk("partly"), theirs}));
        box.transport.script(QStringLiteral("second"), stream("spliced"));
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.aborted);
        QCOMPARE(client.body, QByteArray(roleChunk() + textChunk("partly") + theirs));
        QCOMPARE(box.finished.at(0).status, RequestStatus::Incomplete);
        QCOMPARE(box.transport.sentTo(QStringLiteral("second")), 0);
        checkHealth(box, After::Counted);
    }

    // The event that tells of the failure goes on counting where the provider's events stopped.
    void errorEventGoesOnCounting() {
        GatewayFixture box;
        box.configure({{QStringLiteral("first"), {}, 1}});
        const auto event = [](const QByteArray& type, const QByteArray& more) -> QByteArray {
            return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + more + "}\n\n";
        };
        Script cut = streamOf({event("response.created", "\"sequence_number\":0,\"response\":{}"),
                               event("response.output_text.delta",
                                     "\"sequence_number\": 4,\"delta\":\"a \\\"sequence_number\\\":9\"")});
        cut.end = {TransportError::Reset, QStringLiteral("reset")};
        box.transport.script(QStringLiteral("first"), cut);
        RecordingWriter& client = box.post("/v1/responses", R"({"model":"gpt","input":"hi","stream":true})");
        box.clock.advance(Milliseconds(0));
        QVERIFY(client.aborted);
        QVERIFY2(client.body.contains("{\"type\":\"error\",\"sequence_number\":5,"), client.body.constData());
    }

    void clientLeaves_data() {
        QTest::addColumn<bool>("afterContent");
        QTest::newRow("before content") << false;
        QTest::newRow("after content") << true;
    }
    void clientLeaves() {
        QFETCH(bool, afterContent);
        GatewayFixture box;
        box.configure({{QStringLiteral("first"), {}, 1}, {QStringLiteral("second"), {}, 1}});
        box.transport.script(
            QStringLiteral("first"),
            streamOf(afterContent ? std::vector<QByteArray>{textChunk("some words of an answer")}
                                  : std::vector<QByteArray>{},
                     {}, true));
        RecordingWriter& client = box.chatRequest(true);
        box.clock.advance(Milliseconds(5));
        QCOMPARE(box.transport.running, 1);
        QVERIFY(client.onGone);
        client.onGone();
        QCOMPARE(box.transport.running, 0);  // at once, not within a second
        const RequestFinished& record = box.finished.at(0);
        QCOMPARE(record.status, RequestStatus::Cancelled);
        QCOMPARE(record.attempts.at(0).outcome, Outcome::Cancelled);
        QCOMPARE(record.usage.outputTokens > 0, afterContent);
        QCOMPARE(box.target(0).state, HealthState::Healthy);
        QCOMPARE(box.gateway.openRequests(), 0);
        QCOMPARE(client.ends, 0);
        box.clock.advance(Milliseconds(700'000));
        QCOMPARE(box.finished.size(), 1U);
    }
};

QTEST_APPLESS_MAIN(TestFailures)
#include "tst_failures.moc"
