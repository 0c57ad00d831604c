#include "core/protocol/RetryDelay.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace signalbox {

namespace {

constexpr double kMaxMs = 1e12;

std::optional<Milliseconds> fromMs(double ms) {
    if (!(ms > 0) || ms > kMaxMs) {
        return std::nullopt;
    }
    return Milliseconds(static_cast<qint64>(std::ceil(ms)));
}

std::optional<double> number(QByteArrayView text) {
    bool ok = false;
    const double value = text.trimmed().toByteArray().toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// Unix ms of the three forms of RFC 9110. The weekday is not looked at: with a year of two digits it would be
// wrong.
std::optional<qint64> httpDate(QByteArrayView text) {
    const QString value = QString::fromLatin1(text).simplified();
    const QString behindDay =
        value.section(QLatin1Char(value.contains(QLatin1Char(',')) ? ',' : ' '), 1).trimmed();
    for (const QString& format :
         {QStringLiteral("dd MMM yyyy hh:mm:ss 'GMT'"), QStringLiteral("dd-MMM-yy hh:mm:ss 'GMT'"),
          QStringLiteral("MMM d hh:mm:ss yyyy")}) {
        QDateTime time = QLocale::c().toDateTime(behindDay, format);
        if (time.isValid()) {
            time = QDateTime(time.date(), time.time(), Qt::UTC);
            return (time.date().year() < 1970 ? time.addYears(100) : time).toMSecsSinceEpoch();
        }
    }
    return std::nullopt;
}

std::optional<Milliseconds> untilMs(std::optional<qint64> then, const Headers& headers) {
    const auto now = httpDate(headers.value("date"));
    return then && now ? fromMs(static_cast<double>(*then - *now)) : std::nullopt;
}

std::optional<Milliseconds> retryAfter(const Headers& headers) {
    const QByteArrayView value = headers.value("retry-after");
    if (const auto seconds = number(value)) {
        return fromMs(*seconds * 1000);
    }
    return untilMs(httpDate(value), headers);
}

std::optional<double> durationMs(QByteArrayView text) {
    text = text.trimmed();
    if (const auto seconds = number(text)) {
        return *seconds * 1000;
    }
    if (text.isEmpty()) {
        return std::nullopt;
    }
    double ms = 0;
    while (!text.isEmpty()) {
        qsizetype digits = 0;
        while (digits < text.size() &&
               (std::isdigit(static_cast<unsigned char>(text[digits])) || text[digits] == '.')) {
            ++digits;
        }
        qsizetype end = digits;
        while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) {
            ++end;
        }
        const auto value = number(text.first(digits));
        const QByteArrayView unit = text.sliced(digits, end - digits);
        const double factor = unit == QByteArrayView("ms")  ? 1
                              : unit == QByteArrayView("s") ? 1000
                              : unit == QByteArrayView("m") ? 60'000
                              : unit == QByteArrayView("h") ? 3'600'000
                              : unit == QByteArrayView("d") ? 86'400'000
                                                            : 0;
        if (!value || factor == 0) {
            return std::nullopt;
        }
        ms += *value * factor;
        text = text.sliced(end);
    }
    return ms;
}

// Points in time need the answer's own; one without a Date tells nothing.
std::optional<qint64> momentMs(QByteArrayView text) {
    if (const auto point = number(text)) {
        return *point > 1e9 && *point < 1e15
                   ? std::optional(static_cast<qint64>(*point > 1e11 ? *point : *point * 1000))
                   : std::nullopt;
    }
    if (!text.contains('T') || !text.contains(':')) {
        return std::nullopt;
    }
    const QDateTime time = QDateTime::fromString(QString::fromLatin1(text.trimmed()), Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

// x-ratelimit-remaining-requests: 0 with x-ratelimit-reset-requests: 1m2s, and the like: the longest of those
// used up.
std::optional<Milliseconds> resetOfUsedUp(const Headers& headers) {
    constexpr QByteArrayView kRemaining("x-ratelimit-remaining");
    std::optional<Milliseconds> longest;
    for (const auto& [name, value] : headers) {
        if (!QByteArrayView(name)
                 .first(std::min(name.size(), kRemaining.size()))
                 .compare(kRemaining, Qt::CaseInsensitive) &&
            number(value).value_or(1) <= 0) {
            const QByteArray reset = QByteArrayLiteral("x-ratelimit-reset") +
                                     QByteArrayView(name).sliced(kRemaining.size()).toByteArray();
            const auto delay = resetDelay(headers.value(reset), headers);
            if (delay && delay->count() > 0 && (!longest || *delay > *longest)) {
                longest = delay;
            }
        }
    }
    return longest;
}

}  // namespace

std::optional<Milliseconds> parseDuration(QByteArrayView text) {
    const auto ms = durationMs(text);
    return ms ? fromMs(*ms) : std::nullopt;
}

std::optional<Milliseconds> resetDelay(QByteArrayView text, const Headers& headers) {
    if (const auto moment = momentMs(text)) {
        const auto now = httpDate(headers.value("date"));
        return now ? std::optional(Milliseconds(std::max<qint64>(0, *moment - *now))) : std::nullopt;
    }
    const auto ms = durationMs(text);
    if (ms && *ms == 0) {
        return Milliseconds(0);
    }
    return ms ? fromMs(*ms) : std::nullopt;
}

std::optional<Milliseconds> retryDelay(const Headers& headers, QByteArrayView bodyDelay) {
    if (const auto ms = number(headers.value("retry-after-ms"))) {
        if (auto delay = fromMs(*ms)) {
            return delay;
        }
    }
    if (auto delay = retryAfter(headers)) {
        return delay;
    }
    if (auto delay = parseDuration(bodyDelay)) {
        return delay;
    }
    return resetOfUsedUp(headers);
}

}  // namespace signalbox
