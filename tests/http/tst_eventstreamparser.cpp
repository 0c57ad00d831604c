#include "core/http/EventStreamParser.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

using namespace signalbox;

namespace {

struct Seen {
    QByteArray name;
    QByteArray data;
    bool hasData = false;
    bool commentOnly = false;
    bool operator==(const Seen&) const = default;
};

struct Run {
    QVector<Seen> events;
    QByteArray bytes;  // all raw ranges and the rest
    QByteArray rest;
    bool ok = true;
};

Run parse(const QVector<QByteArray>& parts, qsizetype limit = EventStreamParser::kDefaultLimit) {
    EventStreamParser parser(limit);
    Run run;
    for (const QByteArray& part : parts) {
        run.ok = parser.feed(part, [&run](const StreamEvent& event) {
            run.bytes += event.raw;
            if (!event.commentOnly || event.hasData) {
                run.events.append({event.eventName.toByteArray(), event.data.toByteArray(), event.hasData,
                                   event.commentOnly});
            }
        });
    }
    run.rest = parser.takeRest();
    run.bytes += run.rest;
    return run;
}

}  // namespace

class TestEventStreamParser final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArrayList>("expected");  // "name|data"
        QTest::addColumn<QByteArray>("rest");
        const auto row = [](const char* name, const QByteArray& input, const QByteArrayList& expected,
                            const QByteArray& rest = {}) {
            QTest::newRow(name) << input << expected << rest;
        };
        row("lf", "data: a\n\ndata: b\n\n", {"|a", "|b"});
        row("crlf", "data: a\r\n\r\ndata: b\r\n\r\n", {"|a", "|b"});
        row("cr", "data: a\r\rdata: b\r\r", {"|a", "|b"});
        row("mixed", "data: a\r\n\ndata: b\n\r\ndata: c\r\r\ndata: d\n\n", {"|a", "|b", "|c", "|d"});
        row("event name", "event: x\ndata: 1\n\n", {"x|1"});
        row("last event name", "event: x\nevent: y\ndata: 1\n\n", {"y|1"});
        row("several data lines", "data: a\ndata: b\ndata\ndata: c\n\n", {"|a\nb\n\nc"});
        row("several data lines, crlf", "data: a\r\ndata: b\r\n\r\n", {"|a\nb"});
        row("one space only", "data:  a\n\ndata:b\n\ndata:\n\n", {"| a", "|b", "|"});
        row("no data", "event: ping\n\n", {"ping|"});
        row("other fields", "id: 7\nretry: 10\nfoo: bar\ndata: a\n\n", {"|a"});
        row("names are exact", "Data: a\ndata : b\n data: c\n\n", {"|"});
        row("comments", ": hello\n\n:\n\ndata: a\n: inside\ndata: b\n\n", {"|a\nb"});
        row("blank lines", "\n\n\n\ndata: a\n\n\n\ndata: b\n\n\n", {"|a", "|b"});
        row("blank lines, crlf", "\r\n\r\ndata: a\r\n\r\n\r\n\r\ndata: b\r\n\r\n\r\n", {"|a", "|b"});
        row("blank lines, cr", "\r\rdata: a\r\r\r\rdata: b\r\r\r", {"|a", "|b"});
        row("mark",
            "\xEF\xBB\xBF"
            "data: a\n\n\xEF\xBB\xBF"
            "data: b\n\n",
            {"|a", "|"});
        row("not a mark",
            "\xEF\xBB"
            "data: a\n\ndata: b\n\n",
            {"|", "|b"});
        row("unfinished", "data: a\n\ndata: b\n", {"|a"}, "data: b\n");
        row("unfinished line", "data: a\n\ndata: b", {"|a"}, "data: b");
        row("nul and utf-8", QByteArray("data: \0\xC3\xA9\n\n", 11), {QByteArray("|\0\xC3\xA9", 4)});
        row("nothing", "", {});
    }

    // Whole, at every byte, and cut in two at every place: the same events and every byte once.
    void reads() {
        QFETCH(QByteArray, input);
        QFETCH(QByteArrayList, expected);
        QFETCH(QByteArray, rest);
        QVector<QVector<QByteArray>> ways{{input}, {}};
        for (const char c : std::as_const(input)) {
            ways[1].append(QByteArray(1, c));
        }
        for (qsizetype cut = 0; cut <= input.size(); ++cut) {
            ways.append({input.first(cut), input.sliced(cut)});
            ways.append({input.first(cut), QByteArray(), input.sliced(cut)});
        }
        for (const QVector<QByteArray>& parts : std::as_const(ways)) {
            const Run run = parse(parts);
            QVERIFY(run.ok);
            QByteArrayList seen;
            for (const Seen& event : run.events) {
                seen.append(event.name + '|' + event.data);
            }
            QCOMPARE(seen, expected);
            QCOMPARE(run.bytes, input);
            QCOMPARE(run.rest, rest);
        }
    }

    void eventIsHandedOutWithItsLastByte_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("lf") << QByteArray("data: a\n\n");
        QTest::newRow("crlf") << QByteArray("data: a\r\n\r\n");
        QTest::newRow("cr") << QByteArray("data: a\r\r");
        QTest::newRow("comment") << QByteArray(": wait\n\n");
        QTest::newRow("blank") << QByteArray("\n");
    }
    void eventIsHandedOutWithItsLastByte() {
        QFETCH(QByteArray, input);
        EventStreamParser parser;
        int count = 0;
        const auto onEvent = [&count](const StreamEvent&) { ++count; };
        for (int round = 1; round <= 3; ++round) {
            for (const char c : std::as_const(input)) {
                QCOMPARE(count, round - 1);
                QVERIFY(parser.feed(QByteArrayView(&c, 1), onEvent));
            }
            QCOMPARE(count, round);
            QCOMPARE(parser.pendingBytes(), 0);
        }
    }

    void wholeEventsAreNotCopied() {
        const QByteArray input = "data: a\n\nevent: e\ndata: b\n\n";
        EventStreamParser parser;
        int inside = 0;
        QVERIFY(parser.feed(input, [&](const StreamEvent& event) {
            inside += event.raw.begin() >= input.begin() && event.raw.end() <= input.end() ? 1 : 0;
            inside += event.data.begin() >= input.begin() && event.data.end() <= input.end() ? 1 : 0;
        }));
        QCOMPARE(inside, 4);
    }

    void limit() {
        const QByteArray fits = "data: " + QByteArray(92, 'x') + "\n\n";  // 100 bytes
        QVERIFY(parse({fits, fits}, 100).ok);
        QVERIFY(parse({fits.first(50), fits.sliced(50)}, 100).ok);
        const Run whole = parse({fits + 'd' + fits.sliced(1, 5) + 'x' + fits.sliced(6)}, 100);
        QVERIFY(!whole.ok);
        QCOMPARE(whole.events.size(), 1);
        QVERIFY(!parse({QByteArray(101, 'x')}, 100).ok);
        QVERIFY(parse({QByteArray(100, 'x')}, 100).ok);
        QVector<QByteArray> drip(101, QByteArray(":"));
        QVERIFY(!parse(drip, 100).ok);
        EventStreamParser parser(10);
        QVERIFY(!parser.feed(QByteArray(11, 'x'), [](const StreamEvent&) {}));
        QVERIFY(parser.failed());
        QVERIFY(!parser.feed("data: a\n\n", [](const StreamEvent&) { QFAIL("nothing after the error"); }));
    }

    void recordedStreams() {
        const QString shared =
            qEnvironmentVariable("SIGNALBOX_SHARED", QStringLiteral(SIGNALBOX_SOURCE_DIR "/../shared"));
        QDirIterator files(shared + QStringLiteral("/transcripts"), {QStringLiteral("*.sse")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray input = file.readAll();
            const Run whole = parse({input});
            QVector<QByteArray> bytes;
            for (const char c : input) {
                bytes.append(QByteArray(1, c));
            }
            const Run split = parse(bytes);
            QVERIFY2(whole.ok && split.ok, qPrintable(file.fileName()));
            QVERIFY(whole.events == split.events);
            QVERIFY(whole.bytes == input && split.bytes == input);
            QVERIFY(whole.rest == split.rest);
        }
    }
};

QTEST_GUILESS_MAIN(TestEventStreamParser)
#include "tst_eventstreamparser.moc"
