#include "core/gateway/Budgets.h"

#include "core/base/Glob.h"

#include <QDateTime>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int kMostSeen = 1'024;
constexpr NanoUsd kDollar = 1'000'000'000;

bool isSame(const BudgetConfig& a, const BudgetConfig& b) {
    return a.scope == b.scope && a.name == b.name && a.period == b.period;
}

QString placeOf(const QString& provider, const QString& model) {
    return provider + QLatin1Char('/') + model;
}

// Whether an answer's tokens are what is paid for; elsewhere only what was seen tells.
bool answersInTokens(Endpoint endpoint) {
    switch (endpoint) {
        case Endpoint::ChatCompletions:
        case Endpoint::Completions:
        case Endpoint::Responses:
        case Endpoint::Messages:
            return true;
        default:
            return false;
    }
}

QString dollars(NanoUsd amount) {
    // Small amounts keep the digits that tell them from nothing.
    const int decimals = amount != 0 && amount < kDollar / 100 ? 6 : 2;
    return QLatin1Char('$') + QString::number(static_cast<double>(amount) / kDollar, 'f', decimals);
}

}  // namespace

Budgets::Budgets(const Clock& clock, std::optional<QTimeZone> zone)
    : m_clock(clock), m_zone(std::move(zone)) {}

QTimeZone Budgets::zone() const {
    return m_zone.value_or(QTimeZone::systemTimeZone());
}

void Budgets::setConfig(const Config& config) {
    turn();
    std::vector<Entry> entries;
    for (const BudgetConfig& budget : config.budgets) {
        const auto same = std::find_if(m_entries.begin(), m_entries.end(),
                                       [&](const Entry& entry) { return isSame(entry.config, budget); });
        Entry entry;
        if (same != m_entries.end()) {
            entry = *same;
            entry.config = budget;
        } else {
            entry.config = budget;
            open(entry, m_clock.wallMs());
        }
        entries.push_back(std::move(entry));
    }
    m_entries = std::move(entries);
    tellUnread();
    if (onRoom) {
        onRoom();
    }
}

void Budgets::open(Entry& entry, qint64 wallMs) {
    entry.span = budgetSpan(entry.config.period, wallMs, zone());
    entry.known = entry.latestStartMs != 0 && entry.span.startMs > entry.latestStartMs;
    entry.latestStartMs = std::max(entry.latestStartMs, entry.span.startMs);
    entry.question = 0;
    entry.problem.clear();
    entry.spent = 0;
    entry.reserved = 0;
    entry.unknown = 0;
    entry.firstReservation = m_lastReservation + 1;
}

// The clock may have gone on to another period, or back to an earlier one, which is read anew.
void Budgets::turn() {
    const qint64 wallMs = m_clock.wallMs();
    bool turned = false;
    for (Entry& entry : m_entries) {
        if (!entry.span.holds(wallMs)) {
            open(entry, wallMs);
            turned = true;
        }
    }
    if (turned) {
        tellUnread();
        if (onRoom) {
            onRoom();
        }
    }
}

void Budgets::tellUnread() const {
    const bool unread = std::any_of(m_entries.begin(), m_entries.end(),
                                    [](const Entry& entry) { return !entry.known && entry.question == 0; });
    if (unread && onUnread) {
        onUnread();
    }
}

std::optional<SpentQuestion> Budgets::takeQuestion() {
    SpentQuestion question;
    for (Entry& entry : m_entries) {
        if (!entry.known && entry.question == 0) {
            question.number = m_lastQuestion + 1;
            entry.question = question.number;
            question.items.push_back({entry.config, entry.span.firstDay, entry.span.startMs});
        }
    }
    if (question.items.isEmpty()) {
        return std::nullopt;
    }
    ++m_lastQuestion;
    return question;
}

void Budgets::setSpent(const SpentAnswer& answer) {
    const QVector<SpentQuestion::Item>& items = answer.question.items;
    bool any = false;
    for (Entry& entry : m_entries) {
        const auto item = std::find_if(items.begin(), items.end(), [&](const SpentQuestion::Item& one) {
            return isSame(one.budget, entry.config) && one.startMs == entry.span.startMs;
        });
        if (entry.known || entry.question != answer.question.number || item == items.end()) {
            continue;  // answered, or another period by now
        }
        any = true;
        entry.problem = answer.problem;
        if (answer.problem.isEmpty()) {
            entry.spent += answer.spent.value(item - items.begin());
            entry.known = true;
        }
    }
    if (any && onRoom) {
        onRoom();
    }
}

Budgets::Call Budgets::call(const RequestFacts& facts, const ProviderConfig& provider, const QString& model,
                            const CostView& costs) const {
    const Seen seen = m_seen.value(placeOf(provider.id, model));
    Usage usage;
    usage.inputTokens = facts.promptTokens + (facts.promptTokens + 3) / 4;
    const bool inTokens = answersInTokens(facts.endpoint);
    usage.outputTokens = facts.maxOutputTokens > 0
                             ? facts.maxOutputTokens
                             : std::max(inTokens ? kUnnamedOutputTokens : 0, seen.outputTokens);
    std::optional<NanoUsd> most = costs.cost(provider, model, usage);
    if (!most && seen.cost > 0) {
        most = seen.cost;
    }
    return {facts.client, provider.id, model, most};
}

bool Budgets::covers(const BudgetConfig& budget, const Call& call) {
    switch (budget.scope) {
        case BudgetConfig::Scope::All:
            return true;
        case BudgetConfig::Scope::Client:
            return budget.name == call.client;
        case BudgetConfig::Scope::Provider:
            return budget.name == call.provider;
        case BudgetConfig::Scope::Model:
            return globMatches(budget.name, call.model);
    }
    return false;
}

