#include "core/upstream/Transfer.h"

#include "core/upstream/AddressPolicy.h"
#include "core/upstream/TransferError.h"

#include <algorithm>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr std::size_t kStop = 0;  // fewer bytes taken than given: libcurl ends the transfer

bool isTokenChar(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool isToken(QByteArrayView name) {
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isTokenChar);
}

bool isFieldValue(QByteArrayView value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 ? byte != 0x7f : c == '\t';
    });
}

}  // namespace

Transfer::Transfer(Sockets& sockets, const QByteArray& trustFile)
    : m_sockets(sockets), m_easy(curl_easy_init()), m_parsed(curl_url()) {
    if (m_easy == nullptr || m_parsed == nullptr) {
        qFatal("signalbox: libcurl gives no handle");
    }
    const auto set = [this](CURLoption option, auto value) { curl_easy_setopt(m_easy, option, value); };
    set(CURLOPT_PRIVATE, static_cast<void*>(this));
    set(CURLOPT_ERRORBUFFER, m_message);
    set(CURLOPT_NOSIGNAL, 1L);
    // Names are looked up on a thread of their own; who gives up on one leaves that thread to end by itself.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_NOPROGRESS, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
    set(CURLOPT_MAXAGE_CONN, kMaxIdleSeconds);

    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_USERAGENT, "signalbox/" SIGNALBOX_VERSION);
    // Proxies are chosen by ProxySettings alone, never by libcurl from the environment.
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NOPROXY, "");

    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!trustFile.isEmpty()) {
        set(CURLOPT_CAINFO, trustFile.constData());
    }

    set(CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::onOpenSocket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
    // Connections outlive the transfer that opened them, so their closing is told to the client.
    set(CURLOPT_CLOSESOCKETFUNCTION, &Transfer::onCloseSocket);
    set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&m_sockets));
    set(CURLOPT_PREREQFUNCTION, &Transfer::onRequest);
    set(CURLOPT_PREREQDATA, static_cast<void*>(this));
}

Transfer::~Transfer() {
    wipeKey();
    curl_easy_cleanup(m_easy);
}

Result<void> Transfer::prepare(UpstreamRequest&& request, const Origin& origin, ExchangeListener& to) {
    m_place = origin.place;
    if (Result<void> headers = assembleHeaders(request); !headers) {
        wipeKey();
        return headers;
    }
    m_body = std::move(request.body);
    setMethod(request.method);
    if (m_url != request.url) {
        m_url = std::move(request.url);
        if (curl_url_set(m_parsed.get(), CURLUPART_URL, m_url.constData(), CURLU_DISALLOW_USER) !=
            CURLUE_OK) {
            m_url.clear();
            wipeKey();
            return refuse(QStringLiteral("the base URL is not valid"));
        }
        curl_easy_setopt(m_easy, CURLOPT_URL, m_url.constData());  // what libcurl names in its errors
        curl_easy_setopt(m_easy, CURLOPT_CURLU, m_parsed.get());
    }
    if (m_proxy != origin.proxy) {
        m_proxy = origin.proxy;
        curl_easy_setopt(m_easy, CURLOPT_PROXY, m_proxy.isEmpty() ? "" : m_proxy.constData());
    }
    // Behind a proxy the address belongs to the proxy, and the target's is not ours to know.
    m_allowInner = request.allowPrivateAddress || !origin.proxy.isEmpty();
    m_mayRepeat = request.method == "GET" || request.method == "HEAD";
    listener = &to;
    return {};
}

void Transfer::clear() {
    wipeKey();
    connectTimer.cancel();
    listener = nullptr;
    exchange = nullptr;
    paused = false;
    held = false;
    inMulti = false;
    resumeQueued = false;
    m_message[0] = '\0';
    m_body = QByteArray();
    m_stop = Stop::None;
    m_localPort = 0;
    m_sent = false;
    m_headDone = false;
    m_answerBegan = false;
    m_headBytes = 0;
    m_status = 0;
    m_headers.clear();
}

