// PriceTableModel: one provider's own prices, edited in place: USD per million tokens, each from a day on.
// What a price holds beyond the columns stays as it is. Numbers and days by locale, exact to the
// micro-dollar. Thread: GUI.
#pragma once

#include "core/api/Price.h"
#include "ui/Format.h"

#include <QAbstractTableModel>

#include <vector>

namespace signalbox {

class PriceTableModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Model, From, Input, Output, CachedInput, CacheWrite, ColumnCount };

    explicit PriceTableModel(const Format& format, QObject* parent = nullptr);

    void present(const std::vector<PriceConfig>& prices);
    [[nodiscard]] const std::vector<PriceConfig>& prices() const { return m_prices; }
    void add(const PriceConfig& price);
    void removeAt(int row);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    // By the user.
    void edited();
    // What was typed is not a number, or not a day.
    void refused(const QString& sentence);

private:
    [[nodiscard]] QString amount(const std::optional<PicoUsdPerUnit>& price) const;
    bool setAmount(std::optional<PicoUsdPerUnit>& price, const QString& text);
    bool setDay(QDate& day, const QString& text);

    Format m_format;
    std::vector<PriceConfig> m_prices;
};

}  // namespace signalbox
