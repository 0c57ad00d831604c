#include "core/protocol/RequestBody.h"

#include <QRandomGenerator>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace signalbox;
using Json = nlohmann::ordered_json;

namespace {

RequestBody parsed(const QByteArray& bytes, Endpoint endpoint = Endpoint::ChatCompletions) {
    Result<RequestBody> result = parseRequestBody(endpoint, bytes);
    if (!result.ok()) {
        qWarning("%s", qPrintable(result.error().message));
        return {};
    }
    return result.value();
}

QByteArray part(const RequestBody& body, Span span) {
    return span.valid() ? body.bytes.mid(span.begin, span.length) : QByteArray("-");
}

// A body member by member, so that the expected bytes can be built without a parser.
struct Member {
    QByteArray key;
    QByteArray value;
};

class Writer {
public:
    explicit Writer(quint32 seed) : m_random(seed) {}

    QByteArray blank() {
        static const QList<QByteArray> kBlanks{"", "", "", " ", "\n", "\r\n\t", "  "};
        return kBlanks[m_random.bounded(static_cast<int>(kBlanks.size()))];
    }
    QByteArray value(int depth) {
        switch (m_random.bounded(depth > 3 ? 6 : 9)) {
            case 0:
                return "12345678901234567890123456789";
            case 1:
                return "1.000000000000000000001e-7";
            case 2:
                return "null";
            case 3:
                return m_random.bounded(2) ? "true" : "false";
            case 4:
                return "\"model\"";
            case 5:
                return QByteArray("\"a \\\"model\\\": \\u00e9 \xC3\xA9 \\\\\"");
            case 6:
                return "[" + blank() + value(depth + 1) + "," + value(depth + 1) + blank() + "]";
            case 7:
                return "{" + blank() + "\"model\":" + value(depth + 1) + ",\"stream\" : true}";
            default:
                return "{}";
        }
    }
    bool flip() { return m_random.bounded(2) == 1; }
    int below(int limit) { return m_random.bounded(limit); }

private:
    QRandomGenerator m_random;
};

}  // namespace

