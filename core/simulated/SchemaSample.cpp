#include "core/simulated/SchemaSample.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox::simulated {

namespace {

constexpr int kRichDepth = 6;   // below it only what is required
constexpr int kMostDepth = 40;  // below it nothing: a schema that requires itself for ever has no valid value
constexpr std::size_t kMostItems = 1000;
constexpr std::size_t kMostNodes = 5000;

struct FormatSample {
    const char* format;
    const char* text;
};

constexpr std::array kFormats{
    FormatSample{"date-time", "2026-01-01T12:00:00Z"},
    FormatSample{"date", "2026-01-01"},
    FormatSample{"time", "12:00:00Z"},
    FormatSample{"duration", "PT1H"},
    FormatSample{"email", "simulated@example.com"},
    FormatSample{"hostname", "example.com"},
    FormatSample{"ipv4", "192.0.2.1"},
    FormatSample{"ipv6", "2001:db8::1"},
    FormatSample{"uuid", "00000000-0000-4000-8000-000000000000"},
    FormatSample{"uri", "https://example.com/simulated"},
    FormatSample{"uri-reference", "/simulated"},
    FormatSample{"json-pointer", "/simulated"},
    FormatSample{"regex", "^simulated$"},
};

constexpr std::array kPatternTexts{"simulated", "Simulated", "A",         "a",          "1",     "42",
                                   "123",       "1234",      "12345",     "ABC",        "AB",    "abc-123",
                                   "ABC-123",   "#336699",   "+15550100", "2026-01-01", "12:00", "@simulated",
                                   "1.0.0",     "USD",       "en-US",     "en"};

class Sampler {
public:
    explicit Sampler(const Json& root) : m_root(root) {}

    Json sample(const Json& schema, const std::string& name, int depth);

private:
    const Json* resolved(const Json& schema);
    Json choice(const Json& options, const std::string& name, int depth);
    Json merged(const Json& schema);
    Json text(const Json& schema, const std::string& name);
    Json number(const Json& schema, bool isWhole);
    Json list(const Json& schema, const std::string& name, int depth);
    Json object(const Json& schema, int depth);
    bool leadsBack(const Json& schema);

