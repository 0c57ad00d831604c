// Program: the built `signalbox` as a process with folders of its own, for tests. Thread: the test's.
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace signalbox::test {

struct Ended {
    int code = -1;
    bool crashed = false;
    QString out;
    QString err;
};

// Where one instance keeps its things; removed with the object.
class Home {
public:
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }
    [[nodiscard]] QString config() const { return path(QStringLiteral("config.json")); }
    [[nodiscard]] QString data() const { return path(QStringLiteral("data")); }
    void write(const QString& name, const QByteArray& content) const;
    [[nodiscard]] QByteArray read(const QString& name) const;
    // Two providers behind one route "*", with a client key of its own.
    void writeConfig(const QJsonObject& config) const;

private:
    QTemporaryDir m_folder;
};

// Runs it to its end.
[[nodiscard]] Ended run(const QStringList& arguments, const QStringList& environment = {});

// `serve`, running.
class Instance {
public:
    explicit Instance(const Home& home, const QStringList& more = {}, const QStringList& environment = {});
    ~Instance();

    // Waits for the line on standard output. False: it ended before.
    [[nodiscard]] bool waitUntilListening();
    [[nodiscard]] QString baseUrl() const { return m_baseUrl; }
    [[nodiscard]] quint16 port() const;
    // A command to this instance.
    [[nodiscard]] Ended command(const QStringList& arguments) const;
    [[nodiscard]] QString key() const;
    void terminate() { m_process.terminate(); }
    void kill() { m_process.kill(); }
    // Waits for the end; what it printed is all there then.
    Ended end(int timeoutMs = 20'000);
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }

private:
    const Home& m_home;
    QProcess m_process;
    QByteArray m_out;
    QString m_baseUrl;
};

// A provider that answers by script (tests/support/scripted_provider).
class ScriptedProvider {
public:
    explicit ScriptedProvider(const QStringList& arguments = {});
    ~ScriptedProvider();
    [[nodiscard]] QString baseUrl() const;

private:
    QProcess m_process;
    int m_port = 0;
};

// One blocking HTTP/1.1 connection, usable from any thread.
class Http {
public:
    struct Answer {
        int status = 0;  // 0: no whole answer
        QByteArray head;
        QByteArray body;
        bool whole = false;
        [[nodiscard]] QByteArray header(const QByteArray& name) const;
    };

    explicit Http(quint16 port);
    ~Http();
    Http(const Http&) = delete;
    Http& operator=(const Http&) = delete;

    // Sends a request; false: the connection is gone.
    bool send(const QByteArray& method, const QByteArray& path, const QByteArray& key,
              const QByteArray& body = {});
    // Reads the head and, if `enough` is not empty, until those bytes are in the body.
    Answer readUntil(const QByteArray& enough);
    // Reads the rest of the answer.
    Answer readToEnd();

private:
    bool fill();
    [[nodiscard]] bool isWhole() const;

    int m_descriptor = -1;
    QByteArray m_bytes;
    bool m_ended = false;
};

[[nodiscard]] QByteArray chat(const QByteArray& model, bool stream);

// "switch demo auto" as arguments.
[[nodiscard]] QStringList words(const char* line);
// A provider of the configuration that serves the model "m".
[[nodiscard]] QJsonObject provider(const char* id, const QString& baseUrl, const QJsonArray& keys = {});
// A configuration with the client key "sb-testtesttest".
[[nodiscard]] QJsonObject configWith(const QJsonArray& providers);
// The first column of the first row, or the error's text.
[[nodiscard]] QString query(const QString& file, const char* sql);

}  // namespace signalbox::test
