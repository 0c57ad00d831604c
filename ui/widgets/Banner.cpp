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
        items.append({u"config"_s,
                      HealthState::Attention,
                      tr("The changed configuration is refused; the last good one stays in force."),
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

class BannerWidget final : public QWidget {
public:
    BannerWidget(const Theme& theme, BannerItem item, QWidget* parent)
        : QWidget(parent), m_theme(theme), m_item(std::move(item)) {
        setAccessibleName(m_item.text);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(space::kCard + 20, space::kStep, space::kCard, space::kStep);
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        const auto add = [&](const QString& text, QFont::Weight weight) {
            QLabel* label = makeLabel(text);
            label->setWordWrap(true);
            label->setFont(m_theme.font(TextSize::Body, weight));
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            column->addWidget(label);
            return label;
        };
        m_first = add(m_item.text, QFont::Medium);
        constexpr qsizetype kShown = 4;
        for (const QString& detail : m_item.details.mid(0, kShown)) {
            add(detail, QFont::Normal);
        }
        if (m_item.details.size() > kShown) {
            add(BannerText::tr("and %1 more; check-config lists them all")
                    .arg(m_item.details.size() - kShown),
                QFont::Normal);
        }
        row->addLayout(column, 1);
    }

    [[nodiscard]] QHBoxLayout* row() const { return static_cast<QHBoxLayout*>(layout()); }

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
        const qreal top = m_first->geometry().center().y() - 4.5;
        paintSign(painter, m_item.severity, QRectF(left, top, 10, 10), m_theme.onTint(color));
    }

private:
    [[nodiscard]] QColor ground() const { return m_theme.tint(m_theme.colors().state(m_item.severity)); }
    const Theme& m_theme;
    BannerItem m_item;
    const QLabel* m_first = nullptr;
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
    if (items != m_items) {
        m_items = items;
        rebuild();
    }
}

void BannerStack::rebuild() {
    for (QWidget* banner : m_banners) {
        banner->hide();
        banner->deleteLater();
    }
    m_banners.clear();
    for (const BannerItem& item : m_items) {
        auto* banner = new BannerWidget(m_theme, item, this);
        if (!item.action.isEmpty()) {
            auto* act = new QPushButton(item.action);
            act->setObjectName(item.id);
            act->setAccessibleName(tr("%1: %2", "what to do, why").arg(item.action, item.text));
            banner->row()->addWidget(act, 0, Qt::AlignTop);
            connect(act, &QPushButton::clicked, this, [this, id = item.id] { Q_EMIT actionAsked(id); });
        }
        if (item.dismiss == BannerItem::Dismiss::Yes) {
            auto* close = new QPushButton(tr("Dismiss"));
            close->setAccessibleName(tr("Dismiss: %1").arg(item.text));
            banner->row()->addWidget(close, 0, Qt::AlignTop);
            connect(close, &QPushButton::clicked, this, [this, id = item.id] { Q_EMIT dismissed(id); });
        }
        m_column->addWidget(banner);
        m_banners.append(banner);
    }
    setVisible(!m_items.isEmpty());
}

}  // namespace signalbox
