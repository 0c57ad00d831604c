// KeyRow: one key of a provider: where it is kept, shown and copied only when asked for, removed only when
// asked twice. While it is hidden no control, tooltip or accessible text holds it. Thread: GUI.
#pragma once

#include "ui/Context.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class ElidedLabel;
class IconButton;

class KeyRow final : public QWidget {
    Q_OBJECT

public:
    static constexpr Milliseconds kShown{30'000};

    struct State {
        QString fault;         // what a check says
        bool pending = false;  // not kept before the draft is applied
        bool foreign = false;  // entered for another address
        bool inForce = true;   // the gateway knows it, and can read it
        int place = 0;         // in the order in which they are tried
        int of = 1;            // so many keys
    };

    // Of the provider in force with that id.
    KeyRow(const Context& context, QString provider, KeySource source, QWidget* parent = nullptr);

    [[nodiscard]] const KeySource& source() const { return m_source; }
    void present(const State& state);
    // Where one goes on after it has been moved.
    void focusRise();
    // "Keyring", "Environment variable" …
    [[nodiscard]] static QString kindName(KeySource::Kind kind);

Q_SIGNALS:
    // By the user, twice.
    void removed();
    // To be tried before the one above it.
    void riseAsked();

protected:
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Purpose { Show, Copy };
    void askKey(Purpose purpose);
    void onRevealed(Ticket ticket, const Result<Secret>& key);
    void conceal();
    void askRemove(bool asks);
    void showNote();
    void showButtons();
    void say(const QString& text, bool wrong);

    Context m_context;
    QString m_provider;
    KeySource m_source;
    QLabel* m_note;
    IconButton* m_rise;
    QPushButton* m_show;
    QPushButton* m_copy;
    QPushButton* m_remove;
    QLineEdit* m_shown;
    QWidget* m_question;
    QPushButton* m_keep;
    Ticket m_asked = 0;
    Purpose m_purpose = Purpose::Show;
    Timer m_hiding;
    Timer m_copied;
    State m_state;
    QString m_problem;
};

}  // namespace signalbox