void Transfer::setMethod(const QByteArray& method) {
    const bool post = !m_body.isEmpty() || method == "POST" || method == "PUT" || method == "PATCH";
    if (post) {
        // From memory, so that a head and a body of up to 64 KiB leave in one packet. libcurl could send such
        // a body a second time by itself when a kept connection dies under it; onRequest() forbids that.
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_body.size()));
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_body.constData());
    }
    const QByteArray kind = method + (post ? " body" : " plain");
    if (m_method == kind) {
        return;
    }
    m_method = kind;
    curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, static_cast<char*>(nullptr));
    if (post) {
        curl_easy_setopt(m_easy, CURLOPT_POST, 1L);
    } else {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L);
    }
    if (method == "HEAD" && !post) {
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
    } else if (method != (post ? "POST" : "GET")) {
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.constData());
    }
}

Error Transfer::refuse(const QString& what) const {
    return {ErrorCode::InvalidInput, m_place + QStringLiteral(": ") + what, {}};
}

// The list that libcurl wants, laid over one block of text: no allocation for each line.
Result<void> Transfer::assembleHeaders(const UpstreamRequest& request) {
    if (!isToken(request.method)) {
        return refuse(QStringLiteral("the request's method is not valid"));
    }
    wipeKey();
    m_headerText.resize(0);
    m_headerNodes.clear();
    std::vector<qsizetype> begins;
    begins.reserve(request.headers.size() + 4);
    const auto line = [&](QByteArrayView name, QByteArrayView value) {
        begins.push_back(m_headerText.size());
        m_headerText.append(name.data(), name.size());
        // "Name;" is how libcurl is told to send a field without a value.
        m_headerText.append(value.isEmpty() ? ";" : ": ");
        m_headerText.append(value.data(), value.size());
        m_headerText.append('\0');
    };
    const auto without = [&](const char* name) {  // libcurl's own field of that name is not sent
        begins.push_back(m_headerText.size());
        m_headerText.append(name).append(":\0", 2);
    };
    for (const auto& [name, value] : request.headers) {
        if (!isToken(name) || !isFieldValue(value)) {
            return refuse(QStringLiteral("a header to be sent is not valid"));
        }
        if (sameName(name, "Accept-Encoding") || sameName(name, "Content-Length") ||
            sameName(name, "Transfer-Encoding") || sameName(name, "Expect")) {
            continue;  // made here
        }
        line(name, value);
    }
    line("Accept-Encoding", "identity");
    without("Expect");
    if (!request.headers.contains("Content-Type")) {
        without("Content-Type");
    }
    if (!request.keyHeader.isEmpty()) {
        const QByteArray& key = request.key.expose();
        const auto colon = request.keyHeader.indexOf(':');
        if (colon <= 0 || !isToken(QByteArrayView(request.keyHeader).first(colon)) ||
            !isFieldValue(QByteArrayView(request.keyHeader).sliced(colon + 1)) || key.isEmpty() ||
            !isFieldValue(key)) {
            return refuse(QStringLiteral("the provider's key is empty or holds characters that no key has"));
        }
        // Room first: growing while the key is in it would leave a copy behind.
        m_headerText.reserve(m_headerText.size() + request.keyHeader.size() + key.size() + 1);
        begins.push_back(m_headerText.size());
        m_keyBegin = m_headerText.size();
        m_headerText.append(request.keyHeader).append(key).append('\0');
    }
    m_headerNodes.resize(begins.size());
    char* text = m_headerText.data();
    for (std::size_t i = 0; i < begins.size(); ++i) {
        m_headerNodes[i].data = text + begins[i];
        m_headerNodes[i].next = i + 1 < begins.size() ? &m_headerNodes[i + 1] : nullptr;
    }
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headerNodes.data());
    return {};
}

void Transfer::wipeKey() {
    if (m_keyBegin >= 0) {
        volatile char* text = m_headerText.data();
        for (qsizetype i = m_keyBegin; i < m_headerText.size(); ++i) {
            text[i] = '\0';
        }
        m_keyBegin = -1;
    }
}

TransportEnd Transfer::endFor(CURLcode code) const {
    switch (m_stop) {
        case Stop::Refused:
            if (code != CURLE_OK) {
                return {TransportError::Refused,
                        m_place + QStringLiteral(
                                      " leads to an address inside this machine or its network, which this "
                                      "provider's base URL does not name")};
            }
            break;
        case Stop::HeadTooLarge:
            return {TransportError::Protocol,
                    m_place + QStringLiteral(" answers with headers of more than 64 KiB")};
        case Stop::BadHead:
            return {TransportError::Protocol, m_place + QStringLiteral(" does not answer in valid HTTP")};
        case Stop::SentTwice:
            code = CURLE_SEND_FAIL_REWIND;
            break;
        case Stop::None:
            break;
    }
    TransferFacts facts{code, m_place, QByteArray(m_message), 0, 0, m_answerBegan};
    if (code != CURLE_OK) {
        curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &facts.osError);
        curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &facts.proxyStatus);
    } else if (!m_headDone) {
        facts.code = CURLE_GOT_NOTHING;
    }
    return transportEnd(facts);
}

