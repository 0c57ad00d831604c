#include "app/Table.h"

#include "app/Text.h"

#include <algorithm>

namespace signalbox {

namespace {

QString quoted(const QString& cell) {
    const bool needed = std::any_of(cell.begin(), cell.end(), [](QChar character) {
        return character == QLatin1Char(',') || character == QLatin1Char('"') ||
               character == QLatin1Char('\n') || character == QLatin1Char('\r');
    });
    if (!needed) {
        return cell;
    }
    QString inside = cell;
    inside.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + inside + QLatin1Char('"');
}

}  // namespace

QString Table::aligned() const {
    QVector<qsizetype> widths;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        qsizetype width = m_columns[i].title.size();
        for (const QStringList& row : m_rows) {
            width = std::max(width, row.value(i).size());
        }
        widths.append(width);
    }
    const auto line = [&](const auto& cellAt) {
        QString out;
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            const QString cell = cellAt(i);
            const QString padding(widths[i] - cell.size(), QLatin1Char(' '));
            out += m_columns[i].align == Align::Right ? QString(padding + cell) : QString(cell + padding);
            out += QStringLiteral("  ");
        }
        while (out.endsWith(QLatin1Char(' '))) {
            out.chop(1);
        }
        return QString(out + QLatin1Char('\n'));
    };
    QString out = line([this](qsizetype i) { return m_columns[i].title; });
    for (const QStringList& row : m_rows) {
        out += line([&row](qsizetype i) { return row.value(i); });
    }
    return out;
}

QString Table::csv() const {
    QString out;
    QStringList titles;
    for (const Column& column : m_columns) {
        titles.append(quoted(column.title));
    }
    out += titles.join(QLatin1Char(',')) + QLatin1Char('\n');
    for (const QStringList& row : m_rows) {
        QStringList cells;
        for (const QString& cell : row) {
            cells.append(quoted(cell));
        }
        out += cells.join(QLatin1Char(',')) + QLatin1Char('\n');
    }
    return out;
}

QString moneyText(NanoUsd amount) {
    constexpr qint64 kNano = 1'000'000'000;
    const bool negative = amount < 0;
    const quint64 absolute = negative ? 0ULL - static_cast<quint64>(amount) : static_cast<quint64>(amount);
    // Decimals that keep at least two figures of a small amount, between cents and nano-dollars.
    int decimals = 2;
    quint64 unit = kNano / 100;
    while (decimals < 9 && absolute != 0 && absolute < unit * 10) {
        unit /= 10;
        ++decimals;
    }
    const quint64 rounded = (absolute + unit / 2) / unit;
    quint64 perDollar = 1;
    for (int i = 0; i < decimals; ++i) {
        perDollar *= 10;
    }
    return QStringLiteral("%1$%2.%3")
        .arg(negative ? QStringLiteral("-") : QString())
        .arg(rounded / perDollar)
        .arg(rounded % perDollar, decimals, 10, QLatin1Char('0'));
}

QString durationText(qint64 ms) {
    const qint64 seconds = std::max<qint64>(0, (ms + 999) / 1000);
    if (seconds < 60) {
        return text("%1 s").arg(seconds);
    }
    const qint64 minutes = seconds / 60;
    if (minutes < 60) {
        return text("%1 min").arg(minutes);
    }
    const qint64 hours = minutes / 60;
    if (hours < 24) {
        return minutes % 60 == 0 ? text("%1 h").arg(hours) : text("%1 h %2 min").arg(hours).arg(minutes % 60);
    }
    return hours % 24 == 0 ? text("%1 d").arg(hours / 24) : text("%1 d %2 h").arg(hours / 24).arg(hours % 24);
}

QString numberText(qint64 number) {
    QString digits = QString::number(number);
    for (qsizetype i = digits.size() - 3; i > (number < 0 ? 1 : 0); i -= 3) {
        digits.insert(i, QChar(0x202F));
    }
    return digits;
}

}  // namespace signalbox
