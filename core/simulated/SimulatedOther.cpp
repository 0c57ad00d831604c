// Embeddings, images, moderations, speech.
#include "core/simulated/SimulatedMedia.h"
#include "core/simulated/SimulatedReply.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace signalbox::simulated {

namespace {

constexpr qint64 kDimensions = 1536;
constexpr std::size_t kMostInputs = 2048;
constexpr std::size_t kMostWords = 512;

QByteArrayView view(const std::string& text) {
    return {text.data(), static_cast<qsizetype>(text.size())};
}

// The sum of one random direction per word, at length one: equal texts give equal vectors, and texts that
// share words lie closer than others.
std::vector<float> vectorOf(const std::string& text, qint64 dimensions) {
    std::vector<double> sum(static_cast<std::size_t>(dimensions), 0.0);
    std::vector<std::string> words = tokensOf(text);
    words.resize(std::clamp<std::size_t>(words.size(), 1, kMostWords));
    for (std::string& word : words) {
        const std::size_t begin = word.find_first_not_of(" \n\t\r");
        word.erase(0, std::min(begin, word.size()));
        std::transform(word.begin(), word.end(), word.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        quint64 state = hashOf(view(word));
        for (double& value : sum) {
            constexpr double kUnit = 9007199254740992.0;  // 2^53
            value += static_cast<double>(nextRandom(state) >> 11U) / kUnit - 0.5;
        }
    }
    double square = 0;
    for (const double value : sum) {
        square += value * value;
    }
    const double length = square > 0 ? std::sqrt(square) : 1.0;
    std::vector<float> out;
    out.reserve(sum.size());
    for (const double value : sum) {
        out.push_back(static_cast<float>(value / length));
    }
    return out;
}

std::string base64Of(const std::vector<float>& values) {
    QByteArray bytes;
    bytes.reserve(static_cast<qsizetype>(values.size() * sizeof(float)));
    for (const float value : values) {
        const float little = qToLittleEndian(value);
        bytes.append(reinterpret_cast<const char*>(&little), sizeof(little));
    }
    return bytes.toBase64().toStdString();
}

// The shortest decimal that reads back as this float.
Json decimalOf(float value) {
    return std::stod(QByteArray::number(value, 'g', 9).toStdString());
}

// Text, or numbers of tokens, as text to hash.
std::string inputText(const Json& entry) {
    return entry.is_string() ? entry.get<std::string>() : entry.dump();
}

// One input or several. Nothing: not an input at all.
std::optional<std::vector<std::string>> inputsOf(const Json& body) {
    const Json* input = field(body, "input");
    if (input == nullptr || input->empty()) {
        return std::nullopt;
    }
    if (input->is_string() || (input->is_array() && input->front().is_number())) {
        return std::vector{inputText(*input)};
    }
    if (!input->is_array() || input->size() > kMostInputs) {
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const Json& entry : *input) {
        texts.push_back(inputText(entry));
    }
    return texts;
}

struct Size {
    int width = 256;
    int height = 256;
};

std::optional<Size> sizeOf(const Json& body) {
    constexpr int kLargest = 2048;
    const std::string text = textField(body, "size");
    if (text.empty() || text == "auto") {
        return Size();
    }
    Size size;
    char rest = 0;
    if (std::sscanf(text.c_str(), "%4dx%4d%c", &size.width, &size.height, &rest) != 2 || size.width < 1 ||
        size.height < 1 || size.width > kLargest || size.height > kLargest) {
        return std::nullopt;
    }
    return size;
}

}  // namespace

Answer answerEmbeddings(const Question& question) {
    const Json& body = question.body;
    const auto inputs = inputsOf(body);
    if (!inputs) {
        return refusal(400, "'input' must be text or a list of 1 to 2048 texts.", "input", "invalid_value");
    }
    const qint64 dimensions = integerField(body, "dimensions", kDimensions);
    if (dimensions < 1 || dimensions > kDimensions) {
        return refusal(400, "Invalid 'dimensions': expected 1 to 1536.", "dimensions", "invalid_value");
    }
    const std::string encoding = textField(body, "encoding_format");
    if (!encoding.empty() && encoding != "float" && encoding != "base64") {
        return refusal(400, "Invalid 'encoding_format'.", "encoding_format", "invalid_value");
    }
    Json data = Json::array();
    qint64 tokens = 0;
    for (const std::string& text : *inputs) {
        const std::vector<float> values = vectorOf(text, dimensions);
        Json embedding;
        if (encoding == "base64") {
            embedding = base64Of(values);
        } else {
            embedding = Json::array();
            for (const float value : values) {
                embedding.push_back(decimalOf(value));
            }
        }
        data.push_back(
            {{"object", "embedding"}, {"index", data.size()}, {"embedding", std::move(embedding)}});
        tokens += tokenCount(text);
    }
    return jsonAnswer({{"object", "list"},
                       {"data", std::move(data)},
                       {"model", question.model},
                       {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}},
                      1);
}

Answer answerImages(const Question& question) {
    const Json& body = question.body;
    const std::string prompt = textField(body, "prompt");
    if (prompt.empty()) {
        return refusal(400, "Missing required parameter: 'prompt'.", "prompt", "missing_required_parameter");
    }
    const qint64 count = integerField(body, "n", 1);
    if (count < 1 || count > 10) {
        return refusal(400, "Invalid 'n': expected 1 to 10.", "n", "invalid_value");
    }
    const auto size = sizeOf(body);
    if (!size) {
        return refusal(400, "Invalid 'size': expected such as 1024x1024, at most 2048x2048.", "size",
                       "invalid_value");
    }
    if (question.stream) {
        return refusal(400, "The simulated provider does not stream images.", "stream", "unsupported_value");
    }
    Json data = Json::array();
    for (qint64 i = 0; i < count; ++i) {
        const QByteArray png =
            drawnPng(size->width, size->height, hashOf(view(prompt)) + static_cast<quint64>(i));
        const std::string base64 = png.toBase64().toStdString();
        Json entry = textField(body, "response_format") == "url"
                         ? Json{{"url", "data:image/png;base64," + base64}}
                         : Json{{"b64_json", base64}};
        entry["revised_prompt"] = "Simulated: " + prompt;
        data.push_back(std::move(entry));
    }
    constexpr qint64 kTokensPerImage = 272;
    const qint64 input = tokenCount(prompt);
    const qint64 output = kTokensPerImage * count;
    return jsonAnswer({{"created", question.createdS},
                       {"data", std::move(data)},
                       {"background", "opaque"},
                       {"output_format", "png"},
                       {"size", std::to_string(size->width) + "x" + std::to_string(size->height)},
                       {"usage",
                        {{"input_tokens", input},
                         {"output_tokens", output},
                         {"total_tokens", input + output},
                         {"input_tokens_details", {{"text_tokens", input}, {"image_tokens", 0}}}}}},
                      20);
}

Answer answerModerations(const Question& question) {
    static constexpr const char* kCategories[] = {"sexual",
                                                  "sexual/minors",
                                                  "harassment",
                                                  "harassment/threatening",
                                                  "hate",
                                                  "hate/threatening",
                                                  "illicit",
                                                  "illicit/violent",
                                                  "self-harm",
                                                  "self-harm/intent",
                                                  "self-harm/instructions",
                                                  "violence",
                                                  "violence/graphic"};
    const auto inputs = inputsOf(question.body);
    if (!inputs) {
        return refusal(400, "Missing required parameter: 'input'.", "input", "missing_required_parameter");
    }
    Json flags = Json::object();
    Json scores = Json::object();
    Json types = Json::object();
    for (const char* category : kCategories) {
        flags[category] = false;
        scores[category] = 0.0;
        types[category] = Json::array({"text"});
    }
    Json results = Json::array();
    for (std::size_t i = 0; i < inputs->size(); ++i) {
        results.push_back({{"flagged", false},
                           {"categories", flags},
                           {"category_scores", scores},
                           {"category_applied_input_types", types}});
    }
    return jsonAnswer({{"id", freshId("modr-")}, {"model", question.model}, {"results", std::move(results)}},
                      1);
}

Answer answerSpeech(const Question& question) {
    const std::string input = textField(question.body, "input");
    if (input.empty()) {
        return refusal(400, "Missing required parameter: 'input'.", "input", "missing_required_parameter");
    }
    if (textField(question.body, "stream_format") == "sse") {
        return refusal(400, "The simulated provider does not stream speech events.", "stream_format",
                       "unsupported_value");
    }
    constexpr qint64 kMostTenths = 20;
    const qint64 tenths = std::clamp<qint64>(tokenCount(input) * 2, 5, kMostTenths);
    const QByteArray samples = tone(static_cast<int>(kSampleRate * tenths / 10));
    return textField(question.body, "response_format") == "pcm" ? binaryAnswer("audio/pcm", samples)
                                                                : binaryAnswer("audio/wav", wavOf(samples));
}

}  // namespace signalbox::simulated
