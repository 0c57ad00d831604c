// AnswerByHand: what an answer says, worked out by plain text and a JSON document with none of the code under
// test: the usage by the rules of each provider, whether it fails, what stays of it without the usage-only
// chunk. Thread: pure functions.
#pragma once

#include "core/api/Outcome.h"
#include "tests/support/Transcripts.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <vector>

namespace signalbox::test {

using Json = nlohmann::ordered_json;

// The JSON of the answer, of each of its events for a stream; nothing for sound.
[[nodiscard]] std::vector<Json> payloads(const Transcript& transcript);

// Nothing: the provider has not said.
[[nodiscard]] std::optional<Usage> expectedUsage(const std::vector<Json>& events);
// What the answer calls itself.
[[nodiscard]] QString expectedModel(const std::vector<Json>& events);

// An answer with status 200 that is an error or reports one.
[[nodiscard]] bool endsInError(const std::vector<Json>& events);
// Whether anything that a model said came before that error.
[[nodiscard]] bool contentBeforeError(const std::vector<Json>& events);

// A chat stream without the chunks that hold usage and no choices; every other byte stays.
[[nodiscard]] QByteArray withoutUsageChunk(const QByteArray& body);

// For comparing in one go with a legible difference.
[[nodiscard]] QString toText(const Usage& usage);

}  // namespace signalbox::test
