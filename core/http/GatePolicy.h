// GatePolicy: whom the server lets in. Thread: made anywhere, then shared unchanged as shared_ptr<const
// GatePolicy>.
#pragma once

#include "core/api/Config.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace signalbox {

struct GatePolicy {
    std::vector<QByteArray> hosts;      // allowed values of Host, compared byte for byte
    std::vector<QByteArray> origins;    // allowed values of Origin
    std::vector<ClientConfig> clients;  // names and local keys
};

// Hosts are 127.0.0.1, localhost, [::1] and the listen address, each with the port that is really listened on
// (and without it, where it is HTTP's own port 80). Where the listen address stands for all of the machine's
// ("0.0.0.0", "::"), its addresses as of now count too; names never do, since whoever owns a name may let it
// lead here.
[[nodiscard]] std::shared_ptr<const GatePolicy> makeGatePolicy(const QString& listenAddress, quint16 port,
                                                               std::vector<ClientConfig> clients);
// The same with the machine's addresses given, as text without brackets and scope.
[[nodiscard]] std::shared_ptr<const GatePolicy> makeGatePolicy(const QString& listenAddress, quint16 port,
                                                               std::vector<ClientConfig> clients,
                                                               const QStringList& machine);

}  // namespace signalbox
