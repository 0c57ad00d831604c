// SpendModel: spend per key as a table, with the series of each key and the total as its last row; SpendOrder
// sorts it by value. Thread: GUI.
#pragma once

#include "core/api/SpendReport.h"
#include "ui/Format.h"
#include "ui/Theme.h"

#include <QAbstractTableModel>
#include <QIcon>
#include <QSortFilterProxyModel>

#include <optional>

namespace signalbox {

class SpendModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Key,
        CostColumn,
        Change,
        List,
        Saved,
        Wasted,
        Unknown,
        Requests,
        Input,
        Cached,
        Output,
        ColumnCount
    };
    static constexpr int kSortRole = Qt::UserRole;
    static constexpr int kRankRole = Qt::UserRole + 1;

    // Where a cell stands whichever way the table is sorted: values, then what has none, then the total.
    enum Rank { Value, NoValue, Total };

    struct Content {
        QVector<SpendRow> rows;  // dearest first
        SpendRow total;
        // Of the time these are compared with, by key; nothing: not known.
        std::optional<QVector<SpendRow>> before = {};
        QString beforeName = {};  // "10/1/26 – 10/22/26"
        int named = 0;            // so many rows are a series of their own
    };

    SpendModel(const Theme& theme, Format format, QObject* parent = nullptr);

    void update(Content content);
    void setKeyTitle(const QString& title);
    [[nodiscard]] bool isTotal(int row) const { return row == m_content.rows.size(); }
    [[nodiscard]] const SpendRow& row(int row) const {
        return isTotal(row) ? m_content.total : m_content.rows[row];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    // The name of a key for people: what has none is said to have none.
    [[nodiscard]] static QString keyName(const QString& key) { return key.isEmpty() ? tr("(none)") : key; }
    // "+12 %", "new"; nothing: there is nothing to say.
    [[nodiscard]] static QString changeText(NanoUsd now, NanoUsd before, const Format& format);

private:
    void makeIcons();
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString toolTip(int row, int column) const;
    [[nodiscard]] QVariant sortValue(int row, int column) const;
    [[nodiscard]] Rank rank(int row, int column) const;
    // What the key of this row cost before; nothing: not known.
    [[nodiscard]] std::optional<NanoUsd> before(int row) const;

    const Theme& m_theme;
    Format m_format;
    QString m_keyTitle;
    Content m_content;
    QHash<QString, NanoUsd> m_before;
    NanoUsd m_beforeTotal = 0;
    QVector<QIcon> m_icons;  // of the series, and last that of the others
};

// Sorts by value, with what has no value behind and the total last, either way.
class SpendOrder final : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit SpendOrder(QObject* parent = nullptr);

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

}  // namespace signalbox
