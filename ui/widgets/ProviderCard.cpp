#include "ui/widgets/ProviderCard.h"

#include "ui/ReasonText.h"
#include "ui/SecretClipboard.h"
#include "ui/SwitchText.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/MinuteStrip.h"
#include "ui/widgets/Sparkline.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace signalbox {

namespace {
using namespace std::chrono_literals;

constexpr int kMostReasonLines = 2;

bool canReset(const HealthReason& reason) {
    switch (reason.kind) {
        case HealthReason::Kind::Cooldown:
        case HealthReason::Kind::QuotaExceeded:
        case HealthReason::Kind::BadKey:
        case HealthReason::Kind::BreakerOpen:
        case HealthReason::Kind::HalfOpen:
        case HealthReason::Kind::RecentFailures:
            return true;
        default:
            return false;
    }
}
}  // namespace

ProviderCard::ProviderCard(const Context& context, QString provider, QWidget* parent)
    : Card({}, parent),
      m_context(context),
      m_provider(std::move(provider)),
      m_name(new ElidedLabel(TextSize::Body, Tone::Normal, Weight::Strong)),
      m_chip(new Chip(context.theme)),
      m_reason(new ElidedLabel(TextSize::Secondary, Tone::Secondary)),
      m_strip(new MinuteStrip(context.theme)),
      m_figures(new QWidget),
      m_trend(new Sparkline(context.theme)),
      m_headroomRow(new QWidget),
      m_gauge(new Gauge(context.theme)),
      m_menu(new QMenu(this)) {
    setObjectName(QStringLiteral("provider:") + m_provider);
    column()->setSpacing(6);

    auto* head = new QHBoxLayout;
    head->setSpacing(space::kStep);
    head->addWidget(m_name, 1);
    head->addWidget(m_chip);
    column()->addLayout(head);

    column()->addWidget(m_reason);
    column()->addWidget(m_strip);

    auto* figures = new QVBoxLayout(m_figures);
    figures->setContentsMargins(0, 0, 0, 0);
    figures->setSpacing(2);
    m_firstToken = addFigure(*figures, tr("First token"));
    m_errors = addFigure(*figures, tr("Errors, 1 h"));
    m_inFlight = addFigure(*figures, tr("In flight"));
    m_trend->setAccessibleName(tr("Time to first token over the last hour"));
    m_trend->setToolTip(tr("Median time to first token over the last hour"));
    figures->addWidget(m_trend);
    auto* headroom = new QVBoxLayout(m_headroomRow);
    headroom->setContentsMargins(0, 0, 0, 2);
    headroom->setSpacing(3);
    m_headroom = addFigure(*headroom, tr("Rate-limit headroom"));
    headroom->addWidget(m_gauge);
    figures->addWidget(m_headroomRow);
    column()->addWidget(m_figures);
    column()->addStretch(1);

    auto* actions = new QHBoxLayout;
    actions->setSpacing(space::kStep);
    m_drain = new QPushButton(tr("Drain"));
    m_drain->setObjectName(QStringLiteral("drain"));
    m_reset = new QPushButton(tr("Reset"));
    m_reset->setObjectName(QStringLiteral("reset"));
    m_test = new QPushButton(tr("Test"));
    m_test->setObjectName(QStringLiteral("test"));
    m_more = new QPushButton(QStringLiteral("⋯"));
    m_more->setObjectName(QStringLiteral("more"));
    for (QPushButton* button : {m_drain, m_reset, m_test, m_more}) {
        button->setProperty("compact", true);
        actions->addWidget(button);
    }
    actions->addStretch(1);
    column()->addLayout(actions);
    connect(m_drain, &QPushButton::clicked, this, &ProviderCard::toggleDrain);
    connect(m_reset, &QPushButton::clicked, this, [this] { m_context.commands.reset(m_provider); });
    connect(m_test, &QPushButton::clicked, this, &ProviderCard::testAsked);
    connect(m_more, &QPushButton::clicked, this, [this] {
        buildMenu();
        m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height() + 2)));
    });
}

QString ProviderCard::stateText() const {
    return m_chip->text();
}

QLabel* ProviderCard::addFigure(QVBoxLayout& column, const QString& name) {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(makeLabel(name, TextSize::Secondary, Tone::Secondary));
    row->addStretch(1);
    QLabel* value = makeLabel({}, TextSize::Secondary, Tone::Normal, Weight::Strong);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(value);
    column.addLayout(row);
    return value;
}

void ProviderCard::setDensity(Density density) {
    m_figures->setVisible(density == Density::Full);
}

int ProviderCard::reasonLines(int cardWidth) const {
    const QMargins beside = column()->contentsMargins();
    return m_reason->linesIn(cardWidth - beside.left() - beside.right(), kMostReasonLines);
}

void ProviderCard::setReasonLines(int lines) {
    m_reason->setLines(lines);
}

