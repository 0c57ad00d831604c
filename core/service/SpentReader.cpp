#include "core/service/SpentReader.h"

#include "core/base/Glob.h"

namespace signalbox {

namespace {

// Far from the numbers that the service gives to those who ask it.
constexpr Ticket kFirstTicket = Ticket{1} << 62U;

SpendBy byOf(BudgetConfig::Scope scope) {
    switch (scope) {
        case BudgetConfig::Scope::Client:
            return SpendBy::Client;
        case BudgetConfig::Scope::Provider:
            return SpendBy::Provider;
        case BudgetConfig::Scope::Model:
        case BudgetConfig::Scope::All:
            break;
    }
    return SpendBy::Model;
}

NanoUsd spentIn(const BudgetConfig& budget, const SpendReport& report) {
    if (budget.scope == BudgetConfig::Scope::All) {
        return report.total.cost;
    }
    NanoUsd sum = 0;
    for (const SpendRow& row : report.rows) {
        const bool covered = budget.scope == BudgetConfig::Scope::Model ? globMatches(budget.name, row.key)
                                                                        : budget.name == row.key;
        sum += covered ? row.cost : 0;
    }
    return sum;
}

}  // namespace

SpentReader::SpentReader(LedgerReader& reader, Scheduler& scheduler, Answer answer)
    : m_reader(reader), m_scheduler(scheduler), m_answer(std::move(answer)), m_lastTicket(kFirstTicket) {}

void SpentReader::ask(const SpentQuestion& question) {
    m_asked[question.number].answer.question = question;
    read(question.number);
}

void SpentReader::read(quint64 number) {
    Asked& asked = m_asked[number];
    const QVector<SpentQuestion::Item>& items = asked.answer.question.items;
    asked.answer.spent = QVector<NanoUsd>(items.size(), 0);
    asked.answer.problem.clear();
    asked.open = items.size();
    for (qsizetype item = 0; item < items.size(); ++item) {
        SpendQuery query;
        query.by = byOf(items[item].budget.scope);
        query.since = items[item].since;
        m_reader.spend(
            ++m_lastTicket, query, this,
            [this, number, item](Ticket, const Result<SpendReport>& report) { take(number, item, report); });
    }
}

void SpentReader::take(quint64 number, qsizetype item, const Result<SpendReport>& report) {
    const auto found = m_asked.find(number);
    if (found == m_asked.end()) {
        return;
    }
    Asked& asked = found->second;
    if (report) {
        asked.answer.spent[item] = spentIn(asked.answer.question.items[item].budget, report.value());
    } else if (asked.answer.problem.isEmpty()) {
        asked.answer.problem = report.error().message;
    }
    if (--asked.open > 0) {
        return;
    }
    const SpentAnswer answer = asked.answer;
    if (answer.problem.isEmpty()) {
        m_asked.erase(found);
    } else {
        asked.again = m_scheduler.after(kAskAgain, [this, number] { read(number); });
    }
    m_answer(answer);
}

}  // namespace signalbox
