// Header fields as they came or will go: names keep their case, look-ups ignore it. Thread: a value.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <utility>
#include <vector>

namespace signalbox {

// Every request compares dozens of names, nearly all of another length.
[[nodiscard]] inline bool sameName(QByteArrayView a, QByteArrayView b) {
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

class Headers {
public:
    using Field = std::pair<QByteArray, QByteArray>;

    void add(QByteArray name, QByteArray value) { m_fields.emplace_back(std::move(name), std::move(value)); }
    // The first field of that name; empty if there is none.
    [[nodiscard]] QByteArrayView value(QByteArrayView name) const {
        for (const Field& field : m_fields) {
            if (sameName(field.first, name)) {
                return field.second;
            }
        }
        return {};
    }
    [[nodiscard]] bool contains(QByteArrayView name) const {
        for (const Field& field : m_fields) {
            if (sameName(field.first, name)) {
                return true;
            }
        }
        return false;
    }
    void clear() { m_fields.clear(); }
    void reserve(std::size_t count) { m_fields.reserve(count); }
    [[nodiscard]] bool empty() const { return m_fields.empty(); }
    [[nodiscard]] std::size_t size() const { return m_fields.size(); }
    [[nodiscard]] auto begin() const { return m_fields.begin(); }
    [[nodiscard]] auto end() const { return m_fields.end(); }

private:
    std::vector<Field> m_fields;
};

}  // namespace signalbox
