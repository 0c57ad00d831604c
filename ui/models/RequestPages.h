// RequestPages: the ledger's requests as one long list of which only the pages that somebody looks at are in
// memory. Pages are found by where the one before them ended, in order; one that has been let go is read
// again from the place where it began. Thread: GUI; asks GatewayService, never waits. A question that nobody
// needs any more is cancelled, and its answer is not looked at.
#pragma once

#include "core/api/GatewayService.h"

#include <QHash>
#include <QObject>

#include <optional>
#include <vector>

namespace signalbox {

class RequestPages final : public QObject {
    Q_OBJECT

public:
    static constexpr int kPageRows = 200;
    static constexpr int kMostPages = 20;  // in memory

    explicit RequestPages(GatewayService& service, QObject* parent = nullptr);

    // Forgets what is there and begins anew, from the newest.
    void start(const RequestFilter& filter);
    [[nodiscard]] const RequestFilter& filter() const { return m_filter; }

    // Rows known so far.
    [[nodiscard]] int rows() const { return m_rows; }
    // There are none behind them.
    [[nodiscard]] bool isComplete() const { return m_complete; }
    // A question is under way that will make the list longer.
    [[nodiscard]] bool isReading() const { return m_ahead.has_value(); }
    // Why the last question could not be answered; empty: it was. retry() asks again.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    // How far back a search has got that finds little; nothing: no matter.
    [[nodiscard]] std::optional<qint64> searchedToMs() const { return m_searchedToMs; }
    // Null while its page is not in memory; then it is asked for.
    [[nodiscard]] const LoggedRequest* at(int row);
    // As at(), without asking.
    [[nodiscard]] const LoggedRequest* known(int row) const;
    [[nodiscard]] std::optional<int> rowOf(const QByteArray& requestId) const;
    // Reads on.
    void more();
    void retry();

    // Looks whether there are newer ones than the first; newer() tells.
    void look();
    // Begins anew with what look() has found, at once.
    void showNewer();

Q_SIGNALS:
    void reset();
    // Before and after rows come at the end.
    void aboutToGrow(int first, int last);
    void grown();
    // Of a page that was read again.
    void loaded(int first, int last);
    // Reading, complete or problem are others.
    void stateChanged();
    void newer(int count, bool orMore);

private:
    struct Page {
        std::optional<RequestCursor> after;  // nothing: from the newest
        int first = 0;
        int rows = 0;
    };
    struct Loaded {
        QVector<LoggedRequest> rows;
        quint64 used = 0;
    };

    void onPage(Ticket ticket, const Result<RequestPage>& page);
    void append(const RequestPage& page);
    void reload(int page);
    void onReloaded(int page, const Result<RequestPage>& answer);
    void onLooked(const Result<RequestPage>& answer);
    void keep(int page, QVector<LoggedRequest> rows);
    void fail(const Error& error);
    [[nodiscard]] int pageOf(int row) const;
    [[nodiscard]] Ticket ask(const std::optional<RequestCursor>& after, int limit);
    void forget();

    GatewayService& m_service;
    RequestFilter m_filter;
    std::vector<Page> m_pages;
    QHash<int, Loaded> m_loaded;
    quint64 m_uses = 0;
    int m_rows = 0;
    bool m_complete = false;
    std::optional<RequestCursor> m_next;  // where to go on
    std::optional<Ticket> m_ahead;
    QHash<Ticket, int> m_reloads;  // by page
    std::optional<Ticket> m_look;
    std::optional<RequestPage> m_looked;
    std::optional<RequestCursor> m_newest;
    QString m_problem;
    std::optional<int> m_failedPage;  // the problem is of reading that one again
    std::optional<qint64> m_searchedToMs;
};

}  // namespace signalbox
