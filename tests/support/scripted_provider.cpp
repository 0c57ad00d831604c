// scripted_provider: a provider as a program, for benchmarks and for tests of the command line. One thread,
// one epoll loop, no Qt, so that it takes as little of the machine as it can while something else is
// measured.
//
//   scripted_provider [--port N] [--mode MODE] [--events N] [--interval-ms M] [--body-bytes B]
//
// MODE: ok (plain, or a stream where the request asks for one), stream (always), error:STATUS,
// rate_limit:SECONDS, quota, empty, html, cut (breaks off after the first content), stall (nothing after the
// first content), silent (never answers), reset (RST in place of an answer), slow[:MS] (the first byte late,
// 10,000 ms unless told). Prints its port as one line. GET /stats tells what it has seen; GET /v1/models
// always answers. Each streamed event carries "sent_ns", CLOCK_MONOTONIC at its sending. Ends on SIGTERM or
// SIGINT.
#include <queue>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

enum class Mode { Ok, Stream, Error, RateLimit, Quota, Empty, Html, Cut, Stall, Silent, Reset, Slow };

struct Options {
    int port = 0;
    Mode mode = Mode::Ok;
    long argument = 0;
    int events = 20;
    long intervalMs = 0;
    std::size_t bodyBytes = 0;
};

std::int64_t nowNs() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

bool parseMode(const std::string& text, Options& options) {
    const auto colon = text.find(':');
    const std::string name = text.substr(0, colon);
    const std::string argument = colon == std::string::npos ? std::string() : text.substr(colon + 1);
    static const std::pair<const char*, Mode> kModes[] = {
        {"ok", Mode::Ok},       {"stream", Mode::Stream},
        {"error", Mode::Error}, {"rate_limit", Mode::RateLimit},
        {"quota", Mode::Quota}, {"empty", Mode::Empty},
        {"html", Mode::Html},   {"cut", Mode::Cut},
        {"stall", Mode::Stall}, {"silent", Mode::Silent},
        {"reset", Mode::Reset}, {"slow", Mode::Slow}};
    for (const auto& [known, mode] : kModes) {
        if (name == known) {
            options.mode = mode;
            const long fallback = mode == Mode::Error ? 500 : mode == Mode::Slow ? 10'000 : 1;
            options.argument = argument.empty() ? fallback : std::atol(argument.c_str());
            return true;
        }
    }
    return false;
}

std::string answer(int status, const std::string& body, const std::string& fields = "",
                   const std::string& type = "application/json") {
    return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body;
}

void appendChunk(std::string& out, std::string_view bytes) {
    std::array<char, 24> size{};
    const int length = std::snprintf(size.data(), size.size(), "%zx\r\n", bytes.size());
    out.append(size.data(), static_cast<std::size_t>(length)).append(bytes).append("\r\n");
}

struct Request {
    std::string_view method;
    std::string_view target;
    std::string_view body;
    std::size_t length = 0;  // of the whole request
};

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

// False: not whole yet. Bodies come with Content-Length or chunked.
bool readRequest(const std::string& in, std::string& unchunked, Request& request) {
    const auto headEnd = in.find("\r\n\r\n");
    if (headEnd == std::string::npos) {
        return false;
    }
    const std::string_view head(in.data(), headEnd);
    const auto space = head.find(' ');
    const auto second = head.find(' ', space + 1);
    request.method = head.substr(0, space);
    request.target = head.substr(space + 1, second - space - 1);
    std::size_t bodyLength = 0;
    bool chunked = false;
    for (auto at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        const auto line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        const auto colon = line.find(':');
        if (colon == 14 && equalsIgnoringCase(line.substr(0, colon), "Content-Length")) {
            bodyLength = std::strtoul(line.data() + colon + 1, nullptr, 10);
        } else if (colon == 17 && equalsIgnoringCase(line.substr(0, colon), "Transfer-Encoding")) {
            chunked = true;
        }
    }
    std::size_t at = headEnd + 4;
    if (!chunked) {
        if (in.size() < at + bodyLength) {
            return false;
        }
        request.body = std::string_view(in).substr(at, bodyLength);
        request.length = at + bodyLength;
        return true;
    }
    unchunked.clear();
    for (;;) {
        const auto lineEnd = in.find("\r\n", at);
        if (lineEnd == std::string::npos) {
            return false;
        }
        const std::size_t size = std::strtoul(in.c_str() + at, nullptr, 16);
        if (in.size() < lineEnd + 2 + size + 2) {
            return false;
        }
        unchunked.append(in, lineEnd + 2, size);
        at = lineEnd + 2 + size + 2;
        if (size == 0) {
            request.body = unchunked;
            request.length = at;
            return true;
        }
    }
}

