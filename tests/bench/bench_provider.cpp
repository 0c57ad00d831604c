// bench_provider: an OpenAI-compatible provider for benchmarks, in one thread and with little work per
// request. Prints its port, then serves until it is ended. A chat request is answered at once, or, with
// "stream":true, as server-sent events at 50 a second per stream (--rate), as many as the request's
// "max_tokens" says. Every chunk carries `"t":<ns>`, the CLOCK_MONOTONIC time at which it was written, for
// bench_load to read.
#include "tests/bench/Net.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <vector>

using namespace signalbox::bench;

namespace {

constexpr std::int64_t kTickNs = 1'000'000;

constexpr std::string_view kAnswer =
    R"({"id":"chatcmpl-bench","object":"chat.completion","created":1780000000,"model":"bench","choices":[{"index":0,)"
    R"("message":{"role":"assistant","content":"The signal box is the house from which one person sees the state of )"
    R"(every line and throws the points. This answer has about as many words as short answers have, no more and no )"
    R"(fewer."},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":412,"completion_tokens":38,)"
    R"("total_tokens":450,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":)"
    R"({"reasoning_tokens":0}},"service_tier":"default","system_fingerprint":"fp_bench"})";

struct Connection {
    int fd = -1;
    std::uint64_t serial = 0;  // tells it from an earlier connection with the same descriptor
    std::string in;
    std::string out;
    std::int64_t eventsLeft = 0;
    bool streaming = false;
    bool wantsUsage = false;
    bool blocked = false;  // the socket took not all of `out`
};

struct Stream {
    int fd;
    std::uint64_t serial;
};

class Provider {
public:
    explicit Provider(int rate) : m_wheel(static_cast<std::size_t>(1000 / rate)) {}

    void run() {
        int port = 0;
        const int listener = listenOnLoopback(port);
        m_epoll = epoll_create1(EPOLL_CLOEXEC);
        const int ticker = makeTicker(kTickNs);
        watch(m_epoll, listener, EPOLLIN, &m_listenerMark);
        watch(m_epoll, ticker, EPOLLIN, &m_tickerMark);
        std::printf("%d\n", port);
        std::fflush(stdout);
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int count = epoll_wait(m_epoll, events.data(), events.size(), -1);
            for (int i = 0; i < count; ++i) {
                void* mark = events[static_cast<std::size_t>(i)].data.ptr;
                if (mark == &m_listenerMark) {
                    acceptAll(listener);
                } else if (mark == &m_tickerMark) {
                    tick(ticker);
                } else {
                    serve(static_cast<Connection*>(mark), events[static_cast<std::size_t>(i)].events);
                }
            }
            m_closed.clear();  // only now is no event of this batch left that names them
        }
    }

