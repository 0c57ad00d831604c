// HttpServer: listens, and owns the connections. Every request that RequestGate lets through goes to the
// handler. Thread: gateway; create, use and destroy it there. Without a policy everyone is refused. Stop:
// closeListener() (nobody new, idle connections closed, the rest answered with Connection: close), wait until
// openConnections() is 0 or the patience ends, abortAll().
#pragma once

#include "core/base/Result.h"
#include "core/http/GatePolicy.h"
#include "core/http/HttpConnection.h"
#include "core/http/ProjectFinder.h"

#include <QTcpServer>

#include <memory>
#include <vector>

namespace signalbox {

class HttpServer final : public QTcpServer, private HttpConnection::Host {
    Q_OBJECT

public:
    // Clock, scheduler and handler must outlive the server.
    HttpServer(const Clock& clock, Scheduler& scheduler, RequestHandler& handler,
               const ServerLimits& limits = {}, QObject* parent = nullptr);
    ~HttpServer() override;

    // `address`: an IP address or "localhost". `port` 0: any free one. Errors: Busy when the port is taken,
    // InvalidInput when the address is none or not this machine's, else Failed.
    [[nodiscard]] Result<void> listen(const QString& address, quint16 port);
    [[nodiscard]] quint16 port() const { return serverPort(); }

    // Holds from the next request on.
    void setGatePolicy(std::shared_ptr<const GatePolicy> policy);

    // Who finds out which projects clients work for; nobody: it is not asked. It outlives the server, or is
    // taken back. Holds for connections without a request so far.
    void setProjectFinder(ProjectFinder* finder) { m_projects = finder; }

    void closeListener();
    [[nodiscard]] int openConnections() const { return static_cast<int>(m_connections.size()); }
    // Ends every connection at once; handlers hear onGone for requests under way.
    void abortAll();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    [[nodiscard]] const Clock& clock() const override { return m_clock; }
    [[nodiscard]] Scheduler& scheduler() override { return m_scheduler; }
    [[nodiscard]] RequestHandler& handler() override { return m_handler; }
    [[nodiscard]] const ServerLimits& limits() const override { return m_limits; }
    [[nodiscard]] const GatePolicy& policy() const override { return *m_policy; }
    [[nodiscard]] PeerProbe& peerProbe() override { return m_peerProbe; }
    [[nodiscard]] std::shared_ptr<const Caller> callerAt(int fd) override;
    [[nodiscard]] std::pair<char*, std::size_t> scratch() override {
        return {m_scratch.data(), m_scratch.size()};
    }
    [[nodiscard]] QByteArrayView date() override;
    [[nodiscard]] bool isStopping() const override { return m_stopping; }
    [[nodiscard]] bool holdBody(qint64 change) override;
    void removeConnection(HttpConnection& connection) override;

    void onAcceptError();

    const Clock& m_clock;
    Scheduler& m_scheduler;
    RequestHandler& m_handler;
    const ServerLimits m_limits;
    std::shared_ptr<const GatePolicy> m_policy;
    PeerProbe m_peerProbe;
    ProjectFinder* m_projects = nullptr;
    std::vector<char> m_scratch;
    QByteArray m_date;
    qint64 m_dateSecond = -1;
    qint64 m_bodyBytes = 0;  // held by all connections
    bool m_stopping = false;
    Timer m_resume;
    std::vector<std::unique_ptr<HttpConnection>> m_connections;
};

}  // namespace signalbox