class TestRequestBody final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QByteArray>("modelBytes");
        QTest::addColumn<bool>("stream");
        QTest::addColumn<bool>("includeUsage");
        const auto row = [](const char* name, const QByteArray& json, const QString& model,
                            const QByteArray& bytes, bool stream = false, bool usage = false) {
            QTest::newRow(name) << json << model << bytes << stream << usage;
        };
        const QString gpt = QStringLiteral("gpt-5.5");
        row("plain", R"({"model":"gpt-5.5","messages":[]})", gpt, "\"gpt-5.5\"");
        row("blanks", "\r\n\t {\n \"model\" \t:\n \"gpt-5.5\" \n,\"x\":1}\n ", gpt, "\"gpt-5.5\"");
        row("byte order mark", "\xEF\xBB\xBF{\"model\":\"gpt-5.5\"}", gpt, "\"gpt-5.5\"");
        row("last",
            "{\"a\":{\"model\":\"other\"},\"b\":[\"model\"],\"c\":\"\\\"model\\\":\\\"no\\\"\",\"model\":"
            "\"gpt-5.5\"}",
            gpt, "\"gpt-5.5\"");
        row("escaped value", R"({"model":"gpt\u002d5.5","stream":true})", gpt, R"("gpt\u002d5.5")", true);
        row("escaped key", R"({"mod\u0065l":"gpt-5.5"})", gpt, "\"gpt-5.5\"");
        row("not latin", "{\"model\":\"模型\\ud83d\\ude00\"}", QString::fromUtf8("模型😀"),
            "\"模型\\ud83d\\ude00\"");
        row("stream false", R"({"model":"gpt-5.5","stream":false})", gpt, "\"gpt-5.5\"");
        row("stream null", R"({"model":"gpt-5.5","stream":null})", gpt, "\"gpt-5.5\"");
        row("stream text", R"({"model":"gpt-5.5","stream":"true"})", gpt, "\"gpt-5.5\"");
        row("usage",
            R"({"stream_options":{"include_obfuscation":false,"include_usage":true},"stream":true ,"model":"gpt-5.5"})",
            gpt, "\"gpt-5.5\"", true, true);
        row("usage false", R"({"stream_options":{"include_usage":false},"stream":true,"model":"gpt-5.5"})",
            gpt, "\"gpt-5.5\"", true);
        row("big numbers", R"({"seed":123456789012345678901234567890,"t":1e999,"model":"gpt-5.5"})", gpt,
            "\"gpt-5.5\"");
        row("deep", "{\"x\":" + QByteArray(5000, '[') + QByteArray(5000, ']') + ",\"model\":\"gpt-5.5\"}",
            gpt, "\"gpt-5.5\"");
    }
    void reads() {
        QFETCH(QByteArray, json);
        const RequestBody body = parsed(json);
        QTEST(body.model, "model");
        QTEST(part(body, body.modelValue), "modelBytes");
        QTEST(body.stream, "stream");
        QTEST(body.includeUsage, "includeUsage");
        QCOMPARE(body.bytes, json);
        QCOMPARE(body.bytes.at(body.objectBegin), '{');
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("place");
        const auto row = [](const char* name, const QByteArray& json, const char* message,
                            const char* place = "") {
            QTest::newRow(name) << json << QString::fromLatin1(message) << QString::fromLatin1(place);
        };
        row("empty", "", "body is empty");
        row("blanks only", " \n", "body is empty");
        row("list", "[]", "body is not a JSON object");
        row("string", "\"model\"", "body is not JSON");
        row("word", "model=gpt", "body is not JSON");
        row("cut in a string", "{\"model\":\"gpt", "body is not JSON");
        row("cut in a list", R"({"model":"m","messages":[{"a":1)", "body is not JSON");
        row("no colon", R"({"model" "m"})", "body is not JSON");
        row("two documents", R"({"model":"m"}{"model":"n"})", "body is not JSON (near byte 13)", "byte 13");
        row("text behind", R"({"model":"m"} x)", "body is not JSON");
        row("not UTF-8", "{\"model\":\"m\",\"x\":\"\xC3\x28\"}", "body is not valid UTF-8");
        row("no model", R"({"messages":[]})", "model: missing", "model");
        row("empty object", "{}", "model: missing", "model");
        row("nested model only", R"({"metadata":{"model":"m"}})", "model: missing", "model");
        row("model number", R"({"model":5})", "model: not a string", "model");
        row("model null", R"({"model":null})", "model: not a string", "model");
        row("model object", R"({"model":{"model":"m"}})", "model: not a string", "model");
        row("model empty", R"({"model":""})", "model: empty", "model");
        row("lone surrogate", R"({"model":"\ud800"})", "model: not a valid string", "model");
        row("model twice", R"({"model":"a","x":1,"model":"b"})", "model: given twice", "model");
        row("model twice, escaped", R"({"model":"a","mo\u0064el":"b"})", "model: given twice", "model");
        row("stream twice", R"({"model":"a","stream":false,"stream":true})", "stream: given twice", "stream");
        row("options twice", R"({"model":"a","stream_options":{},"stream_options":{}})",
            "stream_options: given twice", "stream_options");
        row("usage twice", R"({"model":"a","stream_options":{"include_usage":true,"include_usage":false}})",
            "stream_options.include_usage: given twice", "stream_options.include_usage");
    }
    void refuses() {
        QFETCH(QByteArray, json);
        const Result<RequestBody> result = parseRequestBody(Endpoint::ChatCompletions, json);
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QTEST(result.error().message, "message");
        QTEST(result.error().place, "place");
    }

    // The parser reads beyond the end; a block shared with someone else must not lose the room for that.
    void sharedBytesGetRoomBehindThem() {
        QByteArray body;
        body.reserve(4096);
        body.append("{\"model\":\"m\"}");
        const QByteArray shared = body;
        const RequestBody read = parsed(shared);
        QVERIFY(read.bytes.capacity() >= read.bytes.size() + 64);
        QVERIFY(read.bytes.constData() != shared.constData());
    }

    void modelMayBeOmitted() {
        for (const Endpoint endpoint : {Endpoint::Moderations, Endpoint::ImageGenerations}) {
            const RequestBody body = parsed("{\"input\":\"x\"}", endpoint);
            QVERIFY(body.model.isEmpty());
            QCOMPARE(bodyFor(body, QString(), true), QByteArray("{\"input\":\"x\"}"));
            QCOMPARE(bodyFor(body, QStringLiteral("m"), true),
                     QByteArray("{\"model\":\"m\",\"input\":\"x\"}"));
        }
        QCOMPARE(bodyFor(parsed("{\"model\": null }", Endpoint::Moderations), QStringLiteral("m"), true),
                 QByteArray("{\"model\": \"m\" }"));
    }

    void writes_data() {
        QTest::addColumn<Endpoint>("endpoint");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("model");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* name, const QByteArray& json, const char* model,
                            const QByteArray& expected, Endpoint endpoint = Endpoint::ChatCompletions) {
            QTest::newRow(name) << endpoint << json << QString::fromUtf8(model) << expected;
        };
        row("same", R"({ "model" : "m" })", "m", R"({ "model" : "m" })");
        row("same by escape", R"({"model":"\u006d"})", "m", R"({"model":"\u006d"})");
        row("mapped", R"({ "model" : "m" , "n":1.0})", "vendor/n", R"({ "model" : "vendor/n" , "n":1.0})");
        row("mapped, to escape", R"({"model":"m"})", "a\"b\\c\n", "{\"model\":\"a\\\"b\\\\c\\u000a\"}");
        row("usage added", R"({ "stream":true,"model":"m"})", "m",
            R"({"stream_options":{"include_usage":true}, "stream":true,"model":"m"})");
        row("usage into options", R"({"model":"m","stream":true,"stream_options":{ "x":1}})", "m",
            R"({"model":"m","stream":true,"stream_options":{"include_usage":true, "x":1}})");
        row("usage into empty options", R"({"model":"m","stream":true,"stream_options":{ }})", "m",
            R"({"model":"m","stream":true,"stream_options":{"include_usage":true }})");
        row("usage false", R"({"stream_options":{"include_usage": false },"model":"m","stream":true})", "n",
            R"({"stream_options":{"include_usage": true },"model":"n","stream":true})");
        row("usage null", R"({"stream_options":{"include_usage":null},"model":"m","stream":true})", "m",
            R"({"stream_options":{"include_usage":true},"model":"m","stream":true})");
        row("options null", R"({"stream_options":null,"model":"m","stream":true})", "m",
            R"({"stream_options":{"include_usage":true},"model":"m","stream":true})");
        row("usage wrong type", R"({"stream_options":{"include_usage":1},"model":"m","stream":true})", "m",
            R"({"stream_options":{"include_usage":1},"model":"m","stream":true})");
        row("options wrong type", R"({"stream_options":[],"model":"m","stream":true})", "m",
            R"({"stream_options":[],"model":"m","stream":true})");
        row("usage asked", R"({"stream_options":{"include_usage":true},"model":"m","stream":true})", "m",
            R"({"stream_options":{"include_usage":true},"model":"m","stream":true})");
        row("no stream", R"({"stream_options":{"include_usage":false},"model":"m"})", "m",
            R"({"stream_options":{"include_usage":false},"model":"m"})");
        row("completions", R"({"model":"m","stream":true})", "m",
            R"({"stream_options":{"include_usage":true},"model":"m","stream":true})", Endpoint::Completions);
        row("responses", R"({"model":"m","stream":true})", "m", R"({"model":"m","stream":true})",
            Endpoint::Responses);
        row("images", R"({"model":"m","stream":true})", "m", R"({"model":"m","stream":true})",
            Endpoint::ImageGenerations);
        row("behind a mark", "\xEF\xBB\xBF{\"model\":\"m\",\"stream\":true}", "m",
            "\xEF\xBB\xBF{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true}");
    }
    void writes() {
        QFETCH(Endpoint, endpoint);
        QFETCH(QByteArray, json);
        QFETCH(QString, model);
        QTEST(bodyFor(parsed(json, endpoint), model, true), "expected");
        QVERIFY(!bodyFor(parsed(json, endpoint), model, false).contains("\"include_usage\":true,") ||
                json.contains("\"include_usage\":true,"));
    }

    // Bodies put together by chance, with the expected bytes put together beside them.
    void everyOtherByteStays() {
        for (quint32 seed = 1; seed <= 3000; ++seed) {
            Writer writer(seed);
            const bool stream = writer.flip();
            const int options = writer.below(4);
            QList<Member> members{{"model", "\"m-1\""}};
            for (int i = writer.below(5); i > 0; --i) {
                members.insert(writer.below(static_cast<int>(members.size()) + 1),
                               {"x" + QByteArray::number(i), writer.value(0)});
            }
            if (stream) {
                members.insert(writer.below(static_cast<int>(members.size()) + 1), {"stream", "true"});
            }
            if (options > 0) {
                members.insert(writer.below(static_cast<int>(members.size()) + 1),
                               {"stream_options", options == 1   ? "{\"a\": 1}"
                                                  : options == 2 ? "{\"include_usage\" :false,\"a\":[]}"
                                                                 : "{\"a\":{},\"include_usage\":true}"});
            }
            const bool map = writer.flip();
            QByteArray body = writer.blank() + "{";
            QByteArray expected = body;
            if (stream && options == 0) {
                expected += "\"stream_options\":{\"include_usage\":true},";
            }
            for (qsizetype i = 0; i < members.size(); ++i) {
                const QByteArray before = (i > 0 ? "," : "") + writer.blank() + "\"" + members[i].key + "\"" +
                                          writer.blank() + ":" + writer.blank();
                const QByteArray after = writer.blank();
                QByteArray value = members[i].value;
                body += before + value + after;
                if (members[i].key == "model" && map) {
                    value = "\"n/2\"";
                } else if (members[i].key == "stream_options" && stream) {
                    value.replace("{\"a\": 1}", "{\"include_usage\":true,\"a\": 1}").replace("false", "true");
                }
                expected += before + value + after;
            }
            const QByteArray tail = "}" + writer.blank();
            body += tail;
            expected += tail;

            const QByteArray written =
                bodyFor(parsed(body), map ? QStringLiteral("n/2") : QStringLiteral("m-1"), true);
            QCOMPARE(written, expected);
            Json before = Json::parse(body.toStdString());
            Json after = Json::parse(written.toStdString());
            QCOMPARE(after["model"].get<std::string>(), std::string(map ? "n/2" : "m-1"));
            QCOMPARE(after.contains("stream_options") && after["stream_options"].contains("include_usage") &&
                         after["stream_options"]["include_usage"] == true,
                     stream || options == 3);
            for (Json* json : {&before, &after}) {
                json->erase("model");
                json->erase("stream_options");
            }
            QVERIFY(before == after);
        }
    }

    void needs_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("needs");
        QTest::newRow("none")
            << QByteArray(R"({"model":"m","tools":[],"messages":[{"role":"user","content":"hi"}]})")
            << QString();
        QTest::newRow("tools") << QByteArray(R"({"model":"m","tools":[{"type":"function"}]})")
                               << QStringLiteral("T");
        QTest::newRow("functions") << QByteArray(R"({"model":"m","functions":[{"name":"f"}]})")
                                   << QStringLiteral("T");
        QTest::newRow("image")
            << QByteArray(
                   R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:"}}]}]})")
            << QStringLiteral("I");
        QTest::newRow("responses image")
            << QByteArray(
                   R"({"model":"m","input":[{"role":"user","content":[{"type" : "input_image" ,"image_url":"x"}]}]})")
            << QStringLiteral("I");
        QTest::newRow("schema")
            << QByteArray(
                   R"({"model":"m","response_format":{"type":"json_schema","json_schema":{"schema":{}}}})")
            << QStringLiteral("S");
        QTest::newRow("json object") << QByteArray(
                                            R"({"model":"m","response_format":{"type":"json_object"}})")
                                     << QString();
        QTest::newRow("responses schema")
            << QByteArray(
                   R"({"model":"m","text":{"verbosity":"low","format":{"schema":{},"type":"json_schema"}}})")
            << QStringLiteral("S");
        QTest::newRow("wrong types")
            << QByteArray(R"({"model":"m","tools":1,"response_format":[],"text":"x","messages":5})")
            << QString();
    }
    void needs() {
        QFETCH(QByteArray, json);
        const RequestBody body = parsed(json);
        QString needs;
        needs += body.needsTools ? QStringLiteral("T") : QString();
        needs += body.needsImage ? QStringLiteral("I") : QString();
        needs += body.needsJsonSchema ? QStringLiteral("S") : QString();
        QTEST(needs, "needs");
        QCOMPARE(body.model, QStringLiteral("m"));
    }

    void estimatesPromptFromText() {
        const QByteArray words(4000, 'a');
        QCOMPARE(parsed("{\"model\":\"m\",\"input\":\"" + words + "\"}").estimatedPromptTokens, 1000);
        const qint64 chat =
            parsed("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}")
                .estimatedPromptTokens;
        QVERIFY(chat >= 1000 && chat < 1010);
        const RequestBody picture = parsed(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_"
            "url\":{\"url\":\"data:image/png;base64," +
            QByteArray(1'000'000, 'A') + "\"}}]}]}");
        QVERIFY(picture.estimatedPromptTokens > 100 && picture.estimatedPromptTokens < 2000);
        QCOMPARE(
            parsed("{\"model\":\"m\",\"input\":[[1,2,3],[4,5]]}", Endpoint::Embeddings).estimatedPromptTokens,
            5);
    }

    void namesTheConversationByItsBeginning() {
        const auto chat = [](const QByteArray& messages, const QByteArray& more = {}) {
            return parsed("{\"model\":\"m\"," + more + "\"messages\":[" + messages + "]}").conversation;
        };
        const QByteArray system = R"({"role":"system","content":"be brief"})";
        const QByteArray user = R"({"role":"user","content":"hello"})";
        const QByteArray answer = R"({"role":"assistant","content":"hi"})";
        const QByteArray next = R"({"role":"user","content":"and now?"})";
        const quint64 first = chat(system + "," + user);
        QVERIFY(first != 0);
        QCOMPARE(chat(system + "," + user + "," + answer + "," + next), first);
        // Marks that move from turn to turn, white space and tools are no part of it.
        QCOMPARE(chat(system +
                      R"(, {"content":[{"type":"text","text":"hello","cache_control":{"type":"ephemeral"}}],)"
                      R"("role":"user"},)" +
                      answer),
                 first);
        QCOMPARE(chat(system + "," + user, R"("tools":[{"type":"function","function":{"name":"f"}}],)"),
                 first);
        QVERIFY(chat(user) != first);
        QVERIFY(chat(system + "," + next) != first);
        QCOMPARE(chat({}), quint64(0));
        QVERIFY(chat(answer + "," + user) != chat(user));

        const auto responses = [](const QByteArray& members) {
            return parsed("{\"model\":\"m\"," + members + "}", Endpoint::Responses);
        };
        const quint64 text = responses(R"("instructions":"be brief","input":"hello")").conversation;
        QCOMPARE(responses(R"("instructions":"be brief","input":[)" + user + "," + answer + "," + next + "]")
                     .conversation,
                 text);
        QCOMPARE(responses(R"("input":"x","previous_response_id":"resp_1")").previousAnswer,
                 answerHash("resp_1"));
        QCOMPARE(responses(R"("input":"x","previous_response_id":null)").previousAnswer, quint64(0));
        QCOMPARE(parsed(R"({"model":"m","input":"x"})", Endpoint::Embeddings).conversation, quint64(0));

        // A prompt written whole grows at its end.
        const QByteArray many(5'000, 'a');
        const auto whole = [](const QByteArray& prompt) {
            return parsed("{\"model\":\"m\",\"prompt\":\"" + prompt + "\"}", Endpoint::Completions)
                .conversation;
        };
        QCOMPARE(whole(many + "b"), whole(many + "bc"));
        QVERIFY(whole("b" + many) != whole("c" + many));
    }

    void readsTheOutputLimit_data() {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<qint64>("tokens");
        QTest::newRow("chat") << QByteArray("\"max_completion_tokens\":7") << qint64(7);
        QTest::newRow("old") << QByteArray("\"max_tokens\":8") << qint64(8);
        QTest::newRow("responses") << QByteArray("\"max_output_tokens\":9") << qint64(9);
        QTest::newRow("null") << QByteArray("\"max_tokens\":null") << qint64(0);
        QTest::newRow("text") << QByteArray("\"max_tokens\":\"9\"") << qint64(0);
        QTest::newRow("a fraction") << QByteArray("\"max_tokens\":1.5") << qint64(0);
        QTest::newRow("below nought") << QByteArray("\"max_tokens\":-1") << qint64(0);
        QTest::newRow("a list") << QByteArray("\"max_tokens\":[1]") << qint64(0);
    }
    void readsTheOutputLimit() {
        QFETCH(QByteArray, member);
        const RequestBody body = parsed("{" + member + ",\"model\":\"m\"}");
        QTEST(body.maxOutputTokens, "tokens");
        QCOMPARE(body.model, QStringLiteral("m"));
    }

    void largeBodiesAreFast() {
        QByteArray body(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":"
            "\"");
        body.append(20'000'000, 'A').append("\"}}]}],\"stream\":true,\"model\":\"m\"}");
        RequestBody result;
        QBENCHMARK_ONCE {
            result = parsed(body);
        }
        QCOMPARE(result.model, QStringLiteral("m"));
        QVERIFY(result.needsImage);
        QCOMPARE(bodyFor(result, QStringLiteral("n"), true).size(),
                 body.size() + QByteArray("\"stream_options\":{\"include_usage\":true},").size());
    }

    // Broken bodies must be refused or read, never crash; what is read points into the body.
    void survivesMutations() {
        const QByteArray seedBody =
            R"({"model":"gpt-5.5","stream":true,"stream_options":{"include_usage":false},"tools":[{"type":"function","function":{"name":"f","parameters":{"a":[1,2,{"b":null}]}}}],"response_format":{"type":"json_schema"},"messages":[{"role":"user","content":[{"type":"text","text":"h\u00e9\n"},{"type":"image_url","image_url":{"url":"x"}}]}]})";
        static constexpr char kBytes[] = "{}[]\",:\\ntu0 \xC3\xFF";
        QRandomGenerator random(7);
        int readable = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray body = seedBody;
            for (int edits = 1 + random.bounded(4); edits > 0; --edits) {
                const int at = random.bounded(static_cast<int>(body.size()));
                switch (random.bounded(4)) {
                    case 0:
                        body[at] = kBytes[random.bounded(static_cast<int>(sizeof kBytes - 1))];
                        break;
                    case 1:
                        body.remove(at, 1 + random.bounded(8));
                        break;
                    case 2:
                        body.insert(at, kBytes[random.bounded(static_cast<int>(sizeof kBytes - 1))]);
                        break;
                    default:
                        body.truncate(at + 1);
                }
                if (body.isEmpty()) {
                    break;
                }
            }
            const Result<RequestBody> result = parseRequestBody(Endpoint::ChatCompletions, body);
            if (!result.ok()) {
                QVERIFY(!result.error().message.isEmpty());
                continue;
            }
            ++readable;
            const RequestBody& read = result.value();
            const QByteArray token = part(read, read.modelValue);
            QVERIFY(token.startsWith('"') && token.endsWith('"') && token.size() > 2);
            const QByteArray written = bodyFor(read, QStringLiteral("other"), true);
            const Result<RequestBody> again = parseRequestBody(Endpoint::ChatCompletions, written);
            QVERIFY2(again.ok(), written.constData());
            QCOMPARE(again.value().model, QStringLiteral("other"));
        }
        QVERIFY(readable > 100);
    }
};

QTEST_APPLESS_MAIN(TestRequestBody)
#include "tst_requestbody.moc"
