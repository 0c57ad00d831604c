// PrivateHost: whether a host in a base URL names this machine or an inner network, by its text alone;
// nothing is resolved. Thread: a pure function.
#pragma once

#include <QString>

namespace signalbox {

// True for loopback, link-local and private addresses (IPv4 and IPv6), localhost, names of one label, and
// names under .local, .lan, .internal, .home.arpa and .localhost. `host` as QUrl::host() gives it.
[[nodiscard]] bool isPrivateHost(const QString& host);

}  // namespace signalbox
