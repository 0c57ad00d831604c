#include "core/base/Redact.h"

#include "core/base/Secret.h"

#include <QRegularExpression>

namespace signalbox {

namespace {

// Fewer characters of a key at the end of a text are taken for chance.
constexpr qsizetype kLeastCut = 4;

}  // namespace

QString redacted(const QString& text) {
    // What stands in group 1 stays, the rest of the match goes.
    static const QRegularExpression kSchemes(QStringLiteral(R"(\b((?:bearer|basic)\s+)[^\s"',;}\])]+)"),
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kNamed(
        QStringLiteral(
            R"re(((?:api[-_ ]?key|apikey|\bkey|token|secret|password|authorization)["']?\s*[=:]\s*["']?)(?!bearer\b|basic\b|…)[^\s"'&,;}\])]{4,})re"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kPrefixed(QStringLiteral(
        R"(\b((?:sk|sb|pk|rk|ak|fk)-|(?:xai|gsk|hf|r8|nvapi|key|tgp|pplx|csk|jina|voyage|fw)[-_]|AIza|ghp_|eyJ)[A-Za-z0-9_*.…~+/=-]{6,})"));
    static const QRegularExpression kLong(QStringLiteral(R"(()\b[A-Za-z0-9]{32,}\b)"));

    QString result = text;
    for (const QRegularExpression* pattern : {&kSchemes, &kNamed, &kPrefixed, &kLong}) {
        result.replace(*pattern, QStringLiteral("\\1…"));
    }
    return result;
}

QString withoutKey(const QString& text, const Secret& key) {
    if (key.isEmpty()) {
        return text;
    }
    const QString ellipsis = QStringLiteral("…");
    QString secret = QString::fromLatin1(key.expose());
    QString result = text;
    result.replace(secret, ellipsis);
    const QStringView whole =
        result.endsWith(ellipsis) ? QStringView(result).chopped(1) : QStringView(result);
    for (qsizetype length = std::min(secret.size() - 1, whole.size()); length >= kLeastCut; --length) {
        if (whole.endsWith(QStringView(secret).first(length))) {
            result = whole.chopped(length) + ellipsis;
            break;
        }
    }
    secret.fill(QLatin1Char('\0'));
    return result;
}

QByteArray withoutKey(const QByteArray& bytes, const Secret& key) {
    if (key.isEmpty() || !bytes.contains(key.expose())) {
        return bytes;
    }
    QByteArray result = bytes;
    return result.replace(key.expose(), QByteArrayLiteral("…"));
}

}  // namespace signalbox
