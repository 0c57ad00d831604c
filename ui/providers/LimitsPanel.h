// LimitsPanel: how many requests at once, and the headers that every request to one provider carries. Values
// that look like keys are hidden until the user asks. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/widgets/Card.h"

class QLineEdit;
class QPushButton;
class QSpinBox;

namespace signalbox {

class Field;

class LimitsPanel final : public Card {
    Q_OBJECT

public:
    LimitsPanel(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);
    void open(int provider);
    void refresh();

    // By its name, or by what it holds.
    [[nodiscard]] static bool looksLikeKey(const QString& name, const QString& value);

private:
    struct HeaderRow {
        QWidget* widget;
        QLineEdit* name;
        QLineEdit* value;
        QPushButton* show;
        QPushButton* remove;
        bool asked;  // to be shown
    };
    void addHeader(const QString& name, const QString& value);
    void removeHeader(QWidget* row);
    void clearHeaders();
    void take();
    void hideKeys();

    SecretClipboard& m_clipboard;
    ConfigDraft& m_draft;
    int m_provider = -1;
    QSpinBox* m_concurrent;
    Field* m_concurrentField;
    QVBoxLayout* m_rows;
    QVector<HeaderRow> m_headers;
    QLabel* m_problem;
    QPushButton* m_add;
};

}  // namespace signalbox
