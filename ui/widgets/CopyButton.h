// CopyButton: a button that says for a while that it has copied. Thread: GUI. What is copied is its owner's
// to do, before confirm().
#pragma once

#include "core/base/Clock.h"

#include <QPushButton>

namespace signalbox {

class CopyButton final : public QPushButton {
    Q_OBJECT

public:
    static constexpr Milliseconds kConfirmed{2'000};

    CopyButton(Scheduler& scheduler, const QString& text, QWidget* parent = nullptr);
    void confirm();
    void setLabel(const QString& text);

private:
    Scheduler& m_scheduler;
    QString m_text;
    Timer m_confirmation;
};

}  // namespace signalbox
