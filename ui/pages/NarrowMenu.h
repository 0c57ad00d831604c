// NarrowMenu: a button whose menu offers the models and projects that the ledger knows, most used first, to
// look at the requests of one. Asks the ledger when it opens. Thread: GUI.
#pragma once

#include "core/api/SpendReport.h"
#include "ui/Context.h"

#include <QPushButton>

class QMenu;

namespace signalbox {

class NarrowMenu final : public QPushButton {
    Q_OBJECT

public:
    // Of each; the search finds the rest.
    static constexpr int kMost = 30;

    explicit NarrowMenu(const Context& context, QWidget* parent = nullptr);

Q_SIGNALS:
    void modelChosen(const QString& model);
    // Empty: requests of no project.
    void projectChosen(const QString& project);

private:
    struct Side {
        SpendBy by = SpendBy::Model;
        QMenu* menu = nullptr;
        Ticket ticket = 0;  // of the question that is open
    };
    void ask();
    void cancel();
    void answer(Ticket ticket, const Result<SpendReport>& report);
    void fill(const Side& side, QVector<SpendRow> rows);

    Context m_context;
    Side m_models;
    Side m_projects;
};

}  // namespace signalbox
