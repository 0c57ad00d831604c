#include "core/config/ProviderParts.h"

#include "core/config/ConfigRules.h"
#include "core/config/JsonReader.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

struct KeyKind {
    KeySource::Kind value;
    const char* name;
};

constexpr std::array kKeyKinds{KeyKind{KeySource::Kind::Keychain, "keychain"},
                               KeyKind{KeySource::Kind::Env, "env"}, KeyKind{KeySource::Kind::File, "file"},
                               KeyKind{KeySource::Kind::Memory, "memory"}};

}  // namespace

std::vector<KeySource> readKeySources(ObjectFields& fields, const QString& field) {
    std::vector<KeySource> keys;
    const std::vector<JsonNode>& items = fields.list(field);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const QString path = itemPath(fields.pathOf(field), i);
        if (items[i].isText()) {
            fields.lists().fault(
                path, QStringLiteral("must be an object such as {\"env\": \"NAME\"}; a key itself is never "
                                     "written into this file"));
            continue;
        }
        ObjectFields source(items[i], path, fields.lists());
        std::vector<KeySource> found;
        for (const auto& kind : kKeyKinds) {
            const QString name = QString::fromLatin1(kind.name);
            const auto value = source.text(name);
            if (!value) {
                continue;
            }
            QString problem = value->trimmed().isEmpty() ? QStringLiteral("must not be empty") : QString();
            if (problem.isEmpty() && kind.value == KeySource::Kind::Env) {
                problem = environmentNameFault(*value);
            } else if (problem.isEmpty() && kind.value == KeySource::Kind::File &&
                       !value->startsWith(QLatin1Char('/'))) {
                problem = QStringLiteral("must be an absolute path");
            } else if (problem.isEmpty() && kind.value != KeySource::Kind::File && looksLikeSecret(*value)) {
                problem = QStringLiteral("looks like a key itself; this is the name under which it is kept");
            } else if (problem.isEmpty() && value->size() > 1024) {
                problem = QStringLiteral("is too long");
            }
            if (!problem.isEmpty()) {
                source.fault(name, problem);
            }
            found.push_back({kind.value, *value});
        }
        source.finish();
        const bool named = std::any_of(kKeyKinds.begin(), kKeyKinds.end(), [&](const auto& kind) {
            return source.has(QString::fromLatin1(kind.name));
        });
        if (items[i].isObject() && (!named || found.size() > 1)) {
            fields.lists().fault(
                path, QStringLiteral("must have exactly one of \"keychain\", \"env\", \"file\", \"memory\""));
        }
        if (found.size() == 1) {
            if (std::find(keys.begin(), keys.end(), found.front()) != keys.end()) {
                fields.lists().fault(path, QStringLiteral("this key is there twice"));
            }
            keys.push_back(found.front());
        }
    }
    return keys;
}

std::vector<std::pair<QByteArray, QByteArray>> readExtraHeaders(ObjectFields& fields, const QString& field) {
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    const JsonNode* node = fields.any(field);
    if (node == nullptr) {
        return headers;
    }
    const QString path = fields.pathOf(field);
    if (!node->isObject()) {
        fields.lists().fault(path, QStringLiteral("must be an object, not %1").arg(node->kindText()));
        return headers;
    }
    QSet<QString> seen;
    for (const JsonMember& member : node->members) {
        const QString headerPath = memberPath(path, member.key);
        if (!member.value.isText()) {
            fields.lists().fault(headerPath,
                                 QStringLiteral("must be text, not %1").arg(member.value.kindText()));
            continue;
        }
        if (const QString problem = headerFault(member.key, member.value.text); !problem.isEmpty()) {
            fields.lists().fault(headerPath, problem);
        } else if (seen.contains(member.key.toLower())) {
            fields.lists().fault(headerPath, QStringLiteral("this header is there twice"));
        }
        seen.insert(member.key.toLower());
        headers.emplace_back(member.key.toUtf8(), member.value.text.toUtf8());
    }
    return headers;
}

}  // namespace signalbox
