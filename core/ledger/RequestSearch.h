// RequestSearch: finds requests by a filter, newest start first, without looking where none can be: for each
// name of the filter, hour_seen tells the hours it occurs in, and when in them first and last. Only there
// requests are read, in order of their start. Thread: the connection's.
//
// What a name common to many requests costs is bounded by the page; what a rare one costs, by the hours it
// occurs in; and a filter whose parts are common but seldom meet, by the effort allowed: then the search says
// how far it got.
#pragma once

#include "core/api/RequestLog.h"
#include "core/ledger/Trouble.h"

#include <limits>
#include <vector>

namespace signalbox {

class RequestSearch {
public:
    // The database must outlive it.
    RequestSearch(Database& database, RequestFilter filter)
        : m_database(database), m_filter(std::move(filter)) {}

    // Begins behind `after`, or at the newest.
    [[nodiscard]] SqlCode begin(const std::optional<RequestCursor>& after);
    // Adds the next requests to `out`, at most `limit`, and fewer when it took more than `effort` (steps of
    // SQLite's machine, some 30 million a second) to find them.
    [[nodiscard]] SqlCode next(int limit, qint64 effort, QVector<LoggedRequest>& out);
    // Where it got to; nothing: to the end.
    [[nodiscard]] const std::optional<RequestCursor>& position() const { return m_position; }

private:
    // Moments, both included.
    struct Span {
        qint64 firstMs = std::numeric_limits<qint64>::min();
        qint64 lastMs = std::numeric_limits<qint64>::max();
    };
    using Spans = std::vector<Span>;  // newest first, apart from each other
    // One demand of the filter: any of these, which are names, or statuses as negative codes.
    using Names = std::vector<qint64>;

    SqlCode resolve();
    SqlCode resolveText();
    SqlCode prepareScan();
    SqlCode spansOf(const Names& names, const Span& within, qint64& effort, Spans& out);
    SqlCode spansWithin(const Span& window, qint64& effort, Spans& out);
    SqlCode scan(const Span& span, int limit, qint64& effort, QVector<LoggedRequest>& out);
    [[nodiscard]] static Spans merged(Spans spans);
    [[nodiscard]] static Spans common(const Spans& a, const Spans& b);

    Database& m_database;
    const RequestFilter m_filter;
    bool m_nothing = false;        // a name that the ledger has never met
    std::vector<Names> m_demands;  // all of them
    std::optional<Names> m_text;   // the names with the text; and not too many of them
    Spans m_byId;                  // requests whose id begins with the text
    QByteArray m_where;
    std::vector<qint64> m_bound;  // of m_where, from ?6 on
    QByteArray m_idFrom;          // request ids that begin with the text: from here …
    QByteArray m_idTo;            // … to before here
    Span m_range;                 // what is left to search
    qint64 m_windowMs = 0;
    std::optional<RequestCursor> m_position;
    Statement m_scan;
};

// Answers page.query.
[[nodiscard]] SqlCode findPage(Database& database, RequestPage& page);

}  // namespace signalbox
