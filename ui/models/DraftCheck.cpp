#include "ui/models/DraftCheck.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

QString messageAt(const ConfigFaults& faults, const QString& place) {
    const auto at = std::find_if(faults.begin(), faults.end(), [&](const ConfigFault& fault) {
        return fault.path == place || fault.path.startsWith(place + u'.') ||
               fault.path.startsWith(place + u'[');
    });
    return at == faults.end() ? QString() : at->message;
}

}  // namespace

DraftCheck::DraftCheck(GatewayService& service, const Config& draft) : m_service(service), m_draft(draft) {
    connect(&m_service, &GatewayService::configChecked, this, &DraftCheck::onChecked);
}

void DraftCheck::ask() {
    if (m_asked != 0) {
        m_again = true;
    } else {
        m_asked = m_service.checkConfig(m_draft);
    }
}

void DraftCheck::onChecked(Ticket ticket, const ConfigCheck& check) {
    if (ticket == 0 || ticket != m_asked) {
        return;
    }
    m_asked = 0;
    if (std::exchange(m_again, false)) {
        ask();  // the places of an older draft may be others
        return;
    }
    m_result = check;
    Q_EMIT answered();
}

QString DraftCheck::faultAt(const QString& place) const {
    return messageAt(m_result.faults, place);
}

QString DraftCheck::warningAt(const QString& place) const {
    return messageAt(m_result.warnings, place);
}

}  // namespace signalbox
