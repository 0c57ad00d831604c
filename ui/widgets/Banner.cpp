#include "ui/widgets/Banner.h"

#include "ui/BudgetText.h"
#include "ui/Format.h"
#include "ui/SwitchText.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

void BannerText::addBudgets(QVector<BannerItem>& items, const StatusSnapshot& status, const Format& format) {
    using State = BudgetStatus::State;
    QVector<BudgetStatus> unread;
    for (const BudgetStatus& budget : status.budgets) {
        if (budget.state == State::Unread && !budget.problem.isEmpty()) {
            unread.append(budget);
        }
    }
    const auto add = [&](const BudgetStatus& budget) {
        items.append({budgetId(budget.budget),
                      HealthState::Failed,
                      tr("%1, %2. %3", "budget, spent of limit, what that means")
                          .arg(BudgetText::name(budget.budget), BudgetText::spent(budget, format),
                               BudgetText::consequence(budget, format, status.atMs)),
                      {},
                      {},
                      tr("Show spend")});
    };
    // What cannot be read cannot be read for all of them.
    if (unread.size() == 1) {
        add(unread.first());
    } else if (!unread.isEmpty()) {
        items.append({u"budgets"_s,
                      HealthState::Failed,
                      tr("%1 budgets cannot be kept, so requests that cost are refused: %2")
                          .arg(format.number(unread.size()), unread.first().problem),
                      {},
                      {}});
    }
    for (const BudgetStatus& budget : status.budgets) {
        if (budget.state == State::Reached) {
            add(budget);
        }
    }
}

QVector<BannerItem> BannerText::of(const StatusSnapshot& status, const Format& format) {
    QVector<BannerItem> items;
    const bool started = !status.version.isEmpty();
    if (status.stopping) {
        items.append(
            {u"stopping"_s,
             HealthState::Resting,
             tr("Signalbox is stopping: requests under way are being finished, new ones are refused."),
             {},
             {}});
    } else if (started && !status.listening) {
        items.append({u"listening"_s,
                      HealthState::Failed,
                      tr("Signalbox accepts no requests: its port is not open. Quit and start it again."),
                      {},
                      {}});
    }
    if (status.offline ||
        (!status.providers.isEmpty() &&
         std::all_of(status.providers.cbegin(), status.providers.cend(),
                     [](const ProviderStatus& provider) {
                         return provider.reason.kind == HealthReason::Kind::Offline ||
                                provider.state == HealthState::Out;
                     }) &&
         std::any_of(status.providers.cbegin(), status.providers.cend(), [](const ProviderStatus& provider) {
             return provider.reason.kind == HealthReason::Kind::Offline;
         }))) {
        items.append({u"offline"_s,
                      HealthState::Failed,
                      tr("This computer has no network. Providers are tried again when it is back."),
                      {},
                      {}});
    }
    for (const RouteStatus& route : status.routes) {
        if (route.parked > 0) {
            items.append(
                {parkedId(route.name),
                 HealthState::Failed,
                 route.parked == 1
                     ? tr("%1: one request waits, no target can be used. Throw its lever to send it on.")
                           .arg(route.name)
                     : tr("%1: %2 requests wait, no target can be used. Throw its lever to send them on.")
                           .arg(route.name, format.number(route.parked)),
                 {},
                 {},
                 tr("Go to its lever")});
        }
    }
    for (const ProviderStatus& provider : status.providers) {
        if (provider.drill) {
            items.append({drillId(provider.id),
                          HealthState::Attention,
                          tr("Drill: %1 until %2.")
                              .arg(SwitchText::drillOf(SwitchText::providerName(status, provider.id),
                                                       provider.drill->kind),
                                   format.time(provider.drill->untilMs, status.atMs)),
                          {},
                          {},
                          tr("End drill")});
        }
    }
    addBudgets(items, status, format);
    if (!status.ledger.ok) {
        QString text =
            status.ledger.problem.isEmpty() ? tr("The ledger cannot be written.") : status.ledger.problem;
        if (status.ledger.waitingEntries == 1) {
            text += u' ' + tr("One entry waits in memory.");
        } else if (status.ledger.waitingEntries > 1) {
            text += u' ' + tr("%1 entries wait in memory.").arg(format.number(status.ledger.waitingEntries));
        }
        items.append({u"ledger"_s, HealthState::Failed, text, {}, {}});
    }
    if (status.ledger.droppedEntries > 0) {
        items.append({u"dropped"_s,
                      HealthState::Failed,
                      status.ledger.droppedEntries == 1
                          ? tr("One entry is missing from the ledger: sums are too low.")
                          : tr("%1 entries are missing from the ledger: sums are too low.")
                                .arg(format.number(status.ledger.droppedEntries)),
                      {},
                      {}});
    }
    if (!status.configFaults.isEmpty()) {
        const bool isAddress =
            status.configFaults.size() == 1 && status.configFaults[0].startsWith(u"listen: "_s);
        items.append({u"config"_s,
                      HealthState::Attention,
                      isAddress
                          ? tr("The new address cannot be used.")
                          : tr("The changed configuration is refused; the last good one stays in force."),
                      status.configFaults,
                      {}});
    }
    if (status.keysOnlyInMemory) {
        items.append(
            {u"keys"_s,
             HealthState::Attention,
             tr("There is no keyring here: keys are kept in memory only and are gone when Signalbox quits."),
             {},
             {}});
    }
    return items;
}

