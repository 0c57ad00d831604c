#include "ui/Notices.h"

#include "ui/BudgetText.h"
#include "ui/ReasonText.h"
#include "ui/SwitchText.h"

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

QString targetAt(const StatusSnapshot& status, const RouteStatus& route, int index) {
    return index >= 0 && index < route.targets.size()
               ? SwitchText::targetName(status, route.targets[index].target)
               : QString();
}

bool isInTrouble(const RouteStatus& route) {
    return route.active < 0 && !route.targets.isEmpty();
}

// The target that was passed over: the one it is pinned to, else the first that cannot be used; -1: not
// known.
int passedOver(const RouteStatus& route) {
    for (int i = 0; i < route.targets.size(); ++i) {
        const TargetStatus& target = route.targets[i];
        const bool unusable = target.state == HealthState::Failed || target.state == HealthState::Resting;
        if (i != route.active &&
            (SwitchText::isOffPin(route) ? target.target == route.pin.target : unusable)) {
            return i;
        }
    }
    return -1;
}

bool isInARoute(const StatusSnapshot& status, const QString& provider) {
    return std::any_of(status.routes.begin(), status.routes.end(), [&](const RouteStatus& route) {
        return std::any_of(route.targets.begin(), route.targets.end(),
                           [&](const TargetStatus& target) { return target.target.provider == provider; });
    });
}

bool isSameBudget(const BudgetConfig& a, const BudgetConfig& b) {
    return a.scope == b.scope && a.name == b.name && a.period == b.period;
}

}  // namespace

QVector<Notice> Notices::update(const StatusSnapshot& status) {
    m_new.clear();
    if (m_last) {
        if (status.offline && !m_last->offline) {
            tell(u"offline"_s, tr("No network"),
                 tr("This computer has no network. Providers are tried again when it is back."), status.atMs);
        } else if (!status.offline && m_last->offline) {
            tell(u"online"_s, tr("Network is back"), tr("Providers are being tried again."), status.atMs);
        }
        for (const RouteStatus& route : status.routes) {
            for (const RouteStatus& before : m_last->routes) {
                if (before.name == route.name) {
                    look(before, route, status);
                }
            }
        }
        for (const ProviderStatus& provider : status.providers) {
            for (const ProviderStatus& before : m_last->providers) {
                if (before.id == provider.id) {
                    look(before, provider, status);
                }
            }
        }
        for (const BudgetStatus& budget : status.budgets) {
            for (const BudgetStatus& before : m_last->budgets) {
                if (isSameBudget(before.budget, budget.budget)) {
                    look(before, budget, status);
                }
            }
        }
    }
    m_last = status;
    return m_new;
}

void Notices::look(const RouteStatus& before, const RouteStatus& now, const StatusSnapshot& status) {
    if (now.parked > 0 && before.parked == 0) {
        tell(u"parked:"_s + now.name, tr("%1: requests wait for you").arg(now.name),
             tr("No target can be used. Throw its lever to send them on."), status.atMs, now.name);
    }
    // What is so because this computer has no network has been told by then.
    if (status.offline) {
        return;
    }
    if (isInTrouble(now) && !isInTrouble(before) && now.parked == 0) {
        tell(u"failing:"_s + now.name, tr("%1: no target can be used").arg(now.name),
             tr("Requests fail until one is back, or until you throw the lever."), status.atMs);
    }
    const QString carrier = targetAt(status, now, now.active);
    const bool failedOver = now.failedOverAtMs && !before.failedOverAtMs;
    const bool leftPin =
        SwitchText::isOffPin(now) && !SwitchText::isOffPin(before) && now.pin.target == before.pin.target;
    if ((failedOver || leftPin) && !carrier.isEmpty()) {
        const int over = passedOver(now);
        const QString name = targetAt(status, now, over);
        const QString why =
            over < 0 ? QString() : ReasonText::sentence(now.targets[over].reason, m_format, status.atMs);
        tell(u"failover:"_s + now.name, tr("%1 goes to %2 now").arg(now.name, carrier),
             over < 0        ? tr("What it went to before cannot be used.")
             : why.isEmpty() ? tr("%1 is passed over.").arg(name)
                             : tr("%1: %2").arg(name, why),
             status.atMs);
    }
    const bool recovered = !now.failedOverAtMs && before.failedOverAtMs && now.active == 0 &&
                           now.pin.mode == PinMode::Auto && before.pin.mode == PinMode::Auto;
    const bool backAtPin = SwitchText::isOffPin(before) && !SwitchText::isOffPin(now) &&
                           now.pin.mode == PinMode::Prefer && now.pin.target == before.pin.target;
    if (recovered || backAtPin) {
        tell(u"back:"_s + now.name, tr("%1 is back to normal").arg(now.name),
             tr("%1 answers again.").arg(carrier), status.atMs);
    }
    // A timed pin ends in what it stood before: automatic, or a lasting one.
    const bool ended = before.pin.mode != PinMode::Auto && before.pin.untilMs &&
                       *before.pin.untilMs <= status.atMs && !now.pin.untilMs;
    if (ended) {
        const QString title =
            now.pin.mode == PinMode::Auto
                ? tr("%1 is automatic again").arg(now.name)
                : tr("%1 is back to %2").arg(now.name, SwitchText::targetName(status, now.pin.target));
        tell(u"pin:"_s + now.name, title,
             tr("Your pin to %1 has come to its end.").arg(SwitchText::targetName(status, before.pin.target)),
             status.atMs);
    }
}

