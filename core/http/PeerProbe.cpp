#include "core/http/PeerProbe.h"

#ifdef Q_OS_LINUX
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace signalbox {

#ifdef Q_OS_LINUX

namespace {

struct End {
    std::array<quint32, 4> address{};  // network order; IPv4 in the first
    quint16 port = 0;                  // network order
    bool v4 = false;
    bool operator==(const End&) const = default;
};

using NameCall = int (*)(int, sockaddr*, socklen_t*);

std::optional<End> endOf(int fd, NameCall call) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (call(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        return std::nullopt;
    }
    End end;
    if (storage.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &storage, sizeof address);
        end.address[0] = address.sin_addr.s_addr;
        end.port = address.sin_port;
        end.v4 = true;
        return end;
    }
    if (storage.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &storage, sizeof address);
        std::memcpy(end.address.data(), &address.sin6_addr, sizeof end.address);
        end.port = address.sin6_port;
        if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
            end.address = {end.address[3], 0, 0, 0};
            end.v4 = true;
        }
        return end;
    }
    return std::nullopt;
}

bool isThisMachine(const End& peer, const End& own) {
    if (peer.address == own.address) {
        return true;
    }
    if (peer.v4) {
        return (ntohl(peer.address[0]) >> 24U) == 127;
    }
    return false;  // ::1 has but one address: the case above
}

}  // namespace

PeerProbe::~PeerProbe() {
    if (m_netlink >= 0) {
        ::close(m_netlink);
    }
}

bool PeerProbe::open() {
    if (m_netlink < 0 && !m_unavailable) {
        m_netlink = ::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
        m_unavailable = m_netlink < 0;
    }
    return m_netlink >= 0;
}

std::optional<PeerProbe::Owner> PeerProbe::ownerOf(int fd) {
    const std::optional<End> peer = endOf(fd, ::getpeername);
    const std::optional<End> own = endOf(fd, ::getsockname);
    if (!peer || !own || peer->v4 != own->v4 || !isThisMachine(*peer, *own) || !open()) {
        return std::nullopt;
    }
    struct {
        nlmsghdr header;
        inet_diag_req_v2 body;
    } question{};
    question.header.nlmsg_len = sizeof question;
    question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    question.header.nlmsg_flags = NLM_F_REQUEST;
    question.header.nlmsg_seq = ++m_sequence;
    question.body.sdiag_family = peer->v4 ? AF_INET : AF_INET6;
    question.body.sdiag_protocol = IPPROTO_TCP;
    question.body.idiag_states = ~0U;
    std::memcpy(question.body.id.idiag_src, peer->address.data(), sizeof peer->address);
    std::memcpy(question.body.id.idiag_dst, own->address.data(), sizeof own->address);
    question.body.id.idiag_sport = peer->port;
    question.body.id.idiag_dport = own->port;
    question.body.id.idiag_cookie[0] = question.body.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
    if (::send(m_netlink, &question, sizeof question, MSG_DONTWAIT) !=
        static_cast<ssize_t>(sizeof question)) {
        return std::nullopt;
    }
    // The kernel has answered by now; older answers are skipped.
    for (int tries = 0; tries < 8; ++tries) {
        alignas(nlmsghdr) std::array<char, 1024> answer{};
        const ssize_t size = ::recv(m_netlink, answer.data(), answer.size(), MSG_DONTWAIT);
        if (size < static_cast<ssize_t>(sizeof(nlmsghdr))) {
            return std::nullopt;
        }
        nlmsghdr header{};
        std::memcpy(&header, answer.data(), sizeof header);
        const std::size_t body = static_cast<std::size_t>(size) - sizeof header;
        if (header.nlmsg_seq != m_sequence) {
            continue;
        }
        if (header.nlmsg_type == NLMSG_ERROR && body >= sizeof(int)) {
            int error = 0;
            std::memcpy(&error, answer.data() + sizeof header, sizeof error);
            return error == -ENOENT ? std::optional<Owner>(Owner{}) : std::nullopt;
        }
        if (header.nlmsg_type == SOCK_DIAG_BY_FAMILY && body >= sizeof(inet_diag_msg)) {
            inet_diag_msg message{};
            std::memcpy(&message, answer.data() + sizeof header, sizeof message);
            return Owner{message.idiag_inode, message.idiag_uid};
        }
        return std::nullopt;
    }
    return std::nullopt;
}

PeerProbe::Sight PeerProbe::sightOf(int fd) {
    tcp_info info{};
    socklen_t length = sizeof info;
    if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) {
        return Sight::Open;
    }
    if (info.tcpi_state == TCP_CLOSE) {
        return Sight::Broken;
    }
    const bool ended = info.tcpi_state == TCP_CLOSE_WAIT || info.tcpi_state == TCP_LAST_ACK ||
                       info.tcpi_state == TCP_CLOSING;
    return ended ? Sight::Ended : Sight::Open;
}

#else

PeerProbe::~PeerProbe() = default;
bool PeerProbe::open() {
    return false;
}
std::optional<PeerProbe::Owner> PeerProbe::ownerOf(int) {
    return std::nullopt;
}
PeerProbe::Sight PeerProbe::sightOf(int) {
    return Sight::Open;
}

#endif

}  // namespace signalbox
