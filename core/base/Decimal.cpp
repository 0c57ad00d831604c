#include "core/base/Decimal.h"

#include <limits>

namespace signalbox {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

Decimal parseDecimal(QByteArrayView text, int decimals) {
    const Decimal notANumber{0, DecimalFault::NotANumber};
    qsizetype at = 0;
    const bool negative = !text.isEmpty() && text.at(0) == '-';
    at += negative ? 1 : 0;

    QByteArray digits;
    qint64 pointAt = -1;
    for (; at < text.size() && (isDigit(text.at(at)) || (text.at(at) == '.' && pointAt < 0)); ++at) {
        if (text.at(at) == '.') {
            pointAt = digits.size();
        } else {
            digits += text.at(at);
        }
    }
    if (digits.isEmpty() || pointAt == 0 || pointAt == digits.size()) {
        return notANumber;
    }
    qint64 exponent = 0;
    if (at < text.size()) {
        if (text.at(at) != 'e' && text.at(at) != 'E') {
            return notANumber;
        }
        bool ok = false;
        exponent = text.sliced(at + 1).toByteArray().toInt(&ok);
        if (!ok) {
            return notANumber;
        }
    }
    // value = 0.digits × 10^scale, to be read with `decimals` places
    const qint64 places = (pointAt < 0 ? digits.size() : pointAt) + exponent + decimals;
    qint64 scaled = 0;
    for (qint64 i = 0; i < digits.size(); ++i) {
        const int digit = digits.at(i) - '0';
        if (i >= places) {
            if (digit != 0) {
                return {0, DecimalFault::TooPrecise};
            }
            continue;
        }
        if (scaled > (std::numeric_limits<qint64>::max() - digit) / 10) {
            return {0, DecimalFault::TooLarge};
        }
        scaled = scaled * 10 + digit;
    }
    for (qint64 i = digits.size(); i < places && scaled != 0; ++i) {
        if (scaled > std::numeric_limits<qint64>::max() / 10) {
            return {0, DecimalFault::TooLarge};
        }
        scaled *= 10;
    }
    return {negative ? -scaled : scaled, DecimalFault::None};
}

QByteArray decimalText(qint64 scaled, int decimals) {
    QByteArray text = QByteArray::number(scaled < 0 ? -scaled : scaled).rightJustified(decimals + 1, '0');
    if (decimals > 0) {
        text.insert(text.size() - decimals, '.');
        while (text.endsWith('0')) {
            text.chop(1);
        }
        if (text.endsWith('.')) {
            text.chop(1);
        }
    }
    if (scaled < 0) {
        text.prepend('-');
    }
    return text;
}

}  // namespace signalbox
