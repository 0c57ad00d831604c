// TestCallSheet: a test call of one provider from wherever it is seen to fail. Thread: GUI. Closes itself
// away.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"

#include <QDialog>

namespace signalbox {

class TestCallPanel;

class TestCallSheet final : public QDialog {
    Q_OBJECT

public:
    TestCallSheet(const Context& context, const QString& provider, QWidget* parent = nullptr);
    ~TestCallSheet() override;

protected:
    bool event(QEvent* event) override;

private:
    void refresh();

    Context m_context;
    ConfigDraft m_draft;  // never edited
    QString m_provider;
    TestCallPanel* m_panel;
};

}  // namespace signalbox
