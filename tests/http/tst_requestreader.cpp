// The gate and the reader behind it, without sockets: every input whole, cut at every byte, and byte by byte.
#include "tests/http/ReaderHarness.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class TestRequestReader final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArrayList>("requests");
        const auto row = [](const char* name, const QByteArray& input, const QByteArrayList& requests) {
            QTest::newRow(name) << input << requests;
        };
        const QByteArray got = "GET /v1/models tester ";
        const QByteArray posted = "POST /v1/chat/completions tester ";
        row("get", get(), {got});
        row("http/1.0", line("GET /v1/models HTTP/1.0"), {got});
        row("delete", line("DELETE /v1/responses/r1 HTTP/1.1"), {"DELETE /v1/responses/r1 tester "});
        row("head", line("HEAD /v1/models HTTP/1.1"), {"HEAD /v1/models tester "});
        row("query", line("GET /v1/models?limit=2&x=%2F&include[]=a HTTP/1.1"),
            {"GET /v1/models?limit=2&x=%2F&include[]=a tester "});
        row("empty query", line("GET /v1/models? HTTP/1.1"), {got});
        row("double slash stays", line("GET //evil/v1 HTTP/1.1"), {"GET //evil/v1 tester "});
        row("x-api-key", "GET /v1/models HTTP/1.1\r\n" + kHost + "X-Api-Key: " + kKey + "\r\n\r\n", {got});
        row("both keys", get("x-api-key: " + kKey + "\r\n"), {got});
        row("other client",
            "GET /v1/models HTTP/1.1\r\n" + kHost + "x-api-key: sb-other-fedcba9876543210\r\n\r\n",
            {"GET /v1/models other "});
        row("scheme in any case",
            "GET /v1/models HTTP/1.1\r\n" + kHost + "authorization: bearer   " + kKey + "\r\n\r\n", {got});
        row("health needs no key", "GET /health HTTP/1.1\r\n" + kHost + "\r\n", {"GET /health  "});
        row("health with a wrong key", "GET /health HTTP/1.1\r\n" + kHost + "x-api-key: no\r\n\r\n",
            {"GET /health  "});
        row("spaces around a value", get("Accept: \t a b \t\r\n"), {got});
        row("empty value", get("Accept:\r\n"), {got});
        row("utf-8 in a value", get("X-Title: \xC3\xA9\r\n"), {got});
        row("host without space", "GET /v1/models HTTP/1.1\r\nHost:127.0.0.1:5252\r\n" + kAuth + "\r\n",
            {got});
        row("body", post("Content-Length: 2\r\n", "{}"), {posted + "{}"});
        row("empty body", post("Content-Length: 0\r\n"), {posted});
        row("no body", post(""), {posted});
        row("leading zeros", post("Content-Length: 0002\r\n", "{}"), {posted + "{}"});
        row("body is any bytes", post("Content-Length: 6\r\n", QByteArray("\r\n\r\n\0\xff", 6)),
            {posted + QByteArray("\r\n\r\n\0\xff", 6)});
        row("charset",
            "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth +
                "Content-Type: Application/JSON; charset=utf-8\r\nContent-Length: 1\r\n\r\n1",
            {"POST /v1/x tester 1"});
        row("multipart",
            "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth +
                "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1\r\n\r\n1",
            {"POST /v1/x tester 1"});
        row("chunked", post("Transfer-Encoding: chunked\r\n", "2\r\n{\"\r\n3\r\na\"}\r\n0\r\n\r\n"),
            {posted + "{\"a\"}"});
        row("chunked, empty", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), {posted});
        row("chunked, hex",
            post("Transfer-Encoding: chunked\r\n", "0000A\r\n0123456789\r\n0b\r\n0123456789a\r\n0\r\n\r\n"),
            {posted + "01234567890123456789a"});
        row("chunked, extension",
            post("Transfer-Encoding: chunked\r\n", "1;a=\"b\";c\r\nx\r\n0;last\r\n\r\n"), {posted + "x"});
        row("chunked, trailers dropped",
            post("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nA: b\r\nX-Content-Length: 5\r\n\r\n") +
                get(),
            {posted + "x", got});
        row("delete with body", "DELETE /v1/x HTTP/1.1\r\n" + kHost + kAuth + "Content-Length: 2\r\n\r\n{}",
            {"DELETE /v1/x tester {}"});
        row("pipelined", get() + post("Content-Length: 2\r\n", "{}") + get(), {got, posted + "{}", got});
        row("one blank line before", "\r\n" + get() + "\r\n" + get(), {got, got});
        row("expect", post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"), {posted + "{}"});
        row("connection options", get("Connection: TE, , keep-alive\r\nTE: trailers\r\n"), {got});
        row("own origin", get("Origin: http://127.0.0.1:5252\r\nSec-Fetch-Site: same-origin\r\n"), {got});
        row("typed into the browser", get("Sec-Fetch-Site: none\r\n"), {got});
        row("lookalike of a length", get("Content_Length: 5\r\n"), {got});
    }
    void accepts() {
        QFETCH(QByteArray, input);
        QFETCH(QByteArrayList, requests);
        const auto gate = policy();
        const Outcome expected{requests, 0, {}, false};
        const Outcome whole = run({input}, *gate);
        QCOMPARE(whole.refused, 0);
        QCOMPARE(whole.requests, requests);
        QVERIFY(whole == expected);
        QVERIFY(run(singles(input), *gate) == expected);
        for (qsizetype cut = 1; cut < input.size(); ++cut) {
            QVERIFY2(run({input.first(cut), input.sliced(cut)}, *gate) == expected,
                     qPrintable(QString::number(cut)));
            // Nothing is handed out before its last byte.
            QVERIFY(run({input.first(cut)}, *gate).requests.size() < requests.size());
        }
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const QByteArray& input, int status = 400) {
            QTest::newRow(name) << input << status;
        };
        row("garbage", QByteArray("\x16\x03\x01\x02\x00", 5));
        row("two blank lines before", "\r\n\r\n" + get());
        row("bare LF before", "\n" + get());
        row("space before", " " + get());
        row("no version", line("GET /v1/models"));
        row("no target", line("GET HTTP/1.1"));
        row("two spaces after the method", line("GET  /v1/models HTTP/1.1"));
        row("two spaces before the version", line("GET /v1/models  HTTP/1.1"));
        row("space at the end", line("GET /v1/models HTTP/1.1 "));
        row("tabs", line("GET\t/v1/models\tHTTP/1.1"));
        row("four words", line("GET /v1/models x HTTP/1.1"));
        row("http/1.2", line("GET /v1/models HTTP/1.2"));
        row("http/2.0", line("GET /v1/models HTTP/2.0"));
        row("http/0.9", line("GET /v1/models HTTP/0.9"));
        row("http/1.10", line("GET /v1/models HTTP/1.10"));
        row("http/01.1", line("GET /v1/models HTTP/01.1"));
        row("http/1,1", line("GET /v1/models HTTP/1,1"));
        row("lower-case version", line("GET /v1/models http/1.1"));
        row("another protocol", line("GET /v1/models HTTPS/1.1"));
        row("http/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        row("method with a control byte", line("G\x01"
                                               "ET /v1/models HTTP/1.1"));
        row("method with a colon", line("GE:T /v1/models HTTP/1.1"));
        row("unknown method", line("FOO /v1/models HTTP/1.1"), 405);
        row("lower-case method", line("get /v1/models HTTP/1.1"), 405);
        row("options", line("OPTIONS /v1/models HTTP/1.1"), 405);
        row("options *", line("OPTIONS * HTTP/1.1"), 405);
        row("connect", line("CONNECT evil.example:443 HTTP/1.1"), 405);
        row("trace", line("TRACE /v1/models HTTP/1.1"), 405);
        row("put", line("PUT /v1/models HTTP/1.1"), 405);
        row("patch", line("PATCH /v1/models HTTP/1.1"), 405);
        row("absolute form", line("GET http://127.0.0.1:5252/v1/models HTTP/1.1"));
        row("authority form", line("GET 127.0.0.1:5252 HTTP/1.1"));
        row("asterisk", line("GET * HTTP/1.1"));
        row("relative", line("GET v1/models HTTP/1.1"));
        row("fragment", line("GET /v1/models#x HTTP/1.1"));
        row("nul in the target", line(QByteArray("GET /v1/mod\0els HTTP/1.1", 25)));
        row("control byte in the target", line("GET /v1/\x7fmodels HTTP/1.1"));
        row("high byte in the target", line("GET /v1/mod\xC3\xA9ls HTTP/1.1"));
        row("backslash", line("GET /v1\\models HTTP/1.1"));
        row("bad escape", line("GET /v1/%zz HTTP/1.1"));
        row("cut escape", line("GET /v1/%4 HTTP/1.1"));
        row("bare LF after the request line", "GET /v1/models HTTP/1.1\n" + kHost + kAuth + "\r\n");
        row("bare LF after a field", get("Accept: a\n"));
        row("bare LF at the end", get().chopped(2) + "\n");
        row("bare CR in a field", get("Accept: a\rb\r\n"));
        row("bare CR as line end", get("Accept: a\rContent-Length: 5\r\n"));
        row("bare CR in the request line", "GET /v1/models\r HTTP/1.1\r\n" + kHost + kAuth + "\r\n");
        row("CR CR LF", get("Accept: a\r\r\n"));
        row("nul in a field", get(QByteArray("Accept: a\0b\r\n", 13)));
        row("control byte in a field", get("Accept: a\x01\r\n"));
        row("delete byte in a field", get("Accept: a\x7f\r\n"));
        row("folding", get("Accept: a\r\n b\r\n"));
        row("folding with a tab", get("Accept: a\r\n\tb\r\n"));
        row("folded first field", "GET /v1/models HTTP/1.1\r\n " + kHost + kAuth + "\r\n");
        row("space before the colon", get("Accept : a\r\n"));
        row("tab before the colon", get("Content-Length\t: 5\r\n"));
        row("no colon", get("Accept\r\n"));
        row("no name", get(": a\r\n"));
        row("name with a space", get("Acc ept: a\r\n"));
        row("name with a high byte", get("Acc\xC3\xA9pt: a\r\n"));
        row("name in brackets", get("[Accept]: a\r\n"));
        row("no host", "GET /v1/models HTTP/1.1\r\n" + kAuth + "\r\n");
        row("two hosts", get(kHost));
        row("two different hosts", get("Host: evil.example\r\n"));
        row("foreign host", "GET /v1/models HTTP/1.1\r\nHost: evil.example\r\n" + kAuth + "\r\n", 421);
        row("http/1.0 without host", "GET /v1/models HTTP/1.0\r\n" + kAuth + "\r\n", 421);
        row("upgrade", get("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"));
        row("upgrade to http/2", get("Upgrade: h2c\r\nHTTP2-Settings: x\r\n"));
        row("connection: not tokens", get("Connection: close: close\r\n"));
        row("connection: not tokens in a list", get("Connection: keep-alive, a b\r\n"));
        row("length: plus", post("Content-Length: +2\r\n", "{}"));
        row("length: minus", post("Content-Length: -2\r\n", "{}"));
        row("length: hex", post("Content-Length: 0x2\r\n", "{}"));
        row("length: empty", post("Content-Length: \r\n", "{}"));
        row("length: words", post("Content-Length: two\r\n", "{}"));
        row("length: spaces", post("Content-Length: 2 2\r\n", "{}"));
        row("length: list", post("Content-Length: 2, 2\r\n", "{}"));
        row("length: point", post("Content-Length: 2.0\r\n", "{}"));
        row("length: twice the same", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"));
        row("length: twice different", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"));
        row("length: above the limit", post("Content-Length: 67108865\r\n"), 413);
        row("length: beyond 64 bits", post("Content-Length: 18446744073709551618\r\n"), 413);
        row("length: enormous", post("Content-Length: " + QByteArray(400, '9') + "\r\n"), 413);
        row("encoding and length", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        row("length and encoding", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"));
        row("encoding: gzip", post("Transfer-Encoding: gzip\r\n"));
        row("encoding: identity", post("Transfer-Encoding: identity\r\n"));
        row("encoding: list", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"));
        row("encoding: chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"));
        row("encoding: two fields",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        row("encoding: two different",
            post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
        row("encoding: upper case", post("Transfer-Encoding: Chunked\r\n", "0\r\n\r\n"));
        row("encoding: quoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"));
        row("encoding: parameter", post("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"));
        row("encoding: vertical tab", post("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"));
        row("encoding: xchunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"));
        row("encoding: empty", post("Transfer-Encoding:\r\n", "0\r\n\r\n"));
        row("encoding in http/1.0", "POST /v1/x HTTP/1.0\r\n" + kHost + kAuth + kJson +
                                        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("get with a length", get("Content-Length: 2\r\n") + "{}");
        row("get, chunked", get("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n");
        for (const auto& [name, body] : std::initializer_list<std::pair<const char*, QByteArray>>{
                 {"chunk: no size", "\r\n\r\n"},
                 {"chunk: not hex", "g\r\n"},
                 {"chunk: 0x", "0x1\r\nx\r\n0\r\n\r\n"},
                 {"chunk: plus", "+1\r\nx\r\n0\r\n\r\n"},
                 {"chunk: minus", "-1\r\nx\r\n0\r\n\r\n"},
                 {"chunk: space before", " 1\r\nx\r\n0\r\n\r\n"},
                 {"chunk: space after", "1 \r\nx\r\n0\r\n\r\n"},
                 {"chunk: space before extension", "1 ;a\r\nx\r\n0\r\n\r\n"},
                 {"chunk: bare LF after size", "1\nx\r\n0\r\n\r\n"},
                 {"chunk: bare CR after size", "1\rx\r\n0\r\n\r\n"},
                 {"chunk: bare LF after data", "1\r\nx\n0\r\n\r\n"},
                 {"chunk: no line end after data", "1\r\nx0\r\n\r\n"},
                 {"chunk: longer than said", "1\r\nxy\r\n0\r\n\r\n"},
                 {"chunk: bare LF in extension", "1;a\nx\r\n0\r\n\r\n"},
                 {"chunk: control byte in extension", "1;\x01\r\nx\r\n0\r\n\r\n"},
                 {"chunk: endless extension", "1;" + QByteArray(300, 'a') + "\r\nx\r\n0\r\n\r\n"},
                 {"chunk: too many digits", "000000001\r\nx\r\n0\r\n\r\n"},
                 {"chunk: overflow", "10000000000000001\r\nx\r\n0\r\n\r\n"},
                 {"chunk: bare LF at the end", "0\r\n\n"},
                 {"trailer: length", "0\r\nContent-Length: 5\r\n\r\n"},
                 {"trailer: encoding", "0\r\ntransfer-encoding: chunked\r\n\r\n"},
                 {"trailer: host", "0\r\nHost: evil.example\r\n\r\n"},
                 {"trailer: no colon", "0\r\nabc\r\n\r\n"},
                 {"trailer: space before colon", "0\r\na : b\r\n\r\n"},
                 {"trailer: folding", "0\r\na: b\r\n c\r\n\r\n"},
                 {"trailer: bare LF", "0\r\na: b\n\r\n"},
                 {"trailer: bare CR", "0\r\na: b\rc: d\r\n\r\n"},
                 {"trailer: control byte", "0\r\na: \x01\r\n\r\n"}}) {
            row(name, post("Transfer-Encoding: chunked\r\n", body));
        }
        row("chunk: above the limit", post("Transfer-Encoding: chunked\r\n", "4000001\r\n"), 413);
        row("chunk: far above the limit", post("Transfer-Encoding: chunked\r\n", "ffffffff\r\n"), 413);
        row("trailer: endless", post("Transfer-Encoding: chunked\r\n", "0\r\na: " + QByteArray(33000, 'b')),
            413);
        row("no key", "GET /v1/models HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("wrong key", "GET /v1/models HTTP/1.1\r\n" + kHost + "x-api-key: wrong\r\n\r\n", 401);
        row("key cut", "GET /v1/models HTTP/1.1\r\n" + kHost + "x-api-key: " + kKey.chopped(1) + "\r\n\r\n",
            401);
        row("key and more", "GET /v1/models HTTP/1.1\r\n" + kHost + "x-api-key: " + kKey + kKey + "\r\n\r\n",
            401);
        row("empty key", "GET /v1/models HTTP/1.1\r\n" + kHost + "x-api-key:\r\n\r\n", 401);
        row("empty bearer", "GET /v1/models HTTP/1.1\r\n" + kHost + "Authorization: Bearer \r\n\r\n", 401);
        row("bearer without space",
            "GET /v1/models HTTP/1.1\r\n" + kHost + "Authorization: Bearer" + kKey + "\r\n\r\n", 401);
        row("basic", "GET /v1/models HTTP/1.1\r\n" + kHost + "Authorization: Basic " + kKey + "\r\n\r\n",
            401);
        row("basic beside a right key",
            "GET /v1/models HTTP/1.1\r\n" + kHost + "Authorization: Basic eA==\r\nx-api-key: " + kKey +
                "\r\n\r\n",
            401);
        row("two different keys", get("x-api-key: sb-other-fedcba9876543210\r\n"), 401);
        row("right and wrong key", get("x-api-key: wrong\r\n"), 401);
        row("right and empty key", get("x-api-key:\r\n"), 401);
        row("two authorizations", get(kAuth));
        row("key in the query", "GET /v1/models?key=" + kKey + " HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("unknown path needs a key", "GET / HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("health by post needs a key", "POST /health HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("health and more needs a key", "GET /healthz HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("metrics needs a key", "GET /metrics HTTP/1.1\r\n" + kHost + "\r\n", 401);
        row("no content type", "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth + "Content-Length: 2\r\n\r\n{}",
            415);
        row("text",
            "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth +
                "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
            415);
        row("form",
            "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth +
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2\r\n\r\n{}",
            415);
        row("nearly json",
            "POST /v1/x HTTP/1.1\r\n" + kHost + kAuth +
                "Content-Type: application/jsonx\r\nContent-Length: 2\r\n\r\n{}",
            415);
        row("two content types", post(kJson + "Content-Length: 2\r\n", "{}"));
        row("another expectation", post("Expect: 200-ok\r\nContent-Length: 2\r\n", "{}"), 417);
        row("too many fields", get([] {
                QByteArray fields;
                for (int i = 0; i < 99; ++i) {
                    fields += "A" + QByteArray::number(i) + ": b\r\n";
                }
                return fields;
            }()),
            431);
        row("too long a field", get("A: " + QByteArray(32 * 1024, 'b') + "\r\n"), 431);
        row("too long a target", line("GET /" + QByteArray(33 * 1024, 'b') + " HTTP/1.1"), 431);
    }

    // Exactly one refusal, and nothing after it is read; the same however the bytes come.
    void refuses() {
        QFETCH(QByteArray, input);
        QFETCH(int, status);
        const auto gate = policy();
        const QByteArray more = input + get();
        const Outcome whole = run({more}, *gate);
        QCOMPARE(whole.requests, QByteArrayList());
        QCOMPARE(whole.refused, status);
        QVERIFY(!whole.code.isEmpty());
        const auto same = [&](const Outcome& other) {
            return other.requests.isEmpty() && other.refused == status && other.code == whole.code;
        };
        QVERIFY(same(run(singles(more), *gate)));
        const qsizetype step = more.size() > 4000 ? 997 : 1;
        for (qsizetype cut = 1; cut < more.size(); cut += step) {
            QVERIFY2(same(run({more.first(cut), more.sliced(cut)}, *gate)), qPrintable(QString::number(cut)));
        }
    }

    void refusalAfterAGoodRequest() {
        const auto gate = policy();
        const QByteArray input = get() + post("Content-Length: 1, 1\r\n", "1") + get();
        for (const Outcome& outcome : {run({input}, *gate), run(singles(input), *gate)}) {
            QCOMPARE(outcome.requests.size(), 1);
            QCOMPARE(outcome.refused, 400);
        }
    }

    void limitsAreExact() {
        const auto gate = policy();
        ServerLimits limits;
        limits.bodyBytes = 10;
        limits.headFields = 4;
        limits.headBytes = 512;
        const auto body = [](int size) {
            return post("Content-Length: " + QByteArray::number(size) + "\r\n", QByteArray(size, 'x'));
        };
        QCOMPARE(run({body(10)}, *gate, limits).refused, 0);
        QCOMPARE(run({body(11)}, *gate, limits).refused, 413);
        const auto chunks = [](int size) {
            return post("Transfer-Encoding: chunked\r\n", "5\r\nxxxxx\r\n" + QByteArray::number(size, 16) +
                                                              "\r\n" + QByteArray(size, 'x') +
                                                              "\r\n0\r\n\r\n");
        };
        QCOMPARE(run({chunks(5)}, *gate, limits).refused, 0);
        QCOMPARE(run(singles(chunks(6)), *gate, limits).refused, 413);
        QCOMPARE(run({post("A: b\r\n")}, *gate, limits).refused, 0);
        QCOMPARE(run({post("A: b\r\nC: d\r\n")}, *gate, limits).refused, 431);
        const auto head = [](qsizetype size) {
            const QByteArray bare = get("A: \r\n");
            return get("A: " + QByteArray(size - bare.size(), 'b') + "\r\n");
        };
        for (const QByteArray& before : {QByteArray(), QByteArray("\r\n")}) {
            QCOMPARE(run({before + head(512)}, *gate, limits).refused, 0);
            QCOMPARE(run({before + head(513)}, *gate, limits).refused, 431);
            QCOMPARE(run(singles(before + head(512)), *gate, limits).refused, 0);
            QCOMPARE(run(singles(before + head(513)), *gate, limits).refused, 431);
        }
        // A head that never ends is refused as soon as it is too long.
        QCOMPARE(run(singles(QByteArray(513, 'A')), *gate, limits).refused, 431);
        QVERIFY(run(singles(QByteArray(512, 'A')), *gate, limits).waiting);
    }
};

QTEST_GUILESS_MAIN(TestRequestReader)
#include "tst_requestreader.moc"
