// Reads JSON text into JsonNode, strictly: no comments, no duplicate keys, at most 4 MiB and 64 levels.
// Thread: functions without state.
#pragma once

#include "core/api/ConfigFault.h"
#include "core/config/JsonNode.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

constexpr qsizetype kMaxConfigBytes = qsizetype{4} * 1024 * 1024;
constexpr std::size_t kMaxJsonDepth = 64;

// The document, or nothing when the text is not JSON; then `faults` has one more, with line and column.
// Duplicate keys are faults too, with the document returned (the first value counts), so that other faults
// are found as well.
[[nodiscard]] std::optional<JsonNode> readJson(const QByteArray& text, ConfigFaults& faults);

// "providers[0]" + "base_url"; keys that are not plain words are quoted, and shortened where they look like a
// secret.
[[nodiscard]] QString memberPath(const QString& parent, const QString& key);
[[nodiscard]] QString itemPath(const QString& parent, std::size_t index);
// Text that may be a key in the wrong place.
[[nodiscard]] bool looksLikeSecret(const QString& text);
// For messages: the text in quotes, shortened, and left out where it could be a key in the wrong place.
[[nodiscard]] QString quoted(const QString& text);

}  // namespace signalbox
