// FakeService: a GatewayService that notes what it was asked and answers when the test says so. Thread: the
// test's.
#pragma once

#include "core/api/GatewayService.h"

#include <optional>
#include <vector>

namespace signalbox::test {

class FakeService final : public GatewayService {
    Q_OBJECT

public:
    struct Asked {
        Ticket ticket = 0;
        QString what;
        std::optional<Pin> pin;
        std::optional<Drain> drain;
        std::optional<SpendQuery> query;
    };

    [[nodiscard]] const StatusSnapshot& status() const override { return m_status; }
    [[nodiscard]] ConfigPtr config() const override { return m_config; }
    Ticket setPin(const QString& route, const Pin& pin, const QString& reason) override {
        return note({0, QStringLiteral("pin %1 %2").arg(route, reason), pin, {}, {}});
    }
    Ticket setDrain(const QString& provider, const std::optional<Drain>& drain,
                    const QString& reason) override {
        return note({0, QStringLiteral("drain %1 %2").arg(provider, reason), {}, drain, {}});
    }
    Ticket reset(const QString& provider, const QString& model) override {
        return note({0, QStringLiteral("reset %1 %2").arg(provider, model), {}, {}, {}});
    }
    Ticket spend(const SpendQuery& query) override {
        return note({0, QStringLiteral("spend"), {}, {}, query});
    }

    std::vector<Asked> asked;
    StatusSnapshot m_status;
    ConfigPtr m_config = std::make_shared<Config>();

private:
    Ticket note(Asked what) {
        what.ticket = asked.size() + 1;
        asked.push_back(std::move(what));
        return asked.size();
    }
};

}  // namespace signalbox::test