// True where the JSON text has `name` followed by true; enough for requests that a test makes.
bool asks(std::string_view body, std::string_view name) {
    for (auto at = body.find(name); at != std::string_view::npos; at = body.find(name, at + 1)) {
        auto next = body.find_first_not_of(" \t\r\n", at + name.size());
        if (next != std::string_view::npos && body[next] == ':') {
            next = body.find_first_not_of(" \t\r\n", next + 1);
            if (next != std::string_view::npos && body.compare(next, 4, "true") == 0) {
                return true;
            }
        }
    }
    return false;
}

struct Connection {
    int fd = -1;
    std::uint32_t generation = 0;
    std::string in;
    std::string out;
    bool busy = false;     // an answer is under way
    bool closing = false;  // after what is in `out`
    bool hung = false;     // nothing more, for ever
    bool writeWanted = false;
    bool usage = false;
    int eventsLeft = -1;  // of a stream; -1: none
    bool late = false;    // waits for the first byte of mode slow
    bool lateStream = false;
    std::int64_t dueNs = 0;
};

struct Due {
    std::int64_t atNs;
    int fd;
    std::uint32_t generation;
    bool operator>(const Due& other) const { return atNs > other.atNs; }
};

volatile std::sig_atomic_t g_stop = 0;

class Provider {
public:
    explicit Provider(const Options& options);
    int run();

private:
    void accept();
    void close(Connection& connection);
    void reset(Connection& connection);
    void readable(Connection& connection);
    void serve(Connection& connection);
    void respond(Connection& connection, const Request& request);
    void beginStream(Connection& connection);
    void tick(Connection& connection);
    void appendEvent(Connection& connection);
    void endStream(Connection& connection);
    void schedule(Connection& connection, std::int64_t atNs);
    void flush(Connection& connection);
    void watch(Connection& connection, bool writeWanted);
    [[nodiscard]] std::string stats() const;
    [[nodiscard]] std::string completion(std::string_view target) const;

    const Options m_options;
    int m_epoll = -1;
    int m_listener = -1;
    std::vector<std::unique_ptr<Connection>> m_connections;  // by descriptor
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::string m_unchunked;
    std::string m_chat;
    std::string m_event;
    std::uint32_t m_generation = 0;
    std::uint64_t m_requests = 0;
    std::uint64_t m_accepted = 0;
    std::uint64_t m_events = 0;
    std::uint64_t m_streamsEnded = 0;
    std::uint64_t m_open = 0;
};

Provider::Provider(const Options& options) : m_options(options) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(options.port));
    socklen_t length = sizeof address;
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        ::listen(m_listener, 4096) != 0 ||
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        std::perror("scripted_provider");
        std::exit(1);
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_listener;
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_listener, &event);
    m_chat = answer(200, completion("/v1/chat/completions"));
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
}

int Provider::run() {
    std::array<epoll_event, 512> events{};
    while (g_stop == 0) {
        int timeout = -1;
        if (!m_due.empty()) {
            timeout = static_cast<int>(
                std::max<std::int64_t>(0, (m_due.top().atNs - nowNs() + 999'999) / 1'000'000));
        }
        const int count = ::epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), timeout);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == m_listener) {
                accept();
                continue;
            }
            // A number that came back within this batch sees at worst a needless look at its socket.
            Connection* connection = m_connections[static_cast<std::size_t>(fd)].get();
            if (connection == nullptr) {
                continue;
            }
            if ((events[static_cast<std::size_t>(i)].events & EPOLLOUT) != 0) {
                flush(*connection);
            }
            connection = m_connections[static_cast<std::size_t>(fd)].get();
            if (connection != nullptr && (events[static_cast<std::size_t>(i)].events & ~EPOLLOUT) != 0) {
                readable(*connection);
            }
        }
        const std::int64_t now = nowNs();
        while (!m_due.empty() && m_due.top().atNs <= now) {
            const Due due = m_due.top();
            m_due.pop();
            Connection* connection = m_connections[static_cast<std::size_t>(due.fd)].get();
            if (connection != nullptr && connection->generation == due.generation) {
                tick(*connection);
            }
        }
    }
    return 0;
}

void Provider::accept() {
    for (;;) {
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        const int yes = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (static_cast<std::size_t>(fd) >= m_connections.size()) {
            m_connections.resize(static_cast<std::size_t>(fd) * 2 + 64);
        }
        auto connection = std::make_unique<Connection>();
        connection->fd = fd;
        connection->generation = ++m_generation;
        m_connections[static_cast<std::size_t>(fd)] = std::move(connection);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event);
        ++m_accepted;
        ++m_open;
    }
}

void Provider::close(Connection& connection) {
    const int fd = connection.fd;
    ::close(fd);
    --m_open;
    m_connections[static_cast<std::size_t>(fd)].reset();
}

