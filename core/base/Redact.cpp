#include "core/base/Redact.h"

#include <QRegularExpression>

namespace signalbox {

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

}  // namespace signalbox
