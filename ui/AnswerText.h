// AnswerText: what a model said, out of an answer as it was kept: of a whole one or of a stream, in the forms
// of chat/completions, completions, responses and Anthropic's messages. Thread: functions without state.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

// Nothing: it is no text.
[[nodiscard]] std::optional<QString> plainText(const QByteArray& bytes, bool cut);
// The words alone; the answer as it is where none are found in it; nothing: it is no text.
[[nodiscard]] std::optional<QString> answerWords(const QByteArray& answer, bool cut);

}  // namespace signalbox