void Provider::reset(Connection& connection) {
    const linger hard{1, 0};
    ::setsockopt(connection.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close(connection);
}

void Provider::readable(Connection& connection) {
    std::array<char, 65536> bytes{};
    const ssize_t got = ::recv(connection.fd, bytes.data(), bytes.size(), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        close(connection);
        return;
    }
    if (got > 0) {
        connection.in.append(bytes.data(), static_cast<std::size_t>(got));
    }
    serve(connection);
}

void Provider::serve(Connection& connection) {
    const int fd = connection.fd;
    const std::uint32_t generation = connection.generation;
    Request request;
    while (!connection.busy && readRequest(connection.in, m_unchunked, request)) {
        respond(connection, request);
        const Connection* still = m_connections[static_cast<std::size_t>(fd)].get();
        if (still == nullptr || still->generation != generation) {
            return;
        }
        connection.in.erase(0, request.length);
    }
    flush(connection);
}

std::string Provider::stats() const {
    return "{\"requests\":" + std::to_string(m_requests) + ",\"connections\":" + std::to_string(m_accepted) +
           ",\"open\":" + std::to_string(m_open) + ",\"events\":" + std::to_string(m_events) +
           ",\"streams_ended\":" + std::to_string(m_streamsEnded) + "}\n";
}

std::string Provider::completion(std::string_view target) const {
    const std::string text(m_options.bodyBytes > 0 ? m_options.bodyBytes : 5, 'x');
    const std::string usage = "{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21}";
    if (target.find("/embeddings") != std::string_view::npos) {
        return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,0.2]}"
               "],"
               "\"model\":\"scripted\",\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}";
    }
    if (target.find("/chat/") == std::string_view::npos &&
        target.find("/completions") != std::string_view::npos) {
        return "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1780000000,\"model\":"
               "\"scripted\","
               "\"choices\":[{\"index\":0,\"text\":\"" +
               text + "\",\"finish_reason\":\"stop\",\"logprobs\":null}],\"usage\":" + usage + "}";
    }
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1780000000,\"model\":"
           "\"scripted\","
           "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" +
           text + "\",\"refusal\":null},\"finish_reason\":\"stop\",\"logprobs\":null}],\"usage\":" + usage +
           "}";
}

void Provider::respond(Connection& connection, const Request& request) {
    const auto failure = [](const std::string& message, const std::string& code) {
        return "{\"error\":{\"message\":\"" + message +
               "\",\"type\":\"scripted\",\"param\":null,\"code\":\"" + code + "\"}}";
    };
    if (request.method == "GET" && request.target == "/stats") {
        connection.out += answer(200, stats());
        return;
    }
    ++m_requests;
    if (request.method == "GET" && request.target.find("/models") != std::string_view::npos) {
        connection.out += answer(200,
                                 "{\"object\":\"list\",\"data\":[{\"id\":\"scripted\",\"object\":\"model\","
                                 "\"created\":1780000000,\"owned_by\":\"scripted\"}]}");
        return;
    }
    const bool stream = m_options.mode == Mode::Stream || asks(request.body, "\"stream\"");
    connection.usage = asks(request.body, "\"include_usage\"");
    switch (m_options.mode) {
        case Mode::Error:
            connection.out +=
                answer(static_cast<int>(m_options.argument), failure("scripted error", "scripted"));
            return;
        case Mode::RateLimit:
            connection.out += answer(429, failure("slow down", "rate_limit_exceeded"),
                                     "Retry-After: " + std::to_string(m_options.argument) + "\r\n");
            return;
        case Mode::Quota:
            connection.out += answer(429, failure("no quota left", "insufficient_quota"));
            return;
        case Mode::Empty:
            connection.out += answer(200, "");
            return;
        case Mode::Html:
            connection.out += answer(200, "<!doctype html><html></html>", "", "text/html");
            return;
        case Mode::Silent:
            connection.busy = true;
            connection.hung = true;
            return;
        case Mode::Reset:
            reset(connection);
            return;
        case Mode::Slow:
            connection.busy = true;
            connection.late = true;
            connection.lateStream = stream;
            schedule(connection, nowNs() + std::int64_t{m_options.argument} * 1'000'000);
            return;
        case Mode::Cut:
        case Mode::Stall:
            if (!stream) {
                connection.out += m_chat.substr(0, m_chat.size() / 2);
                connection.busy = true;
                connection.closing = m_options.mode == Mode::Cut;
                connection.hung = true;
                return;
            }
            break;
        case Mode::Ok:
        case Mode::Stream:
            break;
    }
    if (stream) {
        connection.busy = true;
        beginStream(connection);
    } else if (request.target == "/v1/chat/completions") {
        connection.out += m_chat;
    } else {
        connection.out += answer(200, completion(request.target));
    }
}

void Provider::beginStream(Connection& connection) {
    connection.out +=
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
        "Transfer-Encoding: chunked\r\n\r\n";
    connection.eventsLeft = m_options.events;
    connection.dueNs = nowNs();
    tick(connection);
}

