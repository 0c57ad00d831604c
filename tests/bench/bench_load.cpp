// bench_load: clients for benchmarks, in one thread, against a port of loopback.
//   bench_load requests --port P --key K --connections 32 --seconds 3
//       a closed loop of chat requests with a 2 KB body on kept-alive connections; with --rate N at most so
//       many a second
//   bench_load streams  --port P --key K --connections 1000 --events 400 --seconds 5
//       opens all streams, prints "begin" half a second after the last has had its first event and "end"
//       after the window; delays are counted inside the window alone: from an event's `"t"` (written by
//       bench_provider) to its arrival here
//   bench_load idle     --port P --connections 4000
//       each connection makes one request to /health and then stays open; prints "begin", ends when input
//       ends
// The last line on standard output is the result as JSON. Bounded: every mode ends after at most --limit
// seconds.
#include "tests/bench/Net.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <poll.h>
#include <vector>

using namespace signalbox::bench;

namespace {

constexpr std::size_t kBodySize = 2048;

std::string chatRequest(int port, const std::string& key, bool stream, std::int64_t events) {
    std::string body = R"({"model":"bench","messages":[{"role":"user","content":")";
    const std::string end =
        R"("}],"max_tokens":)" + std::to_string(events) + (stream ? R"(,"stream":true})" : "}");
    const std::string_view words = "The points are set, the line is clear, and the signal shows green. ";
    while (body.size() + end.size() < kBodySize) {
        body += words.substr(0, std::min(words.size(), kBodySize - body.size() - end.size()));
    }
    body += end;
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
           "\r\nAuthorization: Bearer " + key +
           "\r\nContent-Type: application/json\r\nAccept: */*\r\nUser-Agent: bench_load\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Reads one HTTP answer after another out of a byte stream and hands over the body's bytes.
class AnswerParser {
public:
    enum class State { Head, Length, ChunkSize, ChunkData, ChunkEnd, LastLine, Done, Broken };

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] int status() const { return m_status; }
    void next() {
        m_state = State::Head;
        m_line.clear();
    }

    // Consumes bytes up to the end of the answer; returns how many.
    template <class Body>
    std::size_t feed(std::string_view bytes, Body&& body) {
        std::size_t at = 0;
        while (at < bytes.size() && m_state != State::Done && m_state != State::Broken) {
            if (m_state == State::Length || m_state == State::ChunkData) {
                const std::size_t size = std::min(bytes.size() - at, m_left);
                body(bytes.substr(at, size));
                at += size;
                m_left -= size;
                if (m_left == 0) {
                    m_state = m_state == State::Length ? State::Done : State::ChunkEnd;
                }
                continue;
            }
            m_line += bytes[at++];
            if (m_state == State::Head ? m_line.ends_with("\r\n\r\n") : m_line.ends_with("\r\n")) {
                takeLine();
                m_line.clear();
            }
        }
        return at;
    }

private:
    void takeLine() {
        switch (m_state) {
            case State::Head:
                takeHead();
                break;
            case State::ChunkSize:
                m_left = std::strtoul(m_line.c_str(), nullptr, 16);
                m_state = m_left > 0 ? State::ChunkData : State::LastLine;
                break;
            case State::ChunkEnd:
                m_state = State::ChunkSize;
                break;
            case State::LastLine:
                m_state = State::Done;
                break;
            default:
                m_state = State::Broken;
                break;
        }
    }

    void takeHead() {
        std::string head = m_line;
        std::transform(head.begin(), head.end(), head.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        m_status = static_cast<int>(numberAfter(head, "http/1.1 ", 0));
        if (head.find("\r\ntransfer-encoding: chunked") != std::string::npos) {
            m_state = State::ChunkSize;
            return;
        }
        m_left = static_cast<std::size_t>(numberAfter(head, "\r\ncontent-length: ", 0));
        m_state = m_left > 0 ? State::Length : State::Done;
    }

    State m_state = State::Head;
    std::string m_line;
    std::size_t m_left = 0;
    int m_status = 0;
};

struct Connection {
    int fd = -1;
    bool connected = false;
    bool answered = false;  // had its first event, or its answer
    bool finished = false;
    std::int64_t sentNs = 0;
    std::int64_t events = 0;
    std::string text;  // the part of an event that has come so far
    AnswerParser parser;
};

struct Result {
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::int64_t windowEvents = 0;
    std::int64_t complete = 0;
    std::vector<std::int64_t> delaysNs;

