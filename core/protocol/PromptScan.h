// PromptScan: what a request's messages, input and tools ask of a target: images, and about how many tokens
// the prompt has. Thread: pure functions. The estimate takes four bytes of text for a token, one for each
// number of a list of token ids, a fixed count for an image; it is for routing, budgets and answers that
// carry no usage. The opening names a conversation: it hashes the text of the system prompt and of everything
// up to the user's first words, which each later turn repeats; marks that clients move from turn to turn
// (cache_control) and tools are no part of it.
#pragma once

#include <QtGlobal>

#include <simdjson.h>

#include <string_view>

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
    // The same for what stands before every turn: instructions, a prompt that the client writes whole.
    void addOpening(simdjson::ondemand::value value);
    // The same for a list of messages, or the text of the only one.
    void addTurns(simdjson::ondemand::value value);
    // 0: the body has no such text.
    [[nodiscard]] quint64 opening() const { return m_opening; }

private:
    // Of one text this much tells the conversation: a prompt written whole grows with each turn.
    static constexpr std::size_t kOpeningBytes = 4'096;

    void text(std::string_view quoted);
    void walk(simdjson::ondemand::value value, int depth);
    void walkObject(simdjson::ondemand::object object, int depth);

    bool m_inOpening = false;
    bool m_userSpoke = false;
    quint64 m_opening = 0;
};

}  // namespace signalbox
