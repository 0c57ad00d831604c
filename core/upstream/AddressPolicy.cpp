#include "core/upstream/AddressPolicy.h"

#include <arpa/inet.h>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>

namespace signalbox {

namespace {

struct V4Range {
    quint32 base;
    int bits;
};

constexpr quint32 v4(quint32 a, quint32 b, quint32 c, quint32 d) {
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr V4Range kInnerV4[] = {
    {v4(0, 0, 0, 0), 8},         // this network
    {v4(10, 0, 0, 0), 8},        // private
    {v4(100, 64, 0, 0), 10},     // carrier-grade NAT; one cloud's metadata service
    {v4(127, 0, 0, 0), 8},       // loopback
    {v4(168, 63, 129, 16), 32},  // one cloud's platform service
    {v4(169, 254, 0, 0), 16},    // link-local; most clouds' metadata service
    {v4(172, 16, 0, 0), 12},     // private
    {v4(192, 0, 0, 0), 24},      // protocol assignments; one cloud's metadata service
    {v4(192, 168, 0, 0), 16},    // private
    {v4(224, 0, 0, 0), 3},       // multicast, reserved, broadcast
};

bool isInnerV4(quint32 address) {
    for (const V4Range& range : kInnerV4) {
        if ((address ^ range.base) >> (32 - range.bits) == 0) {
            return true;
        }
    }
    return false;
}

quint32 v4At(const unsigned char* bytes) {
    return v4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

bool isInnerV6(const unsigned char (&bytes)[16]) {
    static constexpr unsigned char kZero[12] = {};
    static constexpr unsigned char kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr unsigned char kNat64[12] = {0, 0x64, 0xff, 0x9b};
    if (std::memcmp(bytes, kZero, 12) == 0 || std::memcmp(bytes, kMapped, 12) == 0 ||
        std::memcmp(bytes, kNat64, 12) == 0) {
        return isInnerV4(v4At(bytes + 12));  // ::1 and :: fall under 0.0.0.0/8
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        return isInnerV4(v4At(bytes + 2));  // 6to4
    }
    return (bytes[0] & 0xfe) == 0xfc ||                                             // unique local
           (bytes[0] == 0xfe && (bytes[1] & 0x80) != 0) ||                          // link-local, site-local
           bytes[0] == 0xff ||                                                      // multicast
           (std::memcmp(bytes, kNat64, 4) == 0 && bytes[4] == 0 && bytes[5] == 1);  // local NAT64
}

struct Literal {
    int family;
    unsigned char bytes[16];
};

std::optional<Literal> parseLiteral(QByteArray text) {
    if (text.startsWith('[') && text.endsWith(']')) {
        text = text.mid(1, text.size() - 2);
    }
    if (const auto zone = text.indexOf('%'); zone >= 0) {
        text.truncate(zone);
    }
    Literal literal{AF_INET, {}};
    if (::inet_pton(AF_INET, text.constData(), literal.bytes) == 1) {
        return literal;
    }
    literal.family = AF_INET6;
    if (::inet_pton(AF_INET6, text.constData(), literal.bytes) == 1) {
        return literal;
    }
    return std::nullopt;
}

}  // namespace

bool isInnerAddress(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &address, sizeof in);
        return isInnerV4(ntohl(in.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &address, sizeof in);
        return isInnerV6(in.sin6_addr.s6_addr);
    }
    return true;
}

bool isInnerAddress(const QByteArray& literal) {
    const auto parsed = parseLiteral(literal);
    if (!parsed) {
        return false;
    }
    return parsed->family == AF_INET ? isInnerV4(v4At(parsed->bytes)) : isInnerV6(parsed->bytes);
}

bool isLoopbackHost(const QByteArray& host) {
    QByteArray name = host.toLower();
    if (name.endsWith('.')) {
        name.chop(1);
    }
    if (name == "localhost" || name.endsWith(".localhost")) {
        return true;
    }
    const auto parsed = parseLiteral(name);
    if (!parsed) {
        return false;
    }
    static constexpr unsigned char kOne[16] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    static constexpr unsigned char kMapped[13] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127};
    return parsed->family == AF_INET
               ? parsed->bytes[0] == 127
               : std::memcmp(parsed->bytes, kOne, 16) == 0 || std::memcmp(parsed->bytes, kMapped, 13) == 0;
}

}  // namespace signalbox
