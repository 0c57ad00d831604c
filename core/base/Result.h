// Result<T> and Error: how a seam says that it could not do a thing.
// Thread: values, any thread. Errors carry a code for programs, a sentence for people (made at the place that
// knows the facts, never holding a key), and where the fault lies: a JSON path, a file, a provider id.
#pragma once

#include <QString>

#include <cassert>
#include <utility>
#include <variant>

namespace signalbox {

enum class ErrorCode {
    Failed,        // it was tried and did not work
    InvalidInput,  // what was given is wrong; `place` says where
    NotFound,      // no such provider, route, file, key …
    Busy,          // held by someone else: port taken, another instance
    Unavailable,   // cannot be reached now: keyring locked, ledger unreadable
    Cancelled,
};

struct Error {
    ErrorCode code = ErrorCode::Failed;
    QString message;
    QString place;
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_value(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_value(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_value.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& {
        assert(ok());
        return *std::get_if<0>(&m_value);
    }
    T& value() & {
        assert(ok());
        return *std::get_if<0>(&m_value);
    }
    T&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&m_value));
    }
    const Error& error() const {
        assert(!ok());
        return *std::get_if<1>(&m_value);
    }

private:
    std::variant<T, Error> m_value;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_ok(false) {}

    bool ok() const { return m_ok; }
    explicit operator bool() const { return m_ok; }
    const Error& error() const {
        assert(!m_ok);
        return m_error;
    }

private:
    Error m_error;
    bool m_ok = true;
};

}  // namespace signalbox
