// Table: rows of text for people (aligned columns) or for programs (CSV), and the words for money and time in them.
// Thread: any; pure.
#pragma once

#include "core/base/Money.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace signalbox {

enum class Align { Left, Right };

struct Column {
    QString title;
    Align align = Align::Left;
};

class Table {
public:
    explicit Table(QVector<Column> columns) : m_columns(std::move(columns)) {}
    void add(QStringList cells) { m_rows.append(std::move(cells)); }
    [[nodiscard]] bool isEmpty() const { return m_rows.isEmpty(); }

    // Columns as wide as their widest cell, two blanks between them, no blanks at the end of a line.
    [[nodiscard]] QString aligned() const;
    // RFC 4180 with LF. Cells that a spreadsheet would take for a formula are kept as they are.
    [[nodiscard]] QString csv() const;

private:
    QVector<Column> m_columns;
    QVector<QStringList> m_rows;
};

// "$1.24", "$0.0031"; at least two decimals, more while the amount is small. Never "$0.00" for an amount above zero.
[[nodiscard]] QString moneyText(NanoUsd amount);
// "45 s", "12 min", "2 h 5 min", "3 d 4 h"
[[nodiscard]] QString durationText(qint64 ms);
// 1234567 -> "1 234 567", with a narrow blank that keeps the number together
[[nodiscard]] QString numberText(qint64 number);

}  // namespace signalbox
