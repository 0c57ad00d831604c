#include "core/http/GatePolicy.h"

#include <QHostAddress>
#include <QNetworkInterface>

#include <algorithm>

namespace signalbox {

namespace {

bool standsForAll(const QString& listenAddress) {
    const QHostAddress address(listenAddress);
    return address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6);
}

// An address as it stands in a Host field.
QByteArray hostText(const QString& address) {
    const QByteArray text = address.toLatin1();
    return text.contains(':') && !text.startsWith('[') ? '[' + text + ']' : text;
}

QStringList machineAddresses() {
    QStringList texts;
    for (QHostAddress address : QNetworkInterface::allAddresses()) {
        address.setScopeId({});
        texts.append(address.toString());
    }
    return texts;
}

}  // namespace

std::shared_ptr<const GatePolicy> makeGatePolicy(const QString& listenAddress, quint16 port,
                                                 std::vector<ClientConfig> clients) {
    return makeGatePolicy(listenAddress, port, std::move(clients),
                          standsForAll(listenAddress) ? machineAddresses() : QStringList());
}

std::shared_ptr<const GatePolicy> makeGatePolicy(const QString& listenAddress, quint16 port,
                                                 std::vector<ClientConfig> clients,
                                                 const QStringList& machine) {
    auto policy = std::make_shared<GatePolicy>();
    policy->clients = std::move(clients);

    std::vector<QByteArray> names{QByteArrayLiteral("127.0.0.1"), QByteArrayLiteral("localhost"),
                                  QByteArrayLiteral("[::1]")};
    const auto add = [&names](const QByteArray& name) {
        if (!name.isEmpty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    };
    add(hostText(listenAddress));
    if (standsForAll(listenAddress)) {
        for (const QString& address : machine) {
            add(hostText(address));
        }
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
