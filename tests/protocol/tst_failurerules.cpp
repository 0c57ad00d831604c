#include "core/base/Redact.h"
#include "core/protocol/FailureRules.h"
#include "core/protocol/RetryDelay.h"

#include <QTest>

using namespace signalbox;

class TestFailureRules final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // It is shown in terminals and between our own words.
    void detailsAreOnePlainLine() {
        QCOMPARE(failureDetail(QStringLiteral("a\n\tb\u001b[31mc\u0007d\u202ee")),
                 QStringLiteral("a b\ufffd[31mc\ufffdd\ufffde"));
    }

    void classifies_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<FailureClass>("kind");
        int number = 0;
        const auto row = [&number](int status, const char* body, FailureClass kind) {
            QTest::addRow("%02d: %d %.40s", ++number, status, body) << status << QByteArray(body) << kind;
        };
        using enum FailureClass;
        // By status alone.
        row(400, "", ClientError);
        row(401, "", BadKey);
        row(402, "", Quota);
        row(403, "", BadKey);
        row(404, "", ClientError);
        row(404, "404 page not found", ClientError);
        row(405, "", ClientError);
        row(408, "", ServerError);
        row(409, "", ClientError);
        row(413, "<html>413 Request Entity Too Large</html>", ContextTooLong);
        row(422, "", ClientError);
        row(429, "", RateLimited);
        for (const int status : {500, 501, 502, 503, 504, 520, 524, 529}) {
            row(status, "<html>bad gateway</html>", ServerError);
        }
        row(301, "", BadAnswer);
        row(307, "", BadAnswer);
        // Quota.
        row(429,
            R"({"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"You exceeded your current quota, please check your plan and billing details."}})",
            Quota);
        row(429, R"({"error":{"code":"billing_hard_limit_reached","message":"x"}})", Quota);
        row(429,
            R"({"type":"error","error":{"type":"rate_limit_error","message":"x","details":{"error_code":"enforced_spend_limit_reached"}}})",
            Quota);
        row(429, R"({"error":{"type":"exceeded_current_quota_error","message":"suspended"}})", Quota);
        row(403,
            R"({"error":{"message":"Your account has insufficient balance","type":"permission_denied"}})",
            Quota);
        row(403,
            R"({"code":"The caller does not have permission","error":"Your newly created team doesn\u0027t have any credits yet."})",
            Quota);
        row(400,
            R"({"error":{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}})",
            Quota);
        row(402, R"({"error":{"message":"Insufficient Balance"}})", Quota);
        // 403 that is about the request or the place, not about the key.
        row(403,
            R"({"error":{"code":403,"message":"google/gemini requires moderation on OpenInference. Your input was flagged for violence. No credits were charged."}})",
            ClientError);
        row(403,
            R"({"error":{"code":"unsupported_country_region_territory","message":"Country, region, or territory not supported","type":"request_forbidden"}})",
            ClientError);
        row(403,
            R"({"code":"The caller does not have permission to execute the specified operation","error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"})",
            ClientError);
        row(403, R"({"error":{"message":"This request violates our content policy"}})", ClientError);
        row(403,
            R"({"error":{"message":"Your prompt was flagged as potentially violating our usage policy"}})",
            ClientError);
        row(403, R"({"error":{"message":"This model is not available in your region."}})", ClientError);
        row(403,
            R"({"error":{"code":403,"message":"User location is not supported for the API use.","status":"PERMISSION_DENIED"}})",
            ClientError);
        row(403, R"({"error":{"message":"Your account was flagged. Contact support."}})", BadKey);
        row(403,
            R"({"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}})",
            BadKey);
        // Limits per minute, whatever their name.
        row(429,
            R"({"error":{"code":"insufficient_quota","message":"Allocated quota exceeded, please increase your quota limit."}})",
            RateLimited);
        row(429,
            R"({"error":{"code":"rate_limit_exceeded","message":"Rate limit reached for gpt-5.5 on tokens per min (TPM): Limit 30000"}})",
            RateLimited);
        row(429,
            R"([{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}}])",
            RateLimited);
        row(429,
            R"({"error":{"type":"engine_overloaded_error","message":"The engine is currently overloaded"}})",
            RateLimited);
        // Keys.
        row(400,
            R"([{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}])",
            BadKey);
        row(400,
            R"({"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***ey. You can obtain an API key from console.x.ai."})",
            BadKey);
        row(403, R"({"error":{"message":"Insufficient permissions for this operation"}})", BadKey);
        // Models.
        row(404,
            R"({"error":{"message":"The model `x` does not exist or you do not have access to it.","code":"model_not_found"}})",
            ModelNotFound);
        row(404, R"({"error":{"message":"model \u0027x\u0027 not found","type":"api_error"}})",
            ModelNotFound);
        row(404,
            R"({"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404})",
            ModelNotFound);
        row(404, R"({"error":{"message":"No endpoints found for x/y.","code":404}})", ModelNotFound);
        row(400,
            R"({"error":{"message":"The requested model \u0027x\u0027 does not exist.","param":"model","code":"model_not_found"}})",
            ModelNotFound);
        row(400, R"({"object":"error","message":"Invalid model: x","type":"invalid_model","code":"1500"})",
            ModelNotFound);
        row(404,
            R"({"error":{"message":"Previous response with id \u0027resp_1\u0027 not found.","code":"previous_response_not_found"}})",
            ClientError);
        row(400, R"({"error":{"message":"tool \u0027x\u0027 does not exist","code":"invalid_value"}})",
            ClientError);
        // Context.
        row(400,
            R"({"error":{"message":"This model\u0027s maximum context length is 128000 tokens.","code":"context_length_exceeded"}})",
            ContextTooLong);
        row(400,
            R"({"error":{"code":400,"type":"exceed_context_size_error","message":"the request exceeds the available context size"}})",
            ContextTooLong);
        row(400,
            R"({"object":"error","message":"This model\u0027s maximum context length is 4096 tokens. However, you requested 5000 tokens.","code":400})",
            ContextTooLong);
        row(400,
            R"({"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}})",
            ContextTooLong);
        row(400,
            R"({"error":{"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."}})",
            ContextTooLong);
        row(413, R"({"error":{"type":"request_too_large","message":"Request exceeds the maximum size"}})",
            ContextTooLong);
        row(500,
            R"({"error":{"code":500,"message":"the request exceeds the available context size","type":"server_error"}})",
            ServerError);
        // The client's own.
        row(400,
            R"({"error":{"message":"Unsupported value: \u0027messages[0].role\u0027 does not support \u0027system\u0027 with this model.","code":"unsupported_value"}})",
            ClientError);
        row(400,
            R"({"error":{"message":"max_tokens is too large: 999999. This model supports at most 4096 completion tokens","code":null}})",
            ClientError);
        row(422,
            R"({"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Extra inputs are not permitted"}]})",
            ClientError);
    }
    void classifies() {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(FailureClass, kind);
        const Failure failure = classifyAnswer(status, {}, body);
        QCOMPARE(int(failure.kind), int(kind));
        QCOMPARE(failure.httpStatus, status);
        QVERIFY(!failure.afterContent);
    }

    void delays_data() {
        QTest::addColumn<QString>("headers");
        QTest::addColumn<QByteArray>("bodyDelay");
        QTest::addColumn<qint64>("ms");  // -1: none named
        const auto row = [](const char* headers, qint64 ms, const char* bodyDelay = "") {
            QTest::addRow("%s|%s", headers, bodyDelay)
                << QString::fromLatin1(headers) << QByteArray(bodyDelay) << ms;
        };
        row("", -1);
        row("retry-after-ms: 1500; retry-after: 9", 1500);
        row("Retry-After-Ms: 0; Retry-After: 1", 1000);
        row("retry-after: 2.5", 2500);
        row("retry-after: 0", -1);
        row("retry-after: -3", -1);
        row("retry-after: soon", -1);
        row("retry-after: nan", -1);
        row("retry-after: 86400", 86'400'000);
        row("date: Sun, 06 Nov 1994 08:49:37 GMT; retry-after: Sun, 06 Nov 1994 08:50:07 GMT", 30'000);
        row("date: Sun, 06 Nov 1994 08:49:37 GMT; retry-after: Sunday, 06-Nov-94 08:50:07 GMT", 30000);
        row("date: Sun, 22 Nov 2026 14:00:00 GMT; retry-after: Sunday, 22-Nov-26 14:00:07 GMT", 7000);
        row("date: Sun, 06 Nov 1994 08:49:37 GMT; retry-after: Sun Nov  6 08:49:38 1994", 1000);
        row("date: Sun, 06 Nov 1994 08:49:37 GMT; retry-after: Sun, 06 Nov 1994 08:49:07 GMT", -1);
        row("retry-after: Sun, 06 Nov 1994 08:50:07 GMT", -1);
        row("", 48'000, "48s");
        row("", 34'400, "34.4s");
        row("retry-after: 5", 5'000, "48s");
        row("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 6m0s; "
            "x-ratelimit-remaining-tokens: 5; x-ratelimit-reset-tokens: 9h",
            360'000);
        row("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 12ms; "
            "x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 1m2.5s",
            62'500);
        row("x-ratelimit-remaining-requests: 3; x-ratelimit-reset-requests: 6m0s", -1);
        row("x-ratelimit-reset-requests: 6m0s", -1);
        row("date: Sun, 09 Sep 2001 01:46:40 GMT; x-ratelimit-remaining: 0; x-ratelimit-reset: 1000000060000",
            60'000);
    }
    void delays() {
        QFETCH(QString, headers);
        QFETCH(QByteArray, bodyDelay);
        QFETCH(qint64, ms);
        Headers fields;
        for (const QString& line : headers.split(QLatin1String("; "), Qt::SkipEmptyParts)) {
            fields.add(line.section(QLatin1String(": "), 0, 0).toLatin1(),
                       line.section(QLatin1String(": "), 1).toLatin1());
        }
        const auto delay = retryDelay(fields, bodyDelay);
        QCOMPARE(delay ? delay->count() : -1, ms);
    }

    void durations_data() {
        QTest::addColumn<qint64>("ms");
        QTest::newRow("12ms") << qint64(12);
        QTest::newRow("1s") << qint64(1000);
        QTest::newRow("6m0s") << qint64(360'000);
        QTest::newRow("1h2m3.5s") << qint64(3'723'500);
        QTest::newRow("1d") << qint64(86'400'000);
        QTest::newRow("7.66s") << qint64(7'660);
        QTest::newRow("20") << qint64(20'000);
        QTest::newRow("0s") << qint64(-1);
        QTest::newRow("5x") << qint64(-1);
        QTest::newRow("s") << qint64(-1);
        QTest::newRow("1s2") << qint64(-1);
        QTest::newRow("1..2s") << qint64(-1);
        QTest::newRow("999999999999999999999d") << qint64(-1);
    }
    void durations() {
        QFETCH(qint64, ms);
        const auto delay = parseDuration(QByteArrayView(QTest::currentDataTag()));
        QCOMPARE(delay ? delay->count() : -1, ms);
    }

    void delayIsInTheFailure() {
        const QByteArray body =
            R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"slow","details":[{"reason":"RATE_LIMIT"},{"retryDelay":"48s"}]}}])";
        const Failure limited = classifyAnswer(429, {}, body);
        QVERIFY(limited.retryAfter.has_value());
        QCOMPARE(limited.retryAfter->count(), 48'000);
        Headers headers;
        headers.add("Retry-After", "3");
        QVERIFY(!classifyAnswer(400, headers, "").retryAfter);
        QCOMPARE(classifyAnswer(503, headers, "").retryAfter->count(), 3'000);
    }

    void detailIsShortAndHoldsNoKey() {
        const QString key = QStringLiteral("sk-proj-abc123DEF456ghi789JKL012");
        const QByteArray body = "{\"error\":{\"message\":\"Incorrect API key provided: " + key.toLatin1() +
                                ".\\nSee https://x.test/?key=AIzaSyA1234567890abcdefghijk " +
                                QByteArray(900, 'w') + "\"}}";
        const Failure failure = classifyAnswer(401, {}, body);
        QVERIFY(!failure.detail.contains(key));
        QVERIFY(!failure.detail.contains(QLatin1String("AIza")));
        QVERIFY(failure.detail.startsWith(QLatin1String("Incorrect API key provided: ")));
        QVERIFY(failure.detail.contains(QLatin1String("https://x.test/")));
        QVERIFY(failure.detail.size() <= 300);
        QVERIFY(!failure.detail.contains(QLatin1Char('\n')));
        QCOMPARE(classifyAnswer(502, {}, "<html>\n bad   gateway").detail,
                 QStringLiteral("<html> bad gateway"));
        QCOMPARE(
            classifyAnswer(429, {},
                           R"({"error":{"message":"Provider returned error","metadata":{"raw":"too many"}}})")
                .detail,
            QStringLiteral("Provider returned error | too many"));
    }

    void redacts_data() {
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* text, const char* expected) {
            QTest::newRow(text) << QString::fromUtf8(expected);
        };
        row("key sk-abcdef123456 refused", "key sk-… refused");
        row("sk-inval**************-key.", "sk-…");
        row("sb-0123456789abcdef", "sb-…");
        row("xai-abcdefgh12345678", "xai-…");
        row("gsk_abcdefgh12345678", "gsk_…");
        row("AIzaSyA1234567890", "AIza…");
        row("Authorization: Bearer abc.def-ghi", "Authorization: Bearer …");
        row("authorization: basic dXNlcjpwYXNz, x", "authorization: basic …, x");
        row("https://x.test/v1?a=1&key=supersecret&b=2", "https://x.test/v1?a=1&key=…&b=2");
        row("{\"api_key\": \"supersecret\"}", "{\"api_key\": \"…\"}");
        row("x-api-key: supersecret", "x-api-key: …");
        row("id 0123456789abcdef0123456789abcdef.", "id ….");
        row("model claude-sonnet-4-5-20250929 and gpt-5.5", "model claude-sonnet-4-5-20250929 and gpt-5.5");
        row("ref: 96164522-08b2-4cbf-886e-e5a38961a688", "ref: 96164522-08b2-4cbf-886e-e5a38961a688");
        row("max_tokens: 4096 is too large", "max_tokens: 4096 is too large");
        row("task-force asked for 1000000 tokens", "task-force asked for 1000000 tokens");
    }
    void redacts() { QTEST(redacted(QString::fromUtf8(QTest::currentDataTag())), "expected"); }

    void transport() {
        QCOMPARE(int(classifyTransport({TransportError::Tls, QStringLiteral("x")}).kind),
                 int(FailureClass::Connect));
        QCOMPARE(int(classifyTransport({TransportError::Protocol, QStringLiteral("x")}).kind),
                 int(FailureClass::BadAnswer));
    }

    void wordsForTheLog() {
        Failure failure;
        QCOMPARE(int(outcomeOf(failure)), int(Outcome::Ok));
        failure.kind = FailureClass::ModelNotFound;
        QCOMPARE(int(outcomeOf(failure)), int(Outcome::ClientError));
        failure.kind = FailureClass::BadKey;
        QCOMPARE(int(outcomeOf(failure)), int(Outcome::Auth));
        failure.kind = FailureClass::TotalTimeout;
        QCOMPARE(int(outcomeOf(failure)), int(Outcome::TimeoutFirstByte));
        failure.afterContent = true;
        QCOMPARE(int(outcomeOf(failure)), int(Outcome::TimeoutIdle));
    }
};

QTEST_APPLESS_MAIN(TestFailureRules)
#include "tst_failurerules.moc"