    [[nodiscard]] double percentileUs(double share) {
        if (delaysNs.empty()) {
            return 0;
        }
        const auto at = static_cast<std::size_t>(share * static_cast<double>(delaysNs.size() - 1));
        std::nth_element(delaysNs.begin(), delaysNs.begin() + static_cast<std::ptrdiff_t>(at),
                         delaysNs.end());
        return static_cast<double>(delaysNs[at]) / 1000;
    }
};

class Load {
public:
    Load(std::string mode, int port, const std::string& key, std::size_t connections, std::int64_t events,
         double seconds, double limit, double rate)
        : m_mode(std::move(mode)),
          m_port(port),
          m_events(events),
          m_windowNs(static_cast<std::int64_t>(seconds * 1e9)),
          m_deadlineNs(nowNs() + static_cast<std::int64_t>(limit * 1e9)),
          m_pauseNs(rate > 0 ? static_cast<std::int64_t>(static_cast<double>(connections) * 1e9 / rate) : 0),
          m_connections(connections) {
        if (m_mode == "idle") {
            m_request = "GET /health HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n\r\n";
        } else {
            m_request = chatRequest(port, key, m_mode == "streams", events);
        }
    }

    void run() {
        m_epoll = epoll_create1(EPOLL_CLOEXEC);
        std::array<epoll_event, 512> events{};
        while (!isOver()) {
            openSome();
            sendDue();
            const int count = epoll_wait(m_epoll, events.data(), events.size(), m_pauseNs > 0 ? 1 : 5);
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                serve(*static_cast<Connection*>(event.data.ptr), event.events);
            }
        }
        report();
    }

