// What the benchmark's provider and load share: sockets on loopback, an epoll loop, time. Thread: one.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace signalbox::bench {

[[noreturn]] inline void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

// CLOCK_MONOTONIC, the same for all processes of the machine.
inline std::int64_t nowNs() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

inline void raiseDescriptorLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

inline sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void setNoDelay(int fd) {
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// A socket that listens on a free port of loopback; the port is returned in `port`.
inline int listenOnLoopback(int& port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 4096) != 0 ||
        getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        fail("listen");
    }
    port = ntohs(address.sin_port);
    return fd;
}

// A connection under way to a port of loopback.
inline int connectToLoopback(int port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    if (fd < 0 || (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
                   errno != EINPROGRESS)) {
        fail("connect");
    }
    setNoDelay(fd);
    return fd;
}

inline void watch(int epoll, int fd, std::uint32_t events, void* data, int operation = EPOLL_CTL_ADD) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = data;
    if (epoll_ctl(epoll, operation, fd, &event) != 0) {
        fail("epoll_ctl");
    }
}

inline int makeTicker(std::int64_t everyNs) {
    const int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    itimerspec spec{};
    spec.it_interval.tv_sec = spec.it_value.tv_sec = everyNs / 1'000'000'000;
    spec.it_interval.tv_nsec = spec.it_value.tv_nsec = everyNs % 1'000'000'000;
    if (fd < 0 || timerfd_settime(fd, 0, &spec, nullptr) != 0) {
        fail("timerfd");
    }
    return fd;
}

// The number behind `"name":` in a JSON text, or `otherwise`.
inline std::int64_t numberAfter(std::string_view text, std::string_view name, std::int64_t otherwise) {
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos) {
        return otherwise;
    }
    std::int64_t value = 0;
    for (std::size_t i = at + name.size(); i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

// "--name value" on a command line.
inline std::string option(int argc, char** argv, std::string_view name, const char* otherwise) {
    for (int i = 1; i + 1 < argc; ++i) {
        if (name == argv[i]) {
            return argv[i + 1];
        }
    }
    return otherwise;
}

}  // namespace signalbox::bench