    const Json& m_root;
    std::size_t m_nodes = 0;
};

std::string unescaped(std::string token) {
    for (std::size_t at = 0; (at = token.find('~', at)) != std::string::npos; ++at) {
        if (token.compare(at, 2, "~1") == 0) {
            token.replace(at, 2, "/");
        } else if (token.compare(at, 2, "~0") == 0) {
            token.replace(at, 2, "~");
        }
    }
    return token;
}

const Json* Sampler::resolved(const Json& schema) {
    const Json* current = &schema;
    for (int hops = 0; hops < 20; ++hops) {
        const std::string reference = textField(*current, "$ref");
        if (reference.empty() || reference[0] != '#') {
            return current;
        }
        const Json* target = &m_root;
        std::size_t at = 1;
        while (at < reference.size() && target != nullptr) {
            const std::size_t end = std::min(reference.find('/', at + 1), reference.size());
            const std::string token = unescaped(reference.substr(at + 1, end - at - 1));
            target = field(*target, token.c_str());
            at = end;
        }
        if (target == nullptr) {
            return current;
        }
        current = target;
    }
    return current;
}

std::string typeOf(const Json& schema) {
    if (const Json* type = field(schema, "type")) {
        if (type->is_string()) {
            return type->get<std::string>();
        }
        if (type->is_array()) {
            for (const Json& one : *type) {
                if (one.is_string() && one != "null") {
                    return one.get<std::string>();
                }
            }
            return "null";
        }
    }
    if (schema.contains("properties") || schema.contains("required")) {
        return "object";
    }
    return schema.contains("items") || schema.contains("prefixItems") ? "array" : "string";
}

bool allowsNull(const Json& schema) {
    const Json* type = field(schema, "type");
    return type != nullptr &&
           ((type->is_string() && *type == "null") ||
            (type->is_array() && std::find(type->begin(), type->end(), "null") != type->end()));
}

Json Sampler::merged(const Json& schema) {
    const Json* parts = field(schema, "allOf");
    if (parts == nullptr || !parts->is_array()) {
        return schema;
    }
    Json whole = schema;
    whole.erase("allOf");
    for (const Json& entry : *parts) {
        const Json part = *resolved(entry);
        if (!part.is_object()) {
            continue;
        }
        for (const auto& [key, value] : part.items()) {
            Json& mine = whole[key];
            if (key == "properties" && mine.is_object() && value.is_object()) {
                mine.update(value);
            } else if (key == "required" && mine.is_array() && value.is_array()) {
                mine.insert(mine.end(), value.begin(), value.end());
            } else {
                mine = value;
            }
        }
    }
    return whole;
}

bool Sampler::leadsBack(const Json& schema) {
    return !textField(schema, "$ref").empty() || schema.dump().find("\"$ref\"") != std::string::npos;
}

Json Sampler::choice(const Json& options, const std::string& name, int depth) {
    const Json* chosen = &options.front();
    if (depth >= kRichDepth) {
        for (const Json& option : options) {
            if (allowsNull(option) || !leadsBack(option)) {
                chosen = &option;
                break;
            }
        }
    }
    return sample(*chosen, name, depth + 1);
}

Json Sampler::text(const Json& schema, const std::string& name) {
    const std::string format = textField(schema, "format");
    for (const FormatSample& row : kFormats) {
        if (format == row.format) {
            return row.text;
        }
    }
    if (const std::string pattern = textField(schema, "pattern"); !pattern.empty()) {
        const QRegularExpression expression(QString::fromStdString(pattern));
        for (const char* candidate : kPatternTexts) {
            if (expression.isValid() && expression.match(QString::fromLatin1(candidate)).hasMatch()) {
                return candidate;
            }
        }
    }
    std::string value = name.empty() ? "simulated" : "simulated " + name;
    const qint64 most = integerField(schema, "maxLength", -1);
    const qint64 least = std::min<qint64>(integerField(schema, "minLength", 0), 100'000);
    while (static_cast<qint64>(value.size()) < least) {
        value += ".";
    }
    if (most >= 0 && static_cast<qint64>(value.size()) > most) {
        // Names may hold any characters; a cut could fall inside one.
        value = std::string("simulated.").substr(0, static_cast<std::size_t>(std::min<qint64>(most, 10)));
        value.resize(static_cast<std::size_t>(std::max(least, static_cast<qint64>(value.size()))), '.');
    }
    return value;
}

Json Sampler::number(const Json& schema, bool isWhole) {
    const auto bound = [&schema](const char* name) -> std::optional<double> {
        const Json* found = field(schema, name);
        return found != nullptr && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
    };
    const double step = std::max(bound("multipleOf").value_or(isWhole ? 1.0 : 0.0), 0.0);
    std::optional<double> least = bound("minimum");
    std::optional<double> most = bound("maximum");
    const auto above = bound("exclusiveMinimum");
    const auto below = bound("exclusiveMaximum");
    double value = step > 1 ? step : 1.0;
    if (least && value < *least) {
        value = *least;
    }
    if (above && value <= *above) {
        const double room = below.value_or(most.value_or(*above + 2)) - *above;
        value = *above + (step > 0 ? step : std::min(1.0, room / 2));
    }
    if (most && value > *most) {
        value = *most;
    }
    if (below && value >= *below) {
        const double room = *below - above.value_or(least.value_or(*below - 2));
        value = *below - (step > 0 ? step : std::min(1.0, room / 2));
    }
    if (step > 0) {
        double rounded = std::ceil(value / step - 1e-9) * step;
        if ((most && rounded > *most) || (below && rounded >= *below)) {
            rounded = std::floor(value / step + 1e-9) * step;
        }
        value = rounded;
    }
    const bool fits = std::abs(value) < 9e15;
    if (fits && value == std::floor(value)) {
        return static_cast<qint64>(value);
    }
    return value;
}

Json Sampler::list(const Json& schema, const std::string& name, int depth) {
    Json out = Json::array();
    if (const Json* prefix = field(schema, "prefixItems"); prefix != nullptr && prefix->is_array()) {
        for (const Json& entry : *prefix) {
            out.push_back(sample(entry, name, depth + 1));
        }
    }
    const qint64 least = integerField(schema, "minItems", 0);
    const qint64 most = integerField(schema, "maxItems", static_cast<qint64>(kMostItems));
    const Json* items = field(schema, "items");
    const bool mayHaveMore = items == nullptr || !items->is_boolean() || items->get<bool>();
    const qint64 wanted =
        std::clamp<qint64>(depth < kRichDepth && items != nullptr ? std::max<qint64>(least, 1) : least, 0,
                           std::min<qint64>(most, kMostItems));
    const Json anything = Json::object();
    const Json* distinct = field(schema, "uniqueItems");
    const Json* one = items == nullptr ? &anything : resolved(*items);
    const Json* values = field(*one, "enum");
    while (mayHaveMore && static_cast<qint64>(out.size()) < wanted) {
        Json next = sample(*one, name, depth + 1);
        if (distinct != nullptr && *distinct == true && !out.empty()) {
            if (values != nullptr && values->is_array() && out.size() < values->size()) {
                next = (*values)[out.size()];
            } else if (next.is_string()) {
                next = next.get<std::string>() + " " + std::to_string(out.size() + 1);
            } else if (next.is_number_integer()) {
                next = next.get<qint64>() + static_cast<qint64>(out.size());
            }
        }
        out.push_back(std::move(next));
    }
    return out;
}

Json Sampler::object(const Json& schema, int depth) {
    Json out = Json::object();
    const Json* properties = field(schema, "properties");
    const Json* required = field(schema, "required");
    const auto isRequired = [required](const std::string& name) {
        return required != nullptr && required->is_array() &&
               std::find(required->begin(), required->end(), name) != required->end();
    };
    if (properties != nullptr && properties->is_object()) {
        for (const auto& [name, property] : properties->items()) {
            if (depth < kRichDepth || isRequired(name)) {
                out[name] = sample(property, name, depth + 1);
            }
        }
    }
    if (required != nullptr && required->is_array()) {
        for (const Json& name : *required) {
            if (name.is_string() && !out.contains(name.get<std::string>())) {
                const Json* others = field(schema, "additionalProperties");
                const Json anything = Json::object();
                const bool described = others != nullptr && others->is_object();
                out[name.get<std::string>()] =
                    sample(described ? *others : anything, name.get<std::string>(), depth + 1);
            }
        }
    }
    return out;
}

Json Sampler::sample(const Json& reference, const std::string& name, int depth) {
    if (depth > kMostDepth || ++m_nodes > kMostNodes) {
        return nullptr;
    }
    const Json& target = *resolved(reference);
    if (!target.is_object()) {
        return text(Json::object(), name);
    }
    const Json whole = target.contains("allOf") ? merged(target) : Json();
    const Json& schema = whole.is_object() ? whole : target;
    if (const auto constant = schema.find("const"); constant != schema.end()) {
        return *constant;
    }
    if (const Json* values = field(schema, "enum");
        values != nullptr && values->is_array() && !values->empty()) {
        return values->front();
    }
    for (const char* keyword : {"anyOf", "oneOf"}) {
        if (const Json* options = field(schema, keyword);
            options != nullptr && options->is_array() && !options->empty()) {
            return choice(*options, name, depth);
        }
    }
    const std::string type = depth >= kRichDepth && allowsNull(schema) ? "null" : typeOf(schema);
    if (type == "object") {
        return object(schema, depth);
    }
    if (type == "array") {
        return list(schema, name, depth);
    }
    if (type == "integer" || type == "number") {
        return number(schema, type == "integer");
    }
    if (type == "boolean") {
        return true;
    }
    return type == "null" ? Json() : text(schema, name);
}

}  // namespace

Json sampleOf(const Json& schema) {
    return Sampler(schema).sample(schema, {}, 0);
}

}  // namespace signalbox::simulated
