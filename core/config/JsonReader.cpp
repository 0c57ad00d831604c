#include "core/config/JsonReader.h"

#include <QSet>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace signalbox {

namespace {

class TreeBuilder {
public:
    using Json = nlohmann::ordered_json;

    explicit TreeBuilder(ConfigFaults& faults) : m_faults(faults) {}

    bool null() { return place(JsonNode()); }
    bool boolean(bool value) { return place(JsonNode::ofBool(value)); }
    bool number_integer(Json::number_integer_t value) { return place(JsonNode::ofInt(value)); }
    bool number_unsigned(Json::number_unsigned_t value) {
        return place(JsonNode::ofNumber(QByteArray::number(static_cast<qulonglong>(value))));
    }
    bool number_float(Json::number_float_t, const std::string& text) {
        return place(JsonNode::ofNumber(QByteArray::fromStdString(text)));
    }
    bool string(std::string& value) { return place(JsonNode::ofText(QString::fromStdString(value))); }
    bool binary(Json::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(JsonNode::object()); }
    bool start_array(std::size_t) { return open(JsonNode::array()); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name) {
        m_stack.back().key = QString::fromStdString(name);
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const Json::exception& error) {
        m_position = position;
        m_reason = QString::fromUtf8(error.what());
        return false;
    }

    JsonNode root;
    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] const QString& reason() const { return m_reason; }

private:
    struct Frame {
        JsonNode node;
        QString path;
        QString key;
        QSet<QString> seen;
    };

    [[nodiscard]] QString nextPath() const {
        if (m_stack.empty()) {
            return {};
        }
        const Frame& top = m_stack.back();
        return top.node.isObject() ? memberPath(top.path, top.key)
                                   : itemPath(top.path, top.node.items.size());
    }

    bool open(JsonNode node) {
        if (m_stack.size() >= kMaxJsonDepth) {
            m_faults.push_back({nextPath(), QStringLiteral("more than %1 levels deep").arg(kMaxJsonDepth)});
            m_tooDeep = true;
            return false;
        }
        Frame frame;
        frame.path = nextPath();
        frame.node = std::move(node);
        m_stack.push_back(std::move(frame));
        return true;
    }

    bool close() {
        JsonNode done = std::move(m_stack.back().node);
        m_stack.pop_back();
        return place(std::move(done));
    }

    bool place(JsonNode node) {
        if (m_stack.empty()) {
            root = std::move(node);
            return true;
        }
        Frame& top = m_stack.back();
        if (!top.node.isObject()) {
            top.node.items.push_back(std::move(node));
        } else if (top.seen.contains(top.key)) {
            m_faults.push_back({memberPath(top.path, top.key), QStringLiteral("this key is there twice")});
        } else {
            top.seen.insert(top.key);
            top.node.members.push_back({top.key, std::move(node), false});
        }
        return true;
    }

public:
    [[nodiscard]] bool tooDeep() const { return m_tooDeep; }

private:
    ConfigFaults& m_faults;
    std::vector<Frame> m_stack;
    std::size_t m_position = 0;
    QString m_reason;
    bool m_tooDeep = false;
};

// The parser's message quotes the text it stumbled over, which may be a key: only its reason is taken.
QString reasonOf(const QString& message) {
    const QString separator = QStringLiteral(" - ");
    const qsizetype begin = message.indexOf(separator);
    if (begin < 0) {
        return QStringLiteral("not JSON");
    }
    QString reason = message.mid(begin + separator.size());
    const qsizetype end = reason.indexOf(QStringLiteral("; last read"));
    if (end < 0) {
        reason = reason.section(QLatin1Char(';'), 0, 0);
    } else {
        reason.truncate(end);
    }
    return QStringLiteral("not JSON: ") + reason.left(80);
}

QString lineAndColumn(const QByteArray& text, std::size_t position) {
    const qsizetype end =
        std::min<qsizetype>(text.size(), position > 0 ? static_cast<qsizetype>(position) - 1 : 0);
    qsizetype line = 1;
    qsizetype column = 1;
    for (qsizetype i = 0; i < end; ++i) {
        const auto byte = static_cast<unsigned char>(text.at(i));
        if (byte == '\n') {
            ++line;
            column = 1;
        } else if ((byte & 0xC0U) != 0x80U) {
            ++column;
        }
    }
    return QStringLiteral("line %1, column %2").arg(line).arg(column);
}

bool isPlainWord(const QString& key) {
    return !key.isEmpty() && std::all_of(key.begin(), key.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || c == QLatin1Char('_') ||
               c == QLatin1Char('-') || c == QLatin1Char('$');
    });
}

}  // namespace

std::optional<JsonNode> readJson(const QByteArray& text, ConfigFaults& faults) {
    if (text.size() > kMaxConfigBytes) {
        faults.push_back({{}, QStringLiteral("the file is larger than 4 MiB")});
        return std::nullopt;
    }
    if (text.trimmed().isEmpty()) {
        faults.push_back({{}, QStringLiteral("the file is empty")});
        return std::nullopt;
    }
    TreeBuilder builder(faults);
    if (!nlohmann::ordered_json::sax_parse(text.constBegin(), text.constEnd(), &builder)) {
        if (!builder.tooDeep()) {
            faults.push_back({lineAndColumn(text, builder.position()), reasonOf(builder.reason())});
        }
        return std::nullopt;
    }
    return std::move(builder.root);
}

bool looksLikeSecret(const QString& text) {
    if (text.contains(QLatin1Char(' '))) {
        return false;
    }
    return text.contains(QStringLiteral("sk-")) || text.contains(QStringLiteral("sb-")) ||
           (text.size() >= 32 && !text.contains(QLatin1Char('/')));
}

QString memberPath(const QString& parent, const QString& key) {
    if (!isPlainWord(key) || looksLikeSecret(key)) {
        return parent + QLatin1Char('[') + quoted(key) + QLatin1Char(']');
    }
    return parent.isEmpty() ? key : QString(parent + QLatin1Char('.') + key);
}

QString itemPath(const QString& parent, std::size_t index) {
    return QStringLiteral("%1[%2]").arg(parent).arg(index);
}

QString quoted(const QString& text) {
    QString shown = looksLikeSecret(text) ? text.left(3) + QStringLiteral("…") : text;
    if (shown.size() > 64) {
        shown = shown.left(63) + QStringLiteral("…");
    }
    for (QChar& c : shown) {
        if (!c.isPrint()) {
            c = QLatin1Char('?');
        }
    }
    return QLatin1Char('"') + shown + QLatin1Char('"');
}

}  // namespace signalbox
