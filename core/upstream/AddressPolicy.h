// Which network addresses are inner ones: reached only where a provider's base URL names one, so that a
// public name that resolves to the machine itself, the local network or a cloud's metadata service leads
// nowhere. Thread: pure functions, any thread.
#pragma once

#include <QByteArray>

struct sockaddr;

namespace signalbox {

// Loopback, private (RFC 1918), carrier-grade NAT, link-local with the metadata services, unique local,
// multicast, unspecified, reserved; also where such an IPv4 address is wrapped in an IPv6 one. Unknown
// families count as inner. 198.18.0.0/15 does not: VPN clients of the "fake IP" kind answer every public name
// out of it.
[[nodiscard]] bool isInnerAddress(const sockaddr& address);
// The same for a literal such as "10.0.0.1", "fe80::1%eth0" or "[::1]"; false for anything that is no
// literal.
[[nodiscard]] bool isInnerAddress(const QByteArray& literal);
// True for "localhost", names below it, 127.0.0.0/8 and ::1.
[[nodiscard]] bool isLoopbackHost(const QByteArray& host);

}  // namespace signalbox