void Notices::look(const ProviderStatus& before, const ProviderStatus& now, const StatusSnapshot& status) {
    using Kind = HealthReason::Kind;
    const QString name = SwitchText::providerName(status, now.id);
    const auto began = [&](Kind kind) { return now.reason.kind == kind && before.reason.kind != kind; };
    const QString why = ReasonText::sentence(now.reason, m_format, status.atMs);
    // Where a route has it as a target, that is told by what the route does.
    if (now.reason.kind == Kind::BreakerOpen && !m_down.contains(now.id) && !status.offline &&
        !isInARoute(status, now.id)) {
        m_down.insert(now.id);
        tell(u"down:"_s + now.id, tr("%1 is down").arg(name), why, status.atMs);
    } else if (now.state == HealthState::Healthy && m_down.remove(now.id)) {
        tell(u"up:"_s + now.id, tr("%1 is back to normal").arg(name), tr("%1 answers again.").arg(name),
             status.atMs);
    }
    if (began(Kind::QuotaExceeded)) {
        tell(u"quota:"_s + now.id, tr("%1 is out of credit").arg(name), why, status.atMs);
    }
    if (now.keysOutOfQuota > before.keysOutOfQuota && now.reason.kind != Kind::QuotaExceeded) {
        tell(u"key quota:"_s + now.id, tr("A key of %1 is out of credit").arg(name),
             tr("It rests for 15 minutes. The other keys of %1 are used meanwhile.").arg(name), status.atMs);
    }
    if (began(Kind::BadKey)) {
        tell(u"key:"_s + now.id, tr("%1 refuses its key").arg(name), why, status.atMs);
    }
    if (before.drill && !now.drill) {
        tell(u"drill:"_s + now.id, tr("The drill has ended"), tr("%1 is asked as usual again.").arg(name),
             status.atMs);
    }
}

// What is spent only grows, so each state of a budget begins once in a period.
void Notices::look(const BudgetStatus& before, const BudgetStatus& now, const StatusSnapshot& status) {
    using State = BudgetStatus::State;
    // Of what was so at the start, the window's screen tells.
    if (now.state == before.state || before.state == State::Unread) {
        return;
    }
    const BudgetConfig& budget = now.budget;
    const QString whose = BudgetText::name(budget);
    const QString id = BudgetText::id(budget) + u':' + QString::number(now.startMs);
    const QString spent =
        tr("%1 of %2 is spent.").arg(m_format.money(now.spent), m_format.money(budget.limit));
    if (now.state == State::Warning && before.state == State::Open) {
        tell(u"budget warning:"_s + id, tr("%1: 80 % is spent").arg(whose), spent, status.atMs);
    } else if (now.state == State::Reached) {
        const QString then = budget.atLimit == BudgetConfig::AtLimit::Route
                                 ? tr("Requests that cost go to %1 now.").arg(budget.routeTo)
                                 : tr("Requests that cost are refused until it renews.");
        tell(u"budget reached:"_s + id, tr("%1 is used up").arg(whose), spent + u' ' + then, status.atMs);
    } else if (now.state == State::Unread && !now.problem.isEmpty()) {
        tell(u"budget unread:"_s + id, tr("%1 cannot be kept").arg(whose),
             tr("The ledger cannot be read, so requests that cost are refused."), status.atMs);
    }
}

void Notices::tell(const QString& id, const QString& title, const QString& text, qint64 nowMs,
                   const QString& waitingAt) {
    const auto told = m_told.constFind(id);
    // The clock may have been set back: then it is told.
    if (told != m_told.cend() && nowMs >= *told && nowMs - *told < kQuietMs) {
        return;
    }
    m_told.insert(id, nowMs);
    m_new.append({id, title, text, waitingAt});
}

}  // namespace signalbox
