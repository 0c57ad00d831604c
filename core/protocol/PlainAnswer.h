// PlainAnswer: whether a 200 with a whole JSON body is an answer at all, and what it says was used. Thread:
// pure.
#pragma once

#include "core/api/Endpoint.h"
#include "core/protocol/UsageMeter.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

// What the answers of one exchange are known to say so far.
struct AnswerFacts {
    UsageMeter meter;
    qint64 images = 0;     // that it holds
    QString model;         // what the answer calls itself
    quint64 answer = 0;    // answerHash() of its id, where a later request can go on from it (responses)
    qint64 textBytes = 0;  // of the model's words, for answers that carry no usage
};

// What is wrong with `body` (for people), or nothing; fills `facts`. `body` may be given room behind its end.
[[nodiscard]] QString checkPlainAnswer(Endpoint endpoint, QByteArray& body, AnswerFacts& facts);

// True for text that begins like a web page.
[[nodiscard]] bool looksLikeHtml(QByteArrayView text);

}  // namespace signalbox
