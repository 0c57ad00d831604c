#include "ui/widgets/Labels.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>
#include <QToolTip>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
QString sizeName(TextSize size) {
    switch (size) {
        case TextSize::Secondary:
            return u"secondary"_s;
        case TextSize::Title:
            return u"title"_s;
        case TextSize::Figure:
            return u"figure"_s;
        case TextSize::Body:
            break;
    }
    return {};
}
QString toneName(Tone tone) {
    switch (tone) {
        case Tone::Secondary:
            return u"secondary"_s;
        case Tone::Good:
            return u"good"_s;
        case Tone::Bad:
            return u"bad"_s;
        case Tone::Normal:
            break;
    }
    return {};
}
}  // namespace

void applyText(QWidget& widget, TextSize size, Tone tone, Weight weight) {
    widget.setProperty("textSize", sizeName(size));
    widget.setProperty("tone", toneName(tone));
    widget.setProperty("strong", weight == Weight::Strong);
}

void setTone(QWidget& widget, Tone tone) {
    const QString name = toneName(tone);
    if (widget.property("tone").toString() != name) {
        widget.setProperty("tone", name);
        widget.style()->unpolish(&widget);
        widget.style()->polish(&widget);
    }
}

QString withoutAltLetter(QString text) {
    return text.replace(u'&', u"&&"_s);
}

QString nameForButton(const QString& name) {
    constexpr qsizetype kMost = 60;
    if (name.size() <= kMost) {
        return withoutAltLetter(name);
    }
    return withoutAltLetter(name.first(kMost / 2) + u'…' + name.last(kMost / 2 - 1));
}

QLabel* makeLabel(const QString& text, TextSize size, Tone tone, Weight weight) {
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    applyText(*label, size, tone, weight);
    return label;
}

ElidedLabel::ElidedLabel(TextSize size, Tone tone, Weight weight, QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    applyText(*this, size, tone, weight);
}

void ElidedLabel::setFullText(const QString& text) {
    setText(text);
}

void ElidedLabel::setLines(int lines) {
    if (std::exchange(m_lines, lines) != lines) {
        setFixedHeight(fontMetrics().lineSpacing() * lines);
        update();
    }
}

int ElidedLabel::linesIn(int width, int most) const {
    return fontMetrics().horizontalAdvance(text()) <= width ? 1 : static_cast<int>(lines(width, most).size());
}

QStringList ElidedLabel::lines(int width, int most) const {
    QString rest = text();
    QStringList found;
    while (found.size() + 1 < most) {
        QTextLayout layout(rest, font(), this);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        if (line.isValid()) {
            line.setLineWidth(width);
        }
        layout.endLayout();
        if (!line.isValid() || line.textLength() >= rest.size()) {
            break;
        }
        found.append(rest.first(line.textLength()).trimmed());
        rest = rest.sliced(line.textLength());
    }
    found.append(rest);
    return found;
}

QSize ElidedLabel::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 4, QLabel::minimumSizeHint().height()};
}

bool ElidedLabel::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        auto* help = static_cast<QHelpEvent*>(event);
        const int width = contentsRect().width();
        if (fontMetrics().horizontalAdvance(lines(width, m_lines).constLast()) > width) {
            QToolTip::showText(help->globalPos(), text(), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRect area = contentsRect();
    painter.setPen(palette().color(foregroundRole()));
    const QStringList shown = lines(area.width(), m_lines);
    // Two lines begin where one would.
    const Qt::Alignment vertical = m_lines > 1 ? Qt::AlignTop : alignment() & Qt::AlignVertical_Mask;
    const Qt::Alignment across =
        QStyle::visualAlignment(layoutDirection(), alignment()) & Qt::AlignHorizontal_Mask;
    QRect place = area;
    for (const QString& line : shown) {
        painter.drawText(place, static_cast<int>(across | vertical),
                         fontMetrics().elidedText(line, Qt::ElideRight, area.width()));
        place.setTop(place.top() + fontMetrics().lineSpacing());
    }
}

}  // namespace signalbox
