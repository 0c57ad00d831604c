#include "core/http/HttpServer.h"

#include <QDateTime>
#include <QHostAddress>
#include <QLocale>

#include <unistd.h>

namespace signalbox {

namespace {

constexpr std::size_t kScratchBytes = 64 * 1024;
constexpr int kOverloadedAnswers =
    64;  // connections beyond the limit that are told so; more are closed unheard
constexpr Milliseconds kAcceptPause{100};

}  // namespace

HttpServer::HttpServer(const Clock& clock, Scheduler& scheduler, RequestHandler& handler,
                       const ServerLimits& limits, QObject* parent)
    : QTcpServer(parent),
      m_clock(clock),
      m_scheduler(scheduler),
      m_handler(handler),
      m_limits(limits),
      m_policy(std::make_shared<const GatePolicy>()),
      m_scratch(kScratchBytes) {
    setListenBacklogSize(limits.backlog);
    connect(this, &QTcpServer::acceptError, this, &HttpServer::onAcceptError);
}

HttpServer::~HttpServer() {
    close();
    abortAll();
}

Result<void> HttpServer::listen(const QString& address, quint16 port) {
    const QHostAddress host =
        address == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(address);
    if (host.isNull()) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("\"%1\" is not an IP address").arg(address),
                     address};
    }
    if (QTcpServer::listen(host, port)) {
        m_stopping = false;
        return {};
    }
    const QString place = QStringLiteral("%1:%2").arg(address).arg(port);
    switch (serverError()) {
        case QAbstractSocket::AddressInUseError:
            return Error{ErrorCode::Busy,
                         QStringLiteral("Port %1 on %2 is taken by another program").arg(port).arg(address),
                         place};
        case QAbstractSocket::SocketAddressNotAvailableError:
            return Error{ErrorCode::InvalidInput,
                         QStringLiteral("%1 is not an address of this machine").arg(address), place};
        default:
            return Error{ErrorCode::Failed,
                         QStringLiteral("Cannot listen on %1: %2").arg(place, errorString()), place};
    }
}

void HttpServer::setGatePolicy(std::shared_ptr<const GatePolicy> policy) {
    m_policy = policy ? std::move(policy) : std::make_shared<const GatePolicy>();
}

void HttpServer::closeListener() {
    m_stopping = true;
    m_resume.cancel();
    close();
    // stop() may remove the connection, which puts another in its place.
    for (std::size_t i = m_connections.size(); i > 0; --i) {
        m_connections[i - 1]->stop();
    }
}

void HttpServer::abortAll() {
    while (!m_connections.empty()) {
        m_connections.back()->kill();
    }
}

void HttpServer::incomingConnection(qintptr descriptor) {
    const int fd = static_cast<int>(descriptor);
    const int open = openConnections();
    if (open >= m_limits.connections + kOverloadedAnswers) {
        ::close(fd);
        return;
    }
    const auto admission = open >= m_limits.connections ? HttpConnection::Admission::Overloaded
                                                        : HttpConnection::Admission::Serve;
    HttpConnection::Host& self = *this;
    m_connections.push_back(std::make_unique<HttpConnection>(fd, self, admission));
    m_connections.back()->index = m_connections.size() - 1;
}

std::shared_ptr<const Caller> HttpServer::callerAt(int fd) {
    if (m_projects == nullptr) {
        return nullptr;
    }
    const std::optional<PeerProbe::Owner> owner = m_peerProbe.ownerOf(fd);
    return owner ? m_projects->find(owner->inode) : nullptr;
}

bool HttpServer::holdBody(qint64 change) {
    if (change > 0 && m_bodyBytes + change > m_limits.allBodyBytes) {
        return false;
    }
    m_bodyBytes += change;
    return true;
}

void HttpServer::removeConnection(HttpConnection& connection) {
    const std::size_t index = connection.index;
    const std::unique_ptr<HttpConnection> removed = std::move(m_connections[index]);
    if (index + 1 < m_connections.size()) {
        m_connections[index] = std::move(m_connections.back());
        m_connections[index]->index = index;
    }
    m_connections.pop_back();
}

// Out of descriptors, mostly: Qt stops accepting, and a while later it is tried again.
void HttpServer::onAcceptError() {
    m_resume = m_scheduler.after(kAcceptPause, [this] { resumeAccepting(); });
}

QByteArrayView HttpServer::date() {
    const qint64 second = m_clock.wallMs() / 1000;
    if (second != m_dateSecond) {
        m_dateSecond = second;
        m_date = QLocale::c()
                     .toString(QDateTime::fromSecsSinceEpoch(second, Qt::UTC),
                               QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
                     .toLatin1();
    }
    return m_date;
}

}  // namespace signalbox