void ProviderCard::present(const ProviderStatus& status, const QStringList& routes, qint64 nowMs) {
    const Format& format = m_context.format;
    const QString name = status.name.isEmpty() ? status.id : status.name;
    m_baseUrl = status.baseUrl;
    QString reason = ReasonText::sentence(status.reason, format, nowMs);
    if (reason.isEmpty() && status.state == HealthState::Healthy) {
        reason =
            routes.isEmpty() ? tr("Ready") : tr("Carries %1").arg(routes.join(tr(", ", "between names")));
    }
    m_drill = status.drill;
    if (m_drill) {
        reason = tr("Drill: %1").arg(SwitchText::drillOf(name, m_drill->kind));
    }
    m_name->setFullText(name);
    m_chip->present(status.state, ReasonText::word(status.state, status.reason, format, nowMs));
    m_reason->setFullText(reason);
    setAccessibleName(name + QStringLiteral(", ") + m_chip->text());
    setAccessibleDescription(reason);
    m_strip->present(status.lastHour, nowMs, format);

    if (status.ttftP50Ms) {
        const QString median = format.latency(*status.ttftP50Ms);
        m_firstToken->setText(
            status.ttftP95Ms ? tr("%1 · p95 %2").arg(median, format.latency(*status.ttftP95Ms)) : median);
    } else {
        m_firstToken->setText(Format::none());
    }
    m_errors->setText(status.errorShare ? format.percent(*status.errorShare, 1) : Format::none());
    m_inFlight->setText(format.number(status.inFlight));
    m_trend->present(status.ttftTrend);
    m_headroomRow->setVisible(status.headroom.has_value());
    if (status.headroom) {
        m_headroom->setText(format.percent(*status.headroom, 0));
        m_gauge->present(*status.headroom);
    }
    showActions(status);
}

void ProviderCard::showActions(const ProviderStatus& status) {
    const QString& name = m_name->text();
    m_drained = status.drained;
    const bool pending = m_context.commands.isPending(m_provider);
    if (pending) {
        m_drain->setFixedWidth(m_drain->width());  // what is beside it stays where it is
        m_drain->setText(QStringLiteral("…"));
        m_drain->setAccessibleName(tr("One moment…"));
    } else {
        m_drain->setMinimumWidth(0);
        m_drain->setMaximumWidth(QWIDGETSIZE_MAX);
        m_drain->setText(m_drained ? tr("Put back") : tr("Drain"));
        m_drain->setAccessibleName(m_drained ? tr("Put %1 back into use").arg(name)
                                             : tr("Drain %1: take it out of use").arg(name));
    }
    m_drain->setToolTip(m_drained ? tr("Let requests go here again")
                                  : tr("Send no new requests here; those under way finish"));
    m_reset->setAccessibleName(tr("Reset %1").arg(name));
    m_reset->setToolTip(tr("End the wait, close the breaker and try refused keys again"));
    const bool resettable = canReset(status.reason);
    if (!resettable && m_reset->hasFocus()) {
        m_drain->setFocus(Qt::OtherFocusReason);
    }
    m_reset->setVisible(resettable);
    m_test->setAccessibleName(tr("Test call to %1").arg(name));
    m_test->setToolTip(tr("Ask it a short question; what that costs is said before"));
    const ConfigPtr file = m_context.service.fileConfig();
    m_test->setVisible(file && file->provider(m_provider) != nullptr);
    m_more->setAccessibleName(tr("More for %1").arg(name));
}

void ProviderCard::toggleDrain() {
    if (m_context.commands.isPending(m_provider)) {
        return;
    }
    if (m_drained) {
        m_context.commands.undrain(m_provider);
    } else {
        m_context.commands.drain(m_provider, std::nullopt);
    }
}

void ProviderCard::addDrills() {
    QMenu* drills = m_menu->addMenu(tr("Drill"));
    if (m_drill) {
        drills->addAction(tr("End the drill"), this, [this] { m_context.commands.endDrill(m_provider); });
        drills->addSeparator();
    }
    const auto add = [this](QMenu* menu, DrillKind kind, const QString& text, Milliseconds duration) {
        menu->addAction(text, this,
                        [this, kind, duration] { m_context.commands.drill(m_provider, kind, duration); });
    };
    for (const DrillKind kind : {DrillKind::RateLimited, DrillKind::ServerError, DrillKind::Slow,
                                 DrillKind::Stall, DrillKind::Cut, DrillKind::Offline}) {
        QMenu* lengths = drills->addMenu(SwitchText::drill(kind));
        add(lengths, kind, tr("for 30 seconds"), 30s);
        add(lengths, kind, tr("for 2 minutes"), 2min);
        add(lengths, kind, tr("for 10 minutes"), 10min);
    }
    m_menu->addSeparator();
}

void ProviderCard::buildMenu() {
    const QList<QMenu*> old = m_menu->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly);
    m_menu->clear();
    qDeleteAll(old);
    const auto drainFor = [this](const QString& text, Milliseconds duration) {
        m_menu->addAction(text, this, [this, duration] { m_context.commands.drain(m_provider, duration); });
    };
    drainFor(tr("Drain for 30 minutes"), 30min);
    drainFor(tr("Drain for 2 hours"), 2h);
    m_menu->addSeparator();
    addDrills();
    m_menu->addAction(tr("Reset"), this, [this] { m_context.commands.reset(m_provider); });
    if (!m_baseUrl.isEmpty()) {
        m_menu->addAction(tr("Copy the provider's address"), this,
                          [this] { m_context.clipboard.copy(m_baseUrl); });
    }
}

}  // namespace signalbox
