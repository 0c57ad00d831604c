// ControlServer: the control socket of a running Signalbox: lets the owner's other processes (the commands, a
// second start) ask and throw the switch through GatewayService. Thread: that of the service. Owns its
// sessions. Peers that are not this user are turned away; questions are bounded in size and time, answered
// one at a time per peer.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"
#include "core/service/ControlProtocol.h"

#include <QHash>
#include <QLocalServer>
#include <QPointer>
#include <QSet>

namespace signalbox {

class ControlSession;

class ControlServer final : public QObject {
    Q_OBJECT

public:
    enum class Window { None, Present };
    struct Limits {
        int sessions = 32;
        // Of a request to explain as base64, and some.
        qsizetype questionBytes = ExplainCommand::kMostBytes / 3 * 4 + 64 * 1024;
        Milliseconds questionTime{10'000};  // for a question to come whole, and for an answer to be taken
    };

    ControlServer(GatewayService& service, const Clock& clock, Scheduler& scheduler);
    ControlServer(GatewayService& service, const Clock& clock, Scheduler& scheduler, const Limits& limits);
    ~ControlServer() override;

    [[nodiscard]] Result<void> listen(const QString& dataFolder);
    // With a window `raise` asks for it by raiseRequested(); without one it is refused.
    void setWindow(Window window) { m_window = window; }
    void close();
    [[nodiscard]] int sessionCount() const;

Q_SIGNALS:
    void raiseRequested();

private:
    friend class ControlSession;
    void accept();
    // Either answers at once or remembers whom the ticket's answer is for.
    void answer(ControlSession* session, const QByteArray& line);
    void onCommandDone(Ticket ticket, const Result<void>& result);
    void onExplained(Ticket ticket, const Result<Explanation>& explanation);
    void onHistoryReady(Ticket ticket, const Result<QVector<SwitchChanged>>& history);
    void onExportDone(Ticket ticket, const Result<ExportResult>& result);
    void onImportDone(Ticket ticket, const Result<ImportResult>& result);
    [[nodiscard]] Ticket beginExport(const ExportCommand& command);
    // The peer has gone: what is still being done for it is not wanted any more.
    void gone(const ControlSession* session);
    void onSpendReady(Ticket ticket, const Result<SpendReport>& report);
    [[nodiscard]] Result<QJsonObject> clientKey(const QString& client) const;
    [[nodiscard]] std::optional<qint64> end(const std::optional<qint64>& forMs) const;

    GatewayService& m_service;
    const Clock& m_clock;
    Scheduler& m_scheduler;
    const Limits m_limits;
    QLocalServer m_server;
    QString m_dataFolder;
    Window m_window = Window::None;
    QHash<Ticket, QPointer<ControlSession>> m_asked;
    QSet<Ticket> m_statusAsked;  // of those, the ones that asked for the status
};

}  // namespace signalbox
