// KnownAbilities: what providers can do, as far as their protocol, their configuration and their own lists
// say. Thread: gateway.
#pragma once

#include "core/gateway/ModelLists.h"
#include "core/protocol/ProtocolAdapter.h"
#include "core/routing/RoutePlanner.h"

namespace signalbox {

class KnownAbilities final : public ProviderAbilities {
public:
    explicit KnownAbilities(const ModelLists& lists) : m_lists(lists) {}
    [[nodiscard]] bool serves(const ProviderConfig& provider, Endpoint endpoint) const override {
        const ProtocolAdapter* adapter = protocolAdapter(provider.protocol);
        return adapter != nullptr && adapter->serves(endpoint);
    }
    [[nodiscard]] bool lists(const ProviderConfig& provider, const QString& model) const override {
        return m_lists.lists(provider, model);
    }

    [[nodiscard]] bool knowsModels(const ProviderConfig& provider) const override {
        return !m_lists.modelsOf(provider).isEmpty();
    }

private:
    const ModelLists& m_lists;
};

}  // namespace signalbox
