#include "core/service/ControlServer.h"

#include "core/service/ControlSession.h"
#include "core/service/ControlSocket.h"

#include <QDateTime>

#include <unistd.h>

namespace signalbox {

namespace {

QString reasonText() {
    return QStringLiteral("command line");
}

}  // namespace

ControlServer::ControlServer(GatewayService& service, const Clock& clock, Scheduler& scheduler)
    : ControlServer(service, clock, scheduler, Limits()) {}

ControlServer::ControlServer(GatewayService& service, const Clock& clock, Scheduler& scheduler,
                             const Limits& limits)
    : m_service(service), m_clock(clock), m_scheduler(scheduler), m_limits(limits) {
    connect(&m_server, &QLocalServer::newConnection, this, &ControlServer::accept);
    connect(&m_service, &GatewayService::commandDone, this, &ControlServer::onCommandDone);
    connect(&m_service, &GatewayService::explained, this, &ControlServer::onExplained);
    connect(&m_service, &GatewayService::exportDone, this, &ControlServer::onExportDone);
    connect(&m_service, &GatewayService::importDone, this, &ControlServer::onImportDone);
    connect(&m_service, &GatewayService::historyReady, this, &ControlServer::onHistoryReady);
    connect(&m_service, &GatewayService::spendReady, this, &ControlServer::onSpendReady);
}

ControlServer::~ControlServer() {
    close();
}

Result<void> ControlServer::listen(const QString& dataFolder) {
    const Result<int> descriptor = listenOnControlSocket(dataFolder);
    if (!descriptor) {
        return descriptor.error();
    }
    m_dataFolder = dataFolder;
    if (!m_server.listen(qintptr{descriptor.value()})) {
        ::close(descriptor.value());
        return Error{ErrorCode::Failed,
                     QStringLiteral("the control socket cannot be opened: %1").arg(m_server.errorString()),
                     dataFolder};
    }
    return {};
}

void ControlServer::close() {
    m_server.close();
    qDeleteAll(findChildren<ControlSession*>(QString(), Qt::FindDirectChildrenOnly));
    if (!m_dataFolder.isEmpty()) {
        removeControlSocket(m_dataFolder);
        m_dataFolder.clear();
    }
}

int ControlServer::sessionCount() const {
    return static_cast<int>(findChildren<ControlSession*>(QString(), Qt::FindDirectChildrenOnly).size());
}

void ControlServer::accept() {
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        if (peerUser(static_cast<int>(socket->socketDescriptor())) != qint64{::geteuid()}) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        auto* session = new ControlSession(*this, socket);
        if (sessionCount() > m_limits.sessions) {
            session->refuse({ErrorCode::Busy, QStringLiteral("too many commands at once: try again"), {}});
        }
    }
}

Result<QJsonObject> ControlServer::clientKey(const QString& client) const {
    const ConfigPtr config = m_service.config();
    for (const ClientConfig& candidate : config->clients) {
        if (client.isEmpty() || candidate.name == client) {
            return QJsonObject{{QStringLiteral("client"), candidate.name},
                               {QStringLiteral("key"), QString::fromLatin1(candidate.key.expose())}};
        }
    }
    QStringList names;
    for (const ClientConfig& candidate : config->clients) {
        names.append(candidate.name);
    }
    return Error{ErrorCode::NotFound,
                 client.isEmpty() ? QStringLiteral("no client is configured")
                                  : QStringLiteral("no client is named “%1”; there are: %2")
                                        .arg(client, names.join(QStringLiteral(", "))),
                 QStringLiteral("client")};
}

std::optional<qint64> ControlServer::end(const std::optional<qint64>& forMs) const {
    return forMs ? std::optional<qint64>(m_clock.wallMs() + *forMs) : std::nullopt;
}

