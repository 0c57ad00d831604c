#include "core/protocol/RateLimitHeaders.h"

#include <QTest>

using namespace signalbox;
using Kind = RateLimit::Kind;

class TestRateLimitHeaders final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // "kind remaining/limit reset-ms" of each, in the order of the headers.
    void reads_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* name, const char* fields, const char* found) {
            QTest::newRow(name) << QByteArray(fields) << QByteArray(found);
        };
        row("OpenAI",
            "x-ratelimit-limit-requests: 5000|x-ratelimit-limit-tokens: 800000|"
            "x-ratelimit-remaining-requests: 4999|x-ratelimit-remaining-tokens: 799982|"
            "x-ratelimit-reset-requests: 12ms|x-ratelimit-reset-tokens: 6m0s",
            "R 4999/5000 12,T 799982/800000 360000");
        row("Groq",
            "X-RateLimit-Limit-Requests: 14400|X-RateLimit-Remaining-Requests: 14370|"
            "X-RateLimit-Reset-Requests: 2m59.56s|x-ratelimit-limit-tokens: 18000|"
            "x-ratelimit-remaining-tokens: 17997|x-ratelimit-reset-tokens: 7.66s",
            "R 14370/14400 179560,T 17997/18000 7660");
        row("xAI names no reset", "x-ratelimit-limit-requests: 480|x-ratelimit-remaining-requests: 479",
            "R 479/480 60000");
        row("Mistral",
            "x-ratelimit-limit-req-minute: 360|x-ratelimit-remaining-req-minute: 359|"
            "x-ratelimit-limit-tokens-minute: 100000|x-ratelimit-remaining-tokens-minute: 99990",
            "R 359/360 60000,T 99990/100000 60000");
        row("OpenRouter, ms since the epoch",
            "date: Thu, 06 Mar 2025 23:59:30 GMT|x-ratelimit-limit: 20|x-ratelimit-remaining: 0|"
            "x-ratelimit-reset: 1741305600000",
            "R 0/20 30000");
        row("Unix seconds",
            "date: Sun, 09 Sep 2001 01:46:40 GMT|x-ratelimit-remaining-tokens: 5|"
            "x-ratelimit-reset-tokens: 1000000030",
            "T 5/- 30000");
        row("Anthropic",
            "date: Mon, 01 Jun 2026 10:00:00 GMT|anthropic-ratelimit-requests-limit: 4000|"
            "anthropic-ratelimit-requests-remaining: 3999|"
            "anthropic-ratelimit-requests-reset: 2026-06-01T10:00:01Z|"
            "anthropic-ratelimit-input-tokens-limit: 400000|"
            "anthropic-ratelimit-input-tokens-remaining: 0|"
            "anthropic-ratelimit-input-tokens-reset: 2026-06-01T10:00:30Z|"
            "anthropic-ratelimit-output-tokens-remaining: 80000|anthropic-ratelimit-tokens-remaining: 7",
            "R 3999/4000 1000,I 0/400000 30000,O 80000/- 60000,T 7/- 60000");
        row("a reset in the past is now",
            "date: Mon, 01 Jun 2026 10:00:00 GMT|anthropic-ratelimit-requests-remaining: 1|"
            "anthropic-ratelimit-requests-reset: 2026-06-01T09:59:00Z",
            "R 1/- 0");
        row("0s", "x-ratelimit-remaining-tokens: 9|x-ratelimit-reset-tokens: 0s", "T 9/- 0");
        row("no date for a point in time",
            "x-ratelimit-remaining-tokens: 9|x-ratelimit-reset-tokens: 1741305600000", "T 9/- 60000");
        row("not numbers", "x-ratelimit-remaining-tokens: many|x-ratelimit-remaining-requests: -1", "");
        row("other things", "x-ratelimit-remaining-images: 3|x-ratelimit-key: k|anthropic-ratelimit-x: 1",
            "");
        row("a month", "x-ratelimit-remaining-tokens-month: 3", "T 3/- 3600000");
    }
    void reads() {
        QFETCH(QByteArray, fields);
        Headers headers;
        for (const QByteArray& field : fields.split('|')) {
            const qsizetype colon = field.indexOf(':');
            headers.add(field.left(colon), field.mid(colon + 2));
        }
        QByteArray found;
        for (const RateLimit& limit : rateLimits(headers)) {
            found += found.isEmpty() ? "" : ",";
            found += "RTIO"[static_cast<int>(limit.kind)];
            found += ' ' + QByteArray::number(limit.remaining) + '/' +
                     (limit.limit ? QByteArray::number(*limit.limit) : QByteArray("-")) + ' ' +
                     QByteArray::number(static_cast<qint64>(limit.reset.count()));
        }
        QTEST(found, "found");
    }
};

QTEST_APPLESS_MAIN(TestRateLimitHeaders)
#include "tst_ratelimitheaders.moc"
