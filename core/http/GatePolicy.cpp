#include "core/http/GatePolicy.h"

#include <algorithm>

namespace signalbox {

std::shared_ptr<const GatePolicy> makeGatePolicy(const QString& listenAddress, quint16 port,
                                                 std::vector<ClientConfig> clients) {
    auto policy = std::make_shared<GatePolicy>();
    policy->clients = std::move(clients);

    std::vector<QByteArray> names{QByteArrayLiteral("127.0.0.1"), QByteArrayLiteral("localhost"),
                                  QByteArrayLiteral("[::1]")};
    QByteArray own = listenAddress.toLatin1();
    if (own.contains(':') && !own.startsWith('[')) {
        own = '[' + own + ']';
    }
    if (!own.isEmpty() && std::find(names.begin(), names.end(), own) == names.end()) {
        names.push_back(own);
    }
    for (const QByteArray& name : names) {
        policy->hosts.push_back(name + ':' + QByteArray::number(port));
        if (port == 80) {
            policy->hosts.push_back(name);
        }
    }
    for (const QByteArray& host : policy->hosts) {
        policy->origins.push_back("http://" + host);
    }
    return policy;
}

}  // namespace signalbox
