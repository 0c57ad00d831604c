// UsageMeter: gathers what a provider says was used, wherever in the answer it says so, and tells it in one
// form: input includes cached reads and writes, output includes reasoning. Nothing is summed over objects:
// field by field the last value that is not null wins, so that usage which comes twice, or grows with every
// chunk, is counted once. Thread: a value; gateway.
#pragma once

#include "core/api/Outcome.h"
#include "core/protocol/JsonText.h"

#include <array>
#include <optional>

namespace signalbox {

class UsageMeter {
public:
    // A whole answer or one event of a stream: reads the usage of every place where providers put it.
    void readAnswer(const json::Element& answer);
    // One usage object.
    void readUsage(const json::Element& usage);

    // True once the provider has said anything about tokens or cost.
    [[nodiscard]] bool told() const;
    // What was told; all zero before.
    [[nodiscard]] Usage usage() const;

    enum Field { Input, Output, Total, Cached, CacheWrite, Reasoning, AudioSeconds, kFieldCount };

private:
    [[nodiscard]] qint64 value(Field field) const { return m_fields[field].value_or(0); }

    std::array<std::optional<qint64>, kFieldCount> m_fields;
    std::optional<double> m_costUsd;
    std::optional<qint64> m_costTicks;  // 1e-10 USD each
};

}  // namespace signalbox
