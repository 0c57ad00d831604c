#include "ui/charts/SpendLegend.h"

#include "ui/charts/SeriesStyle.h"
#include "ui/models/SpendModel.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {
constexpr int kSwatch = 12;
constexpr int kPad = 6;
constexpr int kLeastWidth = 64;
constexpr int kMostName = 220;  // a longer one would leave the others nothing
}  // namespace

class LegendEntry final : public QAbstractButton {
public:
    LegendEntry(const Theme& theme, int place, QWidget* parent)
        : QAbstractButton(parent), m_theme(theme), m_place(place) {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        connect(&m_theme, &Theme::changed, this, [this] {
            updateGeometry();
            update();
        });
    }

    enum class Kind { Series, Others };
    void present(Kind kind, const QString& name, const QString& sum) {
        const bool series = kind == Kind::Series;
        setFocusPolicy(series ? Qt::StrongFocus : Qt::NoFocus);
        setEnabled(series);
        m_others = !series;
        m_sum = sum;
        setText(name);
        setAccessibleName(SpendLegend::tr("%1: %2", "series, cost").arg(name, sum));
        setToolTip(series ? SpendLegend::tr("%1: %2. Show only this.", "series, cost").arg(name, sum)
                          : SpendLegend::tr("%1: %2; the table has each", "series, cost").arg(name, sum));
        updateGeometry();
        update();
    }

    enum class Sums { Hide, Show };
    [[nodiscard]] int widthWith(Sums sums) const {
        const QFontMetrics metrics(m_theme.font(TextSize::Secondary));
        return 3 * kPad + kSwatch + std::min(metrics.horizontalAdvance(text()), kMostName) + 2 +
               (sums == Sums::Show ? sumWidth() + kPad : 0);
    }
    void setSums(Sums sums) {
        if (sums != m_sums) {
            m_sums = sums;
            updateGeometry();
            update();
        }
    }
    [[nodiscard]] QSize sizeHint() const override {
        const QFontMetrics metrics(m_theme.font(TextSize::Secondary));
        return {widthWith(m_sums), metrics.height() + space::kStep};
    }
    [[nodiscard]] QSize minimumSizeHint() const override {
        return {std::min(kLeastWidth, sizeHint().width()), sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Colors& colors = m_theme.colors();
        if (isEnabled() && (underMouse() || isDown())) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(blend(colors.panel, colors.text, isDown() ? 0.10 : 0.05));
            painter.drawRoundedRect(rect(), space::kControlRadius, space::kControlRadius);
        }
        if (hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(colors.accent, 2));
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), space::kControlRadius,
                                    space::kControlRadius);
        }
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        const auto place = [&](int from, int width) {
            return QRect(mirrored ? this->width() - from - width : from, 0, width, height());
        };
        paintSwatch(painter,
                    QRectF(place(kPad, kSwatch))
                        .adjusted(0, (height() - kSwatch) / 2.0, 0, -(height() - kSwatch) / 2.0),
                    seriesStyle(m_theme, m_others ? -1 : m_place));
        painter.setFont(m_theme.font(TextSize::Secondary));
        const QFontMetrics metrics = painter.fontMetrics();
        const int begin = 2 * kPad + kSwatch;
        const bool withSum = m_sums == Sums::Show;
        const int room = width() - begin - kPad - (withSum ? sumWidth() + kPad : 0);
        const QString name = metrics.elidedText(text(), Qt::ElideRight, room + 1);
        const int align = Qt::AlignVCenter | (mirrored ? Qt::AlignRight : Qt::AlignLeft);
        painter.setPen(colors.text);
        painter.drawText(place(begin, room + 1), align, name);
        if (withSum) {
            painter.setPen(colors.secondary);
            painter.drawText(place(begin + metrics.horizontalAdvance(name) + kPad, sumWidth() + 2), align,
                             m_sum);
        }
    }
    bool event(QEvent* event) override {
        if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
            update();
        }
        return QAbstractButton::event(event);
    }
    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            click();
            return;
        }
        QAbstractButton::keyPressEvent(event);
    }

private:
    [[nodiscard]] int sumWidth() const {
        return QFontMetrics(m_theme.font(TextSize::Secondary)).horizontalAdvance(m_sum);
    }
    const Theme& m_theme;
    int m_place;
    bool m_others = false;
    Sums m_sums = Sums::Show;
    QString m_sum;
};

SpendLegend::SpendLegend(const Theme& theme, Format format, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_format(std::move(format)), m_row(new QHBoxLayout(this)) {
    setAccessibleName(tr("Series"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(space::kStep / 2);
    m_row->addStretch(1);
}

void SpendLegend::present(const SpendSeries& series) {
    const auto count = static_cast<int>(series.keys.size());
    while (m_entries.size() > count) {
        delete m_entries.takeLast();
    }
    while (m_entries.size() < count) {
        const auto place = static_cast<int>(m_entries.size());
        auto* entry = new LegendEntry(m_theme, place, this);
        entry->setObjectName(QStringLiteral("series:%1").arg(place));
        m_row->insertWidget(place, entry);
        m_entries.append(entry);
        connect(entry, &QAbstractButton::clicked, this, [this, place] { Q_EMIT seriesChosen(place); });
    }
    for (int key = 0; key < count; ++key) {
        const bool others = series.isOthers(key);
        m_entries[key]->present(others ? LegendEntry::Kind::Others : LegendEntry::Kind::Series,
                                others ? tr("others") : SpendModel::keyName(series.keys[key]),
                                m_format.sum(series.total(key), series.requests[key], series.unpriced[key]));
    }
    fit();
}

// All with their sums, or where there is no room for that none.
void SpendLegend::fit() {
    int wanted = 0;
    for (const LegendEntry* entry : std::as_const(m_entries)) {
        wanted += entry->widthWith(LegendEntry::Sums::Show) + m_row->spacing();
    }
    for (LegendEntry* entry : std::as_const(m_entries)) {
        entry->setSums(wanted <= width() ? LegendEntry::Sums::Show : LegendEntry::Sums::Hide);
    }
}

void SpendLegend::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

}  // namespace signalbox
