#include "core/service/Service.h"

#include <algorithm>

// What the service does for those who edit the configuration and the keys.

namespace signalbox {

Ticket Service::checkConfig(const Config& draft) {
    const Ticket ticket = ++m_lastTicket;
    m_configStore.check(draft,
                        [this, ticket](const ConfigCheck& check) { Q_EMIT configChecked(ticket, check); });
    return ticket;
}

Ticket Service::saveConfig(const Config& config, OnForeignChange onForeignChange) {
    const Ticket ticket = ++m_lastTicket;
    m_configStore.save(config, onForeignChange,
                       [this, ticket](const Result<void>& saved) { Q_EMIT commandDone(ticket, saved); });
    return ticket;
}

Ticket Service::storeKey(const KeySource& source, const QUrl& baseUrl, const Secret& key) {
    const Ticket ticket = ++m_lastTicket;
    m_secrets.store(source, baseUrl, key,
                    [this, ticket](const Result<void>& stored) { onKeyKept(ticket, stored); });
    return ticket;
}

Ticket Service::removeKey(const KeySource& source) {
    const Ticket ticket = ++m_lastTicket;
    m_secrets.remove(source, [this, ticket](const Result<void>& removed) { onKeyKept(ticket, removed); });
    return ticket;
}

void Service::onKeyKept(Ticket ticket, const Result<void>& result) {
    if (result && m_phase == Phase::Running && !m_configPending) {
        rereadKeys();
    }
    Q_EMIT commandDone(ticket, result);
}

Ticket Service::revealKey(const QString& provider, const KeySource& source) {
    const Ticket ticket = ++m_lastTicket;
    auto asked = std::make_shared<Config>();
    if (const ProviderConfig* known = m_config ? m_config->provider(provider) : nullptr) {
        ProviderConfig one = *known;
        std::erase_if(one.keys, [&](const KeySource& key) { return !(key == source); });
        asked->providers.push_back(std::move(one));
    }
    m_secrets.readAll(asked, [this, ticket, provider](const ProviderKeys& keys) {
        const auto found = keys.byProvider.constFind(provider);
        if (found != keys.byProvider.cend() && !found->empty()) {
            Q_EMIT keyRevealed(ticket, found->front().secret);
            return;
        }
        const QString why = keys.problems.isEmpty()
                                ? QStringLiteral("the provider \"%1\" names no such key").arg(provider)
                                : keys.problems.front();
        Q_EMIT keyRevealed(ticket, Error{ErrorCode::NotFound, why, provider});
    });
    return ticket;
}

Ticket Service::findProviders() {
    const Ticket ticket = ++m_lastTicket;
    if (!m_search) {
        m_search = std::make_unique<ProviderSearch>();
    }
    m_search->start(
        [this, ticket](const QVector<FoundProvider>& found) { Q_EMIT providersFound(ticket, found); });
    return ticket;
}

Ticket Service::callAsTool(const QString& client, const QString& model) {
    const Ticket ticket = ++m_lastTicket;
    const auto known = m_config ? std::find_if(m_config->clients.begin(), m_config->clients.end(),
                                               [&](const ClientConfig& one) { return one.name == client; })
                                : std::vector<ClientConfig>::const_iterator();
    if (!m_config || known == m_config->clients.end() || m_phase != Phase::Running) {
        const Error error =
            m_phase == Phase::Running
                ? Error{ErrorCode::NotFound, QStringLiteral("There is no client \"%1\".").arg(client), client}
                : Error{ErrorCode::Cancelled, QStringLiteral("Signalbox is not running"), {}};
        QMetaObject::invokeMethod(
            this, [this, ticket, error] { Q_EMIT testCallDone(ticket, error); }, Qt::QueuedConnection);
        return ticket;
    }
    if (!m_toolCalls) {
        m_toolCalls = std::make_unique<ToolCalls>(m_clock);
    }
    m_toolCalls->start(
        ticket, m_baseUrl, known->key, model,
        [this, ticket](const Result<TestCallResult>& result) { Q_EMIT testCallDone(ticket, result); });
    return ticket;
}

}  // namespace signalbox
