// ProviderList: the providers in their order, each with its state as sign, word and colour, and whether it is
// edited. Thread: GUI.
#pragma once

#include "ui/widgets/OrderedList.h"

namespace signalbox {

class ProviderList final : public OrderedList {
    Q_OBJECT

public:
    struct Row {
        QString id;
        QString name;
        HealthState state = HealthState::Healthy;
        QString word;  // for the state
        QString mark;  // "new", "edited"; empty: as in the file
        bool operator==(const Row&) const = default;
    };

    explicit ProviderList(const Theme& theme, QWidget* parent = nullptr);
    // The chosen place stays.
    void present(const QVector<Row>& rows);
    [[nodiscard]] const QVector<Row>& rows() const { return m_rows; }
    [[nodiscard]] QSize sizeHint() const override { return {240, 200}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, 120}; }

private:
    QVector<Row> m_rows;
};

}  // namespace signalbox
