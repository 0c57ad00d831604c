#include "ui/widgets/Field.h"

#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

QString plainName(QString text) {
    text.replace(u"&&"_s, QChar(0));
    text.remove(u'&');
    text.replace(QChar(0), u'&');
    return text;
}

Field::Field(const QString& label, QWidget* control, const QString& hint, QWidget* parent)
    : QWidget(parent), m_control(control), m_message(makeLabel({}, TextSize::Secondary, Tone::Secondary)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    QLabel* name = makeLabel(label, TextSize::Secondary, Tone::Secondary);
    name->setBuddy(control);
    control->setAccessibleName(plainName(label));
    column->addWidget(name);
    column->addWidget(control);
    m_message->setWordWrap(true);
    column->addWidget(m_message);
    column->addStretch(1);
    setHint(hint);
}

void Field::setHint(const QString& hint) {
    m_hint = hint;
    show();
}

void Field::present(const QString& fault, const QString& warning) {
    m_fault = fault;
    m_warning = warning;
    show();
}

QString Field::message() const {
    return m_fault.isEmpty() ? (m_warning.isEmpty() ? m_hint : m_warning) : m_fault;
}

void Field::show() {
    const bool wrong = !m_fault.isEmpty();
    const QString text = message();
    const QString sign = wrong                 ? signText(HealthState::Failed) + u' '
                         : m_warning.isEmpty() ? QString()
                                               : signText(HealthState::Attention) + u' ';
    m_message->setText(sign + text);
    m_message->setVisible(!text.isEmpty());
    setTone(*m_message, wrong ? Tone::Bad : m_warning.isEmpty() ? Tone::Secondary : Tone::Normal);
    m_control->setAccessibleDescription(text);
    if (m_control->property("fault").toBool() != wrong) {
        m_control->setProperty("fault", wrong);
        m_control->style()->unpolish(m_control);
        m_control->style()->polish(m_control);
    }
}

}  // namespace signalbox
