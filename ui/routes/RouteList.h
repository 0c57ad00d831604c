// RouteList: the rules in their order, each with what it takes and where it sends it. Thread: GUI.
#pragma once

#include "ui/widgets/OrderedList.h"

namespace signalbox {

class RouteList final : public OrderedList {
    Q_OBJECT

public:
    struct Row {
        QString name;
        QString match;
        QString targets;
        QString strategy;
        QString mark;  // "new", "edited", "fault"; empty: as in the file
        bool faulty = false;
        bool takes = false;  // the request that is simulated
        bool operator==(const Row&) const = default;
    };

    explicit RouteList(const Theme& theme, QWidget* parent = nullptr);
    // The chosen place stays.
    void present(const QVector<Row>& rows);
    [[nodiscard]] const QVector<Row>& rows() const { return m_rows; }
    // As high as its rows, within limits and within this; in whole rows.
    void setRoom(int height);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int rowHeight() const;
    // One line for a rule where there is room, else two.
    [[nodiscard]] bool isWide() const;

Q_SIGNALS:
    void removeAsked();
    void duplicateAsked();
    void editAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QVector<Row> m_rows;
    int m_room = 10'000;
    const Theme& m_theme;
};

}  // namespace signalbox
