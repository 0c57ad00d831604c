#include "ui/widgets/DayRangeEdit.h"

#include "ui/widgets/Labels.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kDateFrame = 56;  // padding and the arrow
}  // namespace

DayRangeEdit::DayRangeEdit(const Context& context, const QString& name, QWidget* parent)
    : QWidget(parent), m_first(new QDateEdit), m_last(new QDateEdit) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kStep);
    for (const auto& [edit, end, spoken] :
         {std::tuple{m_first, u"From"_s, tr("First day")}, std::tuple{m_last, u"To"_s, tr("Last day")}}) {
        edit->setObjectName(name + end);
        edit->setAccessibleName(spoken);
        edit->findChild<QLineEdit*>()->setAccessibleName(spoken);  // which has the keyboard
        edit->setLocale(context.format.locale());
        edit->setCalendarPopup(true);
        edit->setDate(context.today());
        edit->setMinimumWidth(edit->fontMetrics().horizontalAdvance(context.format.day(QDate(2026, 12, 28))) +
                              kDateFrame);
        edit->setKeyboardTracking(false);  // a date that is being typed is none yet
        connect(edit, &QDateEdit::dateChanged, this, &DayRangeEdit::changed);
    }
    row->addWidget(m_first);
    row->addWidget(makeLabel(tr("to", "between two days"), TextSize::Body, Tone::Secondary));
    row->addWidget(m_last);
}

DayRange DayRangeEdit::range() const {
    return {std::min(m_first->date(), m_last->date()), std::max(m_first->date(), m_last->date())};
}

void DayRangeEdit::setRange(const DayRange& range) {
    const QSignalBlocker first(m_first);
    const QSignalBlocker last(m_last);
    m_first->setDate(range.first);
    m_last->setDate(range.last);
}

}  // namespace signalbox
