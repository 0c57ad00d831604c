// FirstStart: what somebody sees who has just installed the program: which of the providers found on this
// machine are to answer, then where tools are to point. Two steps, both of which can be skipped; without any
// choice the simulated providers answer. Thread: GUI. Owned by the window; deletes itself when closed.
#pragma once

#include "core/api/FoundProvider.h"
#include "ui/Context.h"

#include <QDialog>

#include <optional>
#include <vector>

class QCheckBox;
class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace signalbox {

class FirstStart final : public QDialog {
    Q_OBJECT

public:
    FirstStart(const Context& context, QWidget* parent);

    // Whether a configuration is one that nobody has touched: nothing but simulated providers, and no rule.
    [[nodiscard]] static bool fits(const Config& config);

Q_SIGNALS:
    // How is a tool set up?
    void connectAsked();

private:
    QWidget* buildProviders();
    QWidget* buildAddress();
    QPushButton* addButtons(QVBoxLayout& column, const QString& skip, QPushButton* next);
    void onFound(Ticket ticket, const QVector<FoundProvider>& found);
    void presentChoice();
    [[nodiscard]] int chosen() const;
    void goOn();
    void onSaved(Ticket ticket, const Result<void>& result);
    void showAddress();
    void presentStatus(const StatusSnapshot& status);

    Context m_context;
    QVector<FoundProvider> m_found;
    std::vector<QCheckBox*> m_boxes;
    std::optional<Ticket> m_search;
    std::optional<Ticket> m_save;
    bool m_saved = false;
    quint64 m_requestsBefore = 0;

    QStackedWidget* m_steps;
    QVBoxLayout* m_list = nullptr;
    QScrollArea* m_listArea = nullptr;
    QWidget* m_rest = nullptr;
    QLabel* m_state = nullptr;  // of the search, or what went wrong
    QPushButton* m_next = nullptr;
    QPushButton* m_done = nullptr;
    QLabel* m_who = nullptr;
    QLabel* m_first = nullptr;
};

}  // namespace signalbox
