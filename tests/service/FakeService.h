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
        WaitingRequests waiting = WaitingRequests::Stay;
        std::optional<Drill> drill;
        std::optional<ExplainQuery> explain;
    };

    [[nodiscard]] const StatusSnapshot& status() const override { return m_status; }
    [[nodiscard]] ConfigPtr config() const override { return m_config; }
    Ticket setPin(const QString& route, const Pin& pin, const QString& reason,
                  WaitingRequests waiting) override {
        return note({0, QStringLiteral("pin %1 %2").arg(route, reason), pin, {}, {}, waiting, {}, {}});
    }
    Ticket setDrain(const QString& provider, const std::optional<Drain>& drain,
                    const QString& reason) override {
        return note({0, QStringLiteral("drain %1 %2").arg(provider, reason), {}, drain, {}, {}, {}, {}});
    }
    // Answers by itself: m_status is always up to date.
    Ticket refresh() override {
        const Ticket ticket = ++m_refreshes;
        QMetaObject::invokeMethod(
            this, [this, ticket] { Q_EMIT commandDone(ticket, {}); }, Qt::QueuedConnection);
        return ticket;
    }
    Ticket reset(const QString& provider, const QString& model) override {
        return note({0, QStringLiteral("reset %1 %2").arg(provider, model), {}, {}, {}, {}, {}, {}});
    }
    Ticket undo(const QString& reason) override {
        return note({0, QStringLiteral("undo %1").arg(reason), {}, {}, {}, {}, {}, {}});
    }
    Ticket setDrill(const QString& provider, const std::optional<Drill>& drill) override {
        return note({0, QStringLiteral("drill %1").arg(provider), {}, {}, {}, {}, drill, {}});
    }
    Ticket spend(const SpendQuery& query) override {
        return note({0, QStringLiteral("spend"), {}, {}, query, {}, {}, {}});
    }
    [[nodiscard]] ConfigPtr fileConfig() const override { return m_config; }
    Ticket checkConfig(const Config&) override {
        return note({0, QStringLiteral("check"), {}, {}, {}, {}, {}, {}});
    }
    Ticket saveConfig(const Config&, OnForeignChange) override {
        return note({0, QStringLiteral("save"), {}, {}, {}, {}, {}, {}});
    }
    Ticket storeKey(const KeySource& source, const QUrl&, const Secret&) override {
        return note({0, QStringLiteral("store %1").arg(source.name), {}, {}, {}, {}, {}, {}});
    }
    Ticket removeKey(const KeySource& source) override {
        return note({0, QStringLiteral("remove %1").arg(source.name), {}, {}, {}, {}, {}, {}});
    }
    Ticket revealKey(const QString& provider, const KeySource& source) override {
        return note({0, QStringLiteral("reveal %1 %2").arg(provider, source.name), {}, {}, {}, {}, {}, {}});
    }
    Ticket callAsTool(const QString& client, const QString& model) override {
        return note({0, QStringLiteral("call %1 %2").arg(client, model), {}, {}, {}, {}, {}, {}});
    }
    Ticket findProviders() override { return note({0, QStringLiteral("find"), {}, {}, {}, {}, {}, {}}); }
    Ticket testCall(const QString& provider, const QString& model) override {
        return note({0, QStringLiteral("test %1 %2").arg(provider, model), {}, {}, {}, {}, {}, {}});
    }
    Ticket replay(const QByteArray& requestId, const QString& provider, const QString& model) override {
        return note({0,
                     QStringLiteral("replay %1 %2 %3").arg(QString::fromLatin1(requestId), provider, model),
                     {},
                     {},
                     {},
                     {},
                     {},
                     {}});
    }
    Ticket explain(const ExplainQuery& query) override {
        return note({0, QStringLiteral("explain"), {}, {}, {}, {}, {}, query});
    }
    Ticket previewPin(const QString& route, const Pin& pin) override {
        return note({0, QStringLiteral("preview %1").arg(route), pin, {}, {}, {}, {}, {}});
    }
    Ticket switchHistory(int limit) override {
        return note({0, QStringLiteral("history %1").arg(limit), {}, {}, {}, {}, {}, {}});
    }

    Ticket incidents(qint64, qint64) override {
        return note({0, QStringLiteral("incidents"), {}, {}, {}, {}, {}, {}});
    }
    Ticket requests(const RequestQuery& query) override {
        return note({0, QStringLiteral("requests %1").arg(query.limit), {}, {}, {}, {}, {}, {}});
    }
    Ticket requestDetail(const QByteArray& requestId) override {
        return note({0, QStringLiteral("detail ") + QString::fromUtf8(requestId), {}, {}, {}, {}, {}, {}});
    }
    Ticket exportRequests(const RequestExport& what) override {
        requestExports.push_back(what);
        return note({0, QStringLiteral("export requests"), {}, {}, {}, {}, {}, {}});
    }
    Ticket exportSpend(const SpendExport& what) override {
        return note({0, QStringLiteral("export spend %1").arg(what.path), {}, {}, what.query, {}, {}, {}});
    }
    Ticket importLedger(const QString& path) override {
        return note({0, QStringLiteral("import %1").arg(path), {}, {}, {}, {}, {}, {}});
    }
    void cancel(Ticket ticket) override { cancelled.push_back(ticket); }

    std::vector<RequestExport> requestExports;
    std::vector<Ticket> cancelled;
    std::vector<Asked> asked;
    StatusSnapshot m_status;
    ConfigPtr m_config = std::make_shared<Config>();

private:
    Ticket m_refreshes = 1'000'000;  // apart from those that were noted
    Ticket note(Asked what) {
        what.ticket = asked.size() + 1;
        asked.push_back(std::move(what));
        return asked.size();
    }
};

}  // namespace signalbox::test
