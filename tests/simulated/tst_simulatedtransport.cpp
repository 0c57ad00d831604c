#include "tests/simulated/SchemaCheck.h"
#include "tests/simulated/SimulatedCall.h"

#include <QFloat16>
#include <QTest>

#include <map>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr const char* kTools =
    R"("tools":[{"type":"function","function":{"name":"first","parameters":{"type":"object","properties":
    {"city":{"type":"string"},"days":{"type":"integer","minimum":2}},"required":["city","days"]}}},
    {"type":"function","function":{"name":"second"}}])";
constexpr const char* kResponseTools =
    R"("tools":[{"type":"function","name":"first","parameters":{"type":"object","properties":
    {"city":{"type":"string"}},"required":["city"]}},{"type":"function","name":"second"}])";
constexpr const char* kSchema =
    R"({"type":"object","properties":{"name":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}},
    "required":["name","tags"],"additionalProperties":false})";

QByteArray after(const QByteArray& fields) {
    return fields.isEmpty() ? QByteArray() : QByteArray("," + fields);
}
QByteArray before(const QByteArray& fields) {
    return fields.isEmpty() ? QByteArray() : QByteArray(fields + ",");
}

QByteArray chat(const QByteArray& more, const char* text = "Hello box") {
    return QByteArray(R"({"model":"demo-fast","messages":[{"role":"user","content":")") + text + R"("}])" +
           after(more) + "}";
}

QByteArray response(const QByteArray& more) {
    return QByteArray(R"({"model":"demo-fast","input":"Hello box")") + after(more) + "}";
}

std::string text(const Json& json) {
    return json.is_string() ? json.get<std::string>() : std::string();
}

// What a client puts together out of the chunks of a chat stream.
struct Assembled {
    std::map<int, std::string> content;
    std::map<int, std::string> arguments;
    std::map<int, std::string> tool;
    std::map<int, std::string> finish;
    Json usage;
    bool isDone = false;
};

Assembled assembled(const std::vector<Json>& events, const char* field) {
    Assembled out;
    for (const Json& event : events) {
        if (event == "[DONE]") {
            out.isDone = true;
            continue;
        }
        if (event.contains("usage") && !event["usage"].is_null()) {
            out.usage = event["usage"];
        }
        for (const Json& choice : event["choices"]) {
            const int index = choice["index"];
            const Json delta = choice.value("delta", Json::object());
            out.content[index] += text(choice.contains("text") ? choice["text"] : delta.value(field, Json()));
            for (const Json& call : delta.value("tool_calls", Json::array())) {
                out.tool[index] += text(call["function"].value("name", Json()));
                out.arguments[index] += text(call["function"]["arguments"]);
            }
            if (!choice["finish_reason"].is_null()) {
                out.finish[index] += text(choice["finish_reason"]);
            }
        }
    }
    return out;
}

}  // namespace

class TestSimulatedTransport final : public QObject {
    Q_OBJECT

    FakeClock m_clock;

    std::unique_ptr<SimulatedCall> ask(const char* path, const QByteArray& body,
                                       const char* method = "POST") {
        auto call = std::make_unique<SimulatedCall>(m_clock, SimulatedPace::none(), method, path, body);
        m_clock.advance(Milliseconds(0));
        return call;
    }

private Q_SLOTS:
    void saysThatItIsSimulated() {
        const auto call = ask("chat/completions", chat({}));
        QCOMPARE(call->status, 200);
        QCOMPARE(call->heads, 1);
        QCOMPARE(call->ends, 1);
        QCOMPARE(call->error, TransportError::None);
        QCOMPARE(call->headers.value("content-type").toByteArray(), QByteArray("application/json"));
        QCOMPARE(call->headers.value("content-length").toByteArray(), QByteArray::number(call->body.size()));
        const Json json = call->json();
        QCOMPARE(json["object"].get<std::string>(), std::string("chat.completion"));
        QCOMPARE(json["created"].get<qint64>(), m_clock.wallMs() / 1000);
        const auto content = json["choices"][0]["message"]["content"].get<std::string>();
        QVERIFY(content.find("simulated") != std::string::npos);
        QVERIFY(content.find("Hello box") != std::string::npos);
        QVERIFY(content.find("demo-fast") != std::string::npos);
    }

