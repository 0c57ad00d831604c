// TextTable: the ids of texts that rows name over and over (tables `name` and `price`), with those met lately
// in memory. Thread: the connection's. What a transaction adds is forgotten when it is rolled back.
#pragma once

#include "core/ledger/Database.h"

#include <QHash>

#include <array>
#include <cstdint>
#include <vector>

namespace signalbox {

template <class Text>
class TextTable {
public:
    // `find` answers the id of text ?1, `insert` adds it. A text longer than `length` is cut.
    TextTable(const char* find, const char* insert, qsizetype length)
        : m_findSql(find), m_insertSql(insert), m_length(length) {}

    [[nodiscard]] SqlCode prepare(Database& database) {
        m_database = &database;
        const SqlCode code = database.prepare(m_findSql, m_find);
        return code == kSqlOk ? database.prepare(m_insertSql, m_insert) : code;
    }
    void release() {
        m_find = Statement();
        m_insert = Statement();
        m_ids.clear();
        m_new.clear();
        m_lately = {};
    }
    void committed() { m_new.clear(); }
    void rolledBack() {
        for (const Text& text : m_new) {
            m_ids.remove(text);
        }
        m_new.clear();
        m_lately = {};
    }

    // 0 for an empty text.
    [[nodiscard]] SqlCode idOf(const Text& text, qint64& id) {
        id = 0;
        if (text.isEmpty()) {
            return kSqlOk;
        }
        Lately& lately = m_lately[place(text)];
        if (lately.text.constData() == text.constData() && lately.text.size() == text.size()) {
            id = lately.id;
            return kSqlOk;
        }
        const SqlCode code = search(text, id);
        if (code == kSqlOk) {
            lately = {text, id};
        }
        return code;
    }

private:
    static constexpr qsizetype kLimit = 10'000;  // beyond it the memory starts anew
    // Names of the configuration are shared by all rows: the same memory is the same text, and needs no hash.
    struct Lately {
        Text text;
        qint64 id = 0;
    };
    static constexpr std::size_t kLately = 32;
    static std::size_t place(const Text& text) {
        return (reinterpret_cast<std::uintptr_t>(text.constData()) >> 4U) % kLately;
    }

    SqlCode search(const Text& text, qint64& id) {
        if (const auto found = m_ids.constFind(text); found != m_ids.cend()) {
            id = *found;
            return kSqlOk;
        }
        return look(text, id);
    }

    SqlCode look(const Text& text, qint64& id) {
        const QByteArray bytes = utf8(text.left(m_length));
        m_find.bind(1, QByteArrayView(bytes));
        if (m_find.step() == Statement::Step::Row) {
            id = m_find.integer(0);
        }
        if (const SqlCode code = m_find.finish(); code != kSqlOk) {
            return code;
        }
        if (id == 0) {
            m_insert.bind(1, QByteArrayView(bytes));
            if (const SqlCode code = m_insert.run(); code != kSqlOk) {
                return code;
            }
            id = m_database->lastInsertedRow();
            m_new.push_back(text);
        }
        if (m_ids.size() >= kLimit) {
            m_ids.clear();
        }
        m_ids.insert(text, id);
        return kSqlOk;
    }
    static QByteArray utf8(const QString& text) { return text.toUtf8(); }
    static QByteArray utf8(const QByteArray& text) { return text; }

    const char* const m_findSql;
    const char* const m_insertSql;
    const qsizetype m_length;
    Database* m_database = nullptr;
    Statement m_find;
    Statement m_insert;
    QHash<Text, qint64> m_ids;
    std::array<Lately, kLately> m_lately;
    std::vector<Text> m_new;  // of the transaction under way
};

}  // namespace signalbox
