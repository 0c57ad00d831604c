#include "ui/AnswerText.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringDecoder>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// A text, or a list of parts of which some have one.
QString textOf(const QJsonValue& content) {
    if (content.isString()) {
        return content.toString();
    }
    QString text;
    const QJsonArray parts = content.toArray();
    for (const auto& part : parts) {
        text += part[u"text"_s].toString();
    }
    return text;
}

QString wordsOfWhole(const QJsonObject& answer) {
    QString words;
    const QJsonArray choices = answer[u"choices"_s].toArray();
    for (const auto& choice : choices) {
        words += textOf(choice[u"message"_s][u"content"_s]) + choice[u"text"_s].toString();
    }
    const QJsonArray output = answer[u"output"_s].toArray();  // of responses
    for (const auto& item : output) {
        words += textOf(item[u"content"_s]);
    }
    return words + textOf(answer[u"content"_s]);  // of messages
}

QString wordsOfEvent(const QJsonObject& event) {
    QString words;
    const QJsonArray choices = event[u"choices"_s].toArray();
    for (const auto& choice : choices) {
        words += choice[u"delta"_s][u"content"_s].toString() + choice[u"text"_s].toString();
    }
    const QString type = event[u"type"_s].toString();
    if (type == u"response.output_text.delta"_s) {
        words += event[u"delta"_s].toString();
    } else if (type == u"content_block_delta"_s) {
        words += event[u"delta"_s][u"text"_s].toString();
    }
    return words;
}

}  // namespace

std::optional<QString> plainText(const QByteArray& bytes, bool cut) {
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    // A text that was cut may end in the middle of a character.
    QByteArrayView view(bytes);
    while (cut && !view.isEmpty() && (static_cast<uchar>(view.back()) & 0x80U) != 0) {
        view.chop(1);
    }
    QString text = decoder(view);
    if (decoder.hasError() || text.contains(QChar(u'\0'))) {
        return std::nullopt;
    }
    return text;
}

std::optional<QString> answerWords(const QByteArray& answer, bool cut) {
    const QJsonObject whole = QJsonDocument::fromJson(answer).object();
    QString words = wordsOfWhole(whole);
    if (whole.isEmpty()) {
        const QList<QByteArray> lines = answer.split('\n');
        for (const QByteArray& line : lines) {
            if (line.startsWith("data:")) {
                words += wordsOfEvent(QJsonDocument::fromJson(line.mid(5).trimmed()).object());
            }
        }
    }
    return words.isEmpty() ? plainText(answer, cut) : std::optional(words);
}

}  // namespace signalbox