void Provider::appendEvent(Connection& connection) {
    m_event.assign(
        "data: "
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000,\"model\":");
    m_event.append("\"scripted\",\"sent_ns\":").append(std::to_string(nowNs()));
    m_event.append(",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"");
    m_event.append(std::max<std::size_t>(1, m_options.bodyBytes), 'x');
    m_event.append("\"},\"finish_reason\":null}]");
    m_event.append(connection.usage ? ",\"usage\":null}\n\n" : "}\n\n");
    appendChunk(connection.out, m_event);
    ++m_events;
}

void Provider::endStream(Connection& connection) {
    static const std::string kStart =
        "data: "
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000,\"model\":"
        "\"scripted\","
        "\"choices\":[";
    appendChunk(connection.out, kStart + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]" +
                                    (connection.usage ? ",\"usage\":null}\n\n" : "}\n\n"));
    if (connection.usage) {
        const std::string count = std::to_string(m_options.events);
        appendChunk(connection.out,
                    kStart + "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + count +
                        ",\"total_tokens\":" + std::to_string(m_options.events + 9) + "}}\n\n");
    }
    appendChunk(connection.out, "data: [DONE]\n\n");
    connection.out += "0\r\n\r\n";
    connection.eventsLeft = -1;
    connection.busy = false;
    ++m_streamsEnded;
}

// What is due on this connection: the late first byte, or events of a stream.
void Provider::tick(Connection& connection) {
    if (connection.late) {
        connection.late = false;
        if (connection.lateStream) {
            beginStream(connection);
            return;
        }
        connection.out += m_chat;
        connection.busy = false;
        serve(connection);
        return;
    }
    if (connection.eventsLeft < 0) {
        return;
    }
    do {
        if (connection.eventsLeft == 0) {
            endStream(connection);
            break;
        }
        --connection.eventsLeft;
        appendEvent(connection);
        if (m_options.mode == Mode::Cut || m_options.mode == Mode::Stall) {
            connection.closing = m_options.mode == Mode::Cut;
            connection.hung = true;
            connection.eventsLeft = -1;
            break;
        }
        if (m_options.intervalMs > 0) {
            // From the time it was due, so that the rate holds.
            connection.dueNs += std::int64_t{m_options.intervalMs} * 1'000'000;
            schedule(connection, connection.dueNs);
            break;
        }
    } while (connection.out.size() < 256 * 1024);
    if (m_options.intervalMs == 0 && connection.eventsLeft >= 0 && !connection.hung) {
        schedule(connection, nowNs());
    }
    flush(connection);
}

void Provider::schedule(Connection& connection, std::int64_t atNs) {
    m_due.push({atNs, connection.fd, connection.generation});
}

void Provider::watch(Connection& connection, bool writeWanted) {
    if (connection.writeWanted != writeWanted) {
        connection.writeWanted = writeWanted;
        epoll_event event{};
        event.events = EPOLLIN | (writeWanted ? EPOLLOUT : 0U);
        event.data.fd = connection.fd;
        ::epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection.fd, &event);
    }
}

void Provider::flush(Connection& connection) {
    std::size_t sent = 0;
    while (sent < connection.out.size()) {
        const ssize_t put =
            ::send(connection.fd, connection.out.data() + sent, connection.out.size() - sent, MSG_NOSIGNAL);
        if (put < 0 && errno == EAGAIN) {
            break;
        }
        if (put < 0) {
            close(connection);
            return;
        }
        sent += static_cast<std::size_t>(put);
    }
    connection.out.erase(0, sent);
    if (connection.out.empty() && connection.closing) {
        close(connection);
        return;
    }
    watch(connection, !connection.out.empty());
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const char* value = i + 1 < argc ? argv[++i] : nullptr;
        bool fine = value != nullptr;
        if (fine && name == "--port") {
            options.port = std::atoi(value);
        } else if (fine && name == "--mode") {
            fine = parseMode(value, options);
        } else if (fine && name == "--events") {
            options.events = std::atoi(value);
        } else if (fine && name == "--interval-ms") {
            options.intervalMs = std::atol(value);
        } else if (fine && name == "--body-bytes") {
            options.bodyBytes = static_cast<std::size_t>(std::atol(value));
        } else {
            fine = false;
        }
        if (!fine) {
            std::fprintf(stderr, "scripted_provider: wrong argument %s\n", name.c_str());
            return 2;
        }
    }
    std::signal(SIGPIPE, SIG_IGN);
    struct sigaction stop {};
    stop.sa_handler = [](int) { g_stop = 1; };
    ::sigaction(SIGTERM, &stop, nullptr);
    ::sigaction(SIGINT, &stop, nullptr);
    Provider provider(options);
    return provider.run();
}
