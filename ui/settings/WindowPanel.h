// WindowPanel: what the window keeps for itself: its look and language, what it tells through the desktop and
// when, and how it starts. In force at once. Thread: GUI.
#pragma once

#include "ui/Context.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QTimeEdit;

namespace signalbox {

class WindowPanel final : public QWidget {
    Q_OBJECT

public:
    explicit WindowPanel(const Context& context, QWidget* parent = nullptr);

    // The sections, for those who lead to them.
    [[nodiscard]] QWidget* look() const { return m_lookCard; }
    [[nodiscard]] QWidget* notices() const { return m_noticesCard; }
    [[nodiscard]] QWidget* start() const { return m_startCard; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildLook();
    QWidget* buildNotices();
    QWidget* buildStart();
    void refresh();
    void takeQuiet();

    Context m_context;
    bool m_showing = false;  // what is set then is no wish
    QComboBox* m_theme;
    QComboBox* m_language;
    QCheckBox* m_notify;
    QCheckBox* m_quiet;
    QTimeEdit* m_from;
    QTimeEdit* m_to;
    QCheckBox* m_login;
    QCheckBox* m_hidden;
    QLabel* m_startText;
    QWidget* m_lookCard;
    QWidget* m_noticesCard;
    QWidget* m_startCard;
};

}  // namespace signalbox
