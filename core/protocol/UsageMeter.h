// UsageMeter: gathers what a provider says was used, wherever in the answer it says so, and tells it in one
// form: input includes cached reads and writes, output includes reasoning. Nothing is summed over objects:
// field by field the last value that is not null wins, so that usage which comes twice, or grows with every
// chunk, is counted once. Where each number stands and what it includes, by the protocol of the answer, is
// one table (UsageRules.h). Thread: a value; gateway.
#pragma once

#include "core/api/Outcome.h"
#include "core/protocol/JsonText.h"
#include "core/protocol/UsageRules.h"

#include <array>
#include <optional>

namespace signalbox {

class UsageMeter {
public:
    explicit UsageMeter(UsageForm form = UsageForm::OpenAi) : m_rules(&usageRules(form)) {}

    // A whole answer or one event of a stream: reads the usage of every place where providers put it.
    void readAnswer(const json::Element& answer);
    // One usage object.
    void readUsage(const json::Element& usage);

    // True once the provider has said anything about tokens, time or cost.
    [[nodiscard]] bool told() const;
    // What was told; all zero before.
    [[nodiscard]] Usage usage() const;

private:
    using Field = UsageField;

    void readCost(const json::Element& usage);
    void readClass(const std::optional<json::Element>& tier);
    void countSearches(const json::Element& answer);
    [[nodiscard]] qint64 value(Field field) const { return at(field).value_or(0); }
    [[nodiscard]] const std::optional<qint64>& at(Field field) const {
        return m_fields[static_cast<std::size_t>(field)];
    }
    void foldTotal(Usage& usage) const;

    const UsageRules* m_rules;
    std::array<std::optional<qint64>, kUsageFields> m_fields;
    std::array<qint64, kUsageFields> m_beyond{};  // of turns that are billed beside the answer
    ServiceClass m_class = ServiceClass::Standard;
    std::optional<double> m_costUsd;
    std::optional<qint64> m_costTicks;  // 1e-10 USD each
};

}  // namespace signalbox
