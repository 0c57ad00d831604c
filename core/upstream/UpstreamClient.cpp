#include "core/upstream/UpstreamClient.h"

#include "core/upstream/Origin.h"
#include "core/upstream/SocketTable.h"
#include "core/upstream/Transfer.h"

#include <curl/curl.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <mutex>

namespace signalbox {

namespace {

constexpr long kMaxKeptConnections = 1024;
constexpr std::size_t kMaxSpareTransfers = 256;
constexpr std::size_t kMaxKnownOrigins = 256;

CURLM* newMulti() {
    static std::once_flag once;
    std::call_once(once, [] {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        // TLS writes go without MSG_NOSIGNAL; a peer that left is an error there, not the end of the process.
        struct sigaction current {};
        if (::sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
            ::signal(SIGPIPE, SIG_IGN);
        }
    });
    CURLM* const multi = curl_multi_init();
    if (multi == nullptr) {
        qFatal("signalbox: libcurl gives no handle");
    }
    return multi;
}

}  // namespace

// The caller's end of a transfer. Either may go first.
class CurlExchange final : public Exchange {
public:
    CurlExchange(UpstreamClient::Private& client, Transfer* transfer)
        : m_client(client), m_transfer(transfer) {}
    ~CurlExchange() override;
    void pause() override;
    void resume() override;
    void detach() { m_transfer = nullptr; }

private:
    UpstreamClient::Private& m_client;
    Transfer* m_transfer;  // null once it has ended
};

class UpstreamClient::Private {
public:
    Private(const Clock& clock, Scheduler& scheduler, Options options);
    ~Private();
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    std::unique_ptr<Exchange> send(UpstreamRequest&& request, ExchangeListener& listener);
    void dropIdle();
    void setProxies(ProxySettings proxies);
    [[nodiscard]] int openExchanges() const { return static_cast<int>(m_active.size()); }

    void cancel(Transfer* transfer);
    void resume(Transfer* transfer);

private:
    struct Failed {
        Transfer* transfer;
        TransportEnd end;
    };

    static int onSocket(CURL* easy, curl_socket_t fd, int what, void* self, void* socketData);
    static int onTimer(CURLM* multi, long timeoutMs, void* self);
    void armTimer();
    void timerFired();

    Transfer* takeTransfer();
    void recycle(Transfer* transfer);
    void start(Transfer* transfer);
    void connectTimedOut(Transfer* transfer, Milliseconds after);
    void finish(Transfer* transfer, const TransportEnd& end);
    void drive(int fd, int events);
    void settle();
    void defer();
    void runDeferred();
    std::shared_ptr<const Origin> originOf(const QByteArray& url);

    const Clock& m_clock;
    Scheduler& m_scheduler;
    Options m_options;
    CURLM* m_multi;
    int m_inside = 0;  // above 0 libcurl is on the stack and may not be entered again

    std::vector<std::unique_ptr<Transfer>> m_spare;
    std::vector<std::unique_ptr<Transfer>> m_active;  // each knows its place
    SocketTable m_sockets;
    std::map<QByteArray, std::shared_ptr<const Origin>> m_origins;

