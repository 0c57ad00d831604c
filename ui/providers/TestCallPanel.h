// TestCallPanel: asks one model of one provider a short question: says before what it costs, while it runs
// that it runs, and after it what came of it. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/models/DetailLookup.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QPushButton;

namespace signalbox {

class Chip;
class Field;

class TestCallPanel final : public Card {
    Q_OBJECT

public:
    TestCallPanel(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);
    void open(int provider);
    // None is shown; a call that is under way is cancelled.
    void close();
    // `models`: those to choose from.
    void refresh(const QStringList& models);

private:
    [[nodiscard]] const ProviderConfig& provider() const;
    [[nodiscard]] QString providerName() const;
    void askCost();
    void call();
    void onCalled(Ticket ticket, const Result<TestCallResult>& result);
    void showResult();
    void showButtons();

    Context m_context;
    ConfigDraft& m_draft;
    int m_provider = -1;
    QComboBox* m_model;
    Field* m_field;
    QPushButton* m_call;
    QPushButton* m_cancel;
    QWidget* m_result;
    Chip* m_chip;
    QLabel* m_headline;
    QLabel* m_said;
    QLabel* m_next;
    QString m_asksCostOf;
    QString m_expected;  // cost, in words
    Ticket m_costAsked = 0;
    Ticket m_called = 0;
    DetailLookup m_lookup;
    std::optional<TestCallResult> m_answer;
    std::optional<RequestDetail> m_detail;
    ProviderConfig m_tested;  // as it was in force
    QString m_testedModel;
};

}  // namespace signalbox
