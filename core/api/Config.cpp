#include "core/api/Config.h"

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

template <class Enum>
struct Name {
    Enum value;
    const char* text;
};

constexpr std::array kProtocols{
    Name<Protocol>{Protocol::OpenAi, "openai"},
    Name<Protocol>{Protocol::Anthropic, "anthropic"},
    Name<Protocol>{Protocol::Gemini, "gemini"},
    Name<Protocol>{Protocol::Simulated, "simulated"},
};
constexpr std::array kStrategies{
    Name<Strategy>{Strategy::Priority, "priority"},
    Name<Strategy>{Strategy::Weighted, "weighted"},
    Name<Strategy>{Strategy::LowestLatency, "lowest_latency"},
    Name<Strategy>{Strategy::LowestCost, "lowest_cost"},
    Name<Strategy>{Strategy::LeastBusy, "least_busy"},
};
constexpr std::array kNeeds{
    Name<Need>{Need::Tools, "tools"},
    Name<Need>{Need::Image, "image"},
    Name<Need>{Need::JsonSchema, "json_schema"},
};

template <class Table, class Enum>
QString textOf(const Table& table, Enum value) {
    const auto* found =
        std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.value == value; });
    return found == table.end() ? QString() : QString::fromLatin1(found->text);
}

template <class Enum, class Table>
std::optional<Enum> valueOf(const Table& table, const QString& text) {
    const auto* found = std::find_if(table.begin(), table.end(),
                                     [&](const auto& row) { return text == QLatin1String(row.text); });
    return found == table.end() ? std::nullopt : std::optional<Enum>(found->value);
}

}  // namespace

const ProviderConfig* Config::provider(const QString& id) const {
    const auto found =
        std::find_if(providers.begin(), providers.end(), [&](const auto& p) { return p.id == id; });
    return found == providers.end() ? nullptr : &*found;
}

const RouteConfig* Config::route(const QString& name) const {
    const auto found =
        std::find_if(routes.begin(), routes.end(), [&](const auto& r) { return r.name == name; });
    return found == routes.end() ? nullptr : &*found;
}

QString protocolName(Protocol protocol) {
    return textOf(kProtocols, protocol);
}
std::optional<Protocol> protocolFromName(const QString& name) {
    return valueOf<Protocol>(kProtocols, name);
}
QString strategyName(Strategy strategy) {
    return textOf(kStrategies, strategy);
}
std::optional<Strategy> strategyFromName(const QString& name) {
    return valueOf<Strategy>(kStrategies, name);
}
QString needName(Need need) {
    return textOf(kNeeds, need);
}
std::optional<Need> needFromName(const QString& name) {
    return valueOf<Need>(kNeeds, name);
}

}  // namespace signalbox
