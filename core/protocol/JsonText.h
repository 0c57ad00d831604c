// JsonText: the few things this folder needs around simdjson: bytes with the padding it reads beyond their
// end, and look-ups that answer with nothing instead of an error. Thread: each object belongs to one thread.
#pragma once

#include "core/protocol/JsonNumbers.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <simdjson.h>

#include <optional>
#include <string_view>
#include <utility>

namespace signalbox::json {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

// Gives the bytes a block of their own with what simdjson reads beyond their end. The content stays as it is.
// (Detaching shared bytes would keep their size and drop the room behind it.)
inline void pad(QByteArray& bytes) {
    const qsizetype wanted = bytes.size() + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING);
    if (!bytes.isDetached() || bytes.capacity() < wanted) {
        QByteArray own;
        own.reserve(wanted);
        own.append(bytes);
        bytes = std::move(own);
    }
}

// Parses whole documents; what parse() returned is valid until the next parse().
class Parser {
public:
    // Nothing if `text` is not one valid JSON document.
    [[nodiscard]] std::optional<Element> parse(QByteArrayView text) {
        m_scratch.resize(0);
        m_scratch.reserve(text.size() + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING));
        m_scratch.append(text);
        return parsePadded(m_scratch);
    }
    // The same without a copy; `text` has been through pad() and stays as long as the result.
    [[nodiscard]] std::optional<Element> parsePadded(const QByteArray& text) {
        Element root;
        if (read(text, root)) {
            return root;
        }
        QByteArray readable = withinRange(text);
        if (readable == text) {
            return std::nullopt;
        }
        pad(readable);
        return read(readable, root) ? std::optional(root) : std::nullopt;
    }

private:
    bool read(const QByteArray& text, Element& root) {
        return m_parser.parse(text.constData(), static_cast<std::size_t>(text.size()), false).get(root) ==
               simdjson::SUCCESS;
    }

    simdjson::dom::parser m_parser;
    QByteArray m_scratch;
};

// The value of `key` if `from` is an object that has it and it is not null.
[[nodiscard]] inline std::optional<Element> member(const Element& from, std::string_view key) {
    Object object;
    Element found;
    if (from.get(object) != simdjson::SUCCESS || object.at_key(key).get(found) != simdjson::SUCCESS ||
        found.is_null()) {
        return std::nullopt;
    }
    return found;
}

[[nodiscard]] inline std::optional<Element> member(const std::optional<Element>& from, std::string_view key) {
    return from ? member(*from, key) : std::nullopt;
}

[[nodiscard]] inline std::optional<Element> first(const std::optional<Element>& from) {
    Array array;
    if (!from || from->get(array) != simdjson::SUCCESS || array.begin() == array.end()) {
        return std::nullopt;
    }
    return *array.begin();
}

[[nodiscard]] inline std::string_view text(const std::optional<Element>& value) {
    std::string_view found;
    if (value && value->get(found) == simdjson::SUCCESS) {
        return found;
    }
    return {};
}

// A whole number, also where it is written as 12.0; nothing if it is negative, beyond 2^53 or no number.
[[nodiscard]] inline std::optional<qint64> count(const std::optional<Element>& value) {
    int64_t whole = 0;
    double real = 0;
    constexpr double kLimit = 9'007'199'254'740'992.0;
    if (!value) {
        return std::nullopt;
    }
    if (value->get(whole) == simdjson::SUCCESS) {
        return whole >= 0 && static_cast<double>(whole) <= kLimit ? std::optional<qint64>(whole)
                                                                  : std::nullopt;
    }
    if (value->is_double() && value->get(real) == simdjson::SUCCESS && real >= 0 && real <= kLimit) {
        return static_cast<qint64>(real);
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<double> number(const std::optional<Element>& value) {
    double real = 0;
    if (value && value->is_number() && value->get(real) == simdjson::SUCCESS) {
        return real;
    }
    return std::nullopt;
}

// True for a non-empty string, array or object.
[[nodiscard]] inline bool filled(const std::optional<Element>& value) {
    if (!value) {
        return false;
    }
    std::string_view string;
    Array array;
    Object object;
    if (value->get(string) == simdjson::SUCCESS) {
        return !string.empty();
    }
    if (value->get(array) == simdjson::SUCCESS) {
        return array.begin() != array.end();
    }
    return value->get(object) == simdjson::SUCCESS && object.begin() != object.end();
}

[[nodiscard]] inline QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace signalbox::json
