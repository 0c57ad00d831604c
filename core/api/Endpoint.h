// The endpoints that the gateway serves, and their names in configuration, ledger and metrics.
// Thread: values, any thread.
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace signalbox {

enum class Endpoint {
    ChatCompletions,
    Completions,
    Responses,
    Messages,
    CountTokens,
    Embeddings,
    ImageGenerations,
    ImageEdits,
    AudioSpeech,
    AudioTranscriptions,
    AudioTranslations,
    Moderations,
    Videos,
};

// "chat/completions", "audio/speech" …: the path under /v1, which is also the name in files and in the
// ledger.
[[nodiscard]] QString endpointName(Endpoint endpoint);
[[nodiscard]] std::optional<Endpoint> endpointFromName(QByteArrayView name);

}  // namespace signalbox
