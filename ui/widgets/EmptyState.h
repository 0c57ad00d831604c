// EmptyState: what stands where nothing is yet: a title, the next step, and where it helps a line to copy or
// a button that goes there. Thread: GUI.
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class EmptyState final : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& title, const QString& nextStep, QWidget* parent = nullptr);
    // A line of code; copy() is asked for when the user presses the button.
    void setCode(const QString& shown, const QString& accessibleName);
    // The button's text; goAsked() when it is pressed.
    void setGo(const QString& text);

Q_SIGNALS:
    void copyAsked();
    void goAsked();

private:
    QLineEdit* m_code;
    QPushButton* m_copy;
    QPushButton* m_go;
};

}  // namespace signalbox
