#include "core/service/Service.h"

// What the service passes on to the ledger's threads and back.

namespace signalbox {

void Service::keepLedgerFor(const Config& config) {
    m_writer.setRetention({config.retentionDays, config.captureDays});
}

void Service::restoreLastHour() {
    m_reader.lastHour(++m_lastTicket, m_startedAtMs, this, [this](Ticket, const Result<LastHour>& hour) {
        if (hour && m_room) {
            QMetaObject::invokeMethod(
                m_room.get(), [room = m_room.get(), hour = hour.value()] { room->restoreLastHour(hour); });
        }
    });
}

Ticket Service::spend(const SpendQuery& query) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.spend(ticket, query, this, [this](Ticket asked, const Result<SpendReport>& report) {
        Q_EMIT spendReady(asked, report);
    });
    return ticket;
}

Ticket Service::switchHistory(int limit) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.recentSwitches(ticket, limit, this,
                            [this](Ticket asked, const Result<QVector<SwitchChanged>>& history) {
                                Q_EMIT historyReady(asked, history);
                            });
    return ticket;
}

Ticket Service::incidents(qint64 sinceMs, qint64 untilMs) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.incidents(ticket, sinceMs, untilMs, this,
                       [this](Ticket asked, const Result<QVector<Incident>>& found) {
                           Q_EMIT incidentsReady(asked, found);
                       });
    return ticket;
}

Ticket Service::requests(const RequestQuery& query) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.requests(ticket, query, this, [this](Ticket asked, const Result<RequestPage>& page) {
        Q_EMIT requestsReady(asked, page);
    });
    return ticket;
}

Ticket Service::requestDetail(const QByteArray& requestId) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.requestDetail(ticket, requestId, this,
                           [this](Ticket asked, const Result<RequestDetail>& detail) {
                               Q_EMIT requestDetailReady(asked, detail);
                           });
    return ticket;
}

Ticket Service::exportRequests(const RequestExport& what) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.exportRequests(
        ticket, what, this,
        [this](Ticket asked, const LedgerProgress& progress) { Q_EMIT ledgerProgress(asked, progress); },
        [this](Ticket asked, const Result<ExportResult>& result) { Q_EMIT exportDone(asked, result); });
    return ticket;
}

Ticket Service::exportSpend(const SpendExport& what) {
    const Ticket ticket = ++m_lastTicket;
    m_reader.exportSpend(ticket, what, this, [this](Ticket asked, const Result<ExportResult>& result) {
        Q_EMIT exportDone(asked, result);
    });
    return ticket;
}

Ticket Service::importLedger(const QString& path) {
    const Ticket ticket = ++m_lastTicket;
    m_writer.importLedger(
        ticket, path, this,
        [this](Ticket asked, const LedgerProgress& progress) { Q_EMIT ledgerProgress(asked, progress); },
        [this](Ticket asked, const Result<ImportResult>& result) { Q_EMIT importDone(asked, result); });
    return ticket;
}

void Service::cancel(Ticket ticket) {
    m_reader.cancel(ticket);
    m_replaysReading.remove(ticket);
    m_writer.cancelImport(ticket);
    if (m_toolCalls) {
        m_toolCalls->cancel(ticket);
    }
    if (m_room) {
        QMetaObject::invokeMethod(m_room.get(),
                                  [room = m_room.get(), ticket] { room->cancelTestCall(ticket); });
    }
}

}  // namespace signalbox
