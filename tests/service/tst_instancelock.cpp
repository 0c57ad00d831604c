#include "core/service/InstanceLock.h"
#include "core/service/ProcessInfo.h"

#include <QFile>
#include <QHostAddress>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace signalbox;

class TestInstanceLock : public QObject {
    Q_OBJECT

    // In a child process: waits for the starting signal, tries, tells how it went, and holds until told to
    // go.
    [[noreturn]] static void contend(const QString& folder, int start, int result, int end) {
        char byte = 0;
        [[maybe_unused]] ssize_t ignored = ::read(start, &byte, 1);
        const auto lock = InstanceLock::take(folder);
        const QByteArray answer = lock ? QByteArray("got it") : lock.error().message.toUtf8();
        ignored = ::write(result, answer.constData(), static_cast<std::size_t>(answer.size()));
        ::close(result);
        ignored = ::read(end, &byte, 1);
        ::_exit(0);
    }

    static QByteArray readAll(int descriptor) {
        QByteArray all;
        char bytes[512];
        for (ssize_t got = ::read(descriptor, bytes, sizeof bytes); got > 0;
             got = ::read(descriptor, bytes, sizeof bytes)) {
            all.append(bytes, got);
        }
        return all;
    }

private Q_SLOTS:
    void secondIsToldWhoRuns() {
        QTemporaryDir folder;
        auto first = InstanceLock::take(folder.path());
        QVERIFY(first.ok());
        const auto second = InstanceLock::take(folder.path());
        QVERIFY(!second.ok());
        QCOMPARE(second.error().code, ErrorCode::Busy);
        QVERIFY2(second.error().message.contains(QStringLiteral("process %1").arg(::getpid())),
                 qPrintable(second.error().message));
        QVERIFY(second.error().message.contains(QStringLiteral("tst_instancelo")));
        QVERIFY(second.error().message.contains(folder.path()));
        { const auto released = std::move(first).value(); }
        QVERIFY(InstanceLock::take(folder.path()).ok());
    }

