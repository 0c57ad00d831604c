#include "core/protocol/PromptScan.h"

#include <QHashFunctions>

#include <algorithm>
#include <array>
#include <string_view>

namespace signalbox {

namespace ondemand = simdjson::ondemand;

namespace {

// Beyond this nothing is counted; a prompt that deep is no prompt.
constexpr int kMaxDepth = 32;

using namespace std::string_view_literals;

// Members that carry no prompt text: names, kinds, and the bytes of images, sound and files.
constexpr std::array kNotText{
    "type"sv,      "role"sv,         "id"sv,      "image_url"sv,     "input_audio"sv,
    "file_data"sv, "file"sv,         "data"sv,    "url"sv,           "detail"sv,
    "file_id"sv,   "tool_call_id"sv, "call_id"sv, "format"sv,        "b64"sv,
    "image_b64"sv, "signature"sv,    "status"sv,  "cache_control"sv, "encrypted_content"sv,
};
constexpr std::array kImageTypes{"\"image_url\""sv, "\"input_image\""sv, "\"image\""sv};

template <class Table>
bool contains(const Table& table, std::string_view word) {
    return std::find(table.begin(), table.end(), word) != table.end();
}

// The key as it is written; one with escapes is none of the names asked for here.
std::string_view written(ondemand::raw_json_string key) {
    const char* begin = key.raw();
    const char* end = begin;
    while (*end != '"') {
        end += *end == '\\' ? 2 : 1;
    }
    return {begin, static_cast<std::size_t>(end - begin)};
}

// A string with its quotes, out of a token that may have white space behind it.
std::string_view trimmed(std::string_view token) {
    const auto last = token.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? std::string_view() : token.substr(0, last + 1);
}

}  // namespace

void PromptScan::add(ondemand::value value) {
    walk(value, 0);
}

void PromptScan::addOpening(ondemand::value value) {
    m_inOpening = true;
    walk(value, 0);
    m_inOpening = false;
}

void PromptScan::addTurns(ondemand::value value) {
    m_inOpening = !m_userSpoke;
    walk(value, 0);
    m_inOpening = false;
}

void PromptScan::text(std::string_view quoted) {
    const std::size_t size = quoted.size() < 2 ? 0 : quoted.size() - 2;
    textBytes += static_cast<qint64>(size);
    if (m_inOpening && size > 0) {
        m_opening = qHashBits(quoted.data() + 1, std::min(size, kOpeningBytes), m_opening);
    }
}

void PromptScan::walk(ondemand::value value, int depth) {
    ondemand::json_type type{};
    if (depth > kMaxDepth || value.type().get(type) != simdjson::SUCCESS) {
        return;
    }
    switch (type) {
        case ondemand::json_type::string:
            text(trimmed(value.raw_json_token()));
            break;
        case ondemand::json_type::array: {
            ondemand::array array;
            if (value.get_array().get(array) != simdjson::SUCCESS) {
                return;
            }
            for (auto element : array) {
                ondemand::value item;
                if (element.get(item) != simdjson::SUCCESS) {
                    return;
                }
                walk(item, depth + 1);
            }
            break;
        }
        case ondemand::json_type::object: {
            ondemand::object object;
            if (value.get_object().get(object) == simdjson::SUCCESS) {
                walkObject(object, depth);
            }
            break;
        }
        case ondemand::json_type::number:
            ++tokens;
            break;
        case ondemand::json_type::boolean:
        case ondemand::json_type::null:
            break;
    }
}

void PromptScan::walkObject(ondemand::object object, int depth) {
    bool userSpoke = false;
    for (auto entry : object) {
        ondemand::field field;
        if (std::move(entry).get(field) != simdjson::SUCCESS) {
            return;
        }
        const std::string_view raw = written(field.key());
        ondemand::value value = field.value();
        if (raw == "role"sv) {
            tokens += kTokensPerMessage;
            userSpoke = userSpoke || trimmed(value.raw_json_token()) == "\"user\""sv;
        } else if (raw == "type"sv) {
            if (contains(kImageTypes, trimmed(value.raw_json_token()))) {
                image = true;
                tokens += kTokensPerImage;
            }
        } else if (!contains(kNotText, raw)) {
            walk(value, depth + 1);
        }
    }
    if (userSpoke && m_inOpening) {
        m_userSpoke = true;
        m_inOpening = false;
    }
}

}  // namespace signalbox