    std::vector<Transfer*> m_starting;   // to be added once libcurl has returned
    std::vector<Transfer*> m_condemned;  // cancelled while libcurl was on the stack
    std::vector<Transfer*> m_resuming;   // null: cancelled meanwhile
    std::vector<Failed> m_failed;        // likewise
    Timer m_deferred;
    Timer m_timer;
    qint64 m_dueMs = -1;    // when libcurl wants to be called; -1: not at all
    qint64 m_armedMs = -1;  // when m_timer fires
};

UpstreamClient::Private::Private(const Clock& clock, Scheduler& scheduler, Options options)
    : m_clock(clock),
      m_scheduler(scheduler),
      m_options(std::move(options)),
      m_multi(newMulti()),
      m_sockets([this](int fd, unsigned events) {
          drive(fd, ((events & FdWatcher::Readable) != 0 ? CURL_CSELECT_IN : 0) |
                        ((events & FdWatcher::Writable) != 0 ? CURL_CSELECT_OUT : 0));
      }) {
    const auto set = [this](CURLMoption option, auto value) { curl_multi_setopt(m_multi, option, value); };
    set(CURLMOPT_SOCKETFUNCTION, &Private::onSocket);
    set(CURLMOPT_SOCKETDATA, static_cast<void*>(this));
    set(CURLMOPT_TIMERFUNCTION, &Private::onTimer);
    set(CURLMOPT_TIMERDATA, static_cast<void*>(this));
    set(CURLMOPT_MAXCONNECTS, kMaxKeptConnections);
    set(CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
}

UpstreamClient::Private::~Private() {
    for (const auto& transfer : m_active) {
        transfer->listener = nullptr;
        if (transfer->exchange != nullptr) {
            transfer->exchange->detach();
        }
        if (transfer->inMulti) {
            curl_multi_remove_handle(m_multi, transfer->easy());
        }
    }
    m_active.clear();
    m_spare.clear();
    curl_multi_cleanup(m_multi);  // closes the kept connections, by way of closing()
}

// --- Requests ---

std::unique_ptr<Exchange> UpstreamClient::Private::send(UpstreamRequest&& request,
                                                        ExchangeListener& listener) {
    Transfer* transfer = takeTransfer();
    auto exchange = std::make_unique<CurlExchange>(*this, transfer);
    transfer->exchange = exchange.get();
    transfer->listener = &listener;
    const auto fail = [&](TransportError error, const QString& detail) {
        m_failed.push_back({transfer, {error, detail}});
        defer();
    };
    const auto origin = originOf(request.url);
    if (!origin->error.isEmpty()) {
        fail(TransportError::Protocol, origin->error);
        return exchange;
    }
    if (origin->innerLiteral && !request.allowPrivateAddress) {
        fail(TransportError::Refused,
             origin->place + QStringLiteral(" is an address inside this machine or its network, which "
                                            "this provider's base URL does not name"));
        return exchange;
    }
    const Milliseconds connectTimeout = request.connectTimeout;
    if (const auto prepared = transfer->prepare(std::move(request), *origin, listener); !prepared) {
        fail(TransportError::Protocol, prepared.error().message);
        return exchange;
    }
    transfer->connectTimer = m_scheduler.after(
        connectTimeout, [this, transfer, connectTimeout] { connectTimedOut(transfer, connectTimeout); });
    if (m_inside > 0) {
        m_starting.push_back(transfer);
    } else {
        start(transfer);
    }
    return exchange;
}

void UpstreamClient::Private::start(Transfer* transfer) {
    transfer->inMulti = true;
    curl_multi_add_handle(m_multi, transfer->easy());
}

void UpstreamClient::Private::connectTimedOut(Transfer* transfer, Milliseconds after) {
    const TransportEnd end{
        TransportError::Connect,
        QStringLiteral("%1: no connection within %2 ms").arg(transfer->place()).arg(after.count())};
    if (transfer->inMulti) {
        curl_multi_remove_handle(m_multi, transfer->easy());
    }
    finish(transfer, end);
}

void UpstreamClient::Private::cancel(Transfer* transfer) {
    transfer->listener = nullptr;
    transfer->exchange = nullptr;
    transfer->connectTimer.cancel();
    std::replace(m_resuming.begin(), m_resuming.end(), transfer, static_cast<Transfer*>(nullptr));
    for (Failed& failed : m_failed) {
        if (failed.transfer == transfer) {
            failed.transfer = nullptr;
        }
    }
    if (!transfer->inMulti) {
        std::erase(m_starting, transfer);
        recycle(transfer);
    } else if (m_inside > 0) {
        m_condemned.push_back(transfer);
    } else {
        curl_multi_remove_handle(m_multi, transfer->easy());
        recycle(transfer);
    }
}

void UpstreamClient::Private::resume(Transfer* transfer) {
    if (transfer->held && !transfer->resumeQueued) {
        transfer->resumeQueued = true;
        m_resuming.push_back(transfer);
        defer();
    }
}

Transfer* UpstreamClient::Private::takeTransfer() {
    if (m_spare.empty()) {
        m_active.push_back(std::make_unique<Transfer>(m_sockets, m_options.trustFile));
    } else {
        m_active.push_back(std::move(m_spare.back()));
        m_spare.pop_back();
    }
    m_active.back()->index = m_active.size() - 1;
    return m_active.back().get();
}

void UpstreamClient::Private::recycle(Transfer* transfer) {
    transfer->clear();
    const std::size_t at = transfer->index;
    std::swap(m_active[at], m_active.back());
    m_active[at]->index = at;
    if (m_spare.size() < kMaxSpareTransfers) {
        m_spare.push_back(std::move(m_active.back()));
    }
    m_active.pop_back();
}

// The transfer is out of libcurl and out of every list before its owner hears of it.
void UpstreamClient::Private::finish(Transfer* transfer, const TransportEnd& end) {
    ExchangeListener* listener = transfer->listener;
    if (transfer->exchange != nullptr) {
        transfer->exchange->detach();
    }
    std::replace(m_resuming.begin(), m_resuming.end(), transfer, static_cast<Transfer*>(nullptr));
    std::erase(m_starting, transfer);
    recycle(transfer);
    if (listener != nullptr) {
        listener->onEnd(end);
    }
}

std::shared_ptr<const Origin> UpstreamClient::Private::originOf(const QByteArray& url) {
    const auto known = m_origins.find(url);
    if (known != m_origins.end()) {
        return known->second;
    }
    if (m_origins.size() >= kMaxKnownOrigins) {
        m_origins.clear();
    }
    auto origin = std::make_shared<const Origin>(readOrigin(url, m_options.proxies));
    m_origins.emplace(url, origin);
    return origin;
}

// --- Running libcurl ---

void UpstreamClient::Private::drive(int fd, int events) {
    int running = 0;
    ++m_inside;
    curl_multi_socket_action(m_multi, fd, events, &running);
    --m_inside;
    settle();
}

// What had to wait for libcurl's return, then the ends. Listeners called from here may do anything at once.
void UpstreamClient::Private::settle() {
    for (Transfer* transfer : std::exchange(m_condemned, {})) {
        curl_multi_remove_handle(m_multi, transfer->easy());
        recycle(transfer);
    }
    for (Transfer* transfer : std::exchange(m_starting, {})) {
        start(transfer);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        CURL* easy = message->easy_handle;
        const CURLcode code = message->data.result;
        Transfer* transfer = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
        const TransportEnd end = transfer->endFor(code);
        curl_multi_remove_handle(m_multi, easy);
        finish(transfer, end);
    }
}

void UpstreamClient::Private::defer() {
    if (!m_deferred.isActive()) {
        m_deferred = m_scheduler.after(Milliseconds(0), [this] { runDeferred(); });
    }
}

void UpstreamClient::Private::runDeferred() {
    // What is added meanwhile waits for the next time; what is cancelled meanwhile has become null.
    const std::size_t resuming = m_resuming.size();
    for (std::size_t i = 0; i < resuming; ++i) {
        Transfer* transfer = std::exchange(m_resuming[i], nullptr);
        if (transfer == nullptr) {
            continue;
        }
        transfer->resumeQueued = false;
        if (!transfer->paused) {
            transfer->held = false;
            ++m_inside;
            curl_easy_pause(transfer->easy(), CURLPAUSE_CONT);
            --m_inside;
            settle();
        }
    }
    m_resuming.erase(m_resuming.begin(), m_resuming.begin() + static_cast<std::ptrdiff_t>(resuming));

    const std::size_t failed = m_failed.size();
    for (std::size_t i = 0; i < failed; ++i) {
        if (Transfer* transfer = std::exchange(m_failed[i].transfer, nullptr)) {
            const TransportEnd end = m_failed[i].end;
            finish(transfer, end);
        }
    }
    m_failed.erase(m_failed.begin(), m_failed.begin() + static_cast<std::ptrdiff_t>(failed));
}

// --- Time ---

int UpstreamClient::Private::onTimer(CURLM*, long timeoutMs, void* self) {
    auto* client = static_cast<Private*>(self);
    if (timeoutMs < 0) {
        client->m_dueMs = -1;  // an armed timer that finds nothing to do is cheaper than a cancelled one
        return 0;
    }
    client->m_dueMs = client->m_clock.monotonicMs() + timeoutMs;
    if (client->m_armedMs < 0 || client->m_dueMs < client->m_armedMs) {
        client->armTimer();
    }
    return 0;
}

void UpstreamClient::Private::armTimer() {
    m_armedMs = m_dueMs;
    m_timer = m_scheduler.after(Milliseconds(std::max<qint64>(0, m_dueMs - m_clock.monotonicMs())),
                                [this] { timerFired(); });
}

void UpstreamClient::Private::timerFired() {
    m_armedMs = -1;
    if (m_dueMs < 0) {
        return;
    }
    if (m_clock.monotonicMs() < m_dueMs) {
        armTimer();
        return;
    }
    m_dueMs = -1;
    drive(CURL_SOCKET_TIMEOUT, 0);
}

// --- Sockets ---

int UpstreamClient::Private::onSocket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    unsigned events = FdWatcher::None;
    if (what != CURL_POLL_REMOVE) {
        events = ((what & CURL_POLL_IN) != 0 ? FdWatcher::Readable : 0U) |
                 ((what & CURL_POLL_OUT) != 0 ? FdWatcher::Writable : 0U);
    }
    static_cast<Private*>(self)->m_sockets.setInterest(fd, events);
    return 0;
}

void UpstreamClient::Private::dropIdle() {
    m_sockets.endIdle([this](int port) {
        return std::any_of(m_active.begin(), m_active.end(),
                           [port](const auto& transfer) { return transfer->localPort() == port; });
    });
}

void UpstreamClient::Private::setProxies(ProxySettings proxies) {
    m_options.proxies = std::move(proxies);
    m_origins.clear();
}

// --- The caller's ends ---

CurlExchange::~CurlExchange() {
    if (m_transfer != nullptr) {
        m_client.cancel(m_transfer);
    }
}

void CurlExchange::pause() {
    if (m_transfer != nullptr) {
        m_transfer->paused = true;
    }
}

void CurlExchange::resume() {
    if (m_transfer != nullptr && m_transfer->paused) {
        m_transfer->paused = false;
        m_client.resume(m_transfer);
    }
}

UpstreamClient::UpstreamClient(const Clock& clock, Scheduler& scheduler)
    : UpstreamClient(clock, scheduler, Options()) {}

UpstreamClient::UpstreamClient(const Clock& clock, Scheduler& scheduler, Options options)
    : d(std::make_unique<Private>(clock, scheduler, std::move(options))) {}

UpstreamClient::~UpstreamClient() = default;

std::unique_ptr<Exchange> UpstreamClient::send(UpstreamRequest request, ExchangeListener& listener) {
    return d->send(std::move(request), listener);
}

void UpstreamClient::dropIdleConnections() {
    d->dropIdle();
}

void UpstreamClient::setProxies(ProxySettings proxies) {
    d->setProxies(std::move(proxies));
}

int UpstreamClient::openExchanges() const {
    return d->openExchanges();
}

}  // namespace signalbox