    // The stream puts together the same answer as the plain call, with the same usage.
    void streamsEqualPlain_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QString>("finish");
        const auto row = [](const char* name, const QByteArray& fields, const char* finish) {
            QTest::newRow(name) << fields << QString::fromLatin1(finish);
        };
        row("plain", {}, "stop");
        row("three choices", R"("n":3)", "stop");
        row("max_tokens", R"("max_tokens":3)", "length");
        row("max_completion_tokens", R"("max_completion_tokens":3,"max_tokens":100)", "length");
        row("stop text", R"("stop":"answer")", "stop");
        row("stop list", R"("stop":["zzz","simulated"])", "stop");
        row("json object", R"("response_format":{"type":"json_object"})", "stop");
        row("json schema",
            QByteArray(R"("response_format":{"type":"json_schema","json_schema":{"name":"s","schema":)") +
                kSchema + "}}",
            "stop");
        row("tool", kTools, "tool_calls");
        row("tool, two choices", QByteArray(kTools) + R"(,"n":2)", "tool_calls");
        row("named tool",
            QByteArray(kTools) + R"(,"tool_choice":{"type":"function","function":{"name":"second"}})",
            "tool_calls");
        row("tools, none chosen", QByteArray(kTools) + R"(,"tool_choice":"none")", "stop");
    }
    void streamsEqualPlain() {
        QFETCH(QByteArray, fields);
        QFETCH(QString, finish);
        const Json plain = ask("chat/completions", chat(fields))->json();
        const QByteArray more = before(fields) + R"("stream":true,"stream_options":{"include_usage":true})";
        const auto call = ask("chat/completions", chat(more));
        QCOMPARE(call->headers.value("content-type").toByteArray(),
                 QByteArray("text/event-stream; charset=utf-8"));
        const std::vector<Json> events = call->events();
        const Assembled stream = assembled(events, "content");
        QVERIFY(stream.isDone);
        QVERIFY(call->body.endsWith("data: [DONE]\n\n"));
        QCOMPARE(stream.usage, plain["usage"]);
        for (std::size_t i = 0; i + 1 < events.size(); ++i) {
            QVERIFY2(events[i].contains("usage"), "with include_usage every chunk has the key");
            QCOMPARE(events[i]["id"], events[0]["id"]);
        }
        QVERIFY(events[events.size() - 2]["choices"].empty());
        QCOMPARE(stream.finish.size(), plain["choices"].size());
        for (const Json& choice : plain["choices"]) {
            const int index = choice["index"];
            const Json& message = choice["message"];
            QCOMPARE(text(choice["finish_reason"]), finish.toStdString());
            QCOMPARE(stream.finish.at(index), finish.toStdString());
            QCOMPARE(stream.content.at(index), text(message["content"]));
            if (message.contains("tool_calls")) {
                QCOMPARE(stream.tool.at(index), text(message["tool_calls"][0]["function"]["name"]));
                QCOMPARE(stream.arguments.at(index), text(message["tool_calls"][0]["function"]["arguments"]));
            }
        }
        const Json& usage = plain["usage"];
        QCOMPARE(usage["total_tokens"].get<int>(),
                 usage["prompt_tokens"].get<int>() + usage["completion_tokens"].get<int>());
        QVERIFY(usage["prompt_tokens"].get<int>() > 0);
    }

    void usageOnlyWhenAskedFor() {
        const auto call = ask("chat/completions", chat(R"("stream":true)"));
        QVERIFY(!call->body.contains("usage"));
        QVERIFY(call->body.contains("[DONE]"));
    }

    void maxTokensAreUsedUp() {
        const Json json = ask("chat/completions", chat(R"("max_tokens":3,"n":2)"))->json();
        QCOMPARE(json["usage"]["completion_tokens"].get<int>(), 6);
    }

    void stopCutsBeforeIt() {
        const Json json = ask("chat/completions", chat(R"("stop":"simulated")"))->json();
        QCOMPARE(text(json["choices"][0]["message"]["content"]), std::string("This is a "));
    }

    void schemaAnswersAreValid() {
        const QByteArray fields =
            QByteArray(
                R"("response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":)") +
            kSchema + "}}";
        const Json json = ask("chat/completions", chat(fields))->json();
        const Json schema = Json::parse(kSchema);
        QCOMPARE(SchemaCheck(schema).fault(Json::parse(text(json["choices"][0]["message"]["content"]))),
                 std::string());
        const Json loose =
            ask("chat/completions", chat(R"("response_format":{"type":"json_object"})"))->json();
        QVERIFY(Json::parse(text(loose["choices"][0]["message"]["content"])).is_object());
    }

    void toolArgumentsAreValid() {
        const Json json = ask("chat/completions", chat(kTools))->json();
        const Json& call = json["choices"][0]["message"]["tool_calls"][0];
        QCOMPARE(text(call["type"]), std::string("function"));
        QCOMPARE(text(call["function"]["name"]), std::string("first"));
        QVERIFY(json["choices"][0]["message"]["content"].is_null());
        const Json schema =
            Json::parse("{" + std::string(kTools) + "}")["tools"][0]["function"]["parameters"];
        QCOMPARE(SchemaCheck(schema).fault(Json::parse(text(call["function"]["arguments"]))), std::string());
    }

    void toolResultEndsTheRound() {
        const QByteArray body =
            QByteArray(
                R"({"model":"demo-fast","messages":[{"role":"user","content":"weather?"},{"role":"assistant",
            "content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"first","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c","content":"17 degrees"}],)") +
            kTools + "}";
        const Json json = ask("chat/completions", body)->json();
        QCOMPARE(text(json["choices"][0]["finish_reason"]), std::string("stop"));
        QVERIFY(text(json["choices"][0]["message"]["content"]).find("17 degrees") != std::string::npos);
    }

    void imagesAndPartsAreSeen() {
        const Json json =
            ask("chat/completions",
                R"({"model":"demo-smart","messages":[{"role":"user","content":[{"type":"text","text":"Look"},
            {"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]}]})")
                ->json();
        const std::string content = text(json["choices"][0]["message"]["content"]);
        QVERIFY(content.find("1 image") != std::string::npos);
        QVERIFY(content.find("\"Look\"") != std::string::npos);
        QCOMPARE(text(json["model"]), std::string("demo-smart"));
    }

    void onlyIdsDiffer() {
        Json first = ask("chat/completions", chat(kTools))->json();
        Json second = ask("chat/completions", chat(kTools))->json();
        QVERIFY(first["id"] != second["id"]);
        for (Json* json : {&first, &second}) {
            json->erase("id");
            (*json)["choices"][0]["message"]["tool_calls"][0].erase("id");
        }
        QCOMPARE(first, second);
    }

    void longAnswersOnRequest() {
        const Json json = ask("chat/completions", chat({}, "Please count to 300"))->json();
        QVERIFY(json["usage"]["completion_tokens"].get<int>() > 300);
    }

    void completions() {
        const QByteArray start = R"({"model":"demo-fast","prompt":["one","two"],"max_tokens":100)";
        const Json plain = ask("completions", start + "}")->json();
        const auto call =
            ask("completions", start + R"(,"stream":true,"stream_options":{"include_usage":true}})");
        const Assembled stream = assembled(call->events(), "text");
        QCOMPARE(plain["choices"].size(), std::size_t{2});
        for (const Json& choice : plain["choices"]) {
            QCOMPARE(stream.content.at(choice["index"].get<int>()), text(choice["text"]));
        }
        QCOMPARE(stream.usage, plain["usage"]);
        QCOMPARE(text(plain["object"]), std::string("text_completion"));
        const Json cut = ask("completions", R"({"model":"demo-fast","prompt":"x","max_tokens":2})")->json();
        QCOMPARE(text(cut["choices"][0]["finish_reason"]), std::string("length"));
    }

    void responses_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("type");
        const auto row = [](const char* name, const QByteArray& fields, const char* status,
                            const char* type) {
            QTest::newRow(name) << fields << QString::fromLatin1(status) << QString::fromLatin1(type);
        };
        row("text", {}, "completed", "message");
        row("cut", R"("max_output_tokens":3)", "incomplete", "message");
        row("schema",
            QByteArray(R"("text":{"format":{"type":"json_schema","name":"s","schema":)") + kSchema + "}}",
            "completed", "message");
        row("call", kResponseTools, "completed", "function_call");
        row("named call",
            QByteArray(kResponseTools) + R"(,"tool_choice":{"type":"function","name":"second"})", "completed",
            "function_call");
        row("no call", QByteArray(kResponseTools) + R"(,"tool_choice":"none")", "completed", "message");
    }
    void responses() {
        QFETCH(QByteArray, fields);
        QFETCH(QString, status);
        QFETCH(QString, type);
        const Json plain = ask("responses", response(fields))->json();
        QCOMPARE(text(plain["status"]), status.toStdString());
        QCOMPARE(text(plain["output"][0]["type"]), type.toStdString());
        const auto call = ask("responses", response(before(fields) + R"("stream":true)"));
        std::vector<std::string> names;
        const std::vector<Json> events = call->events(&names);
        QVERIFY(!call->body.contains("[DONE]"));

        std::vector<std::string> order;
        std::string deltas;
        for (std::size_t i = 0; i < events.size(); ++i) {
            QCOMPARE(names[i], text(events[i]["type"]));
            QCOMPARE(events[i]["sequence_number"].get<std::size_t>(), i);
            if (names[i].ends_with(".delta")) {
                deltas += text(events[i]["delta"]);
            }
            if (order.empty() || order.back() != names[i]) {
                order.push_back(names[i]);
            }
        }
        const bool isCall = type == QLatin1String("function_call");
        std::vector<std::string> expected{"response.created", "response.in_progress",
                                          "response.output_item.added"};
        if (isCall) {
            expected.insert(expected.end(), {"response.function_call_arguments.delta",
                                             "response.function_call_arguments.done"});
        } else {
            expected.insert(expected.end(), {"response.content_part.added", "response.output_text.delta",
                                             "response.output_text.done", "response.content_part.done"});
        }
        expected.insert(expected.end(), {"response.output_item.done", "response." + status.toStdString()});
        QCOMPARE(order, expected);

        const Json& last = events.back()["response"];
        QCOMPARE(last["usage"], plain["usage"]);
        QCOMPARE(last["usage"]["total_tokens"].get<int>(),
                 last["usage"]["input_tokens"].get<int>() + last["usage"]["output_tokens"].get<int>());
        QVERIFY(events.front()["response"]["usage"].is_null());
        const Json& item = plain["output"][0];
        QCOMPARE(deltas, isCall ? text(item["arguments"]) : text(item["content"][0]["text"]));
        QCOMPARE(last["output"][0], events[events.size() - 2]["item"]);
        if (status == QLatin1String("incomplete")) {
            QCOMPARE(text(last["incomplete_details"]["reason"]), std::string("max_output_tokens"));
        }
        if (fields.contains("json_schema")) {
            const Json schema = Json::parse(kSchema);
            QCOMPARE(SchemaCheck(schema).fault(Json::parse(deltas)), std::string());
        }
    }

    void responsesWithToolOutput() {
        const QByteArray body =
            QByteArray(R"({"model":"demo-fast","instructions":"be brief","input":[{"role":"user",
            "content":[{"type":"input_text","text":"weather?"}]},{"type":"function_call","call_id":"c","name":"first",
            "arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"17 degrees"}],)") +
            kResponseTools + "}";
        const Json json = ask("responses", body)->json();
        QCOMPARE(text(json["output"][0]["type"]), std::string("message"));
        QVERIFY(text(json["output"][0]["content"][0]["text"]).find("17 degrees") != std::string::npos);
    }

    void modelNames_data() {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QString>("answers");  // empty: refused
        QTest::newRow("fast") << QByteArray("demo-fast") << QStringLiteral("demo-fast");
        QTest::newRow("smart") << QByteArray("demo-smart") << QStringLiteral("demo-smart");
        QTest::newRow("any other") << QByteArray("gpt-5.5") << QStringLiteral("demo-fast");
        QTest::newRow("unknown demo") << QByteArray("demo-none") << QString();
    }
    void modelNames() {
        QFETCH(QByteArray, model);
        QFETCH(QString, answers);
        for (const bool isResponses : {false, true}) {
            QByteArray body = isResponses ? response({}) : chat({});
            body.replace("demo-fast", model);
            const auto call = ask(isResponses ? "responses" : "chat/completions", body);
            const Json json = call->json();
            if (!answers.isEmpty()) {
                QCOMPARE(text(json["model"]), answers.toStdString());
            } else {
                QCOMPARE(call->status, isResponses ? 400 : 404);
                QCOMPARE(text(json["error"]["code"]), std::string("model_not_found"));
            }
        }
    }

    void models() {
        const Json list = ask("models", {}, "GET")->json();
        QCOMPARE(list["data"].size(), std::size_t{2});
        QCOMPARE(text(list["data"][1]["id"]), std::string("demo-smart"));
        QCOMPARE(text(ask("models/demo-fast?x=1", {}, "GET")->json()["object"]), std::string("model"));
        QCOMPARE(ask("models/none", {}, "GET")->status, 404);
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const char* path, const QByteArray& body, int status) {
            QTest::newRow(name) << QByteArray(path) << body << status;
        };
        row("not json", "chat/completions", "{oops", 400);
        row("not an object", "chat/completions", "[]", 400);
        row("too deep", "chat/completions", QByteArray(100'000, '['), 400);
        row("no model", "chat/completions", R"({"messages":[]})", 400);
        row("no messages", "chat/completions", R"({"model":"demo-fast"})", 400);
        row("messages of numbers", "chat/completions", R"({"model":"demo-fast","messages":[1]})", 400);
        row("n too large", "chat/completions", chat(R"("n":129)"), 400);
        row("n of text", "chat/completions", chat(R"("n":"2")"), 400);
        row("stream of text", "chat/completions", chat(R"("stream":"yes")"), 400);
        row("no tokens", "chat/completions", chat(R"("max_tokens":0)"), 400);
        row("unknown tool", "chat/completions",
            chat(QByteArray(kTools) + R"(,"tool_choice":{"type":"function","function":{"name":"x"}})"), 400);
        row("tools of text", "chat/completions", chat(R"("tools":"x")"), 400);
        row("schema missing", "chat/completions", chat(R"("response_format":{"type":"json_schema"})"), 400);
        row("format unknown", "chat/completions", chat(R"("response_format":{"type":"xml"})"), 400);
        row("no input", "responses", R"({"model":"demo-fast"})", 400);
        row("odd input", "responses", R"({"model":"demo-fast","input":[{"x":1}]})", 400);
        row("embeddings without input", "embeddings", R"({"model":"demo-fast"})", 400);
        row("embeddings dimensions", "embeddings", R"({"model":"demo-fast","input":"a","dimensions":0})",
            400);
        row("embeddings format", "embeddings", R"({"model":"demo-fast","input":"a","encoding_format":"hex"})",
            400);
        row("image size", "images/generations", R"({"model":"demo-fast","prompt":"p","size":"9999x9"})", 400);
        row("image prompt", "images/generations", R"({"model":"demo-fast"})", 400);
        row("speech input", "audio/speech", R"({"model":"demo-fast"})", 400);
        row("unknown path", "videos", R"({"model":"demo-fast"})", 404);
    }
    void refusals() {
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        const auto call = ask(path.constData(), body);
        QCOMPARE(call->status, status);
        QCOMPARE(call->error, TransportError::None);
        const Json error = call->json()["error"];
        for (const char* field : {"message", "type", "param", "code"}) {
            QVERIFY2(error.contains(field), field);
        }
        QCOMPARE(text(error["type"]), std::string("invalid_request_error"));
    }

    void cutBodiesNeverCrash() {
        const QByteArray whole = chat(QByteArray(kTools) + R"(,"stop":["a"],"n":2,"stream":true)");
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QCOMPARE(ask("chat/completions", whole.left(length))->status, 400);
        }
    }

    void nothingInsideSend() {
        SimulatedCall call(m_clock, SimulatedPace::none(), "POST", "chat/completions", chat({}));
        QCOMPARE(call.heads + call.ends, 0);
        m_clock.advance(Milliseconds(0));
        QCOMPARE(call.heads, 1);
        QCOMPARE(call.ends, 1);
    }

    void humanPace() {
        SimulatedCall stream(m_clock, SimulatedPace(), "POST", "chat/completions", chat(R"("stream":true)"));
        m_clock.advance(Milliseconds(299));
        QCOMPARE(stream.heads, 0);
        m_clock.advance(Milliseconds(1));
        QCOMPARE(stream.heads, 1);
        QCOMPARE(stream.pieces.size(), std::size_t{1});  // the role
        m_clock.advance(Milliseconds(250));
        QCOMPARE(stream.pieces.size(), std::size_t{11});  // 40 tokens a second
        QCOMPARE(stream.ends, 0);
        m_clock.advance(Milliseconds(10'000));
        QCOMPARE(stream.ends, 1);

        SimulatedCall plain(m_clock, SimulatedPace(), "POST", "chat/completions", chat({}));
        m_clock.advance(Milliseconds(300));
        QCOMPARE(plain.heads, 0);
        m_clock.advance(Milliseconds(10'000));
        QCOMPARE(plain.ends, 1);
        QCOMPARE(plain.pieces.size(), std::size_t{1});

        QByteArray body = chat(R"("stream":true)");
        SimulatedCall smart(m_clock, SimulatedPace(), "POST", "chat/completions",
                            body.replace("demo-fast", "demo-smart"));
        m_clock.advance(Milliseconds(449));
        QCOMPARE(smart.heads, 0);
        m_clock.advance(Milliseconds(1));
        QCOMPARE(smart.heads, 1);
    }

    void pauseAndResume_data() {
        QTest::addColumn<int>("perTokenMs");
        QTest::newRow("at once") << 0;
        QTest::newRow("paced") << 25;
    }
    void pauseAndResume() {
        QFETCH(int, perTokenMs);
        const SimulatedPace pace{Milliseconds(0), Milliseconds(perTokenMs)};
        const QByteArray whole = ask("chat/completions", chat(R"("stream":true)"))->body;
        SimulatedCall call(m_clock, pace, "POST", "chat/completions", chat(R"("stream":true)"));
        call.onPiece = [&call] { call.exchange->pause(); };
        std::size_t rounds = 0;
        while (call.ends == 0 && rounds++ < 500) {
            m_clock.advance(Milliseconds(1000));
            QCOMPARE(call.pieces.size(), rounds);  // one piece, however long it lasts
            call.exchange->resume();
            if (call.body.endsWith("[DONE]\n\n")) {
                m_clock.advance(Milliseconds(0));
            }
        }
        QCOMPARE(call.ends, 1);
        QCOMPARE(call.body.size(), whole.size());
        call.exchange->pause();
        call.exchange->resume();
        m_clock.advance(Milliseconds(1000));
        QCOMPARE(call.ends, 1);
    }

    void cancelAnywhere() {
        const std::size_t pieces = ask("chat/completions", chat(R"("stream":true)"))->pieces.size();
        for (std::size_t at = 0; at <= pieces; ++at) {
            SimulatedCall call(m_clock, SimulatedPace::none(), "POST", "chat/completions",
                               chat(R"("stream":true)"));
            call.onPiece = [&call, at] {
                if (call.pieces.size() == at) {
                    call.exchange.reset();
                }
            };
            if (at == 0) {
                call.exchange.reset();
            }
            m_clock.advance(Milliseconds(1000));
            QCOMPARE(call.pieces.size(), at);
            QCOMPARE(call.ends, 0);
        }
        SimulatedCall call(m_clock, SimulatedPace::none(), "POST", "chat/completions", chat({}));
        call.destroyAtEnd = true;
        m_clock.advance(Milliseconds(0));
        QCOMPARE(call.ends, 1);
    }
};

QTEST_APPLESS_MAIN(TestSimulatedTransport)
#include "tst_simulatedtransport.moc"
