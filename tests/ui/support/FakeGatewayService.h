// FakeGatewayService: a gateway that does nothing but remember what it was asked, and say what a test tells
// it to. Thread: the test's.
#pragma once

#include "core/api/GatewayService.h"

namespace signalbox::test {

struct PinCall {
    Ticket ticket = 0;
    QString route;
    Pin pin;
    WaitingRequests waiting = WaitingRequests::Stay;
};
struct DrillCall {
    Ticket ticket = 0;
    QString provider;
    std::optional<Drill> drill;
};
struct DrainCall {
    Ticket ticket = 0;
    QString provider;
    std::optional<Drain> drain;
};

struct SaveCall {
    Ticket ticket = 0;
    Config config;
    OnForeignChange onForeignChange = OnForeignChange::Refuse;
};
struct ReplayCall {
    Ticket ticket = 0;
    QByteArray requestId;
    TargetRef target;
};
struct KeyCall {
    Ticket ticket = 0;
    KeySource source;
    QString provider;   // of revealKey
    QUrl baseUrl;       // of storeKey
    QByteArray stored;  // of storeKey
};

class FakeGatewayService final : public GatewayService {
public:
    [[nodiscard]] const StatusSnapshot& status() const override { return m_status; }
    [[nodiscard]] ConfigPtr config() const override { return m_config; }

    // As configure() set it, or as the test says apart from that.
    [[nodiscard]] ConfigPtr fileConfig() const override { return file ? file : m_config; }

    Ticket checkConfig(const Config& draft) override {
        checks.append({++m_ticket, draft});
        return m_ticket;
    }
    Ticket saveConfig(const Config& config, OnForeignChange onForeignChange) override {
        saves.append({++m_ticket, config, onForeignChange});
        return m_ticket;
    }
    Ticket storeKey(const KeySource& source, const QUrl& baseUrl, const Secret& key) override {
        keysStored.append({++m_ticket, source, {}, baseUrl, key.expose()});
        return m_ticket;
    }
    Ticket removeKey(const KeySource& source) override {
        keysRemoved.append({++m_ticket, source, {}, {}, {}});
        return m_ticket;
    }
    Ticket revealKey(const QString& provider, const KeySource& source) override {
        keysRevealed.append({++m_ticket, source, provider, {}, {}});
        return m_ticket;
    }
    Ticket callAsTool(const QString& client, const QString& model) override {
        toolCalls.append({++m_ticket, {client, model}});
        return m_ticket;
    }
    Ticket findProviders() override {
        searches.append(++m_ticket);
        return m_ticket;
    }
    Ticket testCall(const QString& provider, const QString& model) override {
        testCalls.append({++m_ticket, TargetRef{provider, model}});
        return m_ticket;
    }

    Ticket replay(const QByteArray& requestId, const QString& provider, const QString& model) override {
        replays.append({++m_ticket, requestId, {provider, model}});
        return m_ticket;
    }

    Ticket setPin(const QString& route, const Pin& pin, const QString&, WaitingRequests waiting) override {
        pins.append({++m_ticket, route, pin, waiting});
        return m_ticket;
    }
    Ticket setDrain(const QString& provider, const std::optional<Drain>& drain, const QString&) override {
        drains.append({++m_ticket, provider, drain});
        return m_ticket;
    }
    Ticket refresh() override { return ++m_ticket; }
    Ticket reset(const QString& provider, const QString&) override {
        resets.append({++m_ticket, provider});
        return m_ticket;
    }
    Ticket spend(const SpendQuery& query) override {
        spends.append({++m_ticket, query});
        return m_ticket;
    }

