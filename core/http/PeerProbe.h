// PeerProbe: asks the kernel about the other end of a TCP connection within this machine. A process that has
// gone and one that has only finished sending look alike on our end; on its own end a socket that still has
// an owner has an inode, an orphaned one has none. Linux: NETLINK_SOCK_DIAG with the exact address pair,
// answered without waiting. Elsewhere, or for a peer on another machine, nothing is known. Thread: one; owns
// one netlink descriptor, opened at the first question.
#pragma once

#include <QtGlobal>

#include <optional>

namespace signalbox {

class PeerProbe {
public:
    // Who holds the other end.
    struct Owner {
        quint32 inode = 0;  // 0: nobody, or the socket is gone
        quint32 uid = 0;    // meaningful with an inode
    };

    PeerProbe() = default;
    ~PeerProbe();
    PeerProbe(const PeerProbe&) = delete;
    PeerProbe& operator=(const PeerProbe&) = delete;

    // `fd`: our connected end. Nothing: it cannot be known.
    [[nodiscard]] std::optional<Owner> ownerOf(int fd);

    enum class Sight {
        Open,    // the peer may still send
        Ended,   // the peer has finished sending, maybe gone
        Broken,  // reset
    };
    // What our own end has seen so far, also while input waits unread. Costs one system call.
    [[nodiscard]] static Sight sightOf(int fd);

private:
    bool open();

    int m_netlink = -1;
    bool m_unavailable = false;
    quint32 m_sequence = 0;
};

}  // namespace signalbox
