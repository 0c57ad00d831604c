// LeverRow: one route: its name, its targets as positions on a line, and who decides. LeverTrack is the line.
// Thread: GUI.
#pragma once

#include "ui/Context.h"

#include <QHash>
#include <QWidget>

#include <vector>

class QPushButton;
class QScrollArea;
class QMenu;

namespace signalbox {

class Chip;
class ElidedLabel;
class LeverPosition;

class LeverTrack final : public QWidget {
    Q_OBJECT

public:
    explicit LeverTrack(const Theme& theme, QWidget* parent = nullptr);
    // One position per target, made anew if their number changes.
    const std::vector<LeverPosition*>& positions(qsizetype count);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void made(int index, signalbox::LeverPosition* position);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    const Theme& m_theme;
    std::vector<LeverPosition*> m_positions;
};

class LeverRow final : public QWidget {
    Q_OBJECT

public:
    LeverRow(const Context& context, QString route, QWidget* parent = nullptr);

    void present(const RouteStatus& status, const QHash<QString, QString>& providerNames, qint64 nowMs);
    [[nodiscard]] const QString& route() const { return m_route; }
    [[nodiscard]] QString deciderText() const;
    // In the order in which Tab goes through them.
    [[nodiscard]] QVector<QWidget*> controls() const;
    // To the position that Tab stops at.
    void takeFocus();
    // What a target is called on the screen.
    [[nodiscard]] static QString targetName(const TargetStatus& target,
                                            const QHash<QString, QString>& providerNames);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectPosition(int index, LeverPosition* position);
    void throwTo(const TargetRef& target, PinMode mode, std::optional<Milliseconds> duration,
                 WaitingRequests waiting);
    void confirm(const LeverThrow& wanted, const SwitchPreview& preview);
    void showMenu(int index, const QPoint& at);
    void fitTrack();
    void revealActive();
    void showDecider(const RouteStatus& status, qint64 nowMs);

    Context m_context;
    QString m_route;
    RouteStatus m_status;
    QHash<QString, QString> m_names;
    ElidedLabel* m_name;
    ElidedLabel* m_how;
    LeverTrack* m_track;
    QScrollArea* m_scroll;
    Chip* m_decider;
    QPushButton* m_auto;
    QMenu* m_menu;
    int m_shownActive = -1;
};

}  // namespace signalbox
