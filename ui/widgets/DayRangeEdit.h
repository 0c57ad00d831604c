// DayRangeEdit: two days to choose, the first and the last. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/SpendChoice.h"

#include <QWidget>

class QDateEdit;

namespace signalbox {

class DayRangeEdit final : public QWidget {
    Q_OBJECT

public:
    // The edits are called `name`From and `name`To.
    DayRangeEdit(const Context& context, const QString& name, QWidget* parent = nullptr);
    [[nodiscard]] DayRange range() const;
    // Without a word.
    void setRange(const DayRange& range);

Q_SIGNALS:
    void changed();

private:
    QDateEdit* m_first;
    QDateEdit* m_last;
};

}  // namespace signalbox
