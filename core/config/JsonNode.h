// JsonNode: a JSON document that keeps what people wrote: order of keys and text of numbers. Thread: a value.
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace signalbox {

struct JsonNode;

struct JsonMember;

struct JsonNode {
    enum class Kind { Null, Boolean, Number, Text, Array, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    QByteArray number;  // as written
    QString text;
    std::vector<JsonNode> items;
    std::vector<JsonMember> members;

    [[nodiscard]] static JsonNode ofBool(bool value);
    [[nodiscard]] static JsonNode ofInt(qint64 value);
    [[nodiscard]] static JsonNode ofNumber(QByteArray text);
    [[nodiscard]] static JsonNode ofText(QString text);
    [[nodiscard]] static JsonNode array();
    [[nodiscard]] static JsonNode object();

    [[nodiscard]] bool isObject() const { return kind == Kind::Object; }
    [[nodiscard]] bool isArray() const { return kind == Kind::Array; }
    [[nodiscard]] bool isText() const { return kind == Kind::Text; }
    [[nodiscard]] const JsonNode* find(const QString& key) const;
    // "an object", "a number" …: for messages, never the value.
    [[nodiscard]] QString kindText() const;
};

struct JsonMember {
    QString key;
    JsonNode value;
    bool isDefault = false;  // written only where the file says it already
};

// Indented by two spaces; short arrays and objects without nesting stay on one line. Ends with a newline.
[[nodiscard]] QByteArray toJsonText(const JsonNode& node);

}  // namespace signalbox
