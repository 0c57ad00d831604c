// Format: money, numbers, times and durations as people of one locale read them. Thread: a value; GUI.
// Money in nano-dollars, durations in ms, times in Unix ms (UTC), shown as local time.
#pragma once

#include "core/api/Outcome.h"

#include <QCoreApplication>
#include <QDate>
#include <QLocale>
#include <QString>

#include <optional>

namespace signalbox {

class Format {
    Q_DECLARE_TR_FUNCTIONS(Format)

public:
    explicit Format(const QLocale& locale = QLocale())
        : m_locale(locale), m_clockFormat(clockFormatOf(locale)) {}

    // A sum: two decimals, four below a cent.
    [[nodiscard]] QString money(NanoUsd amount) const;
    // One request: four decimals, "<$0.0001" below, "~" before an estimate, "unknown" without a price.
    [[nodiscard]] QString cost(const Cost& cost, bool estimated) const;
    // What something is going to cost: "about $0.0021", "less than $0.0001".
    [[nodiscard]] QString about(NanoUsd amount) const;
    // What `requests` cost, of which `unpriced` have no known price: where that is all of them, "unknown".
    [[nodiscard]] QString sum(NanoUsd amount, qint64 requests, qint64 unpriced) const;
    // Whether the dollar sign stands before the figures; the locale says on which side.
    [[nodiscard]] bool leadsWithSign() const;
    [[nodiscard]] QString unknown() const { return tr("unknown"); }
    // A value that does not exist.
    [[nodiscard]] static QString none() { return QStringLiteral("—"); }

    [[nodiscard]] QString number(qint64 value) const { return m_locale.toString(value); }
    // 1,204 · 61,204 · 6.1 M
    [[nodiscard]] QString tokens(qint64 count) const;
    // 0 to 1, one decimal where asked.
    [[nodiscard]] QString percent(double share, int decimals) const;
    // 420 ms · 1.9 s · 24 s
    [[nodiscard]] QString latency(qint64 ms) const;
    // Rounded up, for what is left: 41 s · 24 min · 2 h 5 min
    [[nodiscard]] QString remaining(qint64 ms) const;
    // 01:14:20 or 1:14:20 AM, or with the day where it is not today's.
    [[nodiscard]] QString time(qint64 atMs, qint64 nowMs) const;
    [[nodiscard]] QString clockTime(qint64 atMs) const;
    // 01:14 or 1:14 AM.
    [[nodiscard]] QString minute(qint64 atMs) const;
    // For a column: 1:14:20 AM, or 11/20/26, 1:14 AM where it is not today's.
    [[nodiscard]] QString shortTime(qint64 atMs, qint64 nowMs) const;
    // A time whose texts are as wide as those of others, to measure a column by.
    [[nodiscard]] static qint64 wideTime();
    [[nodiscard]] QString month(const QDate& day) const;
    [[nodiscard]] QString day(const QDate& day) const { return m_locale.toString(day, QLocale::ShortFormat); }
    [[nodiscard]] const QLocale& locale() const { return m_locale; }

private:
    [[nodiscard]] QString dollars(NanoUsd amount, int decimals) const;
    [[nodiscard]] static QString clockFormatOf(const QLocale& locale);

    QLocale m_locale;
    QString m_clockFormat;
};

}  // namespace signalbox
