// Which bytes may stand where in HTTP/1.1 (RFC 9110, 9112), as the gate reads it: never more than the
// standard allows. Thread: pure.
#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <array>

namespace signalbox::syntax {

inline constexpr unsigned char kToken = 1;   // names of methods and fields
inline constexpr unsigned char kTarget = 2;  // path and query
inline constexpr unsigned char kValue = 4;   // field values

constexpr std::array<unsigned char, 256> makeClasses() {
    std::array<unsigned char, 256> classes{};
    for (unsigned c = 0; c < 256; ++c) {
        const bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        unsigned char flags = 0;
        bool token = alnum;
        for (const char t : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) {
            token = token || c == static_cast<unsigned char>(t);
        }
        bool target = c > 0x20 && c < 0x7f;
        for (const char t : {'#', '"', '<', '>', '\\', '^', '`', '{', '}', '|'}) {
            target = target && c != static_cast<unsigned char>(t);
        }
        flags = static_cast<unsigned char>(flags | (token ? kToken : 0));
        flags = static_cast<unsigned char>(flags | (target ? kTarget : 0));
        flags = static_cast<unsigned char>(flags | (c == '\t' || (c >= 0x20 && c != 0x7f) ? kValue : 0));
        classes[c] = flags;
    }
    return classes;
}
inline constexpr std::array<unsigned char, 256> kClasses = makeClasses();

[[nodiscard]] inline bool is(char c, unsigned char kind) {
    return (kClasses[static_cast<unsigned char>(c)] & kind) != 0;
}
[[nodiscard]] inline bool allAre(QByteArrayView text, unsigned char kind) {
    return std::all_of(text.begin(), text.end(), [kind](char c) { return is(c, kind); });
}
[[nodiscard]] inline bool isToken(QByteArrayView text) {
    return !text.isEmpty() && allAre(text, kToken);
}

[[nodiscard]] inline int hexValue(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Without spaces and tabs at either end.
[[nodiscard]] inline QByteArrayView trimmed(QByteArrayView text) {
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t')) {
        text = text.sliced(1);
    }
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t')) {
        text.chop(1);
    }
    return text;
}

}  // namespace signalbox::syntax