private:
    void acceptAll(int listener) {
        for (;;) {
            const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) {
                return;
            }
            setNoDelay(fd);
            auto connection = std::make_unique<Connection>();
            connection->fd = fd;
            connection->serial = ++m_serial;
            watch(m_epoll, fd, EPOLLIN, connection.get());
            if (m_connections.size() <= static_cast<std::size_t>(fd)) {
                m_connections.resize(static_cast<std::size_t>(fd) + 1);
            }
            m_connections[static_cast<std::size_t>(fd)] = std::move(connection);
        }
    }

    void serve(Connection* connection, std::uint32_t events) {
        if (connection->fd < 0) {
            return;
        }
        if (events & EPOLLOUT) {
            flush(connection);
        }
        if (connection->fd < 0 || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR))) {
            return;
        }
        std::array<char, 65536> buffer{};
        const ssize_t size = read(connection->fd, buffer.data(), buffer.size());
        if (size == 0 || (size < 0 && errno != EAGAIN)) {
            drop(connection);
            return;
        }
        if (size > 0) {
            connection->in.append(buffer.data(), static_cast<std::size_t>(size));
            answerRequests(connection);
        }
    }

    void answerRequests(Connection* connection) {
        while (connection->fd >= 0 && !connection->streaming) {
            const std::string_view in = connection->in;
            const std::size_t headEnd = in.find("\r\n\r\n");
            if (headEnd == std::string_view::npos) {
                return;
            }
            const std::string head = lowered(in.substr(0, headEnd));
            const std::size_t bodyBegin = headEnd + 4;
            std::size_t end = 0;
            if (head.find("\r\ntransfer-encoding: chunked") != std::string::npos) {
                const std::size_t last = in.find("0\r\n\r\n", bodyBegin);
                if (last == std::string_view::npos) {
                    return;
                }
                end = last + 5;
            } else {
                end = bodyBegin + static_cast<std::size_t>(numberAfter(head, "\r\ncontent-length: ", 0));
            }
            if (in.size() < end) {
                return;
            }
            answer(connection, in.substr(bodyBegin, end - bodyBegin));
            if (connection->fd >= 0) {
                connection->in.erase(0, end);
            }
        }
    }

    void answer(Connection* connection, std::string_view body) {
        if (body.find("\"stream\":true") == std::string_view::npos) {
            connection->out += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                               std::to_string(kAnswer.size()) + "\r\n\r\n";
            connection->out += kAnswer;
            flush(connection);
            return;
        }
        connection->out +=
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
            "Transfer-Encoding: chunked\r\n\r\n";
        connection->streaming = true;
        connection->eventsLeft = numberAfter(body, "\"max_tokens\":", 50);
        connection->wantsUsage = body.find("\"include_usage\":true") != std::string_view::npos;
        m_wheel[m_nextSlot].push_back({connection->fd, connection->serial});
        m_nextSlot = (m_nextSlot + 1) % m_wheel.size();  // streams are spread over the period
        flush(connection);
    }

    void tick(int ticker) {
        std::uint64_t ticks = 0;
        if (read(ticker, &ticks, sizeof ticks) != sizeof ticks) {
            return;
        }
        for (; ticks > 0; --ticks) {
            m_slot = (m_slot + 1) % m_wheel.size();
            std::erase_if(m_wheel[m_slot], [this](const Stream& stream) { return !sendEvent(stream); });
        }
    }

    // False when the stream has ended.
    bool sendEvent(const Stream& stream) {
        Connection* connection = m_connections[static_cast<std::size_t>(stream.fd)].get();
        if (connection == nullptr || connection->serial != stream.serial || !connection->streaming) {
            return false;
        }
        if (connection->eventsLeft-- > 0) {
            addChunk(connection,
                     R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":)"
                     R"(1780000000,"model":"bench","service_tier":"default","system_fingerprint":)"
                     R"("fp_bench","choices":[{"index":0,"delta":{"content":" points"},"logprobs":null,)"
                     R"("finish_reason":null}],"t":)" +
                         std::to_string(nowNs()) + "}\n\n");
            flush(connection);
            return connection->fd >= 0;
        }
        addChunk(connection,
                 R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1780000000,)"
                 R"("model":"bench","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})"
                 "\n\n");
        if (connection->wantsUsage) {
            addChunk(connection, R"(data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":)"
                                 R"(1780000000,"model":"bench","choices":[],"usage":{"prompt_tokens":412,)"
                                 R"("completion_tokens":400,"total_tokens":812}})"
                                 "\n\n");
        }
        addChunk(connection, "data: [DONE]\n\n");
        connection->out += "0\r\n\r\n";
        connection->streaming = false;
        flush(connection);
        if (connection->fd >= 0) {
            answerRequests(connection);
        }
        return false;
    }

    static void addChunk(Connection* connection, std::string_view event) {
        std::array<char, 16> size{};
        std::snprintf(size.data(), size.size(), "%zx\r\n", event.size());
        connection->out += size.data();
        connection->out += event;
        connection->out += "\r\n";
    }

    void flush(Connection* connection) {
        if (connection->out.empty()) {
            return;
        }
        const ssize_t size =
            send(connection->fd, connection->out.data(), connection->out.size(), MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN) {
            drop(connection);
            return;
        }
        connection->out.erase(0, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        if (connection->out.empty() == connection->blocked) {
            connection->blocked = !connection->blocked;
            watch(m_epoll, connection->fd, connection->blocked ? EPOLLIN | EPOLLOUT : EPOLLIN, connection,
                  EPOLL_CTL_MOD);
        }
    }

    void drop(Connection* connection) {
        const auto index = static_cast<std::size_t>(connection->fd);
        close(connection->fd);
        connection->fd = -1;
        connection->streaming = false;
        m_closed.push_back(std::move(m_connections[index]));
    }

    static std::string lowered(std::string_view text) {
        std::string result(text);
        for (char& c : result) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
        return result;
    }

    int m_epoll = -1;
    char m_listenerMark = 0;
    char m_tickerMark = 0;
    std::vector<std::unique_ptr<Connection>> m_connections;  // by descriptor
    std::vector<std::unique_ptr<Connection>> m_closed;
    std::vector<std::vector<Stream>>
        m_wheel;  // one slot per millisecond of the period between two events of a stream
    std::size_t m_slot = 0;
    std::uint64_t m_serial = 0;
    std::size_t m_nextSlot = 0;
};

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    Provider(std::atoi(option(argc, argv, "--rate", "50").c_str())).run();
}