    void aStaleNumberDoesNotLock() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("signalbox.lock")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("1\n");
        file.close();
        QVERIFY(InstanceLock::take(folder.path()).ok());
    }

    void makesAPrivateFolder() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a/b/c"));
        QVERIFY(InstanceLock::take(path).ok());
        struct stat info {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{0700});
        QCOMPARE(::stat(QFile::encodeName(path + QStringLiteral("/signalbox.lock")).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{0600});
    }

    void openFolders_data() {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("after");  // -1: refused
        const auto row = [](const char* names, int mode, int after) {
            QTest::addRow("%s %o", *names == '\0' ? "(empty)" : names, static_cast<unsigned>(mode))
                << QString::fromLatin1(names).split(QLatin1Char(' '), Qt::SkipEmptyParts) << mode << after;
        };
        row("", 0755, 0700);
        row("", 0777, 0700);
        row("config.json", 0775, 0700);
        row("signalbox.lock ledger.sqlite3 ledger.sqlite3-wal state.json.damaged models.json", 0755, 0700);
        row("notes.txt", 0755, 0755);
        row("notes.txt", 0700, 0700);
        row(".profile signalbox.lock", 0711, 0711);
        row("notes.txt", 0775, -1);
        row("config.json5", 0757, -1);
    }
    // A folder that others may look into is closed to them only where nobody else can have a use for it; one
    // that they may write into is not used.
    void openFolders() {
        QFETCH(QStringList, files);
        QFETCH(int, mode);
        QFETCH(int, after);
        QTemporaryDir folder;
        const QByteArray path = QFile::encodeName(folder.path());
        QCOMPARE(::chmod(path.constData(), static_cast<mode_t>(mode)), 0);
        for (const QString& name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const auto lock = InstanceLock::take(folder.path());
        QCOMPARE(lock.ok(), after >= 0);
        struct stat info {};
        QCOMPARE(::stat(path.constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, static_cast<mode_t>(after >= 0 ? after : mode));
        if (after < 0) {
            QCOMPARE(lock.error().code, ErrorCode::Failed);
            QVERIFY(lock.error().message.contains(QStringLiteral("chmod 700")));
        }
    }

    // Into a folder of somebody else's too, others may put files. Root makes one; anybody else has the
    // system's folder for temporary files.
    void anothersOpenFolder() {
        QTemporaryDir folder;
        QString path = QStringLiteral("/tmp");
        if (::geteuid() == 0) {
            path = folder.path();
            constexpr uid_t kNobody = 65534;
            QCOMPARE(::chown(QFile::encodeName(path).constData(), kNobody, kNobody), 0);
            QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0777), 0);
        }
        const auto lock = InstanceLock::take(path);
        QVERIFY(!lock.ok());
        QCOMPARE(lock.error().code, ErrorCode::Failed);
        QVERIFY(lock.error().message.contains(QStringLiteral("may write into it")));
        QVERIFY(!lock.error().message.contains(QStringLiteral("chmod")));  // it is not theirs to change
        struct stat info {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{0777});
    }

    void unusableFolders_data() {
        QTest::addColumn<QString>("below");
        QTest::newRow("a file") << QStringLiteral("file");
        QTest::newRow("below a file") << QStringLiteral("file/data");
        QTest::newRow("deep below a file") << QStringLiteral("file/a/b");
    }
    void unusableFolders() {
        QFETCH(QString, below);
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto lock = InstanceLock::take(folder.filePath(below));
        QVERIFY(!lock.ok());
        QCOMPARE(lock.error().code, ErrorCode::Failed);
        QVERIFY2(lock.error().message.contains(folder.filePath(below)), qPrintable(lock.error().message));
    }

    void aLinkIsNotFollowed() {
        QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("precious"));
        QFile file(target);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("keep");
        file.close();
        QVERIFY(QFile::link(target, folder.filePath(QStringLiteral("signalbox.lock"))));
        QVERIFY(!InstanceLock::take(folder.path()).ok());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("keep"));
    }

    void aHundredRacesHaveOneWinner() {
        QTemporaryDir folder;
        for (int race = 0; race < 100; ++race) {
            int start[2];
            int end[2];
            QCOMPARE(::pipe(start), 0);
            QCOMPARE(::pipe(end), 0);
            std::array<int, 2> results{};
            std::array<pid_t, 2> children{};
            for (std::size_t i = 0; i < children.size(); ++i) {
                int result[2];
                QCOMPARE(::pipe(result), 0);
                children[i] = ::fork();
                if (children[i] == 0) {
                    ::close(start[1]);
                    ::close(end[1]);
                    ::close(result[0]);
                    contend(folder.path(), start[0], result[1], end[0]);
                }
                ::close(result[1]);
                results[i] = result[0];
            }
            ::close(start[0]);
            ::close(end[0]);
            ::close(start[1]);  // go
            const std::array<QByteArray, 2> answers{readAll(results[0]), readAll(results[1])};
            ::close(end[1]);
            for (std::size_t i = 0; i < children.size(); ++i) {
                ::close(results[i]);
                ::waitpid(children[i], nullptr, 0);
            }
            const std::size_t winner = answers[0] == "got it" ? 0 : 1;
            QCOMPARE(answers[winner], QByteArray("got it"));
            const QByteArray named = "process " + QByteArray::number(children[winner]) + ')';
            QVERIFY2(answers[1 - winner].contains(named), answers[1 - winner].constData());
        }
    }

    void namesWhoHoldsAPort_data() {
        QTest::addColumn<QString>("bound");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("same") << QStringLiteral("127.0.0.1") << QStringLiteral("127.0.0.1");
        QTest::newRow("any") << QStringLiteral("0.0.0.0") << QStringLiteral("127.0.0.1");
        QTest::newRow("both families") << QStringLiteral("::") << QStringLiteral("127.0.0.1");
        QTest::newRow("wanted any") << QStringLiteral("127.0.0.1") << QStringLiteral("0.0.0.0");
        QTest::newRow("IPv6") << QStringLiteral("::1") << QStringLiteral("::1");
    }
    void namesWhoHoldsAPort() {
        QFETCH(QString, bound);
        QFETCH(QString, wanted);
        QTcpServer server;
        QVERIFY2(server.listen(QHostAddress(bound)), qPrintable(server.errorString()));
        const QString holder = portHolder(wanted, server.serverPort());
        QVERIFY2(holder.contains(QStringLiteral("(process %1)").arg(::getpid())), qPrintable(holder));
        const quint16 port = server.serverPort();
        server.close();
        QCOMPARE(portHolder(wanted, port), QString());
    }

    void anotherAddressIsNotTheHolder() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress(QStringLiteral("127.0.0.2"))));
        QCOMPARE(portHolder(QStringLiteral("127.0.0.1"), server.serverPort()), QString());
    }

    void describesProcesses() {
        QVERIFY(describeProcess(::getpid()).endsWith(QStringLiteral("(process %1)").arg(::getpid())));
        QCOMPARE(describeProcess(999'999'999), QStringLiteral("process 999999999"));
    }
};

QTEST_GUILESS_MAIN(TestInstanceLock)
#include "tst_instancelock.moc"