// --- libcurl's callbacks ---

std::size_t Transfer::onHeader(char* data, std::size_t size, std::size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    const std::size_t bytes = size * count;
    transfer->wipeKey();  // the request has left
    const bool goOn = transfer->headerLine(QByteArrayView(data, static_cast<qsizetype>(bytes)));
    return goOn ? bytes : kStop;
}

bool Transfer::headerLine(QByteArrayView line) {
    if (listener == nullptr) {
        return false;
    }
    m_answerBegan = true;
    m_headBytes += line.size();
    if (m_headBytes > kMaxHead) {
        m_stop = Stop::HeadTooLarge;
        return false;
    }
    if (m_headDone) {
        return true;  // trailers are dropped
    }
    while (!line.isEmpty() && (line.back() == '\n' || line.back() == '\r')) {
        line.chop(1);
    }
    if (line.isEmpty()) {
        return headComplete();
    }
    if (m_status == 0) {
        wipeKey();  // the request has long been put together
        long status = 0;
        curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        m_status = static_cast<int>(status);
        if (!line.startsWith("HTTP/1.") || m_status < 100 || m_status > 599 || m_status == 101) {
            m_stop = Stop::BadHead;
            return false;
        }
        m_headers.clear();
        return true;
    }
    addField(line);
    return true;
}

// Fields that are none are left out. A folded line is dropped: nobody sends one to say something of use.
void Transfer::addField(QByteArrayView line) {
    const auto colon = line.indexOf(':');
    if (colon <= 0) {
        return;
    }
    const QByteArrayView name = line.first(colon);
    const QByteArrayView value = line.sliced(colon + 1).trimmed();
    if (isToken(name) && isFieldValue(value)) {
        m_headers.add(name.toByteArray(), value.toByteArray());
    }
}

bool Transfer::headComplete() {
    if (m_status < 200) {
        m_status = 0;  // an interim answer; the real one follows
        return true;
    }
    m_headDone = true;
    listener->onHead(m_status, m_headers);
    return listener != nullptr;
}

std::size_t Transfer::onBody(char* data, std::size_t size, std::size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    const std::size_t bytes = size * count;
    if (transfer->listener == nullptr) {
        return bytes == 0 ? 1 : kStop;
    }
    if (transfer->paused) {
        transfer->held = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    transfer->listener->onBody(QByteArrayView(data, static_cast<qsizetype>(bytes)));
    return transfer->listener != nullptr || bytes == 0 ? bytes : kStop;
}

curl_socket_t Transfer::onOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
    auto* transfer = static_cast<Transfer*>(self);
    if (!transfer->m_allowInner && isInnerAddress(address->addr)) {
        transfer->m_stop = Stop::Refused;
        return CURL_SOCKET_BAD;
    }
    const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (fd >= 0) {
        transfer->m_sockets.opened(fd);
    }
    return fd;
}

int Transfer::onCloseSocket(void* sockets, curl_socket_t fd) {
    static_cast<Sockets*>(sockets)->closing(fd);
    return ::close(fd);
}

// The connection stands (a kept one may have been opened under other rules) and the request is about to be
// written.
int Transfer::onRequest(void* self, char* peer, char*, int, int localPort) {
    auto* transfer = static_cast<Transfer*>(self);
    transfer->m_localPort = localPort;
    transfer->connectTimer.cancel();
    if (transfer->listener == nullptr) {
        return CURL_PREREQFUNC_ABORT;
    }
    if (!transfer->m_allowInner && isInnerAddress(QByteArray(peer))) {
        transfer->m_stop = Stop::Refused;
        return CURL_PREREQFUNC_ABORT;
    }
    if (transfer->m_sent && !transfer->m_mayRepeat) {
        transfer->m_stop = Stop::SentTwice;
        return CURL_PREREQFUNC_ABORT;
    }
    transfer->m_sent = true;
    if (transfer->m_stop == Stop::Refused) {
        transfer->m_stop = Stop::None;  // another of the name's addresses would do
    }
    return CURL_PREREQFUNC_OK;
}

}  // namespace signalbox