    Ticket undo(const QString&) override {
        undos.append(++m_ticket);
        return m_ticket;
    }
    Ticket setDrill(const QString& provider, const std::optional<Drill>& drill) override {
        drills.append({++m_ticket, provider, drill});
        return m_ticket;
    }
    Ticket explain(const ExplainQuery& query) override {
        explains.append({++m_ticket, query});
        return m_ticket;
    }
    Ticket previewPin(const QString& route, const Pin& pin) override {
        previews.append({++m_ticket, route, pin, {}});
        return m_ticket;
    }
    Ticket switchHistory(int) override {
        histories.append(++m_ticket);
        return m_ticket;
    }
    Ticket incidents(qint64 sinceMs, qint64 untilMs) override {
        incidentQuestions.append({++m_ticket, {sinceMs, untilMs}});
        return m_ticket;
    }
    Ticket requests(const RequestQuery& query) override {
        pages.append({++m_ticket, query});
        return m_ticket;
    }
    Ticket requestDetail(const QByteArray& requestId) override {
        details.append({++m_ticket, requestId});
        return m_ticket;
    }
    Ticket exportRequests(const RequestExport& what) override {
        requestExports.append({++m_ticket, what});
        return m_ticket;
    }
    Ticket exportSpend(const SpendExport& what) override {
        spendExports.append({++m_ticket, what});
        return m_ticket;
    }
    Ticket importLedger(const QString&) override { return ++m_ticket; }
    void cancel(Ticket ticket) override {
        cancelled.append(ticket);
        spends.removeIf([ticket](const auto& asked) { return asked.first == ticket; });
        incidentQuestions.removeIf([ticket](const auto& asked) { return asked.first == ticket; });
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
    // Answers every question about spend that is open with those of the rows that are of its days and have
    // the name it filters by; a row without a day is of any.
    void answerSpend(const QVector<SpendRow>& rows) {
        for (const auto& [ticket, query] : std::exchange(spends, {})) {
            SpendReport report;
            report.query = query;
            for (const SpendRow& row : rows) {
                const SpendFilter& filter = query.filter;
                const std::optional<QString>& name = query.by == SpendBy::Model      ? filter.model
                                                     : query.by == SpendBy::Provider ? filter.provider
                                                     : query.by == SpendBy::Client   ? filter.client
                                                                                     : filter.project;
                if (name && *name != row.key) {
                    continue;
                }
                if (!row.day || ((!query.since || *row.day >= *query.since) &&
                                 (!query.until || *row.day <= *query.until))) {
                    report.rows.append(row);
                    report.total += row;
                }
            }
            report.forecast = query.forecastOn ? forecast : std::nullopt;
            Q_EMIT spendReady(ticket, Result<SpendReport>(report));
        }
    }
    void failSpend(const QString& why) {
        for (const auto& [ticket, query] : std::exchange(spends, {})) {
            Q_EMIT spendReady(ticket, Result<SpendReport>(Error{ErrorCode::Unavailable, why, {}}));
        }
    }
    void answerIncidents(const QVector<Incident>& incidents) {
        for (const auto& [ticket, span] : std::exchange(incidentQuestions, {})) {
            Q_EMIT incidentsReady(ticket, Result<QVector<Incident>>(incidents));
        }
    }
    // Newest first.
    void answerHistory(const QVector<SwitchChanged>& history) {
        for (const Ticket ticket : std::exchange(histories, {})) {
            Q_EMIT historyReady(ticket, Result<QVector<SwitchChanged>>(history));
        }
    }

    // Answers every check that is open.
    void answerChecks(const ConfigCheck& check) {
        for (const auto& [ticket, draft] : std::exchange(checks, {})) {
            Q_EMIT configChecked(ticket, check);
        }
    }
    // Answers every explain that is open.
    void answerExplains(const Result<Explanation>& explanation) {
        for (const auto& [ticket, query] : std::exchange(explains, {})) {
            Q_EMIT explained(ticket, explanation);
        }
    }

    // Answers every question for a page that is open, with what `page(query)` makes of it.
    template <class Make>
    void answerPages(Make page) {
        for (const auto& [ticket, query] : std::exchange(pages, {})) {
            Q_EMIT requestsReady(ticket, Result<RequestPage>(page(query)));
        }
    }
    void answerDetails(const Result<RequestDetail>& detail) {
        for (const auto& [ticket, id] : std::exchange(details, {})) {
            Q_EMIT requestDetailReady(ticket, detail);
        }
    }
    void answerToolCalls(const Result<TestCallResult>& result) {
        for (const auto& [ticket, what] : std::exchange(toolCalls, {})) {
            Q_EMIT testCallDone(ticket, result);
        }
    }
    void answerSearch(const QVector<FoundProvider>& found) {
        for (const Ticket ticket : std::exchange(searches, {})) {
            Q_EMIT providersFound(ticket, found);
        }
    }
    // Answers every preview that is open with these costs.
    void answerPreviews(const Result<SwitchPreview>& preview) {
        for (const PinCall& call : std::exchange(previews, {})) {
            Q_EMIT previewReady(call.ticket, preview);
        }
    }

    QVector<QPair<Ticket, RequestQuery>> pages;
    QVector<QPair<Ticket, QByteArray>> details;
    ConfigPtr file;
    QVector<QPair<Ticket, Config>> checks;
    QVector<SaveCall> saves;
    QVector<Ticket> searches;
    QVector<QPair<Ticket, QPair<QString, QString>>> toolCalls;  // client and model
    QVector<KeyCall> keysStored;
    QVector<KeyCall> keysRemoved;
    QVector<KeyCall> keysRevealed;
    QVector<QPair<Ticket, TargetRef>> testCalls;
    QVector<ReplayCall> replays;
    QVector<QPair<Ticket, ExplainQuery>> explains;
    QVector<PinCall> pins;
    QVector<PinCall> previews;
    QVector<Ticket> undos;
    QVector<DrillCall> drills;
    QVector<DrainCall> drains;
    QVector<QPair<Ticket, QString>> resets;
    QVector<QPair<Ticket, SpendQuery>> spends;
    QVector<Ticket> histories;
    QVector<QPair<Ticket, QPair<qint64, qint64>>> incidentQuestions;  // with the time that was asked about
    QVector<QPair<Ticket, SpendExport>> spendExports;
    QVector<QPair<Ticket, RequestExport>> requestExports;
    QVector<Ticket> cancelled;
    std::optional<SpendForecast> forecast;

private:
    Ticket m_ticket = 0;
    StatusSnapshot m_status;
    ConfigPtr m_config;
};

}  // namespace signalbox::test
