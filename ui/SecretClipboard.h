// SecretClipboard: puts text on the clipboard; a text with a key in it is taken off again after a minute if
// it is still ours, and asks clipboard managers not to keep it. That holds, too, for what the user selects
// and copies by hand in a guarded field. Thread: GUI.
#pragma once

#include "core/base/Clock.h"
#include "core/base/Secret.h"

#include <QObject>
#include <QString>

class QLineEdit;
class QPlainTextEdit;

namespace signalbox {

class SecretClipboard final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kKept{60'000};

    explicit SecretClipboard(Scheduler& scheduler) : m_scheduler(scheduler) {}
    ~SecretClipboard() override { clear(); }
    SecretClipboard(const SecretClipboard&) = delete;
    SecretClipboard& operator=(const SecretClipboard&) = delete;

    void copy(const QString& text);
    void copySecret(Secret secret);
    // A field that shows a key, at times. It must have a button that copies: its own menu is not shown.
    void guard(QLineEdit& field);
    void guard(QPlainTextEdit& field);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void clear();

    Scheduler& m_scheduler;
    Secret m_ours;
    Timer m_timer;
};

}  // namespace signalbox
