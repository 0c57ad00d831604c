#include "ui/widgets/LeverRow.h"

#include "ui/PreviewText.h"
#include "ui/ReasonText.h"
#include "ui/SwitchText.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/ThrowPopover.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>

#include <algorithm>

namespace signalbox {

namespace {
using namespace std::chrono_literals;
constexpr int kLeastPitch = 100;
constexpr int kMostPitch = 136;
constexpr int kNameWidth = 140;
constexpr int kDeciderWidth = 204;
}  // namespace

LeverTrack::LeverTrack(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme) {
    connect(&m_theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

const std::vector<LeverPosition*>& LeverTrack::positions(qsizetype count) {
    const auto wanted = static_cast<std::size_t>(count);
    while (m_positions.size() > wanted) {
        delete m_positions.back();
        m_positions.pop_back();
    }
    while (m_positions.size() < wanted) {
        auto* position = new LeverPosition(m_theme, this);
        position->show();
        m_positions.push_back(position);
        Q_EMIT made(static_cast<int>(m_positions.size()) - 1, position);
    }
    arrange();
    return m_positions;
}

QSize LeverTrack::sizeHint() const {
    const int count = std::max(1, static_cast<int>(m_positions.size()));
    const int height = m_positions.empty() ? 50 : m_positions.front()->sizeHint().height();
    return {count * kMostPitch, height};
}

QSize LeverTrack::minimumSizeHint() const {
    const int count = std::max(1, static_cast<int>(m_positions.size()));
    return {count * kLeastPitch, sizeHint().height()};
}

void LeverTrack::resizeEvent(QResizeEvent*) {
    arrange();
}

void LeverTrack::arrange() {
    const int count = static_cast<int>(m_positions.size());
    if (count == 0) {
        return;
    }
    setMinimumSize(minimumSizeHint());
    const int pitch = std::clamp(width() / count, kLeastPitch, kMostPitch);
    for (int i = 0; i < count; ++i) {
        m_positions[static_cast<std::size_t>(i)]->setGeometry(
            QStyle::visualRect(layoutDirection(), rect(), QRect(i * pitch, 0, pitch, height())));
    }
}

void LeverTrack::paintEvent(QPaintEvent*) {
    if (m_positions.size() < 2) {
        return;
    }
    QPainter painter(this);
    painter.setPen(QPen(m_theme.colors().line, 2));
    const int y = LeverPosition::kAxis;
    painter.drawLine(m_positions.front()->geometry().center().x(), y,
                     m_positions.back()->geometry().center().x(), y);
}

LeverRow::LeverRow(const Context& context, QString route, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_route(std::move(route)),
      m_name(new ElidedLabel(TextSize::Body, Tone::Normal, Weight::Strong)),
      m_how(new ElidedLabel(TextSize::Secondary, Tone::Secondary)),
      m_track(new LeverTrack(context.theme)),
      m_scroll(new QScrollArea),
      m_decider(new Chip(context.theme)),
      m_menu(new QMenu(this)) {
    setObjectName(QStringLiteral("route:") + m_route);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, space::kStep / 2, 0, space::kStep / 2);
    row->setSpacing(space::kStep);

    auto* words = new QWidget;
    auto* column = new QVBoxLayout(words);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    column->addStretch(1);
    column->addWidget(m_name);
    column->addWidget(m_how);
    column->addStretch(1);
    words->setFixedWidth(kNameWidth);
    row->addWidget(words);

    m_scroll->setWidget(m_track);
    m_scroll->setWidgetResizable(true);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_track->setAutoFillBackground(false);
    row->addWidget(m_scroll, 1);

    auto* right = new QWidget;
    auto* decides = new QHBoxLayout(right);
    decides->setContentsMargins(0, 0, 0, 0);
    decides->setSpacing(space::kStep);
    m_auto = new QPushButton(tr("Auto"));
    m_auto->setObjectName(QStringLiteral("auto"));
    m_auto->setToolTip(tr("Let the gateway choose again"));
    m_auto->setAccessibleName(tr("Back to automatic for %1").arg(m_route));
    decides->addStretch(1);
    decides->addWidget(m_decider);
    decides->addWidget(m_auto);
    right->setFixedWidth(kDeciderWidth);
    row->addWidget(right);

    connect(m_track, &LeverTrack::made, this, &LeverRow::connectPosition);
    connect(m_auto, &QPushButton::clicked, this, [this] { m_context.commands.automatic(m_route); });
    connect(&context.commands, &Commands::costly, this, &LeverRow::confirm);
}

QString LeverRow::deciderText() const {
    return m_decider->text();
}

QVector<QWidget*> LeverRow::controls() const {
    QVector<QWidget*> all;
    for (LeverPosition* position : m_track->positions(m_status.targets.size())) {
        all.append(position);
    }
    all.append(m_auto);
    return all;
}

QString LeverRow::targetName(const TargetStatus& target, const QHash<QString, QString>& providerNames) {
    if (const QString& model = target.target.model; !model.isEmpty()) {
        // Of "vendor/model" the model says enough.
        return model.mid(model.lastIndexOf(QLatin1Char('/')) + 1);
    }
    const QString name = providerNames.value(target.target.provider);
    return name.isEmpty() ? target.target.provider : name;
}

void LeverRow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitTrack();
    revealActive();
}

void LeverRow::fitTrack() {
    // Room for the scroll bar only where the positions need one.
    const bool scrolls = m_track->minimumSizeHint().width() > m_scroll->width();
    m_scroll->setFixedHeight(m_track->sizeHint().height() + (scrolls ? 14 : 0));
}

void LeverRow::revealActive() {
    const auto& all = m_track->positions(m_status.targets.size());
    if (m_shownActive >= 0 && m_shownActive < static_cast<int>(all.size())) {
        m_scroll->ensureWidgetVisible(all[static_cast<std::size_t>(m_shownActive)], kMostPitch, 0);
    }
}

void LeverRow::connectPosition(int index, LeverPosition* position) {
    connect(position, &LeverPosition::thrown, this, [this, index](PinMode mode) {
        if (index < m_status.targets.size()) {
            throwTo(m_status.targets[index].target, mode, std::nullopt, WaitingRequests::Stay);
        }
    });
    connect(position, &LeverPosition::menuAsked, this,
            [this, index](const QPoint& at) { showMenu(index, at); });
    connect(position, &LeverPosition::moveAsked, this, [this, index](int direction, LeverPosition::Move how) {
        const auto& all = m_track->positions(m_status.targets.size());
        const int next = index + (layoutDirection() == Qt::RightToLeft ? -direction : direction);
        if (next >= 0 && next < static_cast<int>(all.size())) {
            LeverPosition* target = all[static_cast<std::size_t>(next)];
            target->setFocus(Qt::TabFocusReason);
            m_scroll->ensureWidgetVisible(target);
            if (how == LeverPosition::Move::Throw) {
                Q_EMIT target->thrown(PinMode::Prefer);
            }
        }
    });
}

void LeverRow::takeFocus() {
    const auto& all = m_track->positions(m_status.targets.size());
    if (!all.empty()) {
        all[static_cast<std::size_t>(std::max(0, m_status.active))]->setFocus(Qt::OtherFocusReason);
    }
}

void LeverRow::confirm(const LeverThrow& wanted, const SwitchPreview& preview) {
    if (wanted.route != m_route) {
        return;
    }
    QString name = wanted.target.toString();
    for (const TargetStatus& target : std::as_const(m_status.targets)) {
        if (target.target == wanted.target) {
            name = targetName(target, m_names);
        }
    }
    auto* popover = new ThrowPopover(m_context.theme, tr("Send %1 to %2?").arg(m_route, name),
                                     PreviewText::facts(preview, m_context.format), this);
    connect(popover, &ThrowPopover::confirmed, this, [this, wanted] { m_context.commands.throwNow(wanted); });
    popover->openAt(m_track->mapToGlobal(QPoint(0, m_track->height())));
}

void LeverRow::throwTo(const TargetRef& target, PinMode mode, std::optional<Milliseconds> duration,
                       WaitingRequests waiting) {
    const Pin& pin = m_status.pin;
    // Parked requests wait for this very throw.
    const bool move = waiting == WaitingRequests::Move || m_status.parked > 0;
    const bool already = pin.mode == mode && pin.target == target && !pin.untilMs && !duration && !move;
    if (!already) {
        m_context.commands.throwLever(
            {m_route, mode, target, duration, move ? WaitingRequests::Move : WaitingRequests::Stay});
    }
}

void LeverRow::showMenu(int index, const QPoint& at) {
    if (index >= m_status.targets.size()) {
        return;
    }
    m_menu->clear();
    const TargetRef target = m_status.targets[index].target;  // whatever the order is when one chooses
    const QString name = nameForButton(targetName(m_status.targets[index], m_names));
    struct Choice {
        QString text;
        std::optional<Milliseconds> duration;
    };
    const Choice choices[] = {
        {tr("for 30 minutes"), 30min}, {tr("for 2 hours"), 2h}, {tr("until I change it"), {}}};
    for (const PinMode mode : {PinMode::Prefer, PinMode::Only}) {
        if (mode == PinMode::Only) {
            m_menu->addSeparator();
        }
        // The text of a section is not drawn under a style sheet.
        m_menu
            ->addAction(mode == PinMode::Prefer ? tr("Prefer %1, others take over if it fails").arg(name)
                                                : tr("Only %1, fail if it fails").arg(name))
            ->setEnabled(false);
        for (const Choice& choice : choices) {
            const QString text = mode == PinMode::Prefer ? tr("Prefer %1").arg(choice.text)
                                                         : tr("Only this one %1").arg(choice.text);
            m_menu->addAction(text, this, [this, target, mode, duration = choice.duration] {
                throwTo(target, mode, duration, WaitingRequests::Stay);
            });
        }
        const QString moving = mode == PinMode::Prefer ? tr("Prefer, and move waiting requests now")
                                                       : tr("Only this one, and move waiting requests now");
        m_menu->addAction(moving, this, [this, target, mode] {
            throwTo(target, mode, std::nullopt, WaitingRequests::Move);
        });
    }
    m_menu->addSeparator();
    QAction* automatic =
        m_menu->addAction(tr("Back to automatic"), this, [this] { m_context.commands.automatic(m_route); });
    automatic->setEnabled(m_status.pin.mode != PinMode::Auto);
    m_menu->popup(at);
}

void LeverRow::present(const RouteStatus& status, const QHash<QString, QString>& providerNames,
                       qint64 nowMs) {
    m_status = status;
    m_names = providerNames;
    const Format& format = m_context.format;
    m_name->setFullText(status.name);
    m_how->setFullText(tr("%1 · %2", "strategy, mode")
                           .arg(ReasonText::strategy(status.strategy), ReasonText::mode(status.pin.mode)));
    const std::optional<Pin> pending = m_context.commands.pendingPin(m_route);
    const std::vector<LeverPosition*>& positions = m_track->positions(status.targets.size());
    for (int i = 0; i < status.targets.size(); ++i) {
        const TargetStatus& target = status.targets[i];
        LeverPosition& position = *positions[static_cast<std::size_t>(i)];
        QString label = targetName(target, providerNames);
        position.present(label, target.state, ReasonText::word(target.state, target.reason, format, nowMs),
                         ReasonText::sentence(target.reason, format, nowMs));
        position.setTabStop(i == std::max(0, status.active) ? LeverPosition::TabStop::Yes
                                                            : LeverPosition::TabStop::No);
        position.setMarks({i == status.active, pending && pending->target == target.target,
                           status.pin.mode != PinMode::Auto && status.pin.target == target.target});
    }
    if (status.active != m_shownActive) {
        m_shownActive = status.active;
        revealActive();
    }
    // Also before the first layout, or the page would be laid out without room for the labels.
    fitTrack();
    setAccessibleName(tr("Route %1").arg(status.name));
    showDecider(status, nowMs);
}

void LeverRow::showDecider(const RouteStatus& status, qint64 nowMs) {
    const Format& format = m_context.format;
    const bool pinned = status.pin.mode != PinMode::Auto;
    if (m_auto->hasFocus() && !pinned) {
        takeFocus();
    }
    m_auto->setVisible(pinned);
    if (m_context.commands.pendingPin(m_route)) {
        m_decider->present(HealthState::Resting, tr("switching…"));
        return;
    }
    if (status.parked > 0) {
        m_decider->present(HealthState::Failed, tr("%1 waiting").arg(format.number(status.parked)));
    } else if (status.active < 0) {
        m_decider->present(HealthState::Failed, tr("no target can be used"));
    } else if (SwitchText::isOffPin(status)) {
        m_decider->present(HealthState::Attention, tr("pinned, passed over"));
    } else if (pinned) {
        const QString name = status.pin.mode == PinMode::Only ? tr("only this one") : tr("pinned");
        const bool timed = status.pin.untilMs && *status.pin.untilMs > nowMs;
        m_decider->present(
            HealthState::Resting,
            timed ? tr("%1, %2", "pinned, how long").arg(name, format.remaining(*status.pin.untilMs - nowMs))
                  : name);
    } else if (status.failedOverAtMs) {
        m_decider->present(HealthState::Attention,
                           tr("failed over %1").arg(format.time(*status.failedOverAtMs, nowMs)));
    } else {
        m_decider->present(HealthState::Healthy, tr("automatic"));
    }
    m_decider->setToolTip(m_decider->text());
}

}  // namespace signalbox
