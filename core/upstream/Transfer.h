// Transfer: one libcurl easy handle with its callbacks, re-used for many requests in turn. Turns an
// UpstreamRequest into options, and what libcurl reports into a head, body bytes and an end. UpstreamClient
// runs it and owns it. Thread: gateway. The listener is called from libcurl's callbacks, so a listener may
// find libcurl on the stack below it: what it asks for then (cancel, a new request) is put off by the client
// until libcurl has returned.
#pragma once

#include "core/base/Result.h"
#include "core/upstream/Origin.h"
#include "core/upstream/Transport.h"

#include <curl/curl.h>

#include <memory>
#include <vector>

namespace signalbox {

class CurlExchange;

class Transfer {
public:
    static constexpr qsizetype kMaxHead = 64 * 1024;   // all heads of one answer, interim ones included
    static constexpr long kReceiveBuffer = 32 * 1024;  // also the bound on what arrives after pause()
    static constexpr long kMaxIdleSeconds = 55;        // below the usual server's 60: less racing its close

    // What the client does for its transfers.
    class Sockets {
    public:
        virtual ~Sockets() = default;
        virtual void opened(int fd) = 0;
        virtual void closing(int fd) = 0;
    };

    Transfer(Sockets& sockets, const QByteArray& trustFile);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Sets everything that differs from the request before. Fails where the request cannot be sent as it is.
    [[nodiscard]] Result<void> prepare(UpstreamRequest&& request, const Origin& origin,
                                       ExchangeListener& listener);
    // Ready for the next request: forgets listener, body, key.
    void clear();

    [[nodiscard]] CURL* easy() const { return m_easy; }
    // Of the connection in use; 0 before there is one.
    [[nodiscard]] int localPort() const { return m_localPort; }
    [[nodiscard]] const QString& place() const { return m_place; }
    // What the result of libcurl means for this transfer.
    [[nodiscard]] TransportEnd endFor(CURLcode code) const;

    // Used by the client. The listener goes when the exchange is cancelled: no call follows.
    ExchangeListener* listener = nullptr;
    CurlExchange* exchange = nullptr;
    Timer connectTimer;
    bool paused = false;  // wanted by the owner
    bool held = false;    // libcurl keeps bytes back because of it
    bool inMulti = false;
    bool resumeQueued = false;
    std::size_t index = 0;  // in the client's list

private:
    enum class Stop { None, Refused, HeadTooLarge, BadHead, SentTwice };

    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static curl_socket_t onOpenSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int onCloseSocket(void* sockets, curl_socket_t fd);
    static int onRequest(void* self, char* peer, char* local, int peerPort, int localPort);

    [[nodiscard]] bool headerLine(QByteArrayView line);
    [[nodiscard]] bool headComplete();
    void addField(QByteArrayView line);
    [[nodiscard]] Result<void> assembleHeaders(const UpstreamRequest& request);
    [[nodiscard]] Error refuse(const QString& what) const;
    void setMethod(const QByteArray& method);
    void wipeKey();

    Sockets& m_sockets;
    CURL* m_easy;
    char m_message[CURL_ERROR_SIZE] = {};

    struct FreeUrl {
        void operator()(CURLU* url) const { curl_url_cleanup(url); }
    };
    QByteArray m_url;
    std::unique_ptr<CURLU, FreeUrl> m_parsed;  // m_url; libcurl would parse it again for every request
    QByteArray m_proxy;
    QByteArray m_method;
    QByteArray m_body;
    QByteArray m_headerText;  // the lines, each with its NUL; the key's is last
    qsizetype m_keyBegin = -1;
    std::vector<curl_slist> m_headerNodes;
    QString m_place;
    bool m_allowInner = false;
    bool m_mayRepeat = false;

    Stop m_stop = Stop::None;
    int m_localPort = 0;
    bool m_sent = false;
    bool m_headDone = false;
    bool m_answerBegan = false;
    qsizetype m_headBytes = 0;
    int m_status = 0;
    Headers m_headers;
};

}  // namespace signalbox
