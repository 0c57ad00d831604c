// PromptScan: what a request's messages, input and tools ask of a target: images, and about how many tokens
// the prompt has. Thread: pure functions. The estimate takes four bytes of text for a token, one for each
// number of a list of token ids, a fixed count for an image; it is for routing, budgets and answers that
// carry no usage.
#pragma once

#include <QtGlobal>

#include <simdjson.h>

namespace signalbox {

struct PromptScan {
    static constexpr qint64 kBytesPerToken = 4;
    static constexpr qint64 kTokensPerImage = 800;
    static constexpr qint64 kTokensPerMessage = 4;  // role and separators

    qint64 textBytes = 0;
    qint64 tokens = 0;  // besides the text
    bool image = false;

    [[nodiscard]] qint64 estimate() const {
        return tokens + (textBytes + kBytesPerToken - 1) / kBytesPerToken;
    }

    // Adds a value of the body: a string, a list of messages or parts, a tool list. Broken JSON inside is
    // skipped here and found by the caller, who reads on from behind it.
    void add(simdjson::ondemand::value value);

private:
    void walk(simdjson::ondemand::value value, int depth);
    void walkObject(simdjson::ondemand::object object, int depth);
};

}  // namespace signalbox
