#include "core/protocol/ProtocolAdapter.h"

#include "core/protocol/OpenAiAdapter.h"

namespace signalbox {

const ProtocolAdapter* protocolAdapter(Protocol protocol) {
    static const OpenAiAdapter openAi;
    switch (protocol) {
        case Protocol::OpenAi:
        case Protocol::Simulated:  // speaks the same protocol; only its transport differs
            return &openAi;
        case Protocol::Anthropic:
        case Protocol::Gemini:
            return nullptr;
    }
    return nullptr;
}

}  // namespace signalbox
