// FakeGatewayService: a gateway that does nothing but remember what it was asked, and say what a test tells
// it to. Thread: the test's.
#pragma once

#include "core/api/GatewayService.h"

namespace signalbox::test {

struct PinCall {
    Ticket ticket = 0;
    QString route;
    Pin pin;
};
struct DrainCall {
    Ticket ticket = 0;
    QString provider;
    std::optional<Drain> drain;
};

class FakeGatewayService final : public GatewayService {
public:
    [[nodiscard]] const StatusSnapshot& status() const override { return m_status; }
    [[nodiscard]] ConfigPtr config() const override { return m_config; }

    Ticket setPin(const QString& route, const Pin& pin, const QString&) override {
        pins.append({++m_ticket, route, pin});
        return m_ticket;
    }
    Ticket setDrain(const QString& provider, const std::optional<Drain>& drain, const QString&) override {
        drains.append({++m_ticket, provider, drain});
        return m_ticket;
    }
    Ticket reset(const QString& provider, const QString&) override {
        resets.append({++m_ticket, provider});
        return m_ticket;
    }
    Ticket spend(const SpendQuery& query) override {
        spends.append({++m_ticket, query});
        return m_ticket;
    }

    void publish(const StatusSnapshot& status) {
        m_status = status;
        Q_EMIT statusChanged(m_status);
    }
    void configure(ConfigPtr config) {
        m_config = std::move(config);
        Q_EMIT configChanged(m_config);
    }
    void done(Ticket ticket, const Result<void>& result = {}) { Q_EMIT commandDone(ticket, result); }
    // Answers every question about spend that is open.
    void answerSpend(const QVector<SpendRow>& rows) {
        for (const auto& [ticket, query] : std::exchange(spends, {})) {
            SpendReport report;
            report.query = query;
            report.rows = rows;
            Q_EMIT spendReady(ticket, Result<SpendReport>(report));
        }
    }

    QVector<PinCall> pins;
    QVector<DrainCall> drains;
    QVector<QPair<Ticket, QString>> resets;
    QVector<QPair<Ticket, SpendQuery>> spends;

private:
    Ticket m_ticket = 0;
    StatusSnapshot m_status;
    ConfigPtr m_config;
};

}  // namespace signalbox::test
