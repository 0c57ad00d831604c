// Field: a control with its name above it, and below it what it is for or what is wrong with it: said in
// words and with a sign, never by colour alone. Thread: GUI.
#pragma once

#include <QWidget>

class QLabel;

namespace signalbox {

class Field final : public QWidget {
    Q_OBJECT

public:
    // `label` may hold a mnemonic (&); the control takes its name from it.
    Field(const QString& label, QWidget* control, const QString& hint = {}, QWidget* parent = nullptr);

    // What stands below while nothing is wrong.
    void setHint(const QString& hint);
    // A fault, else a warning, else the hint. Empty: none.
    void present(const QString& fault, const QString& warning = {});
    [[nodiscard]] QString message() const;

private:
    QWidget* m_control;
    QLabel* m_message;
    QString m_hint;
    QString m_fault;
    QString m_warning;
    void show();
};

// `text` without its mnemonic's mark.
[[nodiscard]] QString plainName(QString text);

}  // namespace signalbox
