// A small JSON schema validator for tests: says what is wrong with a value, or nothing. Written apart from
// the sampler that it checks.
#pragma once

#include <QRegularExpression>
#include <QString>

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>
#include <string>

namespace signalbox::test {

using Json = nlohmann::ordered_json;

class SchemaCheck {
public:
    explicit SchemaCheck(const Json& root) : m_root(root) {}

    // Empty: valid.
    [[nodiscard]] std::string fault(const Json& value) const { return fault(value, m_root, "$"); }

private:
    static std::string at(const std::string& path, const std::string& text) { return path + ": " + text; }

    static bool hasType(const Json& value, const std::string& type) {
        return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
               (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
               (type == "null" && value.is_null()) || (type == "number" && value.is_number()) ||
               (type == "integer" && value.is_number() &&
                std::floor(value.get<double>()) == value.get<double>());
    }

    [[nodiscard]] const Json& resolve(const Json& schema) const {
        const Json* current = &schema;
        while (current->is_object() && current->contains("$ref")) {
            const std::string reference = (*current)["$ref"];
            current = &m_root.at(Json::json_pointer(reference.substr(1)));
        }
        return *current;
    }

    std::string fault(const Json& value, const Json& raw, const std::string& path) const {
        const Json& schema = resolve(raw);
        if (schema.is_boolean()) {
            return schema.get<bool>() ? "" : at(path, "nothing is allowed here");
        }
        if (schema.contains("type")) {
            const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
            bool fits = false;
            for (const Json& type : types) {
                fits = fits || hasType(value, type.get<std::string>());
            }
            if (!fits) {
                return at(path, "is not of type " + types.dump());
            }
        }
        if (schema.contains("const") && value != schema["const"]) {
            return at(path, "is not the constant");
        }
        if (schema.contains("enum")) {
            const Json& values = schema["enum"];
            if (std::find(values.begin(), values.end(), value) == values.end()) {
                return at(path, "is not in the enumeration");
            }
        }
        for (const char* keyword : {"anyOf", "oneOf"}) {
            if (schema.contains(keyword)) {
                int fitting = 0;
                for (const Json& option : schema[keyword]) {
                    fitting += fault(value, option, path).empty() ? 1 : 0;
                }
                if (fitting == 0) {
                    return at(path, std::string("fits none of ") + keyword);
                }
            }
        }
        if (schema.contains("allOf")) {
            for (const Json& part : schema["allOf"]) {
                if (std::string found = fault(value, part, path); !found.empty()) {
                    return found;
                }
            }
        }
        if (value.is_number()) {
            return numberFault(value.get<double>(), schema, path);
        }
        if (value.is_string()) {
            return textFault(value.get<std::string>(), schema, path);
        }
        if (value.is_array()) {
            return arrayFault(value, schema, path);
        }
        return value.is_object() ? objectFault(value, schema, path) : "";
    }

    static std::string numberFault(double value, const Json& schema, const std::string& path) {
        if ((schema.contains("minimum") && value < schema["minimum"].get<double>()) ||
            (schema.contains("exclusiveMinimum") && value <= schema["exclusiveMinimum"].get<double>())) {
            return at(path, "is too small");
        }
        if ((schema.contains("maximum") && value > schema["maximum"].get<double>()) ||
            (schema.contains("exclusiveMaximum") && value >= schema["exclusiveMaximum"].get<double>())) {
            return at(path, "is too large");
        }
        if (schema.contains("multipleOf")) {
            const double parts = value / schema["multipleOf"].get<double>();
            if (std::abs(parts - std::round(parts)) > 1e-9) {
                return at(path, "is not a multiple");
            }
        }
        return "";
    }

    static std::string textFault(const std::string& value, const Json& schema, const std::string& path) {
        const QString text = QString::fromStdString(value);
        const auto length = static_cast<qint64>(text.toUcs4().size());
        if (schema.contains("minLength") && length < schema["minLength"].get<qint64>()) {
            return at(path, "is too short");
        }
        if (schema.contains("maxLength") && length > schema["maxLength"].get<qint64>()) {
            return at(path, "is too long");
        }
        std::string pattern = schema.value("pattern", std::string());
        const std::string format = schema.value("format", std::string());
        if (format == "date-time") {
            pattern = R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$)";
        } else if (format == "date") {
            pattern = R"(^\d{4}-\d\d-\d\d$)";
        } else if (format == "email") {
            pattern = R"(^[^@ ]+@[^@ ]+\.[a-z]+$)";
        } else if (format == "uuid") {
            pattern = R"(^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)";
        } else if (format == "ipv4") {
            pattern = R"(^\d+\.\d+\.\d+\.\d+$)";
        } else if (format == "time") {
            pattern = R"(^\d\d:\d\d:\d\d)";
        } else if (format == "uri") {
            pattern = "^https:";
        }
        return pattern.empty() || QRegularExpression(QString::fromStdString(pattern)).match(text).hasMatch()
                   ? ""
                   : at(path, "does not match " + pattern);
    }

    std::string arrayFault(const Json& value, const Json& schema, const std::string& path) const {
        if (schema.contains("minItems") && value.size() < schema["minItems"].get<std::size_t>()) {
            return at(path, "has too few items");
        }
        if (schema.contains("maxItems") && value.size() > schema["maxItems"].get<std::size_t>()) {
            return at(path, "has too many items");
        }
        std::set<std::string> seen;
        const std::size_t prefix = schema.contains("prefixItems") ? schema["prefixItems"].size() : 0;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (schema.value("uniqueItems", false) && !seen.insert(value[i].dump()).second) {
                return at(path, "has an item twice");
            }
            const std::string itemPath = path + "[" + std::to_string(i) + "]";
            const Json anything = true;
            const Json& items = i < prefix                 ? schema["prefixItems"][i]
                                : schema.contains("items") ? schema["items"]
                                                           : anything;
            if (std::string found = fault(value[i], items, itemPath); !found.empty()) {
                return found;
            }
        }
        return "";
    }

    std::string objectFault(const Json& value, const Json& schema, const std::string& path) const {
        for (const Json& name : schema.value("required", Json::array())) {
            if (!value.contains(name.get<std::string>())) {
                return at(path, "lacks " + name.get<std::string>());
            }
        }
        const Json properties = schema.value("properties", Json::object());
        const Json others = schema.value("additionalProperties", Json(true));
        for (const auto& [name, member] : value.items()) {
            const Json& rule = properties.contains(name) ? properties[name] : others;
            if (std::string found = fault(member, rule, std::string(path).append(1, '.').append(name));
                !found.empty()) {
                return found;
            }
        }
        return "";
    }

    const Json& m_root;
};

}  // namespace signalbox::test
