// OpenAiAdapter: the OpenAI protocol, for OpenAI and everyone who speaks it: the body passes through, the key
// goes into Authorization. Serves the simulated protocol too. Thread: gateway; stateless.
#pragma once

#include "core/protocol/ProtocolAdapter.h"

namespace signalbox {

class OpenAiAdapter final : public ProtocolAdapter {
public:
    [[nodiscard]] bool serves(Endpoint endpoint) const override;
    // Fields that carry a key, frame the message or belong to one connection are never taken from
    // passHeaders; of the query, parameters that carry a key are left out. The provider's own headers replace
    // the client's.
    [[nodiscard]] UpstreamRequest buildRequest(const RequestBody& request, const ProviderConfig& provider,
                                               const QString& model) const override;
    [[nodiscard]] UpstreamRequest buildModelsRequest(const ProviderConfig& provider) const override;
    // {"data":[{"id":…}]} as OpenAI, OpenRouter, Ollama, LM Studio and the rest have it, or the bare list
    // that some send; what else an entry says is left.
    [[nodiscard]] std::optional<QStringList> readModels(QByteArrayView bytes) const override;
    [[nodiscard]] std::vector<PriceConfig> readPrices(QByteArrayView bytes) const override;
    [[nodiscard]] std::unique_ptr<AnswerReader> readAnswer(const RequestBody& request) const override;
    [[nodiscard]] QByteArray errorEvent(const RequestBody& request, const QString& message,
                                        qint64 sequence) const override;
};

}  // namespace signalbox
