#include "core/upstream/SocketTable.h"

#include <algorithm>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace signalbox {

namespace {

// 0 as long as the socket has none.
int localPortOf(int fd) {
    sockaddr_storage address{};
    socklen_t length = sizeof address;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        return 0;
    }
    if (address.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        return ntohs(in.sin6_port);
    }
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return ntohs(in.sin_port);
}

}  // namespace

SocketTable::Socket& SocketTable::at(int fd) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= m_sockets.size()) {
        m_sockets.resize(std::max(index + 1, m_sockets.size() * 2));
    }
    return m_sockets[index];
}

void SocketTable::opened(int fd) {
    at(fd).ours = true;
}

void SocketTable::closing(int fd) {
    at(fd) = Socket();
}

void SocketTable::setInterest(int fd, unsigned events) {
    Socket& socket = at(fd);
    socket.wanted = events != FdWatcher::None;
    if (!socket.wanted && !socket.ours) {
        socket.watcher.reset();  // the resolver's, which is closed without a word
        return;
    }
    if (!socket.watcher) {
        if (!socket.wanted) {
            return;
        }
        socket.watcher = std::make_unique<FdWatcher>(fd, [this, fd](unsigned ready) { m_ready(fd, ready); });
    }
    socket.watcher->setInterest(events);
}

void SocketTable::endIdle(const std::function<bool(int localPort)>& inUse) {
    for (std::size_t i = 0; i < m_sockets.size(); ++i) {
        const int fd = static_cast<int>(i);
        if (m_sockets[i].ours && !m_sockets[i].wanted && !inUse(localPortOf(fd))) {
            ::shutdown(fd, SHUT_RDWR);
        }
    }
}

}  // namespace signalbox
