#include "ui/widgets/AttemptBars.h"

#include "ui/ReasonText.h"
#include "ui/widgets/Signs.h"

#include <QPainter>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBar = 6;
constexpr int kSign = 8;
constexpr int kLeast = 240;

HealthState stateOf(Outcome outcome) {
    switch (outcome) {
        case Outcome::Ok:
            return HealthState::Healthy;
        case Outcome::Cancelled:
        case Outcome::HedgeLost:
            return HealthState::Out;
        default:
            return HealthState::Failed;
    }
}

}  // namespace

AttemptBars::AttemptBars(const Theme& theme, Format format, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_format(std::move(format)) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void AttemptBars::present(const RequestStarted& started, const RequestFinished& finished,
                          const std::function<QString(const QString&)>& names) {
    m_bars.clear();
    qint64 all = std::max<qint64>(1, finished.durationMs);
    for (const AttemptRecord& attempt : finished.attempts) {
        all = std::max(all, attempt.startedAtMs - started.startedAtMs + attempt.durationMs);
    }
    QStringList said;
    for (const AttemptRecord& attempt : finished.attempts) {
        const double from = double(attempt.startedAtMs - started.startedAtMs) / double(all);
        Bar bar;
        bar.who = tr("%1. %2 · %3", "number of the attempt, provider, model")
                      .arg(QString::number(attempt.number), names(attempt.provider), attempt.model);
        const QString status = attempt.httpStatus > 0 && attempt.outcome != Outcome::Ok
                                   ? u" "_s + QString::number(attempt.httpStatus)
                                   : QString();
        bar.end =
            tr("%1 after %2", "how an attempt ended, its duration")
                .arg(ReasonText::outcome(attempt.outcome) + status, m_format.latency(attempt.durationMs));
        if (attempt.drill) {
            bar.end = tr("%1 (drill)").arg(bar.end);
        }
        bar.state = stateOf(attempt.outcome);
        bar.from = std::clamp(from, 0.0, 1.0);
        bar.to = std::clamp(from + double(attempt.durationMs) / double(all), bar.from, 1.0);
        said.append(bar.who + u": "_s + bar.end);
        m_bars.append(std::move(bar));
    }
    setAccessibleName(tr("Attempts"));
    setAccessibleDescription(said.join(u"; "_s));
    setToolTip(said.join(u'\n'));
    updateGeometry();
    update();
}

int AttemptBars::rowHeight() const {
    return 2 * QFontMetrics(m_theme.font(TextSize::Secondary)).height() + kBar + space::kStep + 2;
}

QSize AttemptBars::sizeHint() const {
    return {kLeast, rowHeight() * static_cast<int>(m_bars.size())};
}

QSize AttemptBars::minimumSizeHint() const {
    return {kLeast / 2, sizeHint().height()};
}

void AttemptBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont strong = m_theme.font(TextSize::Secondary, QFont::DemiBold);
    const QFont plain = m_theme.font(TextSize::Secondary);
    const int line = QFontMetrics(plain).height();
    const Colors& colors = m_theme.colors();
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    for (int i = 0; i < m_bars.size(); ++i) {
        const Bar& bar = m_bars[i];
        const QColor color = m_theme.onPanel(colors.state(bar.state));
        const int top = i * rowHeight();
        painter.setFont(strong);
        painter.setPen(colors.text);
        const QRect first(0, top, width(), line);
        painter.drawText(first, Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft),
                         QFontMetrics(strong).elidedText(bar.who, Qt::ElideRight, width()));
        const QRect second(0, top + line, width(), line);
        const QRectF sign(mirrored ? width() - kSign : 0, second.center().y() - kSign / 2.0 + 1, kSign,
                          kSign);
        paintSign(painter, bar.state, sign, color);
        painter.setFont(plain);
        painter.setPen(colors.secondary);
        const int beside = kSign + 6;
        const QRect words = mirrored ? second.adjusted(0, 0, -beside, 0) : second.adjusted(beside, 0, 0, 0);
        painter.drawText(words, Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft),
                         QFontMetrics(plain).elidedText(bar.end, Qt::ElideRight, words.width()));
        const QRectF track(0, top + 2 * line + 2, width(), kBar);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.line);
        painter.drawRoundedRect(track, kBar / 2.0, kBar / 2.0);
        const double length = std::max<double>(kBar, (bar.to - bar.from) * width());
        const double begin = std::min(bar.from * width(), width() - length);
        painter.setBrush(color);
        painter.drawRoundedRect(
            QRectF(mirrored ? width() - begin - length : begin, track.top(), length, kBar), kBar / 2.0,
            kBar / 2.0);
    }
}

}  // namespace signalbox
