#include "core/protocol/JsonNumbers.h"

namespace signalbox::json {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

qsizetype digitsFrom(QByteArrayView text, qsizetype at) {
    while (at < text.size() && isDigit(text[at])) {
        ++at;
    }
    return at;
}

struct Number {
    qsizetype end = 0;  // 0: there is no number by JSON's grammar
    bool isWhole = true;
};

Number numberAt(QByteArrayView text, qsizetype begin) {
    Number number;
    const qsizetype first = begin + (text[begin] == '-' ? 1 : 0);
    qsizetype at = digitsFrom(text, first);
    if (at == first || (text[first] == '0' && at > first + 1)) {
        return {};
    }
    if (at < text.size() && text[at] == '.') {
        const qsizetype fraction = at + 1;
        at = digitsFrom(text, fraction);
        number.isWhole = false;
        if (at == fraction) {
            return {};
        }
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        at += at < text.size() && (text[at] == '+' || text[at] == '-') ? 1 : 0;
        const qsizetype exponent = at;
        at = digitsFrom(text, exponent);
        number.isWhole = false;
        if (at == exponent) {
            return {};
        }
    }
    number.end = at;
    return number;
}

bool fits(const QByteArray& digits, const Number& number) {
    bool ok = false;
    if (!number.isWhole) {
        digits.toDouble(&ok);
    } else if (digits.startsWith('-')) {
        digits.toLongLong(&ok);
    } else {
        digits.toULongLong(&ok);
    }
    return ok;
}

}  // namespace

QByteArray withinRange(QByteArrayView text) {
    QByteArray result;
    result.reserve(text.size());
    bool inString = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (inString) {
            result.append(c);
            if (c == '\\' && at + 1 < text.size()) {
                result.append(text[++at]);
            } else if (c == '"') {
                inString = false;
            }
            continue;
        }
        const Number number = c == '-' || isDigit(c) ? numberAt(text, at) : Number();
        if (number.end == 0) {
            inString = c == '"';
            result.append(c);
            continue;
        }
        const QByteArray digits = text.sliced(at, number.end - at).toByteArray();
        result.append(fits(digits, number) ? digits : QByteArrayLiteral("0"));
        at = number.end - 1;
    }
    return result;
}

}  // namespace signalbox::json
