// CountingHost: stands before the gateway's host and looks at what is booked on its way there: for the
// metrics, and for model lists that an answer puts in doubt. Thread: gateway.
#pragma once

#include "core/gateway/Gateway.h"
#include "core/gateway/Metrics.h"
#include "core/gateway/ModelLists.h"

namespace signalbox {

class CountingHost final : public Gateway::Host {
public:
    CountingHost(Gateway::Host& host, Metrics& metrics, ModelLists& lists)
        : m_host(host), m_metrics(metrics), m_lists(lists) {}

    void book(LedgerEntry entry) override {
        m_metrics.note(entry);
        if (const auto* end = std::get_if<RequestFinished>(&entry)) {
            if (end->attempts.empty() && end->httpStatus == 404) {
                m_lists.doubtAll();
            }
            for (const AttemptRecord& attempt : end->attempts) {
                if (attempt.httpStatus == 404 && !attempt.drill) {
                    m_lists.doubt(attempt.provider);
                }
            }
        }
        m_host.book(std::move(entry));
    }
    void statusTouched() override { m_host.statusTouched(); }
    void switchesExpired() override { m_host.switchesExpired(); }
    void healthChanged() override { m_host.healthChanged(); }
    void modelListsChanged() override { m_host.modelListsChanged(); }
    void spentWanted(const SpentQuestion& question) override { m_host.spentWanted(question); }

private:
    Gateway::Host& m_host;
    Metrics& m_metrics;
    ModelLists& m_lists;
};

}  // namespace signalbox
