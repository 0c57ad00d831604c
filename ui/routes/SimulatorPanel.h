// SimulatorPanel: what would happen to a request by the rules as they are edited: to one of the ledger, or to
// one that was never sent. Nothing is sent. Thread: GUI; asks GatewayService, one question at a time, never
// waits.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/routes/SampleRequest.h"
#include "ui/widgets/PageScroll.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;
class QStringListModel;

namespace signalbox {

class Card;

class SimulatorPanel final : public PageScroll {
    Q_OBJECT

public:
    SimulatorPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    // A sample that this rule would take, unless the user has made one of their own.
    void suggest(const RouteConfig& route);
    // A request of the ledger.
    void openLogged(const QByteArray& requestId);
    void focusSource();
    // The rule that takes the request by the latest answer; empty: none, or no answer.
    [[nodiscard]] const QString& takenBy() const { return m_takenBy; }

Q_SIGNALS:
    void takenByChanged();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildSample(QVBoxLayout& column);
    void presentSample();
    void offerClients();
    void takeSample();
    void chooseSource(int index);
    void offerLogged(const QVector<LoggedRequest>& requests);
    [[nodiscard]] QString loggedName(const LoggedRequest& request) const;
    void ask();
    void onExplained(Ticket ticket, const Result<Explanation>& explanation);
    void present(const Explanation& explanation);
    void presentTargets(const Explanation& explanation);
    void setTakenBy(const QString& route);
    void say(const QString& text, bool bad);

    Context m_context;
    FileDraft& m_draft;
    SampleRequest m_sample;
    bool m_ownSample = false;  // made by the user
    bool m_showing = false;    // what is set then is no edit
    QByteArray m_logged;       // shown instead of the sample; empty: the sample
    Ticket m_asked = 0;
    bool m_askAgain = false;
    bool m_byDraft = true;  // else by the rules in force
    qint64 m_askedAtMs = 0;
    qint64 m_againMs = 0;
    Ticket m_requestsAsked = 0;
    QString m_takenBy;

    QComboBox* m_source;
    QWidget* m_form;
    QLineEdit* m_model;
    QStringListModel* m_models;
    QComboBox* m_client;
    QComboBox* m_endpoint;
    QVector<QPair<Need, QCheckBox*>> m_needs;
    QSpinBox* m_tokens;
    QLabel* m_message;
    QWidget* m_answer;
    QLabel* m_facts;
    QLabel* m_rule;
    QVBoxLayout* m_targets;
    QLabel* m_passed;
};

}  // namespace signalbox
