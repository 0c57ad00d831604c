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
    void setMarks(bool carries, bool pending, bool pinned);
    // The one position of a line that Tab stops at; arrow keys reach the others.
    void setTabStop(bool stop) { setFocusPolicy(stop ? Qt::StrongFocus : Qt::ClickFocus); }
    [[nodiscard]] bool carries() const { return isChecked(); }

    // Middle of the disc, from the top.
    static constexpr int kAxis = 14;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {64, sizeHint().height()}; }

Q_SIGNALS:
    // Prefer, or only (with Shift).
    void thrown(bool only);
    // -1: to the left of this one as seen on the screen, +1 to the right.
    void moveAsked(int direction);
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
    void mark(bool carries);
    void onToggled(bool checked);

    const Theme& m_theme;
    QString m_label;
    QString m_stateText;
    QString m_reason;
    HealthState m_state = HealthState::Healthy;
    bool m_carries = false;
    bool m_marking = false;
    bool m_pending = false;
    bool m_pinned = false;
    bool m_hovered = false;
};

}  // namespace signalbox