private:
    // New connections come in portions, as a burst of thousands would measure the kernel's accept queue.
    void openSome() {
        if (m_opened == m_connections.size() || m_opened - m_established > 100) {
            return;
        }
        for (std::size_t i = 0; i < 20 && m_opened < m_connections.size(); ++i) {
            Connection& connection = m_connections[m_opened++];
            connection.fd = connectToLoopback(m_port);
            watch(m_epoll, connection.fd, EPOLLOUT, &connection);
        }
    }

    void send(Connection& connection) {
        connection.sentNs = nowNs();
        const auto size = static_cast<ssize_t>(m_request.size());
        if (::send(connection.fd, m_request.data(), m_request.size(), MSG_NOSIGNAL) != size) {
            lose(connection);
        }
    }

    void serve(Connection& connection, std::uint32_t events) {
        if (connection.fd < 0) {
            return;
        }
        if (!connection.connected) {
            connection.connected = true;
            ++m_established;
            watch(m_epoll, connection.fd, EPOLLIN, &connection, EPOLL_CTL_MOD);
            send(connection);
            return;
        }
        if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP))) {
            return;
        }
        static std::array<char, 65536> buffer;
        const ssize_t size = read(connection.fd, buffer.data(), buffer.size());
        if (size < 0 && errno == EAGAIN) {
            return;
        }
        if (size <= 0) {
            lose(connection);
            return;
        }
        const std::int64_t now = nowNs();
        std::string_view bytes(buffer.data(), static_cast<std::size_t>(size));
        while (!bytes.empty() && connection.fd >= 0) {
            bytes.remove_prefix(connection.parser.feed(
                bytes, [&](std::string_view body) { takeBody(connection, body, now); }));
            if (connection.parser.state() == AnswerParser::State::Broken) {
                lose(connection);
            } else if (connection.parser.state() == AnswerParser::State::Done) {
                takeEnd(connection, now);
            }
        }
    }

    void takeBody(Connection& connection, std::string_view body, std::int64_t now) {
        if (m_mode != "streams") {
            return;
        }
        connection.text += body;
        std::size_t begin = 0;
        for (;;) {
            const std::size_t end = connection.text.find("\n\n", begin);
            if (end == std::string::npos) {
                break;
            }
            const std::string_view event = std::string_view(connection.text).substr(begin, end - begin);
            if (const std::int64_t sent = numberAfter(event, "\"t\":", -1); sent >= 0) {
                ++connection.events;
                if (!connection.answered) {
                    connection.answered = true;
                    ++m_answered;
                }
                if (m_beginNs > 0 && m_endNs == 0) {
                    ++m_result.windowEvents;
                    m_result.delaysNs.push_back(now - sent);
                }
            } else if (event == "data: [DONE]") {
                connection.finished = true;
            }
            begin = end + 2;
        }
        connection.text.erase(0, begin);
    }

    void takeEnd(Connection& connection, std::int64_t now) {
        const bool good = connection.parser.status() == 200;
        m_result.errors += good ? 0 : 1;
        if (m_mode == "streams") {
            m_result.complete += good && connection.finished && connection.events == m_events ? 1 : 0;
            ++m_finished;
            close(connection.fd);
            connection.fd = -1;
            return;
        }
        if (!connection.answered) {
            connection.answered = true;
            ++m_answered;
        }
        connection.parser.next();
        if (m_mode == "requests") {
            if (m_beginNs > 0 && m_endNs == 0) {
                ++m_result.requests;
                m_result.delaysNs.push_back(now - connection.sentNs);
            }
            if (m_pauseNs == 0) {
                send(connection);
            } else {
                m_waiting.push_back(&connection);
            }
        }
    }

    // With a rate: those whose turn has come.
    void sendDue() {
        const std::int64_t now = nowNs();
        while (!m_waiting.empty() && m_waiting.front()->sentNs + m_pauseNs <= now) {
            Connection& connection = *m_waiting.front();
            m_waiting.pop_front();
            send(connection);
        }
    }

    void lose(Connection& connection) {
        close(connection.fd);
        connection.fd = -1;
        ++m_result.errors;
        ++m_finished;
    }

    void say(const char* word) const {
        std::printf("%s\n", word);
        std::fflush(stdout);
    }

    bool isOver() {
        const std::int64_t now = nowNs();
        if (now > m_deadlineNs || m_finished == m_connections.size()) {
            return true;
        }
        if (m_readyNs == 0 && m_answered == m_connections.size()) {
            m_readyNs = now;
        }
        if (m_readyNs > 0 && m_beginNs == 0 && now - m_readyNs > (m_mode == "idle" ? 0 : 500'000'000)) {
            m_beginNs = now;
            say("begin");
        }
        if (m_mode == "idle") {
            pollfd input{STDIN_FILENO, POLLIN, 0};
            return poll(&input, 1, 0) > 0;
        }
        if (m_beginNs > 0 && m_endNs == 0 && now - m_beginNs >= m_windowNs) {
            m_endNs = now;
            say("end");
            return m_mode == "requests";
        }
        return false;
    }

    void report() {
        const double seconds = m_endNs > 0 ? static_cast<double>(m_endNs - m_beginNs) / 1e9 : 0;
        std::printf(
            R"({"seconds":%.3f,"requests":%lld,"events":%lld,"complete":%lld,"errors":%lld,"answered":%zu,)"
            R"("p50_us":%.1f,"p99_us":%.1f})"
            "\n",
            seconds, static_cast<long long>(m_result.requests), static_cast<long long>(m_result.windowEvents),
            static_cast<long long>(m_result.complete), static_cast<long long>(m_result.errors), m_answered,
            m_result.percentileUs(0.5), m_result.percentileUs(0.99));
    }

    std::string m_mode;
    int m_port;
    std::int64_t m_events;
    std::int64_t m_windowNs;
    std::int64_t m_deadlineNs;
    std::int64_t m_pauseNs;  // between two requests of one connection; 0: none
    std::deque<Connection*> m_waiting;
    std::vector<Connection> m_connections;
    std::string m_request;
    int m_epoll = -1;
    std::size_t m_opened = 0;
    std::size_t m_established = 0;
    std::size_t m_answered = 0;
    std::size_t m_finished = 0;
    std::int64_t m_readyNs = 0;
    std::int64_t m_beginNs = 0;
    std::int64_t m_endNs = 0;
    Result m_result;
};

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    raiseDescriptorLimit();
    const std::string mode = argc > 1 ? argv[1] : "";
    if (mode != "requests" && mode != "streams" && mode != "idle") {
        std::fprintf(stderr, "usage: bench_load requests|streams|idle --port P …\n");
        return 2;
    }
    Load(mode, std::atoi(option(argc, argv, "--port", "0").c_str()), option(argc, argv, "--key", "none"),
         static_cast<std::size_t>(std::atoi(option(argc, argv, "--connections", "32").c_str())),
         std::atoll(option(argc, argv, "--events", "1").c_str()),
         std::atof(option(argc, argv, "--seconds", "3").c_str()),
         std::atof(option(argc, argv, "--limit", "60").c_str()),
         std::atof(option(argc, argv, "--rate", "0").c_str()))
        .run();
}
