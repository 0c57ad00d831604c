#include "core/config/ConfigFields.h"

#include "core/config/JsonReader.h"

#include <QSet>

#include <algorithm>

namespace signalbox {

namespace {

qsizetype editDistance(const QString& a, const QString& b) {
    std::vector<qsizetype> row(static_cast<std::size_t>(b.size()) + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = static_cast<qsizetype>(j);
    }
    for (qsizetype i = 1; i <= a.size(); ++i) {
        qsizetype diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const qsizetype above = row[j];
            const qsizetype change = a.at(i - 1) == b.at(static_cast<qsizetype>(j) - 1) ? 0 : 1;
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + change});
            diagonal = above;
        }
    }
    return row.back();
}

QString folded(const QString& name) {
    QString out = name.toLower();
    out.remove(QLatin1Char('_'));
    out.remove(QLatin1Char('-'));
    return out;
}

}  // namespace

QString nearestName(const QString& name, const QStringList& known) {
    if (name.size() > 40) {
        return {};
    }
    QString best;
    qsizetype bestDistance = 3;
    for (const QString& candidate : known) {
        const QString a = folded(name);
        const QString b = folded(candidate);
        const qsizetype limit = std::min(a.size(), b.size()) <= 4 ? 1 : 2;
        const qsizetype distance = editDistance(a, b);
        if (distance <= limit && distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

QString suggestion(const QString& name, const QStringList& known) {
    const QString nearest = nearestName(name, known);
    return nearest.isEmpty() ? QString() : QStringLiteral("; did you mean \"%1\"?").arg(nearest);
}

ObjectFields::ObjectFields(const JsonNode& node, QString path, FaultLists& lists)
    : m_node(node), m_path(std::move(path)), m_lists(lists) {
    if (!node.isObject()) {
        m_lists.fault(m_path, QStringLiteral("must be an object, not %1").arg(node.kindText()));
    }
}

QString ObjectFields::pathOf(const QString& key) const {
    return memberPath(m_path, key);
}

const JsonNode* ObjectFields::any(const QString& key, Presence presence) {
    m_known.append(key);
    if (!m_node.isObject()) {
        return nullptr;
    }
    const JsonNode* found = m_node.find(key);
    if (found == nullptr && presence == Presence::Required) {
        fault(key, QStringLiteral("is missing"));
    }
    return found;
}

const JsonNode* ObjectFields::take(const QString& key, JsonNode::Kind kind, Presence presence) {
    const JsonNode* found = any(key, presence);
    if (found != nullptr && found->kind != kind) {
        JsonNode wanted;
        wanted.kind = kind;
        fault(key, QStringLiteral("must be %1, not %2").arg(wanted.kindText(), found->kindText()));
        return nullptr;
    }
    return found;
}

std::optional<QString> ObjectFields::text(const QString& key, Presence presence) {
    const JsonNode* found = take(key, JsonNode::Kind::Text, presence);
    if (found == nullptr) {
        return std::nullopt;
    }
    const bool clean = std::none_of(found->text.begin(), found->text.end(),
                                    [](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
    if (!clean) {
        fault(key, QStringLiteral("must not hold control characters"));
        return std::nullopt;
    }
    return found->text;
}

std::optional<bool> ObjectFields::boolean(const QString& key) {
    const JsonNode* found = take(key, JsonNode::Kind::Boolean, Presence::Optional);
    return found == nullptr ? std::nullopt : std::optional(found->boolean);
}

std::optional<qint64> ObjectFields::integer(const QString& key, qint64 min, qint64 max) {
    const JsonNode* found = take(key, JsonNode::Kind::Number, Presence::Optional);
    if (found == nullptr) {
        return std::nullopt;
    }
    const Decimal value = parseDecimal(found->number, 0);
    if (value.fault == DecimalFault::TooPrecise) {
        fault(key, QStringLiteral("must be a whole number"));
        return std::nullopt;
    }
    if (value.fault != DecimalFault::None || value.scaled < min || value.scaled > max) {
        fault(key, QStringLiteral("must be from %1 to %2").arg(min).arg(max));
        return std::nullopt;
    }
    return value.scaled;
}

std::optional<double> ObjectFields::real(const QString& key, double min, double max) {
    const JsonNode* found = take(key, JsonNode::Kind::Number, Presence::Optional);
    if (found == nullptr) {
        return std::nullopt;
    }
    bool ok = false;
    const double value = found->number.toDouble(&ok);
    if (!ok || !(value >= min && value <= max)) {
        fault(key, QStringLiteral("must be from %1 to %2").arg(min).arg(max));
        return std::nullopt;
    }
    return value;
}

std::optional<qint64> ObjectFields::amount(const QString& key, int decimals, qint64 maxUnits,
                                           Presence presence) {
    const JsonNode* found = take(key, JsonNode::Kind::Number, presence);
    if (found == nullptr) {
        return std::nullopt;
    }
    qint64 limit = maxUnits;
    for (int i = 0; i < decimals; ++i) {
        limit *= 10;
    }
    const Decimal value = parseDecimal(found->number, decimals);
    if (value.fault == DecimalFault::TooPrecise) {
        fault(key, QStringLiteral("may have at most %1 decimals").arg(decimals));
        return std::nullopt;
    }
    if (value.fault != DecimalFault::None || value.scaled < 0 || value.scaled > limit) {
        fault(key, QStringLiteral("must be from 0 to %1").arg(maxUnits));
        return std::nullopt;
    }
    return value.scaled;
}

const std::vector<JsonNode>& ObjectFields::list(const QString& key, Presence presence) {
    static const std::vector<JsonNode> kNone;
    const JsonNode* found = take(key, JsonNode::Kind::Array, presence);
    return found == nullptr ? kNone : found->items;
}

QStringList ObjectFields::texts(const QString& key) {
    QStringList values;
    QSet<QString> seen;
    const std::vector<JsonNode>& items = list(key);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const QString path = itemPath(pathOf(key), i);
        if (!items[i].isText()) {
            m_lists.fault(path, QStringLiteral("must be text, not %1").arg(items[i].kindText()));
        } else if (items[i].text.trimmed().isEmpty()) {
            m_lists.fault(path, QStringLiteral("must not be empty"));
        } else if (seen.contains(items[i].text)) {
            m_lists.fault(path, QStringLiteral("%1 is there twice").arg(quoted(items[i].text)));
        } else {
            seen.insert(items[i].text);
            values.append(items[i].text);
        }
    }
    return values;
}

void ObjectFields::finish() {
    for (const JsonMember& member : m_node.members) {
        const QString& key = member.key;
        if (m_known.contains(key) || key.startsWith(QLatin1Char('_')) || key.startsWith(QLatin1Char('$'))) {
            continue;
        }
        QStringList absent;
        std::copy_if(m_known.begin(), m_known.end(), std::back_inserter(absent),
                     [this](const QString& known) { return !has(known); });
        const QString hint = suggestion(key, absent);
        if (hint.isEmpty()) {
            m_lists.warn(pathOf(key),
                         QStringLiteral("this version does not know this key; it is kept and has no effect"));
        } else {
            m_lists.fault(pathOf(key), QStringLiteral("no such key") + hint);
        }
    }
}

}  // namespace signalbox
