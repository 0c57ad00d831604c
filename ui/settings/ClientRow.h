// ClientRow: one tool's name and local key, which is hidden until the user asks; and what is kept of its
// requests. Thread: GUI. Says what is wanted; ClientsPanel does it.
#pragma once

#include "ui/Context.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace signalbox {

class CopyButton;

class ClientRow final : public QWidget {
    Q_OBJECT

public:
    explicit ClientRow(const Context& context, QWidget* parent = nullptr);

    void present(const ClientConfig& client);
    void presentFault(const QString& nameFault, const QString& otherFault);
    // What goes with it, in words; asks before it is deleted.
    void askDelete(const QString& consequences);
    void focusName();

protected:
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

Q_SIGNALS:
    void named(const QString& name);
    void captureChosen(bool on);
    void freshKeyAsked();
    // askDelete() follows.
    void deleteAsked();
    void deleteConfirmed();

private:
    enum class Question { None, FreshKey, Delete };
    void ask(Question question, const QString& text, const QString& yes);
    void endQuestion();
    void showKey(bool shown);
    void nameControls(const QString& client);

    Context m_context;
    Secret m_secret;
    bool m_shown = false;
    Question m_question = Question::None;
    QLineEdit* m_name;
    QLabel* m_wrong;
    QLineEdit* m_key;
    QPushButton* m_show;
    CopyButton* m_copy;
    QPushButton* m_fresh;
    QPushButton* m_delete;
    QCheckBox* m_capture;
    QWidget* m_asking;
    QLabel* m_askText;
    QPushButton* m_yes;
    QPushButton* m_no;
    Timer m_hiding;
};

}  // namespace signalbox
