// Secret: a key in memory. It cannot be streamed, logged, converted or compared by accident; it is wiped when
// it goes, and compared in constant time. Thread: a value; any thread.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray value) : m_value(std::move(value)) { m_value.detach(); }
    Secret(const Secret& other) : m_value(other.m_value.constData(), other.m_value.size()) {}
    Secret(Secret&& other) noexcept : m_value(std::move(other.m_value)) {}
    Secret& operator=(Secret other) noexcept {
        m_value.swap(other.m_value);
        return *this;
    }
    ~Secret() { wipe(); }

    [[nodiscard]] bool isEmpty() const { return m_value.isEmpty(); }
    // The characters themselves: only for a header about to be sent or for a screen that the user asked to
    // show it.
    [[nodiscard]] const QByteArray& expose() const { return m_value; }
    // True if equal; the time taken depends on the length of `candidate` alone.
    [[nodiscard]] bool matches(QByteArrayView candidate) const;
    void wipe();

    bool operator==(const Secret&) const = delete;

private:
    QByteArray m_value;
};

// A mask for people, such as "sk-…f3A9": never more than the last four characters, and only of keys long
// enough.
[[nodiscard]] QString maskedKey(const Secret& secret);

}  // namespace signalbox
