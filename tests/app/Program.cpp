#include "tests/app/Program.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcessEnvironment>
#include <QUrl>

#include <sqlite3.h>

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace signalbox::test {

namespace {

constexpr int kPatienceMs = 30'000;

QProcessEnvironment environmentWith(const QStringList& more) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // A process that cannot be looked into cannot look into itself either, as the leak search would.
    environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("detect_leaks=0"));
    environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
    for (const QString& assignment : more) {
        environment.insert(assignment.section(QLatin1Char('='), 0, 0),
                           assignment.section(QLatin1Char('='), 1));
    }
    return environment;
}

}  // namespace

void Home::write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) != content.size()) {
        qFatal("a test's file cannot be written");
    }
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

QByteArray Home::read(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void Home::writeConfig(const QJsonObject& config) const {
    write(QStringLiteral("config.json"), QJsonDocument(config).toJson());
}

Ended run(const QStringList& arguments, const QStringList& environment) {
    QProcess process;
    process.setProcessEnvironment(environmentWith(environment));
    process.start(QStringLiteral(SIGNALBOX_PROGRAM), arguments);
    process.closeWriteChannel();
    process.waitForFinished(kPatienceMs);
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished(kPatienceMs);
        return {-1, true, QString::fromUtf8(process.readAllStandardOutput()), QStringLiteral("did not end")};
    }
    return {process.exitCode(), process.exitStatus() != QProcess::NormalExit,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

Instance::Instance(const Home& home, const QStringList& more, const QStringList& environment) : m_home(home) {
    QStringList arguments{QStringLiteral("serve"), QStringLiteral("--config"), home.config(),
                          QStringLiteral("--data-dir"), home.data()};
    arguments += more.contains(QStringLiteral("--listen"))
                     ? more
                     : more + QStringList{QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0")};
    m_process.setProcessEnvironment(environmentWith(environment));
    m_process.start(QStringLiteral(SIGNALBOX_PROGRAM), arguments);
}

Instance::~Instance() {
    if (isRunning()) {
        m_process.kill();
        m_process.waitForFinished(kPatienceMs);
    }
}

bool Instance::waitUntilListening() {
    while (!m_out.contains('\n')) {
        if (!m_process.waitForReadyRead(kPatienceMs)) {
            return false;
        }
        m_out += m_process.readAllStandardOutput();
    }
    const QByteArray begin = "signalbox: listening on ";
    if (!m_out.startsWith(begin) || m_out.count('\n') != 1) {
        return false;
    }
    m_baseUrl = QString::fromUtf8(m_out.mid(begin.size()).trimmed());
    return true;
}

quint16 Instance::port() const {
    return static_cast<quint16>(QUrl(m_baseUrl).port());
}

Ended Instance::command(const QStringList& arguments) const {
    return run(arguments + QStringList{QStringLiteral("--data-dir"), m_home.data()});
}

QString Instance::key() const {
    return command({QStringLiteral("key")}).out.trimmed();
}

Ended Instance::end(int timeoutMs) {
    m_process.waitForFinished(timeoutMs);
    if (isRunning()) {
        return {-1, true, QString::fromUtf8(m_out), QStringLiteral("did not end")};
    }
    m_out += m_process.readAllStandardOutput();
    return {m_process.exitCode(), m_process.exitStatus() != QProcess::NormalExit, QString::fromUtf8(m_out),
            QString::fromUtf8(m_process.readAllStandardError())};
}

ScriptedProvider::ScriptedProvider(const QStringList& arguments) {
    m_process.start(QStringLiteral(SCRIPTED_PROVIDER), arguments);
    QByteArray line;
    while (!line.contains('\n') && m_process.waitForReadyRead(kPatienceMs)) {
        line += m_process.readAllStandardOutput();
    }
    m_port = line.trimmed().toInt();
}

ScriptedProvider::~ScriptedProvider() {
    m_process.terminate();
    m_process.waitForFinished(kPatienceMs);
}

QString ScriptedProvider::baseUrl() const {
    return QStringLiteral("http://127.0.0.1:%1/v1").arg(m_port);
}

QByteArray Http::Answer::header(const QByteArray& name) const {
    const QList<QByteArray> lines = head.split('\n');
    for (const QByteArray& line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0) {
            return line.mid(colon + 1).trimmed();
        }
    }
    return {};
}

Http::Http(quint16 port) : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{kPatienceMs / 1000, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    m_ended = ::connect(m_descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0;
}

Http::~Http() {
    ::close(m_descriptor);
}

bool Http::send(const QByteArray& method, const QByteArray& path, const QByteArray& key,
                const QByteArray& body) {
    QByteArray request = method + ' ' + path + " HTTP/1.1\r\nHost: localhost:";
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    ::getpeername(m_descriptor, reinterpret_cast<sockaddr*>(&peer), &size);
    request += QByteArray::number(ntohs(peer.sin_port)) + "\r\nAuthorization: Bearer " + key + "\r\n";
    if (!body.isEmpty()) {
        request +=
            "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    }
    request += "\r\n" + body;
    m_bytes.clear();
    return !m_ended && ::send(m_descriptor, request.constData(), static_cast<std::size_t>(request.size()),
                              MSG_NOSIGNAL) == request.size();
}

bool Http::fill() {
    char bytes[16 * 1024];
    const ssize_t got = ::recv(m_descriptor, bytes, sizeof bytes, 0);
    if (got <= 0) {
        m_ended = true;
        return false;
    }
    m_bytes.append(bytes, got);
    return true;
}

bool Http::isWhole() const {
    const qsizetype end = m_bytes.indexOf("\r\n\r\n");
    if (end < 0) {
        return false;
    }
    const QByteArray head = m_bytes.left(end).toLower();
    if (const qsizetype at = head.indexOf("content-length:"); at >= 0) {
        const qsizetype lineEnd = head.indexOf('\r', at);
        const qint64 length =
            head.mid(at + 15, (lineEnd < 0 ? head.size() : lineEnd) - at - 15).trimmed().toLongLong();
        return m_bytes.size() >= end + 4 + length;
    }
    return m_bytes.endsWith("\r\n0\r\n\r\n");
}

Http::Answer Http::readUntil(const QByteArray& enough) {
    for (;;) {
        const qsizetype end = m_bytes.indexOf("\r\n\r\n");
        if (end >= 0 && (enough.isEmpty() || m_bytes.indexOf(enough, end) >= 0 || isWhole())) {
            break;
        }
        if (!fill()) {
            break;
        }
    }
    const qsizetype end = m_bytes.indexOf("\r\n\r\n");
    Answer answer;
    if (end >= 0) {
        answer.status = m_bytes.mid(9, 3).toInt();
        answer.head = m_bytes.left(end + 2);
        answer.body = m_bytes.mid(end + 4);
    }
    answer.whole = isWhole();
    return answer;
}

Http::Answer Http::readToEnd() {
    while (!isWhole() && fill()) {
    }
    return readUntil({});
}

QByteArray chat(const QByteArray& model, bool stream) {
    return "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "") +
           "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
}

QStringList words(const char* line) {
    return QString::fromLatin1(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QJsonObject provider(const char* id, const QString& baseUrl, const QJsonArray& keys) {
    return {{QStringLiteral("id"), QLatin1String(id)},
            {QStringLiteral("protocol"), QStringLiteral("openai")},
            {QStringLiteral("base_url"), baseUrl},
            {QStringLiteral("models"), QJsonArray{QStringLiteral("m")}},
            {QStringLiteral("keys"), keys}};
}

QJsonObject configWith(const QJsonArray& providers) {
    return {{QStringLiteral("version"), 1},
            {QStringLiteral("clients"),
             QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("default")},
                                    {QStringLiteral("key"), QStringLiteral("sb-testtesttest")}}}},
            {QStringLiteral("providers"), providers}};
}

QString query(const QString& file, const char* sql) {
    sqlite3* database = nullptr;
    QString text = QStringLiteral("(no database)");
    if (sqlite3_open_v2(QFile::encodeName(file).constData(), &database, SQLITE_OPEN_READONLY, nullptr) ==
        SQLITE_OK) {
        sqlite3_stmt* statement = nullptr;
        sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
        text = sqlite3_step(statement) == SQLITE_ROW
                   ? QString::fromUtf8(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)))
                   : QString::fromUtf8(sqlite3_errmsg(database));
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
    return text;
}

}  // namespace signalbox::test
