#include "ui/models/RequestPages.h"

#include <algorithm>
#include <utility>

namespace signalbox {

RequestPages::RequestPages(GatewayService& service, QObject* parent) : QObject(parent), m_service(service) {
    connect(&service, &GatewayService::requestsReady, this, &RequestPages::onPage);
}

void RequestPages::start(const RequestFilter& filter) {
    forget();
    m_filter = filter;
    Q_EMIT reset();
    more();
}

void RequestPages::forget() {
    for (auto reload = m_reloads.cbegin(); reload != m_reloads.cend(); ++reload) {
        m_service.cancel(reload.key());
    }
    for (std::optional<Ticket>* ticket : {&m_ahead, &m_look}) {
        if (*ticket) {
            m_service.cancel(**ticket);
            ticket->reset();
        }
    }
    m_looked.reset();
    m_reloads.clear();
    m_pages.clear();
    m_loaded.clear();
    m_rows = 0;
    m_complete = false;
    m_next.reset();
    m_newest.reset();
    m_problem.clear();
    m_failedPage.reset();
    m_searchedToMs.reset();
}

Ticket RequestPages::ask(const std::optional<RequestCursor>& after, int limit) {
    return m_service.requests({m_filter, after, limit});
}

void RequestPages::more() {
    if (m_ahead || m_complete || !m_problem.isEmpty()) {
        return;
    }
    m_ahead = ask(m_next, kPageRows);
    Q_EMIT stateChanged();
}

void RequestPages::retry() {
    if (m_problem.isEmpty()) {
        return;
    }
    m_problem.clear();
    if (const std::optional<int> page = std::exchange(m_failedPage, std::nullopt)) {
        reload(*page);
        Q_EMIT stateChanged();
    } else {
        more();
    }
}

void RequestPages::look() {
    if (!m_look && m_newest) {
        m_look = ask(std::nullopt, kPageRows);
    } else if (m_rows == 0 && m_complete) {
        start(m_filter);
    }
}

void RequestPages::showNewer() {
    if (!m_looked) {
        start(m_filter);
        return;
    }
    const RequestPage newest = *std::exchange(m_looked, std::nullopt);
    forget();
    Q_EMIT reset();
    append(newest);
}

void RequestPages::onPage(Ticket ticket, const Result<RequestPage>& page) {
    if (m_look == ticket) {
        m_look.reset();
        onLooked(page);
    } else if (m_ahead == ticket) {
        m_ahead.reset();
        if (!page) {
            fail(page.error());
            return;
        }
        append(page.value());
    } else if (const auto reload = m_reloads.find(ticket); reload != m_reloads.end()) {
        const int index = *reload;
        m_reloads.erase(reload);
        onReloaded(index, page);
    }
}

void RequestPages::append(const RequestPage& page) {
    const int count = static_cast<int>(page.requests.size());
    const std::optional<RequestCursor> after = std::exchange(m_next, page.next);
    m_complete = !page.next;
    m_searchedToMs = page.next && count < kPageRows ? std::optional(page.next->startedAtMs) : std::nullopt;
    if (count > 0) {
        if (!m_newest) {
            m_newest = page.requests.front().cursor();
        }
        Q_EMIT aboutToGrow(m_rows, m_rows + count - 1);
        m_pages.push_back({after, m_rows, count});
        m_rows += count;
        keep(static_cast<int>(m_pages.size()) - 1, page.requests);
        Q_EMIT grown();
    }
    // A search that finds little goes on by itself until there is something to see.
    if (count == 0 && !m_complete) {
        more();
    }
    Q_EMIT stateChanged();
}

void RequestPages::keep(int page, QVector<LoggedRequest> rows) {
    m_loaded[page] = {std::move(rows), ++m_uses};
    while (m_loaded.size() > kMostPages) {
        auto oldest = m_loaded.begin();
        for (auto it = m_loaded.begin(); it != m_loaded.end(); ++it) {
            oldest = it->used < oldest->used ? it : oldest;
        }
        m_loaded.erase(oldest);
    }
}

int RequestPages::pageOf(int row) const {
    const auto behind = std::upper_bound(m_pages.begin(), m_pages.end(), row,
                                         [](int wanted, const Page& page) { return wanted < page.first; });
    return static_cast<int>(behind - m_pages.begin()) - 1;
}

const LoggedRequest* RequestPages::known(int row) const {
    if (row < 0 || row >= m_rows) {
        return nullptr;
    }
    const int page = pageOf(row);
    const auto loaded = m_loaded.constFind(page);
    const int within = row - m_pages[static_cast<std::size_t>(page)].first;
    return loaded == m_loaded.cend() || within >= loaded->rows.size() ? nullptr : &loaded->rows[within];
}

const LoggedRequest* RequestPages::at(int row) {
    if (row < 0 || row >= m_rows) {
        return nullptr;
    }
    const int page = pageOf(row);
    if (const auto loaded = m_loaded.find(page); loaded != m_loaded.end()) {
        loaded->used = ++m_uses;
    } else if (m_failedPage != page) {
        reload(page);
    }
    return known(row);
}

std::optional<int> RequestPages::rowOf(const QByteArray& requestId) const {
    for (auto page = m_loaded.cbegin(); page != m_loaded.cend(); ++page) {
        for (int i = 0; i < page->rows.size(); ++i) {
            if (page->rows[i].started.requestId == requestId) {
                return m_pages[static_cast<std::size_t>(page.key())].first + i;
            }
        }
    }
    return std::nullopt;
}

// Who scrolls fast passes many pages: only those that were looked at last are worth an answer.
void RequestPages::reload(int page) {
    constexpr qsizetype kMostReloads = 4;
    if (std::find(m_reloads.cbegin(), m_reloads.cend(), page) != m_reloads.cend()) {
        return;
    }
    while (m_reloads.size() >= kMostReloads) {
        Ticket oldest = m_reloads.cbegin().key();
        for (auto it = m_reloads.cbegin(); it != m_reloads.cend(); ++it) {
            oldest = std::min(oldest, it.key());
        }
        m_service.cancel(oldest);
        m_reloads.remove(oldest);
    }
    const Page& wanted = m_pages[static_cast<std::size_t>(page)];
    m_reloads.insert(ask(wanted.after, wanted.rows), page);
}

// Requests that ended since may have come between: the place stays, and the page has as many rows as before.
void RequestPages::onReloaded(int page, const Result<RequestPage>& answer) {
    if (!answer) {
        m_failedPage = page;
        fail(answer.error());
        return;
    }
    const Page& place = m_pages[static_cast<std::size_t>(page)];
    keep(page, answer.value().requests);
    Q_EMIT loaded(place.first, place.first + place.rows - 1);
}

void RequestPages::onLooked(const Result<RequestPage>& answer) {
    if (!answer || !m_newest) {
        return;  // it is tried again soon
    }
    const QVector<LoggedRequest>& rows = answer.value().requests;
    const auto first = std::find_if(rows.begin(), rows.end(), [this](const LoggedRequest& request) {
        return request.cursor() == *m_newest;
    });
    if (const auto count = static_cast<int>(first - rows.begin()); count > 0) {
        m_looked = answer.value();
        Q_EMIT newer(count, first == rows.end());
    }
}

void RequestPages::fail(const Error& error) {
    if (error.code == ErrorCode::Cancelled) {
        Q_EMIT stateChanged();
        return;
    }
    m_problem = error.message;
    Q_EMIT stateChanged();
}

}  // namespace signalbox
