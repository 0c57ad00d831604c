// RequestFilters: which requests are looked at: a text, how they ended, who answered, who asked, since when;
// and what a row was narrowed to. Thread: GUI.
#pragma once

#include "core/api/RequestLog.h"
#include "ui/Context.h"

#include <QWidget>

class QComboBox;
class QBoxLayout;
class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace signalbox {

class DayRangeEdit;
class NarrowMenu;

class RequestFilters final : public QWidget {
    Q_OBJECT

public:
    // After the last letter of a text.
    static constexpr Milliseconds kTypingPause{300};

    explicit RequestFilters(const Context& context, QWidget* parent = nullptr);

    [[nodiscard]] RequestFilter filter() const;
    [[nodiscard]] bool isNarrow() const;
    void focusText();
    void clear();
    void narrowModel(const QString& model);
    void narrowProject(const QString& project);
    void narrowProvider(const QString& provider);
    void narrowClient(const QString& client);

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void addBox(QComboBox& box, const QString& name, const char* object);
    void fillNames();
    void presentChips();
    void addChip(const QString& text, const QString& name, std::optional<QString>& what);
    void choose(QComboBox& box, const QString& value);
    void tell();
    void fitRow();

    Context m_context;
    QBoxLayout* m_row;  // below each other where there is little room
    QLineEdit* m_text;
    QWidget* m_boxes;
    QComboBox* m_state;
    QComboBox* m_provider;
    QComboBox* m_client;
    QComboBox* m_time;
    NarrowMenu* m_only;
    DayRangeEdit* m_days;
    QPushButton* m_clear;
    QWidget* m_chips;
    QHBoxLayout* m_chipRow;
    std::optional<QString> m_model;
    std::optional<QString> m_project;
    Timer m_typing;
};

}  // namespace signalbox