Budgets::Verdict Budgets::verdict(const Call& call) {
    if (m_entries.empty() || call.estimate == NanoUsd{0}) {
        return {};
    }
    turn();
    Verdict worst;
    for (const Entry& entry : m_entries) {
        if (!covers(entry.config, call)) {
            continue;
        }
        Room room = Room::Yes;
        if (!entry.known) {
            room = entry.problem.isEmpty() ? Room::Later : Room::Unread;
        } else if (call.estimate && entry.spent + *call.estimate > entry.config.limit) {
            room = Room::No;
        } else if (call.estimate && entry.spent + entry.reserved + *call.estimate > entry.config.limit) {
            room = Room::Later;
        }
        if (room > worst.room) {
            worst = {room, statusOf(entry)};
        }
    }
    return worst;
}

quint64 Budgets::reserve(const Call& call) {
    if (m_entries.empty()) {
        return 0;
    }
    turn();
    m_held.insert(++m_lastReservation, {call, m_clock.wallMs()});
    for (Entry& entry : m_entries) {
        if (covers(entry.config, call)) {
            entry.reserved += call.estimate.value_or(0);
        }
    }
    return m_lastReservation;
}

void Budgets::settle(quint64 reservation, const Cost& cost, const Usage& usage) {
    if (!m_held.contains(reservation)) {
        return;
    }
    const Held held = m_held.take(reservation);
    turn();
    note(held.call, cost, usage);
    for (Entry& entry : m_entries) {
        if (!covers(entry.config, held.call)) {
            continue;
        }
        if (reservation >= entry.firstReservation) {
            entry.reserved -= held.call.estimate.value_or(0);
        }
        if (!entry.span.holds(held.atMs)) {
            continue;  // of a period that is over
        }
        entry.spent += cost.charged;
        entry.unknown += cost.source == CostSource::Unknown ? 1 : 0;
    }
    if (onRoom) {
        onRoom();
    }
}

// The most fades, so that one long answer is not reserved for ever.
void Budgets::note(const Call& call, const Cost& cost, const Usage& usage) {
    if (usage == Usage{}) {
        return;
    }
    if (m_seen.size() >= kMostSeen) {
        m_seen.clear();
    }
    Seen& seen = m_seen[placeOf(call.provider, call.model)];
    seen.outputTokens = std::max(usage.outputTokens, seen.outputTokens - seen.outputTokens / 16);
    seen.cost = std::max(cost.charged, seen.cost - seen.cost / 16);
}

BudgetStatus Budgets::statusOf(const Entry& entry) {
    BudgetStatus status;
    status.budget = entry.config;
    status.startMs = entry.span.startMs;
    status.endMs = entry.span.endMs;
    status.spent = entry.spent;
    status.reserved = entry.reserved;
    status.unknownAttempts = entry.unknown;
    status.problem = entry.problem;
    if (!entry.known) {
        status.state = BudgetStatus::State::Unread;
    } else if (entry.spent >= entry.config.limit) {
        status.state = BudgetStatus::State::Reached;
    } else {
        const bool warns = entry.spent >= entry.config.limit - entry.config.limit / 5;
        status.state = warns ? BudgetStatus::State::Warning : BudgetStatus::State::Open;
    }
    return status;
}

QVector<BudgetStatus> Budgets::status() {
    turn();
    QVector<BudgetStatus> all;
    for (const Entry& entry : m_entries) {
        all.push_back(statusOf(entry));
    }
    return all;
}

std::optional<HealthReason> BudgetedTargets::refusal(const RequestFacts& facts,
                                                     const ProviderConfig& provider,
                                                     const QString& model) const {
    if (m_budgets.empty()) {
        return std::nullopt;
    }
    const Budgets::Verdict verdict = m_budgets.verdict(m_budgets.call(facts, provider, model, m_costs));
    if (verdict.room == Budgets::Room::Yes) {
        return std::nullopt;
    }
    HealthReason reason;
    reason.kind = HealthReason::Kind::OutOfBudget;
    reason.detail = budgetWords(verdict.status.budget);
    return reason;
}

QString budgetWords(const BudgetConfig& budget) {
    const QString period = budget.period == BudgetConfig::Period::Day ? QStringLiteral("per day for ")
                                                                      : QStringLiteral("per month for ");
    return budget.scope == BudgetConfig::Scope::All
               ? QString(period + QStringLiteral("all"))
               : QString(period +
                         QStringLiteral("the %1 \"%2\"").arg(budgetScopeName(budget.scope), budget.name));
}

QString budgetMessage(const BudgetStatus& status, Budgets::Room room, std::optional<NanoUsd> estimate) {
    const QString which = QStringLiteral("The budget ") + budgetWords(status.budget);
    if (room == Budgets::Room::Unread || status.state == BudgetStatus::State::Unread) {
        return which + QStringLiteral(" cannot be kept, because what was spent is not known: %1")
                           .arg(status.problem.isEmpty()
                                    ? QStringLiteral("the ledger is being read.")
                                    : QStringLiteral("the ledger cannot be read (%1).").arg(status.problem));
    }
    const QString most =
        estimate ? QStringLiteral(" This request may cost up to %1.").arg(dollars(*estimate)) : QString();
    const QDateTime renews = QDateTime::fromMSecsSinceEpoch(status.endMs);
    return which + QStringLiteral(" has no room: %1 of %2 is spent%3.%4 It renews on %5.")
                       .arg(dollars(status.spent), dollars(status.budget.limit),
                            room == Budgets::Room::Later && status.reserved > 0
                                ? QStringLiteral(" and %1 reserved for requests under way")
                                      .arg(dollars(status.reserved))
                                : QString(),
                            most, renews.toOffsetFromUtc(renews.offsetFromUtc()).toString(Qt::ISODate));
}

}  // namespace signalbox
