#include "core/secrets/KeyFile.h"
#include "core/secrets/Origin.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace signalbox;

class TestKeyFile final : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    QString make(const QByteArray& content, unsigned mode) {
        QString path = m_dir.filePath(QStringLiteral("key"));
        QFile::remove(path);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("cannot write");
        }
        file.close();
        ::chmod(QFile::encodeName(path).constData(), mode);
        return path;
    }

private Q_SLOTS:
    void files_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<uint>("mode");
        QTest::addColumn<QByteArray>("key");  // empty: refused
        QTest::addColumn<QString>("complaint");
        const QByteArray canary("sk-canary-0123456789");
        QTest::newRow("0600") << canary << 0600U << canary << QString();
        QTest::newRow("0400") << canary << 0400U << canary << QString();
        QTest::newRow("trimmed") << QByteArray(" \n" + canary + "\r\n\n") << 0600U << canary << QString();
        QTest::newRow("0644") << canary << 0644U << QByteArray() << QStringLiteral("its mode is 0644");
        QTest::newRow("0640") << canary << 0640U << QByteArray() << QStringLiteral("its mode is 0640");
        QTest::newRow("0620") << canary << 0620U << QByteArray() << QStringLiteral("its mode is 0620");
        QTest::newRow("0601") << canary << 0601U << QByteArray() << QStringLiteral("its mode is 0601");
        QTest::newRow("0604") << canary << 0604U << QByteArray() << QStringLiteral("its mode is 0604");
        QTest::newRow("empty") << QByteArray() << 0600U << QByteArray() << QStringLiteral("is empty");
        QTest::newRow("blank") << QByteArray(" \n\t") << 0600U << QByteArray() << QStringLiteral("is empty");
        QTest::newRow("two lines") << QByteArray(canary + "\n" + canary) << 0600U << QByteArray()
                                   << QStringLiteral("more than one line");
        QTest::newRow("control") << QByteArray(canary + '\x01' + 'a') << 0600U << QByteArray()
                                 << QStringLiteral("more than one line");
        QTest::newRow("not ASCII") << QByteArray(canary + "ä") << 0600U << QByteArray()
                                   << QStringLiteral("more than one line");
        QTest::newRow("padded to 16 KiB")
            << canary.leftJustified(kMaxKeyFileBytes, '\n') << 0600U << canary << QString();
        QTest::newRow("over 16 KiB") << canary.leftJustified(kMaxKeyFileBytes + 1, '\n') << 0600U
                                     << QByteArray() << QStringLiteral("is larger than 16 KiB");
    }
    void files() {
        QFETCH(QByteArray, content);
        QFETCH(uint, mode);
        QFETCH(QByteArray, key);
        QFETCH(QString, complaint);
        const QString path = make(content, mode);
        const Result<Secret> result = readKeyFile(path);
        QCOMPARE(result.ok(), !key.isEmpty());
        if (result) {
            QVERIFY(result.value().matches(key));
        } else {
            QVERIFY2(result.error().message.contains(complaint), qPrintable(result.error().message));
            QVERIFY(result.error().message.contains(path));
            QVERIFY(!result.error().message.contains(QStringLiteral("canary")));
        }
    }

    void otherThings() {
        const Result<Secret> missing = readKeyFile(m_dir.filePath(QStringLiteral("none")));
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(readKeyFile(m_dir.path()).error().message.endsWith(QStringLiteral("is not a regular file")));
        const QString pipe = m_dir.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        // Opening a pipe that nobody writes to must not wait.
        QVERIFY(readKeyFile(pipe).error().message.endsWith(QStringLiteral("is not a regular file")));
        const QString link = m_dir.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(make("sk-linked-key", 0600), link));
        QVERIFY(readKeyFile(link).value().matches("sk-linked-key"));
    }

    void anotherUsersFile() {
        const QString path = make("sk-canary-0123456789", 0600);
        if (::geteuid() == 0) {
            QCOMPARE(::chown(QFile::encodeName(path).constData(), 65534, 65534), 0);
            const Result<Secret> result = readKeyFile(path);
            QVERIFY(!result);
            QVERIFY(result.error().message.endsWith(QStringLiteral("belongs to another user")));
        } else {
            // Only root can give a file away; every user can see that root's files are not theirs.
            QVERIFY(!readKeyFile(QStringLiteral("/etc/passwd")));
        }
    }

    void origins_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("origin");
        QTest::newRow("https") << QStringLiteral("https://API.Example.com/v1")
                               << QByteArray("https://api.example.com:443");
        QTest::newRow("port") << QStringLiteral("https://a.example:8443")
                              << QByteArray("https://a.example:8443");
        QTest::newRow("http") << QStringLiteral("http://127.0.0.1/x") << QByteArray("http://127.0.0.1:80");
        QTest::newRow("v6") << QStringLiteral("http://[::1]:1/") << QByteArray("http://[::1]:1");
        QTest::newRow("simulated") << QStringLiteral("simulated://demo-north/v1")
                                   << QByteArray("simulated://demo-north:0");
    }
    void origins() {
        QFETCH(QString, url);
        QFETCH(QByteArray, origin);
        QCOMPARE(originOf(QUrl(url)), origin);
        const auto back = unseal(sealForOrigin(Secret(QByteArray("sk-1")), origin));
        QVERIFY(back.has_value());
        QCOMPARE(back->origin, origin);
        QVERIFY(back->key.matches("sk-1"));
    }

    void foreignEntries() {
        for (const char* entry : {"", "sk-plain", "signalbox-key-1\n", "signalbox-key-1\nhttps://a:443"}) {
            QVERIFY2(!unseal(Secret(QByteArray(entry))), entry);
        }
    }
};

QTEST_APPLESS_MAIN(TestKeyFile)
#include "tst_keyfile.moc"
