// LeverPosition: one target of a route as a position of its lever. A radio button that shows where traffic
// goes and asks to be thrown; what it shows changes only when the gateway says so. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QRadioButton>

namespace signalbox {

class LeverPosition final : public QRadioButton {
    Q_OBJECT

public:
    LeverPosition(const Theme& theme, QWidget* parent);

    void present(const QString& label, HealthState state, const QString& stateText, const QString& reason);
    // Carries: requests go here now. Pending: a throw to here is under way.
    struct Marks {
        bool carries = false;
        bool pending = false;
        bool pinned = false;
        bool operator==(const Marks&) const = default;
    };
    void setMarks(const Marks& marks);
    // The one position of a line that Tab stops at; arrow keys reach the others.
    enum class TabStop { No, Yes };
    // An arrow key throws the lever; with Ctrl, or held down, it only goes there.
    enum class Move { Throw, Look };
    void setTabStop(TabStop stop) { setFocusPolicy(stop == TabStop::Yes ? Qt::StrongFocus : Qt::ClickFocus); }
    [[nodiscard]] bool carries() const { return m_marks.carries; }

    // Middle of the disc, from the top.
    static constexpr int kAxis = 14;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {64, sizeHint().height()}; }

Q_SIGNALS:
    // Prefer, or only (with Shift).
    void thrown(signalbox::PinMode mode);
    // By an arrow key; -1: to the left of this one as seen on the screen, +1 to the right.
    void moveAsked(int direction, signalbox::LeverPosition::Move how);
    void menuAsked(const QPoint& at);

protected:
    void nextCheckState() override {}
    [[nodiscard]] bool hitButton(const QPoint& at) const override { return rect().contains(at); }
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();
    void showChecked();
    void onToggled(bool checked);

    const Theme& m_theme;
    QString m_label;
    QString m_stateText;
    QString m_reason;
    HealthState m_state = HealthState::Healthy;
    Marks m_marks;
    bool m_marking = false;
    bool m_hovered = false;
};

}  // namespace signalbox
