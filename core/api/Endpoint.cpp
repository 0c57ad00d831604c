#include "core/api/Endpoint.h"

#include <QLatin1String>

#include <array>

namespace signalbox {

namespace {

struct Row {
    Endpoint endpoint;
    const char* name;
};

constexpr std::array kRows{
    Row{Endpoint::ChatCompletions, "chat/completions"},
    Row{Endpoint::Completions, "completions"},
    Row{Endpoint::Responses, "responses"},
    Row{Endpoint::Messages, "messages"},
    Row{Endpoint::CountTokens, "messages/count_tokens"},
    Row{Endpoint::Embeddings, "embeddings"},
    Row{Endpoint::ImageGenerations, "images/generations"},
    Row{Endpoint::ImageEdits, "images/edits"},
    Row{Endpoint::AudioSpeech, "audio/speech"},
    Row{Endpoint::AudioTranscriptions, "audio/transcriptions"},
    Row{Endpoint::AudioTranslations, "audio/translations"},
    Row{Endpoint::Moderations, "moderations"},
    Row{Endpoint::Videos, "videos"},
};

}  // namespace

QString endpointName(Endpoint endpoint) {
    for (const Row& row : kRows) {
        if (row.endpoint == endpoint) {
            return QString::fromLatin1(row.name);
        }
    }
    return {};
}

std::optional<Endpoint> endpointFromName(QByteArrayView name) {
    for (const Row& row : kRows) {
        if (name == QByteArrayView(row.name)) {
            return row.endpoint;
        }
    }
    return std::nullopt;
}

}  // namespace signalbox
