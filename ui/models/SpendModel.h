// SpendModel: spend per key as a table that sorts by value, with the series colour of each key. Thread: GUI.
#pragma once

#include "core/api/SpendReport.h"
#include "ui/Format.h"
#include "ui/Theme.h"

#include <QAbstractTableModel>

namespace signalbox {

class SpendModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Key, Requests, Input, Cached, Output, CostColumn, Saved, Wasted, ColumnCount };
    static constexpr int kSortRole = Qt::UserRole;

    SpendModel(const Theme& theme, Format format, QObject* parent = nullptr);

    // Dearest first; the first `colored` rows have a series colour.
    void update(const QVector<SpendRow>& rows, int colored);
    void setKeyTitle(const QString& title);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const SpendRow& row, int column) const;

    const Theme& m_theme;
    Format m_format;
    QString m_keyTitle;
    QVector<SpendRow> m_rows;
    int m_colored = 0;
};

// The colour of the series with this place; beyond the named ones: the colour of what is out of use.
[[nodiscard]] QColor seriesColor(const Theme& theme, qsizetype place);

}  // namespace signalbox