QString BannerText::budgetId(const BudgetConfig& budget) {
    return u"budget:" + BudgetText::id(budget);
}

namespace {

// Keeps its labels and buttons while only its words change: somebody may be pressing one of them.
class BannerWidget final : public QWidget {
public:
    BannerWidget(const Theme& theme, const BannerItem& item, BannerStack& stack)
        : QWidget(&stack), m_theme(theme) {
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(space::kCard + 20, space::kStep, space::kCard, space::kStep);
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        const qsizetype lines = 1 + std::min(item.details.size(), kShown + 1);
        for (qsizetype i = 0; i < lines; ++i) {
            QLabel* label = makeLabel({});
            label->setWordWrap(true);
            label->setFont(m_theme.font(TextSize::Body, i == 0 ? QFont::Medium : QFont::Normal));
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            column->addWidget(label);
            m_lines.append(label);
        }
        row->addLayout(column, 1);
        const auto addButton = [&](auto pressed) {
            auto* button = new QPushButton;
            row->addWidget(button, 0, Qt::AlignTop);
            connect(button, &QPushButton::clicked, &stack, pressed);
            return button;
        };
        if (!item.action.isEmpty()) {
            m_act = addButton([&stack, id = item.id] { Q_EMIT stack.actionAsked(id); });
            m_act->setObjectName(item.id);
        }
        if (item.dismiss == BannerItem::Dismiss::Yes) {
            m_dismiss = addButton([&stack, id = item.id] { Q_EMIT stack.dismissed(id); });
        }
        present(item);
    }

    [[nodiscard]] bool fits(const BannerItem& item) const {
        return item.id == m_item.id && item.details.size() == m_item.details.size() &&
               item.action.isEmpty() == m_item.action.isEmpty() && item.dismiss == m_item.dismiss;
    }

    void present(const BannerItem& item) {
        m_item = item;
        setAccessibleName(item.text);
        m_lines[0]->setText(item.text);
        for (qsizetype i = 1; i < m_lines.size(); ++i) {
            m_lines[i]->setText(i <= kShown ? item.details[i - 1]
                                            : BannerStack::tr("and %1 more; check-config lists them all")
                                                  .arg(item.details.size() - kShown));
        }
        if (m_act != nullptr) {
            m_act->setText(item.action);
            m_act->setAccessibleName(
                BannerStack::tr("%1: %2", "what to do, why").arg(item.action, item.text));
        }
        if (m_dismiss != nullptr) {
            m_dismiss->setText(BannerStack::tr("Dismiss"));
            m_dismiss->setAccessibleName(BannerStack::tr("Dismiss: %1").arg(item.text));
        }
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor color = m_theme.colors().state(m_item.severity);
        painter.setPen(QPen(blend(m_theme.colors().panel, color, 0.4), 1));
        painter.setBrush(ground());
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::kRadius,
                                space::kRadius);
        const qreal left = layoutDirection() == Qt::RightToLeft ? width() - space::kCard - 10 : space::kCard;
        // Beside the first line, wherever a button has pushed it.
        const qreal top = m_lines[0]->geometry().center().y() - 4.5;
        paintSign(painter, m_item.severity, QRectF(left, top, 10, 10), m_theme.onTint(color));
    }

private:
    static constexpr qsizetype kShown = 4;  // details
    [[nodiscard]] QColor ground() const { return m_theme.tint(m_theme.colors().state(m_item.severity)); }
    const Theme& m_theme;
    BannerItem m_item;
    QVector<QLabel*> m_lines;
    QPushButton* m_act = nullptr;
    QPushButton* m_dismiss = nullptr;
};

}  // namespace

BannerStack::BannerStack(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(space::kGap, space::kGap, space::kGap, 0);
    m_column->setSpacing(space::kStep);
    hide();
    connect(&m_theme, &Theme::changed, this, &BannerStack::rebuild);
}

void BannerStack::present(const QVector<BannerItem>& items) {
    if (items == m_items) {
        return;
    }
    m_items = items;
    QVector<QWidget*> before = std::exchange(m_banners, {});
    for (const BannerItem& item : m_items) {
        const auto kept = std::find_if(before.begin(), before.end(), [&](const QWidget* widget) {
            return static_cast<const BannerWidget*>(widget)->fits(item);
        });
        if (kept != before.end()) {
            static_cast<BannerWidget*>(*kept)->present(item);
            m_banners.append(*kept);
            before.erase(kept);
        } else {
            m_banners.append(new BannerWidget(m_theme, item, *this));
        }
        if (m_column->indexOf(m_banners.back()) != m_banners.size() - 1) {
            m_column->insertWidget(static_cast<int>(m_banners.size()) - 1, m_banners.back());
        }
    }
    for (QWidget* gone : std::as_const(before)) {
        gone->hide();
        gone->deleteLater();
    }
    setVisible(!m_items.isEmpty());
}

// In other colours and fonts.
void BannerStack::rebuild() {
    for (QWidget* banner : std::exchange(m_banners, {})) {
        banner->hide();
        banner->deleteLater();
    }
    present(std::exchange(m_items, {}));
}

}  // namespace signalbox
