// SocketTable: the sockets that libcurl uses: which it waits for, which are idle connections that it keeps.
// A kept connection keeps its watcher, so that a request on it costs no change of
// registration. Thread: gateway. Not entered from two places at once.
#pragma once

#include "core/base/FdWatcher.h"
#include "core/upstream/Transfer.h"

#include <functional>
#include <memory>
#include <vector>

namespace signalbox {

class SocketTable final : public Transfer::Sockets {
public:
    using Ready = std::function<void(int fd, unsigned events)>;

    explicit SocketTable(Ready ready) : m_ready(std::move(ready)) {}

    void opened(int fd) override;
    void closing(int fd) override;

    // What libcurl waits for now; None: nothing, the socket may be kept or closed next.
    void setInterest(int fd, unsigned events);
    // Ends the connections that nobody waits for and `inUse` (by local port) does not know. libcurl looks at
    // a kept connection before it takes it, and drops one that has ended.
    void endIdle(const std::function<bool(int localPort)>& inUse);

private:
    struct Socket {
        std::unique_ptr<FdWatcher> watcher;
        bool ours = false;    // opened for a connection, so its closing will be told
        bool wanted = false;  // libcurl waits for it
    };

    Socket& at(int fd);

    Ready m_ready;
    std::vector<Socket> m_sockets;  // by descriptor
};

}  // namespace signalbox
