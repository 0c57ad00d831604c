#include "core/service/Service.h"

#include <algorithm>
#include <utility>

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
    if (std::exchange(m_savesConfig, true)) {
        // It was made from the file before that change, and would take it back.
        QMetaObject::invokeMethod(
            this,
            [this, ticket] {
                Q_EMIT commandDone(ticket,
                                   Error{ErrorCode::Failed,
                                         QStringLiteral("another change is being written; apply again"),
                                         {}});
            },
            Qt::QueuedConnection);
        return ticket;
    }
    m_configStore.save(config, onForeignChange, [this, ticket](const Result<void>& saved) {
        m_savesConfig = false;
        Q_EMIT commandDone(ticket, saved);
    });
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
    if (result && m_phase == Phase::Running) {
        if (m_configPending) {
            onConfigChanged(m_configStore.config());  // its keys may have been read before this one was kept
        } else {
            rereadKeys();
        }
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

namespace {

// What of a request's detail is sent again.
Result<ReplayRequest> replayOf(const RequestDetail& detail, const TargetRef& target) {
    const Endpoint endpoint = detail.request.started.endpoint;
    const auto kept = std::find_if(detail.captured.cbegin(), detail.captured.cend(),
                                   [](const CapturedText& text) { return text.kind == CaptureKind::Prompt; });
    if (kept == detail.captured.cend()) {
        return Error{
            ErrorCode::NotFound, QStringLiteral("its prompt was not kept, or is not kept any more"), {}};
    }
    if (kept->cut) {
        return Error{
            ErrorCode::InvalidInput,
            QStringLiteral("its prompt is longer than what is kept, so that it cannot be sent again"),
            {}};
    }
    // Files are sent as forms, whose boundary is in a header that is not kept.
    if (endpoint == Endpoint::ImageEdits || endpoint == Endpoint::AudioTranscriptions ||
        endpoint == Endpoint::AudioTranslations) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("requests with files cannot be sent again"), {}};
    }
    return ReplayRequest{endpoint, kept->content, target};
}

}  // namespace

Ticket Service::replay(const QByteArray& requestId, const QString& provider, const QString& model) {
    const Ticket ticket = ++m_lastTicket;
    const TargetRef target{provider, model};
    m_replaysReading.insert(ticket);
    m_reader.requestDetail(
        ticket, requestId, this, [this, target](Ticket asked, const Result<RequestDetail>& detail) {
            if (!m_replaysReading.remove(asked)) {
                Q_EMIT testCallDone(
                    asked, Error{ErrorCode::Cancelled, QStringLiteral("the replay was cancelled"), {}});
                return;
            }
            const Result<ReplayRequest> request =
                detail ? replayOf(detail.value(), target) : Result<ReplayRequest>(detail.error());
            if (!request) {
                Q_EMIT testCallDone(asked, request.error());
                return;
            }
            // Already asynchronous: a refusal may come at once.
            if (m_phase != Phase::Running || !m_room) {
                Q_EMIT testCallDone(asked, notRunning());
                return;
            }
            QMetaObject::invokeMethod(m_room.get(), [room = m_room.get(), asked, again = request.value()] {
                room->replay(asked, again);
            });
        });
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
                : notRunning();
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
