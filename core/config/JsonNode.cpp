#include "core/config/JsonNode.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qsizetype kLineWidth = 100;

void appendText(QByteArray& out, const QString& text) {
    out += '"';
    const QByteArray utf8 = text.toUtf8();
    for (const char c : utf8) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out +=
                        "\\u" + QByteArray::number(static_cast<unsigned char>(c), 16).rightJustified(4, '0');
                } else {
                    out += c;
                }
        }
    }
    out += '"';
}

void appendFlat(QByteArray& out, const JsonNode& node) {
    switch (node.kind) {
        case JsonNode::Kind::Null:
            out += "null";
            return;
        case JsonNode::Kind::Boolean:
            out += node.boolean ? "true" : "false";
            return;
        case JsonNode::Kind::Number:
            out += node.number;
            return;
        case JsonNode::Kind::Text:
            appendText(out, node.text);
            return;
        case JsonNode::Kind::Array:
            out += '[';
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                out += i > 0 ? ", " : "";
                appendFlat(out, node.items[i]);
            }
            out += ']';
            return;
        case JsonNode::Kind::Object:
            out += '{';
            for (std::size_t i = 0; i < node.members.size(); ++i) {
                out += i > 0 ? ", " : "";
                appendText(out, node.members[i].key);
                out += ": ";
                appendFlat(out, node.members[i].value);
            }
            out += '}';
            return;
    }
}

bool hasObjectInside(const JsonNode& node) {
    const auto nested = [](const JsonNode& child) { return child.isObject() && !child.members.empty(); };
    return std::any_of(node.items.begin(), node.items.end(), nested) ||
           std::any_of(node.members.begin(), node.members.end(), [&](const JsonMember& member) {
               return nested(member.value) || (member.value.isArray() && hasObjectInside(member.value));
           });
}

void append(QByteArray& out, const JsonNode& node, int indent) {
    const bool container = node.isArray() || node.isObject();
    if (!container || (indent > 0 && !hasObjectInside(node))) {
        QByteArray flat;
        appendFlat(flat, node);
        if (!container || flat.size() + 2 * indent <= kLineWidth) {
            out += flat;
            return;
        }
    }
    const std::size_t count = node.isArray() ? node.items.size() : node.members.size();
    out += node.isArray() ? '[' : '{';
    for (std::size_t i = 0; i < count; ++i) {
        out += i > 0 ? ",\n" : "\n";
        out += QByteArray(2 * (indent + 1), ' ');
        if (node.isArray()) {
            append(out, node.items[i], indent + 1);
        } else {
            appendText(out, node.members[i].key);
            out += ": ";
            append(out, node.members[i].value, indent + 1);
        }
    }
    out += '\n' + QByteArray(2 * indent, ' ');
    out += node.isArray() ? ']' : '}';
}

}  // namespace

JsonNode JsonNode::ofBool(bool value) {
    JsonNode node;
    node.kind = Kind::Boolean;
    node.boolean = value;
    return node;
}

JsonNode JsonNode::ofInt(qint64 value) {
    return ofNumber(QByteArray::number(value));
}

JsonNode JsonNode::ofNumber(QByteArray text) {
    JsonNode node;
    node.kind = Kind::Number;
    node.number = std::move(text);
    return node;
}

JsonNode JsonNode::ofText(QString text) {
    JsonNode node;
    node.kind = Kind::Text;
    node.text = std::move(text);
    return node;
}

JsonNode JsonNode::array() {
    JsonNode node;
    node.kind = Kind::Array;
    return node;
}

JsonNode JsonNode::object() {
    JsonNode node;
    node.kind = Kind::Object;
    return node;
}

const JsonNode* JsonNode::find(const QString& key) const {
    for (const JsonMember& member : members) {
        if (member.key == key) {
            return &member.value;
        }
    }
    return nullptr;
}

QString JsonNode::kindText() const {
    switch (kind) {
        case Kind::Null:
            return QStringLiteral("null");
        case Kind::Boolean:
            return QStringLiteral("true or false");
        case Kind::Number:
            return QStringLiteral("a number");
        case Kind::Text:
            return QStringLiteral("text");
        case Kind::Array:
            return QStringLiteral("a list");
        case Kind::Object:
            return QStringLiteral("an object");
    }
    return {};
}

QByteArray toJsonText(const JsonNode& node) {
    QByteArray out;
    append(out, node, 0);
    out += '\n';
    return out;
}

}  // namespace signalbox
