#include "ui/widgets/BudgetBars.h"

#include "ui/BudgetText.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

namespace {

constexpr int kShown = 4;
constexpr int kBar = 6;
constexpr double kWarning = 0.8;
constexpr qreal kSign = 8;

double shareOf(const BudgetStatus& status) {
    return status.budget.limit > 0
               ? static_cast<double>(status.spent) / static_cast<double>(status.budget.limit)
               : 1.0;
}

int urgency(BudgetStatus::State state) {
    switch (state) {
        case BudgetStatus::State::Reached:
            return 3;
        case BudgetStatus::State::Unread:
            return 2;
        case BudgetStatus::State::Warning:
            return 1;
        case BudgetStatus::State::Open:
            break;
    }
    return 0;
}

}  // namespace

class BudgetBar final : public QWidget {
public:
    explicit BudgetBar(const Context& context)
        : m_context(context),
          m_name(new ElidedLabel(TextSize::Secondary, Tone::Secondary)),
          m_spent(makeLabel({}, TextSize::Secondary, Tone::Normal, Weight::Strong)),
          m_words(makeLabel({}, TextSize::Secondary)),
          m_space(new QWidget) {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(3);
        auto* row = new QHBoxLayout;
        row->addWidget(m_name, 1);
        row->addWidget(m_spent);
        column->addLayout(row);
        m_space->setFixedHeight(kBar);
        column->addWidget(m_space);
        m_words->setWordWrap(true);
        m_words->setContentsMargins(static_cast<int>(kSign) + 6, 0, 0, 0);
        if (layoutDirection() == Qt::RightToLeft) {
            m_words->setContentsMargins(0, 0, static_cast<int>(kSign) + 6, 0);
        }
        column->addWidget(m_words);
        connect(&m_context.theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
    }

    void present(const BudgetStatus& status, qint64 nowMs) {
        const double share =
            status.state == BudgetStatus::State::Unread ? 0.0 : std::clamp(shareOf(status), 0.0, 1.0);
        const QString name = BudgetText::name(status.budget);
        const QString spent = BudgetText::spent(status, m_context.format);
        const QString words = BudgetText::consequence(status, m_context.format, nowMs);
        setObjectName(u"budget:" + BudgetText::id(status.budget));
        // Four times a second, and seldom anything new.
        if (status.state == m_state && share == m_share && name == m_name->text() &&
            spent == m_spent->text() && words == m_words->text()) {
            return;
        }
        m_state = status.state;
        m_share = share;
        m_name->setText(name);
        m_spent->setText(spent);
        m_words->setText(words);
        m_words->setVisible(!words.isEmpty());
        setTone(*m_words, status.state == BudgetStatus::State::Warning ? Tone::Normal : Tone::Bad);
        setAccessibleName(words.isEmpty()
                              ? BudgetBars::tr("%1: %2", "budget, spent of limit").arg(name, spent)
                              : BudgetBars::tr("%1: %2. %3", "budget, spent of limit, what that means")
                                    .arg(name, spent, words));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        const Colors& colors = m_context.theme.colors();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const QRectF whole = m_space->geometry();
        const HealthState severity = BudgetText::severity(m_state);
        const QColor color = m_state == BudgetStatus::State::Open ? colors.accent : colors.state(severity);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.line);
        painter.drawRoundedRect(whole, kBar / 2.0, kBar / 2.0);
        if (m_share > 0) {
            const qreal width = std::max<qreal>(kBar, whole.width() * m_share);
            painter.setBrush(color);
            painter.drawRoundedRect(
                QRectF(mirrored ? whole.right() - width : whole.left(), whole.top(), width, whole.height()),
                kBar / 2.0, kBar / 2.0);
        }
        // Where the warning begins.
        const qreal at =
            mirrored ? whole.right() - whole.width() * kWarning : whole.left() + whole.width() * kWarning;
        painter.setPen(QPen(colors.panel, 2));
        painter.drawLine(QPointF(at, whole.top()), QPointF(at, whole.bottom()));
        if (!m_words->isHidden()) {
            const QRectF words = m_words->geometry();
            const qreal line = QFontMetricsF(m_words->font()).height();
            paintSign(painter, severity,
                      QRectF(mirrored ? words.right() - kSign : words.left(),
                             words.top() + (line - kSign) / 2, kSign, kSign),
                      m_context.theme.onPanel(colors.state(severity)));
        }
    }

private:
    Context m_context;
    BudgetStatus::State m_state = BudgetStatus::State::Unread;
    double m_share = -1;  // nothing yet
    ElidedLabel* m_name;
    QLabel* m_spent;
    QLabel* m_words;
    QWidget* m_space;
};

BudgetBars::BudgetBars(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_column(new QVBoxLayout(this)),
      m_more(makeLabel({}, TextSize::Secondary, Tone::Secondary)) {
    setAccessibleName(tr("Budgets"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::kStep);
    m_column->addWidget(m_more);
    hide();
}

void BudgetBars::present(const QVector<BudgetStatus>& budgets) {
    QVector<BudgetStatus> order = budgets;
    std::stable_sort(order.begin(), order.end(), [](const BudgetStatus& a, const BudgetStatus& b) {
        const int first = urgency(a.state);
        const int second = urgency(b.state);
        return first != second ? first > second : shareOf(a) > shareOf(b);
    });
    const int shown = std::min(kShown, static_cast<int>(order.size()));
    while (m_bars.size() > shown) {
        delete m_bars.takeLast();
    }
    while (m_bars.size() < shown) {
        auto* bar = new BudgetBar(m_context);
        m_column->insertWidget(static_cast<int>(m_bars.size()), bar);
        m_bars.append(bar);
    }
    const qint64 nowMs = m_context.clock.wallMs();
    for (int i = 0; i < shown; ++i) {
        m_bars[i]->present(order[i], nowMs);
    }
    QStringList rest;
    for (qsizetype i = shown; i < order.size(); ++i) {
        rest.append(
            tr("%1: %2", "budget, spent of limit")
                .arg(BudgetText::name(order[i].budget), BudgetText::spent(order[i], m_context.format)));
    }
    m_more->setVisible(!rest.isEmpty());
    m_more->setText(
        rest.size() == 1
            ? tr("and 1 budget further from its limit")
            : tr("and %1 budgets further from their limits").arg(m_context.format.number(rest.size())));
    m_more->setToolTip(rest.join(u'\n'));
    setVisible(!budgets.isEmpty());
}

}  // namespace signalbox
