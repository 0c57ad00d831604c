#include "ui/Format.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <cstdlib>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr NanoUsd kDollar = 1'000'000'000;
constexpr NanoUsd kCent = kDollar / 100;
constexpr NanoUsd kLeastShown = kDollar / 10'000;

QDateTime local(qint64 atMs) {
    return QDateTime::fromMSecsSinceEpoch(atMs);
}
}  // namespace

// The locale's short time of day has no seconds, its long one also names the time zone.
QString Format::clockFormatOf(const QLocale& locale) {
    static const QRegularExpression minutes(u"([^A-Za-z'])(mm?)(?!.*s)"_s);
    QString format = locale.timeFormat(QLocale::ShortFormat);
    return format.replace(minutes, u"\\1\\2\\1ss"_s);
}

QString Format::dollars(NanoUsd amount, int decimals) const {
    return m_locale.toCurrencyString(static_cast<double>(amount) / static_cast<double>(kDollar), u"$"_s,
                                     decimals);
}

bool Format::leadsWithSign() const {
    return m_locale.toCurrencyString(1.0, u"$"_s).startsWith(u'$');
}

QString Format::money(NanoUsd amount) const {
    const NanoUsd size = std::abs(amount);
    if (amount > 0 && size < kLeastShown / 2) {
        return tr("<%1", "less than an amount").arg(dollars(kLeastShown, 4));
    }
    return dollars(amount, size > 0 && size < kCent ? 4 : 2);
}

QString Format::about(NanoUsd amount) const {
    if (amount > 0 && amount < kLeastShown) {
        return tr("less than %1", "what it will cost").arg(dollars(kLeastShown, 4));
    }
    return tr("about %1", "what it will cost").arg(dollars(amount, amount < kDollar ? 4 : 2));
}

QString Format::sum(NanoUsd amount, qint64 requests, qint64 unpriced) const {
    return amount == 0 && unpriced > 0 && unpriced >= requests ? unknown() : money(amount);
}

QString Format::cost(const Cost& cost, bool estimated) const {
    if (cost.source == CostSource::Unknown) {
        return unknown();
    }
    QString text;
    if (cost.charged > 0 && cost.charged < kLeastShown / 2) {
        text = tr("<%1", "less than an amount").arg(dollars(kLeastShown, 4));
    } else {
        text = dollars(cost.charged, 4);
    }
    return estimated || cost.source == CostSource::Estimated ? tr("~%1", "about an amount").arg(text) : text;
}

QString Format::tokens(qint64 count) const {
    if (count >= 1'000'000) {
        return tr("%1 M", "millions").arg(m_locale.toString(static_cast<double>(count) / 1e6, 'f', 1));
    }
    return number(count);
}

QString Format::percent(double share, int decimals) const {
    return tr("%1 %", "percent").arg(m_locale.toString(share * 100.0, 'f', decimals));
}

QString Format::latency(qint64 ms) const {
    if (ms < 1000) {
        return tr("%1 ms", "milliseconds").arg(m_locale.toString(ms));
    }
    return tr("%1 s", "seconds")
        .arg(m_locale.toString(static_cast<double>(ms) / 1000.0, 'f', ms < 10'000 ? 1 : 0));
}

QString Format::remaining(qint64 ms) const {
    const qint64 seconds = std::max<qint64>(0, (ms + 999) / 1000);
    if (seconds < 60) {
        return tr("%1 s", "seconds").arg(seconds);
    }
    const qint64 minutes = (seconds + 59) / 60;
    if (minutes < 60) {
        return tr("%1 min", "minutes").arg(minutes);
    }
    const qint64 hours = minutes / 60;
    return minutes % 60 == 0 ? tr("%1 h", "hours").arg(hours)
                             : tr("%1 h %2 min", "hours and minutes").arg(hours).arg(minutes % 60);
}

QString Format::time(qint64 atMs, qint64 nowMs) const {
    const QDateTime at = local(atMs);
    if (at.date() == local(nowMs).date()) {
        return clockTime(atMs);
    }
    return tr("%1, %2", "day, time of day").arg(day(at.date()), clockTime(atMs));
}

QString Format::clockTime(qint64 atMs) const {
    return m_locale.toString(local(atMs).time(), m_clockFormat);
}

QString Format::minute(qint64 atMs) const {
    return m_locale.toString(local(atMs).time(), QLocale::ShortFormat);
}

QString Format::shortTime(qint64 atMs, qint64 nowMs) const {
    const QDate date = local(atMs).date();
    return date == local(nowMs).date() ? clockTime(atMs)
                                       : tr("%1, %2", "day, time of day").arg(day(date), minute(atMs));
}

qint64 Format::wideTime() {
    return QDateTime(QDate(2028, 12, 28), QTime(22, 58, 58)).toMSecsSinceEpoch();
}

QString Format::month(const QDate& day) const {
    return m_locale.standaloneMonthName(day.month());
}

}  // namespace signalbox