void ControlServer::answer(ControlSession* session, const QByteArray& line) {
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock.wallMs()).date();
    const Result<ControlCommand> command = readCommand(line, today);
    if (!command) {
        session->send(writeError(command.error()));
        return;
    }
    const qint64 now = m_clock.wallMs();
    if (std::holds_alternative<StatusCommand>(command.value())) {
        const Ticket ticket = m_service.refresh();
        m_asked.insert(ticket, session);
        m_statusAsked.insert(ticket);
    } else if (const auto* key = std::get_if<KeyCommand>(&command.value())) {
        const Result<QJsonObject> found = clientKey(key->client);
        session->send(found ? writeAnswer(found.value()) : writeError(found.error()));
    } else if (std::holds_alternative<RaiseCommand>(command.value())) {
        if (m_window == Window::Present) {
            Q_EMIT raiseRequested();
            session->send(writeAnswer({}));
        } else {
            session->send(writeError({ErrorCode::NotFound, QStringLiteral("it runs without a window"), {}}));
        }
    } else if (const auto* pin = std::get_if<SwitchCommand>(&command.value())) {
        m_asked.insert(m_service.setPin(pin->route, Pin{pin->mode, pin->target, end(pin->forMs), now},
                                        reasonText(), pin->waiting),
                       session);
    } else if (std::holds_alternative<UndoCommand>(command.value())) {
        m_asked.insert(m_service.undo(reasonText()), session);
    } else if (const auto* drill = std::get_if<DrillCommand>(&command.value())) {
        const std::optional<Drill> wanted =
            drill->kind ? std::optional<Drill>({*drill->kind, now, now + drill->forMs}) : std::nullopt;
        m_asked.insert(m_service.setDrill(drill->provider, wanted), session);
    } else if (const auto* explain = std::get_if<ExplainCommand>(&command.value())) {
        m_asked.insert(m_service.explain(explain->query), session);
    } else if (const auto* drain = std::get_if<DrainCommand>(&command.value())) {
        m_asked.insert(m_service.setDrain(drain->provider, Drain{end(drain->forMs), now}, reasonText()),
                       session);
    } else if (const auto* undrain = std::get_if<UndrainCommand>(&command.value())) {
        m_asked.insert(m_service.setDrain(undrain->provider, std::nullopt, reasonText()), session);
    } else if (const auto* reset = std::get_if<ResetCommand>(&command.value())) {
        m_asked.insert(m_service.reset(reset->provider, reset->model), session);
    } else if (const auto* spend = std::get_if<SpendCommand>(&command.value())) {
        m_asked.insert(m_service.spend(spend->query), session);
    } else if (const auto* wanted = std::get_if<ExportCommand>(&command.value())) {
        m_asked.insert(beginExport(*wanted), session);
    } else if (const auto* import = std::get_if<ImportCommand>(&command.value())) {
        m_asked.insert(m_service.importLedger(import->path), session);
    } else if (const auto* switches = std::get_if<SwitchesCommand>(&command.value())) {
        m_asked.insert(m_service.switchHistory(switches->limit), session);
    }
}

void ControlServer::onCommandDone(Ticket ticket, const Result<void>& result) {
    const bool status = m_statusAsked.remove(ticket);
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        if (status) {  // also of one that is stopping, as it was last
            session->send(writeAnswer(statusToJson(m_service.status())));
        } else {
            session->send(result ? writeAnswer({}) : writeError(result.error()));
        }
    }
}

void ControlServer::onExplained(Ticket ticket, const Result<Explanation>& explanation) {
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        session->send(explanation ? writeAnswer(explanationToJson(explanation.value(), m_clock.wallMs()))
                                  : writeError(explanation.error()));
    }
}

Ticket ControlServer::beginExport(const ExportCommand& command) {
    const SpendQuery& query = command.query;
    if (command.what == ExportCommand::What::Spend) {
        return m_service.exportSpend({query, command.format, command.path});
    }
    RequestExport wanted;
    wanted.format = command.format;
    wanted.path = command.path;
    wanted.filter.model = query.filter.model;
    wanted.filter.provider = query.filter.provider;
    wanted.filter.client = query.filter.client;
    wanted.filter.project = query.filter.project;
    if (query.since) {
        wanted.filter.sinceMs = query.since->startOfDay().toMSecsSinceEpoch();
    }
    if (query.until) {
        wanted.filter.untilMs = query.until->addDays(1).startOfDay().toMSecsSinceEpoch();
    }
    return m_service.exportRequests(wanted);
}

void ControlServer::gone(const ControlSession* session) {
    for (auto it = m_asked.begin(); it != m_asked.end();) {
        if (it.value() == session) {
            const Ticket ticket = it.key();
            m_statusAsked.remove(ticket);
            it = m_asked.erase(it);
            m_service.cancel(ticket);
        } else {
            ++it;
        }
    }
}

void ControlServer::onExportDone(Ticket ticket, const Result<ExportResult>& result) {
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        session->send(result ? writeAnswer({{QStringLiteral("path"), result.value().path},
                                            {QStringLiteral("rows"), result.value().rows}})
                             : writeError(result.error()));
    }
}

void ControlServer::onImportDone(Ticket ticket, const Result<ImportResult>& result) {
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        session->send(result ? writeAnswer({{QStringLiteral("added"), result.value().added},
                                            {QStringLiteral("known"), result.value().known}})
                             : writeError(result.error()));
    }
}

void ControlServer::onHistoryReady(Ticket ticket, const Result<QVector<SwitchChanged>>& history) {
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        session->send(history ? writeAnswer(switchesToJson(history.value())) : writeError(history.error()));
    }
}

void ControlServer::onSpendReady(Ticket ticket, const Result<SpendReport>& report) {
    if (const QPointer<ControlSession> session = m_asked.take(ticket)) {
        session->send(report ? writeAnswer(spendToJson(report.value())) : writeError(report.error()));
    }
}

}  // namespace signalbox
