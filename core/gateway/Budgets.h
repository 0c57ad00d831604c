// Budgets: what may still be spent. An attempt's upper estimate is reserved before it is sent and exchanged
// for its real cost when it ends, so that requests side by side cannot slip past: what is left is the limit
// less what was spent and what is reserved.
//
// The estimate: the prompt as estimated from its text and a quarter more (text that tokenises badly, cache
// writes at 1.25 times the price), and as much output as the client allows; where it names no limit 1,024
// tokens, or the most that this model has used lately there, whichever is more. Where no price is known: the
// most that an attempt there was said to cost lately, or else nothing: such attempts pass and are counted.
// What is known to be free always passes.
//
// What was spent before comes from the ledger: until the answer is here, requests that cost wait, and where
// the ledger cannot be read they are refused. What ends between question and answer may be counted twice,
// never not at all. A period that begins while the gateway runs begins with nothing spent. An attempt counts
// in the period in which it began.
//
// Thread: gateway. Money: nano-dollars.
#pragma once

#include "core/api/BudgetStatus.h"
#include "core/api/Outcome.h"
#include "core/base/Clock.h"
#include "core/gateway/BudgetPeriod.h"
#include "core/routing/RoutePlanner.h"

#include <QHash>

#include <functional>
#include <optional>
#include <vector>

namespace signalbox {

class Budgets {
public:
    static constexpr qint64 kUnnamedOutputTokens = 1'024;

    // An attempt that would be made.
    struct Call {
        QString client;
        QString provider;
        QString model;                    // as sent
        std::optional<NanoUsd> estimate;  // at most; nothing: no price is known
    };
    enum class Room {
        Yes,
        Later,   // what is reserved stands in the way, or the ledger's answer is on its way
        Unread,  // the ledger cannot be read
        No,
    };
    struct Verdict {
        Room room = Room::Yes;
        BudgetStatus status;  // of the budget that stands in the way; meaningful unless Yes
    };

    // Periods are those of `zone`; nothing: of the system's time zone.
    explicit Budgets(const Clock& clock, std::optional<QTimeZone> zone = std::nullopt);

    // Something must be asked of the ledger: takeQuestion() has it.
    std::function<void()> onUnread;
    // There is more room than before.
    std::function<void()> onRoom;

    // Budgets that stay keep what is known of them.
    void setConfig(const Config& config);
    [[nodiscard]] bool empty() const { return m_entries.empty(); }
    [[nodiscard]] std::optional<SpentQuestion> takeQuestion();
    void setSpent(const SpentAnswer& answer);

    [[nodiscard]] Call call(const RequestFacts& facts, const ProviderConfig& provider, const QString& model,
                            const CostView& costs) const;
    [[nodiscard]] Verdict verdict(const Call& call);
    // The number to settle with; there must be room.
    [[nodiscard]] quint64 reserve(const Call& call);
    // The attempt has ended.
    void settle(quint64 reservation, const Cost& cost, const Usage& usage);

    [[nodiscard]] QVector<BudgetStatus> status();

private:
    struct Entry {
        BudgetConfig config;
        BudgetSpan span;
        qint64 latestStartMs = 0;  // of all spans so far
        bool known = false;
        quint64 question = 0;  // that asks for it; 0: none does
        QString problem;
        NanoUsd spent = 0;  // as long as it is not known: since the question
        NanoUsd reserved = 0;
        qint64 unknown = 0;
        quint64 firstReservation = 0;  // from this number on they are in `reserved`
    };
    struct Held {
        Call call;
        qint64 atMs = 0;
    };
    // The most that was used lately.
    struct Seen {
        qint64 outputTokens = 0;
        NanoUsd cost = 0;
    };
    void turn();
    void open(Entry& entry, qint64 wallMs);
    [[nodiscard]] static bool covers(const BudgetConfig& budget, const Call& call);
    [[nodiscard]] static BudgetStatus statusOf(const Entry& entry);
    [[nodiscard]] QTimeZone zone() const;
    void tellUnread() const;
    void note(const Call& call, const Cost& cost, const Usage& usage);

    const Clock& m_clock;
    const std::optional<QTimeZone> m_zone;
    std::vector<Entry> m_entries;
    QHash<quint64, Held> m_held;
    QHash<QString, Seen> m_seen;
    quint64 m_lastReservation = 0;
    quint64 m_lastQuestion = 0;
};

// What the planner is told: who is out of budget for a request.
class BudgetedTargets final : public BudgetView {
public:
    BudgetedTargets(Budgets& budgets, const CostView& costs) : m_budgets(budgets), m_costs(costs) {}
    [[nodiscard]] std::optional<HealthReason> refusal(const RequestFacts& facts,
                                                      const ProviderConfig& provider,
                                                      const QString& model) const override;

private:
    Budgets& m_budgets;
    const CostView& m_costs;
};

// "per month for all", "per day for the client \"ci\"": for reasons and errors.
[[nodiscard]] QString budgetWords(const BudgetConfig& budget);
// What a client is told when `status` stands in the way of an attempt of that estimate.
[[nodiscard]] QString budgetMessage(const BudgetStatus& status, Budgets::Room room,
                                    std::optional<NanoUsd> estimate);

}  // namespace signalbox
