#include "tests/fuzz/BeastReference.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpragmas"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wnull-dereference"
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#pragma GCC diagnostic pop

namespace signalbox::test {

namespace http = boost::beast::http;

std::optional<ReferenceRequest> parseWithBeast(QByteArrayView bytes) {
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    parser.header_limit(64 * 1024);
    parser.body_limit(64 * 1024 * 1024);
    boost::beast::error_code error;
    qsizetype used = 0;
    while (!parser.is_done() && used < bytes.size()) {
        const auto rest = bytes.sliced(used);
        const std::size_t taken =
            parser.put(boost::asio::const_buffer(rest.data(), static_cast<std::size_t>(rest.size())), error);
        used += static_cast<qsizetype>(taken);
        if (error && error != http::error::need_more) {
            return std::nullopt;
        }
        if (taken == 0) {
            break;
        }
    }
    if (!parser.is_done()) {
        return std::nullopt;
    }
    const auto text = [](auto view) { return QByteArray(view.data(), static_cast<qsizetype>(view.size())); };
    ReferenceRequest request;
    request.method = text(parser.get().method_string());
    request.target = text(parser.get().target());
    request.body = QByteArray::fromStdString(parser.get().body());
    request.length = used;
    for (const auto& field : parser.get()) {
        static_cast<void>(field);
        ++request.fields;
    }
    return request;
}

}  // namespace signalbox::test
