// ConnectSheet: how to point a tool at Signalbox: ready text for it, a test call through the gateway's own
// door, whether requests arrive, and a way to start a program with the settings in its environment. Thread:
// GUI. The key is masked on the screen until it is asked for. Its own HTTP goes to the gateway on this
// machine only.
#pragma once

#include "core/base/Secret.h"
#include "ui/ConnectTexts.h"
#include "ui/Context.h"
#include "ui/ProgramStart.h"

#include <QDialog>
#include <QThreadPool>

#include <functional>
#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class CopyButton;

class ConnectSheet final : public QDialog {
    Q_OBJECT

public:
    // Called on a thread of its own; false: it could not be started.
    using Starter = std::function<bool(const ProgramStart&)>;

    ConnectSheet(const Context& context, QWidget* parent, Starter starter = startDetached);

    // To be remembered; empty where it has a key in it.
    [[nodiscard]] QString command() const;
    void setCommand(const QString& command);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildChoice(QVBoxLayout& column);
    void buildCall(QVBoxLayout& column);
    void buildRun(QVBoxLayout& column);
    void fillClients();
    void fillModels();
    void present();
    void presentStatus(const StatusSnapshot& status);
    void copyText();
    void call();
    void onAnswer(Ticket ticket, const Result<TestCallResult>& result);
    void run();
    void onStarted(const QString& name, bool started);
    void offerRun();
    [[nodiscard]] QStringList providerVariables() const;
    [[nodiscard]] Secret key() const;
    [[nodiscard]] ConnectTarget target(const QString& shownKey) const;

    Context m_context;
    Starter m_starter;
    std::optional<Ticket> m_asked;
    QStringList m_offered;  // models
    quint64 m_requestsBefore = 0;
    quint64 m_ownCalls = 0;

    QListWidget* m_tools;
    QLabel* m_hint = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QComboBox* m_clients = nullptr;
    QComboBox* m_models = nullptr;
    QCheckBox* m_show = nullptr;
    CopyButton* m_copy = nullptr;
    QPushButton* m_call = nullptr;
    QLabel* m_answer = nullptr;
    QLabel* m_arrived = nullptr;
    QLineEdit* m_command = nullptr;
    QPushButton* m_run = nullptr;
    QLabel* m_ran = nullptr;
    bool m_isStarting = false;
    QThreadPool m_starting;  // last: its job ends before anything else goes
};

}  // namespace signalbox
