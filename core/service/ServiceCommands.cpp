#include "core/config/DefaultConfig.h"
#include "core/service/Service.h"

// What the service passes on to the gateway's thread: the switch, and questions about a request.

namespace signalbox {

namespace {
// A disk that stands still does not keep a switch from being acknowledged.
constexpr Milliseconds kHistoryWait{1'000};
}  // namespace

Error Service::notRunning() {
    return {ErrorCode::Cancelled, QStringLiteral("Signalbox is not running"), {}};
}

template <class Ask, class Refuse>
void Service::askRoom(Ask ask, Refuse refuse) {
    if (m_phase == Phase::Running && m_room) {
        QMetaObject::invokeMethod(m_room.get(), [ask, room = m_room.get()] { ask(*room); });
        return;
    }
    QMetaObject::invokeMethod(
        this, [refuse] { refuse(notRunning()); }, Qt::QueuedConnection);
}

template <class Ask>
Ticket Service::command(Ask ask) {
    const Ticket ticket = ++m_lastTicket;
    askRoom([ask, ticket](GatewayRoom& room) { ask(room, ticket); },
            [this, ticket](const Error& error) { Q_EMIT commandDone(ticket, error); });
    return ticket;
}

Ticket Service::setPin(const QString& route, const Pin& pin, const QString& reason, WaitingRequests waiting) {
    return command(
        [=](GatewayRoom& room, Ticket ticket) { room.setPin(ticket, route, pin, reason, waiting); });
}

Ticket Service::setDrain(const QString& provider, const std::optional<Drain>& drain, const QString& reason) {
    return command([=](GatewayRoom& room, Ticket ticket) { room.setDrain(ticket, provider, drain, reason); });
}

Ticket Service::undo(const QString& reason) {
    return command([=](GatewayRoom& room, Ticket ticket) { room.undo(ticket, reason); });
}

Ticket Service::setDrill(const QString& provider, const std::optional<Drill>& drill) {
    return command([=](GatewayRoom& room, Ticket ticket) { room.setDrill(ticket, provider, drill); });
}

// The user may have changed a key where it is kept.
Ticket Service::reset(const QString& provider, const QString& model) {
    if (m_phase == Phase::Running && !m_configPending) {
        rereadKeys();
    }
    return command([=](GatewayRoom& room, Ticket ticket) { room.reset(ticket, provider, model); });
}

Ticket Service::refresh() {
    return command([](GatewayRoom& room, Ticket ticket) { room.refresh(ticket); });
}

void Service::onCommandFinished(Ticket ticket, const CommandResult& result) {
    takeStatus(result.status);
    if (!result.switches) {
        Q_EMIT commandDone(ticket, result.result);
        return;
    }
    m_state.save(*result.switches, [this, ticket, done = result.result](const Result<void>& saved) {
        answerWithHistory(
            ticket,
            saved || !done
                ? done
                : Error{
                      ErrorCode::Failed,
                      QStringLiteral("it holds now, but not after a restart: %1").arg(saved.error().message),
                      saved.error().place});
    });
}

void Service::answerWithHistory(Ticket ticket, const Result<void>& result) {
    if (m_phase == Phase::Stopped) {  // the writer has written all
        Q_EMIT commandDone(ticket, result);
        return;
    }
    m_aside.start([this, ticket, result] {
        (void)m_writer.flushNow(kHistoryWait);
        QMetaObject::invokeMethod(
            this, [this, ticket, result] { Q_EMIT commandDone(ticket, result); }, Qt::QueuedConnection);
    });
}

Ticket Service::explain(const ExplainQuery& asked) {
    const Ticket ticket = ++m_lastTicket;
    ExplainQuery query = asked;
    if (query.draft) {
        query.draft = std::make_shared<const Config>(effectiveConfig(*query.draft));
    }
    if (!query.requestId.isEmpty()) {
        m_reader.request(ticket, query.requestId, this,
                         [this, draft = query.draft](Ticket answered, const Result<RequestFacts>& facts) {
                             explainLogged(answered, facts, draft);
                         });
        return ticket;
    }
    askRoom([ticket, query](GatewayRoom& room) { room.explain(ticket, query); },
            [this, ticket](const Error& error) { Q_EMIT explained(ticket, error); });
    return ticket;
}

void Service::explainLogged(Ticket ticket, const Result<RequestFacts>& facts, const ConfigPtr& draft) {
    if (!facts) {
        Q_EMIT explained(ticket, facts.error());
        return;
    }
    // Already asynchronous: a refusal may come at once.
    if (m_phase != Phase::Running || !m_room) {
        Q_EMIT explained(ticket, notRunning());
        return;
    }
    QMetaObject::invokeMethod(m_room.get(), [room = m_room.get(), ticket, known = facts.value(), draft] {
        room->explainFacts(ticket, known, draft);
    });
}

Ticket Service::testCall(const QString& provider, const QString& model) {
    const Ticket ticket = ++m_lastTicket;
    const TargetRef target{provider, model};
    askRoom([=](GatewayRoom& room) { room.testCall(ticket, target); },
            [this, ticket](const Error& error) { Q_EMIT testCallDone(ticket, error); });
    return ticket;
}

Ticket Service::previewPin(const QString& route, const Pin& pin) {
    const Ticket ticket = ++m_lastTicket;
    askRoom([=](GatewayRoom& room) { room.previewPin(ticket, route, pin); },
            [this, ticket](const Error& error) { Q_EMIT previewReady(ticket, error); });
    return ticket;
}

}  // namespace signalbox
