// DetailLookup: the detail of a request that has just ended: the ledger has it a moment later, so it is asked
// for more than once. Thread: GUI; one request at a time.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"

#include <QObject>

namespace signalbox {

class DetailLookup final : public QObject {
    Q_OBJECT

public:
    DetailLookup(GatewayService& service, Scheduler& scheduler, QObject* parent = nullptr);
    void start(const QByteArray& requestId);
    void stop();

Q_SIGNALS:
    void found(const signalbox::RequestDetail& detail);
    // It is not there after all.
    void missing();

private:
    void ask();
    void onDetail(Ticket ticket, const Result<RequestDetail>& detail);

    GatewayService& m_service;
    Scheduler& m_scheduler;
    QByteArray m_id;
    Ticket m_asked = 0;
    int m_tries = 0;
    Timer m_timer;
};

}  // namespace signalbox
