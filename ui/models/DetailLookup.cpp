#include "ui/models/DetailLookup.h"

namespace signalbox {

namespace {
constexpr Milliseconds kLedgerWait{300};
constexpr int kMostTries = 4;
}  // namespace

DetailLookup::DetailLookup(GatewayService& service, Scheduler& scheduler, QObject* parent)
    : QObject(parent), m_service(service), m_scheduler(scheduler) {
    connect(&m_service, &GatewayService::requestDetailReady, this, &DetailLookup::onDetail);
}

void DetailLookup::start(const QByteArray& requestId) {
    m_id = requestId;
    m_tries = 0;
    ask();
}

void DetailLookup::stop() {
    m_timer.cancel();
    m_asked = 0;
}

void DetailLookup::ask() {
    m_asked = 0;
    m_timer = m_scheduler.after(kLedgerWait, [this] {
        ++m_tries;
        m_asked = m_service.requestDetail(m_id);
    });
}

void DetailLookup::onDetail(Ticket ticket, const Result<RequestDetail>& detail) {
    if (m_asked == 0 || ticket != m_asked) {
        return;
    }
    m_asked = 0;
    if (detail) {
        Q_EMIT found(detail.value());
    } else if (m_tries < kMostTries) {
        ask();
    } else {
        Q_EMIT missing();
    }
}

}  // namespace signalbox
