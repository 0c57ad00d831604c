// BilledProviders: fake providers that keep their own bill. Each tells its usage in the shape of one real
// provider (protocols.md), and reckons what it charges by itself, from its own price list, in integers. Some
// streams break off, some are to be left by the client. Thread: the test's.
#pragma once

#include "tests/gateway/FakeTransport.h"
#include "tests/gateway/Scripts.h"

#include <random>

namespace signalbox::test {

// What a provider charges for one request.
struct Bill {
    int number = 0;
    QByteArray provider;
    qint64 input = 0;  // cached and written included
    qint64 cached = 0;
    qint64 written = 0;
    qint64 output = 0;  // reasoning included
    qint64 reasoning = 0;
    qint64 nanoUsd = 0;
    bool told = true;  // false: it broke off before the provider said what was used
};

// Prices in pico-dollars per token; the discount in thousandths of the list price.
struct PriceList {
    const char* provider;
    qint64 input;
    qint64 cached;
    qint64 written;
    qint64 output;
    qint64 permille;
};
inline constexpr PriceList kPriceLists[] = {
    {"openai", 5'000'000, 500'000, 6'250'000, 30'000'000, 1000},
    {"deepseek", 520'000, 43'333, 520'000, 1'100'007, 1000},
    {"xai", 2'000'000, 750'000, 2'000'000, 10'000'000, 1000},
    {"moonshot", 600'000, 150'000, 600'000, 2'500'000, 1000},
    {"groq", 150'000, 75'000, 150'000, 600'000, 1000},
    {"openrouter", 3'750'000, 375'000, 4'687'500, 18'750'000, 1000},
    {"mistral", 400'000, 40'000, 400'000, 2'000'000, 1000},
    {"vllm", 70'001, 70'001, 70'001, 210'003, 1000},
    {"gateway", 3'000'000, 300'000, 3'750'000, 15'000'000, 800},
};
inline constexpr int kShapes = static_cast<int>(std::size(kPriceLists));

enum class Ending { Whole, Cut, LeftByClient };

class BilledProviders final : public FakeTransport {
public:
    explicit BilledProviders(FakeClock& clock) : FakeTransport(clock) {}

    std::vector<Bill> bills;  // by the number that each request carries, from `first` on
    int first = 0;

    // The request "#number#": everything of it follows from the number.
    static std::mt19937 chanceOf(int number) {
        return std::mt19937(static_cast<unsigned>(number) * 2'654'435'761U);
    }
    static Ending endingOf(int number) {
        const int percent = number * 37 % 100;
        return percent < 3 ? Ending::Cut : percent < 5 ? Ending::LeftByClient : Ending::Whole;
    }
    static bool isStream(int number) { return endingOf(number) != Ending::Whole || number % 3 != 0; }
    static bool isResponses(int number) { return shapeOf(number) == 0 && number % 2 == 0; }
    static int shapeOf(int number) { return number / 7 % kShapes; }

    [[nodiscard]] std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                 ExchangeListener& listener) override {
        const qsizetype mark = request.body.indexOf('#') + 1;
        if (mark == 0) {
            return FakeTransport::send(std::move(request), listener);  // its list of models
        }
        const int number = request.body.mid(mark, request.body.indexOf('#', mark) - mark).toInt();
        const Bill bill = reckon(number);
        bills.at(static_cast<std::size_t>(number - first)) = bill;
        Script script = answerOf(bill);
        script.headAfter = Milliseconds(1 + number % 50);
        script.between = Milliseconds(number % 5);
        sent.clear();
        return play(std::move(script), request, listener);
    }

private:
    static Bill reckon(int number) {
        const PriceList& prices = kPriceLists[shapeOf(number)];
        std::mt19937 chance = chanceOf(number);
        const auto upTo = [&](qint64 most) { return static_cast<qint64>(chance() % (most + 1)); };
        Bill bill;
        bill.number = number;
        bill.provider = prices.provider;
        bill.input = 1 + upTo(20'000);
        bill.cached = upTo(3) == 0 ? upTo(bill.input) : 0;
        const bool writes = QByteArray(prices.provider) == "openai";
        bill.written = writes ? upTo(bill.input - bill.cached) : 0;
        bill.output = 1 + upTo(4'000);
        const bool reasons =
            QByteArray(prices.provider) != "mistral" && QByteArray(prices.provider) != "vllm";
        bill.reasoning = reasons ? upTo(bill.output) : 0;
        if (QByteArray(prices.provider) == "vllm") {
            bill.cached = 0;
        }
        if (endingOf(number) != Ending::Whole) {
            bill.told = QByteArray(prices.provider) == "vllm";  // tells it with each piece
            bill.output = 1;
            bill.reasoning = 0;
        }
        const qint64 pico = (bill.input - bill.cached - bill.written) * prices.input +
                            bill.cached * prices.cached + bill.written * prices.written +
                            bill.output * prices.output;
        bill.nanoUsd = (pico * prices.permille + 500'000) / 1'000'000;
        return bill;
    }

    static QByteArray field(const char* name, qint64 value) {
        return QByteArray("\"") + name + "\":" + QByteArray::number(value);
    }

    static QByteArray usageOf(const Bill& bill) {
        const QByteArray total = field("total_tokens", bill.input + bill.output);
        const QByteArray prompt = field("prompt_tokens", bill.input);
        const QByteArray completion = field("completion_tokens", bill.output);
        const QByteArray thought =
            "\"completion_tokens_details\":{" + field("reasoning_tokens", bill.reasoning) + "}";
        if (bill.provider == "openai" && isResponses(bill.number)) {
            return "{" + field("input_tokens", bill.input) + ",\"input_tokens_details\":{" +
                   field("cached_tokens", bill.cached) + "," + field("cache_write_tokens", bill.written) +
                   "}," + field("output_tokens", bill.output) + ",\"output_tokens_details\":{" +
                   field("reasoning_tokens", bill.reasoning) + "}," + total + "}";
        }
        if (bill.provider == "deepseek") {
            return "{" + prompt + "," + completion + "," + total + "," +
                   field("prompt_cache_hit_tokens", bill.cached) + "," +
                   field("prompt_cache_miss_tokens", bill.input - bill.cached) + "," + thought + "}";
        }
        if (bill.provider == "xai") {  // its completion_tokens leave the reasoning out
            return "{" + prompt + "," + field("completion_tokens", bill.output - bill.reasoning) + "," +
                   total + ",\"prompt_tokens_details\":{" + field("cached_tokens", bill.cached) + "}," +
                   thought + "," + field("cost_in_usd_ticks", bill.nanoUsd * 10) + "}";
        }
        if (bill.provider == "moonshot") {
            return "{" + prompt + "," + completion + "," + total + "," + field("cached_tokens", bill.cached) +
                   "," + thought + "}";
        }
        if (bill.provider == "mistral") {
            return "{" + prompt + "," + completion + "," + total + "," +
                   field("num_cached_tokens", bill.cached) + "}";
        }
        if (bill.provider == "openrouter") {
            const QByteArray nano = QByteArray::number(bill.nanoUsd).rightJustified(10, '0');
            return "{" + prompt + "," + completion + "," + total + ",\"cost\":" + nano.chopped(9) + "." +
                   nano.right(9) + ",\"prompt_tokens_details\":{" + field("cached_tokens", bill.cached) +
                   "}," + thought + "}";
        }
        return "{" + prompt + "," + completion + "," + total + ",\"prompt_tokens_details\":{" +
               field("cached_tokens", bill.cached) + "," + field("cache_write_tokens", bill.written) + "}," +
               thought + "}";
    }

    static Script answerOf(const Bill& bill) {
        const QByteArray usage = usageOf(bill);
        if (!isStream(bill.number)) {
            return {200, jsonHeaders(), {wholeAnswer(bill, usage)}, {}, {}, {}, false};
        }
        Script script{200, streamHeaders(), {}, {}, {}, {}, false};
        auto& pieces = script.pieces;
        if (isResponses(bill.number)) {
            pieces = responsesPieces(usage);
        } else if (bill.provider == "vllm") {
            // The usage so far with each piece, and the whole once more in a chunk of its own.
            Bill soFar = bill;
            soFar.output = 1;
            soFar.reasoning = 0;
            pieces = {chunk("{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}",
                            ",\"usage\":" + usageOf(soFar)),
                      chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ",\"usage\":" + usage),
                      chunk("", ",\"usage\":" + usage), done()};
        } else if (bill.provider == "moonshot") {
            pieces = {roleChunk(), textChunk("a"),
                      chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",\"usage\":" + usage + "}"),
                      done()};
        } else if (bill.provider == "groq") {
            pieces = {roleChunk(), textChunk("a"),
                      chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}",
                            ",\"usage\":" + usage + ",\"x_groq\":{\"id\":\"x\",\"usage\":" + usage + "}"),
                      chunk("", ",\"usage\":" + usage), done()};
        } else if (bill.provider == "deepseek" || bill.provider == "mistral") {
            pieces = {roleChunk(), textChunk("a"),
                      chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}", ",\"usage\":" + usage),
                      done()};
        } else {
            pieces = {roleChunk(), textChunk("a"), finishChunk(), chunk("", ",\"usage\":" + usage), done()};
        }
        if (endingOf(bill.number) != Ending::Whole) {
            pieces.resize(bill.provider == "vllm" ? 1 : 2);  // some content, and no more
            script.stalls = endingOf(bill.number) == Ending::LeftByClient;
            script.end = {TransportError::Reset, QStringLiteral("for the test")};
        }
        return script;
    }

    static QByteArray wholeAnswer(const Bill& bill, const QByteArray& usage) {
        if (isResponses(bill.number)) {
            return "{\"id\":\"r\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"m\","
                   "\"output\":"
                   "[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
                   "\"text\":\"a\"}]}],\"usage\":" +
                   usage + "}";
        }
        const QByteArray inChoice = bill.provider == "moonshot" ? ",\"usage\":" + usage : QByteArray();
        const QByteArray atTop = bill.provider == "moonshot" ? QByteArray() : ",\"usage\":" + usage;
        return "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{"
               "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":"
               "\"stop\"" +
               inChoice + "}]" + atTop + "}";
    }

    static std::vector<QByteArray> responsesPieces(const QByteArray& usage) {
        const auto event = [](const char* type, const QByteArray& more) -> QByteArray {
            return "event: " + QByteArray(type) + "\ndata: {\"type\":\"" + type + "\"" + more + "}\n\n";
        };
        return {event("response.created", ",\"response\":{\"id\":\"r\",\"status\":\"in_progress\"}"),
                event("response.output_text.delta", ",\"delta\":\"a\""),
                event("response.completed",
                      ",\"response\":{\"id\":\"r\",\"status\":\"completed\",\"model\":\"m\",\"usage\":" +
                          usage + "}")};
    }
};

}  // namespace signalbox::test
