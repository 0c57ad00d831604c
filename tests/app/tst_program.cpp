// The program from outside: every command and exit code, start, stop, and what its files and output hold.
#include "tests/app/Program.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <sqlite3.h>

#include <memory>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace signalbox::test;

class TestProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void usage_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("err");
        const auto row = [](const char* line, int code, const char* out, const char* err) {
            QTest::newRow(line) << words(line) << code << QString::fromLatin1(out)
                                << QString::fromLatin1(err);
        };
        row("--help", 0, "Usage: signalbox", "");
        row("switch --help", 0, "--only", "");
        row("--version", 0, "signalbox ", "");
        row("drill demo-north earthquake", 2, "", "no drill");
        row("explain /nonexistent/request.json --data-dir /nonexistent", 1, "", "no such file");
        row("serve --frob", 2, "", "--frob");
        row("switch r p --undo", 2, "", "--undo");
        row("switch r", 2, "", "usage: signalbox switch ROUTE auto|TARGET");
        row("check-config /nonexistent/config.json", 2, "", "");
    }
    void usage() {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, out);
        QFETCH(QString, err);
        const Ended ended = run(arguments);
        QVERIFY2(ended.code == code, qPrintable(ended.out + ended.err));
        QVERIFY2(ended.out.contains(out), qPrintable(ended.out));
        QVERIFY2(ended.err.contains(err), qPrintable(ended.err));
    }

    void nothingRuns_data() {
        QTest::addColumn<QStringList>("arguments");
        for (const char* line : {"status", "switch r p", "undo", "drain p", "undrain p", "reset p",
                                 "drill p slow", "explain abc", "spend", "key"}) {
            QTest::newRow(line) << words(line);
        }
    }
    void nothingRuns() {
        QFETCH(QStringList, arguments);
        const Home home;
        const Ended ended = run(arguments + QStringList{QStringLiteral("--data-dir"), home.data()});
        QCOMPARE(ended.code, 1);
        QVERIFY2(
            ended.err.contains(QStringLiteral("no Signalbox runs with this data folder (%1): start it with "
                                              "signalbox serve")
                                   .arg(home.data())),
            qPrintable(ended.err));
    }

    void checkConfig() {
        const Home home;
        home.writeConfig(configWith({provider("p", QStringLiteral("https://example.org/v1"))}));
        const Ended good = run({QStringLiteral("check-config"), home.config()});
        QCOMPARE(good.code, 0);
        QVERIFY2(good.out.isEmpty() && good.err.isEmpty(), qPrintable(good.out + good.err));
        const QByteArray faulty =
            R"({"version":1,"listen":{"port":"x"},"providers":[{"id":"p","protocol":"telex"}]})";
        home.write(QStringLiteral("config.json"), faulty);
        const Ended bad = run({QStringLiteral("check-config"), home.config()});
        QCOMPARE(bad.code, 2);
        for (const char* path : {"listen.port: ", "providers[0].protocol: ", "providers[0].base_url: "}) {
            QVERIFY2(bad.out.contains(QLatin1String(path)), qPrintable(bad.out));
        }
    }

    // First start with nothing at all, then every command.
    void everyCommand() {
        const Home home;
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const QString key = instance.key();
        QVERIFY(key.startsWith(QStringLiteral("sb-")));
        Http http(instance.port());
        QVERIFY(http.send("POST", "/v1/chat/completions", key.toLatin1(), chat("demo-fast", false)));
        const Http::Answer answer = http.readToEnd();
        QCOMPARE(answer.status, 200);

        const Ended status = instance.command({QStringLiteral("status")});
        QCOMPARE(status.code, 0);
        QVERIFY2(status.out.contains(QStringLiteral("demo-north")) && status.out.contains(instance.baseUrl()),
                 qPrintable(status.out));
        QCOMPARE(instance
                     .command({QStringLiteral("switch"), QStringLiteral("demo"), QStringLiteral("demo-south"),
                               QStringLiteral("--for"), QStringLiteral("30m")})
                     .code,
                 0);
        const auto json = [&instance] {
            return QJsonDocument::fromJson(instance.command(words("status --json")).out.toUtf8()).object();
        };
        const QJsonObject pinned = json()[QStringLiteral("routes")][0].toObject();
        QCOMPARE(pinned[QStringLiteral("active")].toString(), QStringLiteral("demo-south"));
        QCOMPARE(pinned[QStringLiteral("pin")][QStringLiteral("mode")].toString(), QStringLiteral("prefer"));
        QVERIFY(http.send("POST", "/v1/chat/completions", key.toLatin1(), chat("demo-fast", false)));
        QCOMPARE(http.readToEnd().header("x-signalbox-provider"), QByteArray("demo-south"));

        QCOMPARE(instance.command(words("switch demo auto")).code, 0);
        QCOMPARE(instance.command(words("drain demo-north")).code, 0);
        QVERIFY(json()[QStringLiteral("providers")][0][QStringLiteral("drained")].toBool());
        QVERIFY(http.send("POST", "/v1/chat/completions", key.toLatin1(), chat("demo-fast", false)));
        QCOMPARE(http.readToEnd().header("x-signalbox-provider"), QByteArray("demo-south"));
        QCOMPARE(instance.command(words("undrain demo-north")).code, 0);
        QVERIFY(!json()[QStringLiteral("providers")][0][QStringLiteral("drained")].toBool());
        QCOMPARE(instance.command(words("reset demo-north")).code, 0);
        for (const char* wrong : {"switch nowhere demo-north", "switch demo nobody", "drain nobody",
                                  "reset nobody", "drill nobody slow", "explain no-such-request"}) {
            const Ended ended = instance.command(words(wrong));
            QVERIFY2(ended.code == 1 && !ended.err.isEmpty(), wrong);
        }
        const Ended noClient = instance.command(words("key nobody"));
        QCOMPARE(noClient.code, 1);
        QVERIFY2(!noClient.err.contains(key) && noClient.err.contains(QStringLiteral("default")),
                 qPrintable(noClient.err));

        QTRY_VERIFY(QJsonDocument::fromJson(instance.command(words("spend --json")).out.toUtf8())
                        .object()[QStringLiteral("total")][QStringLiteral("requests")]
                        .toInt() == 3);
        const Ended csv = instance.command(words("spend --by provider --since today --csv"));
        QVERIFY2(
            csv.out.startsWith(QStringLiteral("provider,requests,")) && csv.out.count(QLatin1Char('\n')) == 3,
            qPrintable(csv.out));
        QVERIFY(instance.command({QStringLiteral("spend")}).out.contains(QStringLiteral("demo-fast")));
        QCOMPARE(query(home.path(QStringLiteral("data/ledger.sqlite3")), "SELECT count(*) FROM switch_log"),
                 QStringLiteral("4"));
        instance.terminate();
        const Ended ended = instance.end();
        QVERIFY2(ended.code == 0 && !ended.crashed, qPrintable(ended.err));
        QCOMPARE(ended.out.count(QLatin1Char('\n')), 1);
    }

    void undoTakesBackAlsoAfterARestart() {
        const Home home;
        {
            Instance instance(home);
            QVERIFY(instance.waitUntilListening());
            QCOMPARE(instance.command(words("switch demo demo-south --only")).code, 0);
            QCOMPARE(instance.command(words("drain demo-north")).code, 0);
            const Ended undone = instance.command(words("switch --undo"));
            QCOMPARE(undone.code, 0);
            QCOMPARE(undone.out, QStringLiteral("demo-north: back in use\n"));
            instance.terminate();
            (void)instance.end();
        }
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const Ended undone = instance.command(words("undo"));
        QVERIFY2(undone.code == 0, qPrintable(undone.err));
        QCOMPARE(undone.out, QStringLiteral("demo: back to automatic\n"));
        const QString history = instance.command(words("switches --limit 2")).out;
        QCOMPARE(history.count(QStringLiteral("undo  ")), 2);
        QVERIFY2(!history.contains(QStringLiteral("user  ")), qPrintable(history));
        const Ended none = instance.command(words("undo"));
        QCOMPARE(none.code, 1);
        QVERIFY2(none.err.contains(QStringLiteral("no change left")), qPrintable(none.err));
        instance.terminate();
        (void)instance.end();
        QCOMPARE(query(home.path(QStringLiteral("data/ledger.sqlite3")),
                       "SELECT group_concat(actor, ' ') FROM switch_log"),
                 QStringLiteral("user user undo undo"));
    }

    void theSwitchSurvivesARestart() {
        const Home home;
        {
            Instance instance(home);
            QVERIFY(instance.waitUntilListening());
            QCOMPARE(instance.command(words("switch demo demo-south --only")).code, 0);
            QCOMPARE(instance.command(words("drain demo-north --for 1h")).code, 0);
            instance.kill();
            (void)instance.end();
        }
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        // Once a command has returned, its line in the history is safe too.
        QCOMPARE(instance.command(words("switches")).out.count(QStringLiteral("user  ")), 2);
        const QJsonObject status =
            QJsonDocument::fromJson(instance.command(words("status --json")).out.toUtf8()).object();
        QCOMPARE(
            status[QStringLiteral("routes")][0][QStringLiteral("pin")][QStringLiteral("mode")].toString(),
            QStringLiteral("only"));
        QVERIFY(status[QStringLiteral("providers")][0][QStringLiteral("drained")].toBool());
    }

    void secondInstance() {
        const Home home;
        Instance first(home);
        QVERIFY(first.waitUntilListening());
        Instance second(home);
        QVERIFY(!second.waitUntilListening());
        const Ended ended = second.end();
        QCOMPARE(ended.code, 3);
        QVERIFY2(ended.err.contains(QStringLiteral("signalbox (process %1)").arg(first.pid())),
                 qPrintable(ended.err));
        QVERIFY(ended.out.isEmpty());
        QCOMPARE(first.command({QStringLiteral("status")}).code, 0);
    }

    void portTaken() {
        const Home home;
        Instance first(home);
        QVERIFY(first.waitUntilListening());
        const Home other;
        Instance second(other,
                        {QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(first.port())});
        QVERIFY(!second.waitUntilListening());
        const Ended ended = second.end();
        QCOMPARE(ended.code, 3);
        QVERIFY2(ended.err.contains(QStringLiteral("signalbox (process %1)").arg(first.pid())),
                 qPrintable(ended.err));
        QVERIFY(ended.err.contains(QStringLiteral("127.0.0.1:%1").arg(first.port())));
    }

    void faultyConfiguration() {
        const Home home;
        const QByteArray faulty =
            "{\"version\":1,\"providers\":[{\"id\":\"a\",\"protocol\":\"fax\"}],\"retention_days\":-1}";
        home.write(QStringLiteral("config.json"), faulty);
        Instance instance(home);
        QVERIFY(!instance.waitUntilListening());
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 2);
        for (const char* path : {"providers[0].protocol", "retention_days"}) {
            QVERIFY2(ended.err.contains(home.config() + QStringLiteral(": ") + QLatin1String(path)),
                     qPrintable(ended.err));
        }
        QCOMPARE(home.read(QStringLiteral("config.json")), faulty);
    }

    void unreadableKeyFile() {
        const Home home;
        home.writeConfig(configWith(
            {provider("p", QStringLiteral("https://127.0.0.1:1/v1"),
                      {QJsonObject{{QStringLiteral("file"), home.path(QStringLiteral("no-such-key"))}}})}));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const QJsonObject status =
            QJsonDocument::fromJson(instance.command(words("status --json")).out.toUtf8()).object();
        QCOMPARE(status[QStringLiteral("providers")][0][QStringLiteral("reason")][QStringLiteral("kind")]
                     .toString(),
                 QStringLiteral("no_key"));
        instance.terminate();
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 0);
        QVERIFY2(ended.err.contains(home.path(QStringLiteral("no-such-key"))), qPrintable(ended.err));
    }

    void unusableDataFolder() {
        const Home home;
        home.write(QStringLiteral("data"), "a file where the folder should be");
        Instance instance(home);
        QVERIFY(!instance.waitUntilListening());
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.err.contains(home.data()), qPrintable(ended.err));
    }

    // Rights do not bind root, so there the program runs as nobody.
    void readOnlyDataFolder() {
        const Home home;
        const QByteArray outer = QFile::encodeName(home.path(QString()));
        QVERIFY(QDir().mkpath(home.data()));
        QCOMPARE(::chmod(QFile::encodeName(home.data()).constData(), 0555), 0);
        QStringList arguments{QStringLiteral("serve"),
                              QStringLiteral("--data-dir"),
                              home.data(),
                              QStringLiteral("--config"),
                              home.config(),
                              QStringLiteral("--listen"),
                              QStringLiteral("127.0.0.1:0")};
        QProcess process;
        if (::geteuid() == 0) {
            QCOMPARE(::chmod(outer.constData(), 0755), 0);
            process.start(QStringLiteral("setpriv"),
                          QStringList{QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"),
                                      QStringLiteral("--clear-groups"), QStringLiteral(SIGNALBOX_PROGRAM)} +
                              arguments);
        } else {
            process.start(QStringLiteral(SIGNALBOX_PROGRAM), arguments);
        }
        QVERIFY(process.waitForFinished(30'000));
        const QString err = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(process.exitCode() == 1, qPrintable(err));
        QVERIFY2(err.contains(home.data()), qPrintable(err));
        ::chmod(QFile::encodeName(home.data()).constData(), 0700);
    }

    void damagedLedger() {
        const Home home;
        QVERIFY(QDir().mkpath(home.data()));
        home.write(QStringLiteral("data/ledger.sqlite3"), QByteArray(8192, '?'));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const QString key = instance.key();
        Http http(instance.port());
        QVERIFY(http.send("POST", "/v1/chat/completions", key.toLatin1(), chat("demo-fast", false)));
        QCOMPARE(http.readToEnd().status, 200);
        instance.terminate();
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 0);
        QVERIFY2(ended.err.contains(QStringLiteral("ledger")), qPrintable(ended.err));
        const QStringList aside = QDir(home.data()).entryList({QStringLiteral("ledger.sqlite3.damaged-*")});
        QVERIFY(!aside.isEmpty());
        QCOMPARE(home.read(QStringLiteral("data/") + aside[0]), QByteArray(8192, '?'));
        QCOMPARE(query(home.path(QStringLiteral("data/ledger.sqlite3")), "SELECT count(*) FROM request_log"),
                 QStringLiteral("1"));
    }

    void aChangedConfigurationTakesForce() {
        const ScriptedProvider scripted;
        const Home home;
        home.writeConfig(configWith({provider("first", scripted.baseUrl())}));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        const auto providers = [&instance] {
            const QString out = instance.command(words("status --json")).out;
            return QJsonDocument::fromJson(out.toUtf8()).object()[QStringLiteral("providers")].toArray();
        };
        QCOMPARE(providers().size(), 1);
        home.writeConfig(
            configWith({provider("first", scripted.baseUrl()), provider("second", scripted.baseUrl())}));
        QTRY_COMPARE_WITH_TIMEOUT(providers().size(), 2, 20'000);
        home.write(QStringLiteral("config.json"), "{\"version\":1,");
        QTRY_VERIFY_WITH_TIMEOUT(
            instance.command({QStringLiteral("status")}).out.contains(QStringLiteral("Configuration: ")),
            20'000);
        QCOMPARE(providers().size(), 2);
    }

    // Two hundred streams are open when the signal comes: all end whole, and all are in the ledger.
    void streamsAreDrained() {
        const ScriptedProvider scripted(words("--mode stream --events 100 --interval-ms 20"));
        const Home home;
        home.writeConfig(configWith({provider("p", scripted.baseUrl())}));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        std::vector<std::unique_ptr<Http>> streams;
        for (int i = 0; i < 200; ++i) {
            streams.push_back(std::make_unique<Http>(instance.port()));
            QVERIFY(streams.back()->send("POST", "/v1/chat/completions", "sb-testtesttest", chat("m", true)));
        }
        for (const auto& stream : streams) {
            QCOMPARE(stream->readUntil("data: ").status, 200);
        }
        instance.terminate();
        for (const auto& stream : streams) {
            const Http::Answer answer = stream->readToEnd();
            QVERIFY(answer.whole);
            QVERIFY(answer.body.contains("data: [DONE]"));
        }
        const Ended ended = instance.end();
        QVERIFY2(ended.code == 0 && !ended.crashed, qPrintable(ended.err));
        QCOMPARE(query(home.path(QStringLiteral("data/ledger.sqlite3")),
                       "SELECT count(*) FROM request_log WHERE status = 'ok' AND stream = 1"),
                 QStringLiteral("200"));
    }

    void aSecondSignalDoesNotWait() {
        const ScriptedProvider scripted(words("--mode stall"));
        const Home home;
        home.writeConfig(configWith({provider("p", scripted.baseUrl())}));
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        Http stream(instance.port());
        QVERIFY(stream.send("POST", "/v1/chat/completions", "sb-testtesttest", chat("m", true)));
        QCOMPARE(stream.readUntil("data: ").status, 200);
        instance.terminate();
        // It drains as long as it can still be asked how it is.
        QTRY_VERIFY(instance.command({QStringLiteral("status")}).out.contains(QStringLiteral("stopping")));
        QVERIFY(instance.isRunning());
        instance.terminate();
        const Ended ended = instance.end(5'000);
        QVERIFY2(ended.code == 0 && !ended.crashed, qPrintable(ended.err));
        QVERIFY(!stream.readToEnd().whole);
        QCOMPARE(query(home.path(QStringLiteral("data/ledger.sqlite3")), "SELECT status FROM request_log"),
                 QStringLiteral("cancelled"));
    }

#ifdef SIGNALBOX_HAS_WINDOW
    void theWindow() {
        const Home home;
        const QStringList arguments{QStringLiteral("--config"),   home.config(),
                                    QStringLiteral("--data-dir"), home.data(),
                                    QStringLiteral("--listen"),   QStringLiteral("127.0.0.1:0")};
        QProcess window;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("detect_leaks=0"));
        window.setProcessEnvironment(environment);
        window.start(QStringLiteral(SIGNALBOX_PROGRAM), arguments);
        QVERIFY(window.waitForStarted(20'000));
        QTRY_VERIFY_WITH_TIMEOUT(
            run({QStringLiteral("status"), QStringLiteral("--data-dir"), home.data()}).code == 0, 20'000);
        const Ended second = run(arguments, {QStringLiteral("QT_QPA_PLATFORM=offscreen")});
        QVERIFY2(second.code == 0, qPrintable(second.err));
        QCOMPARE(window.state(), QProcess::Running);
        const Ended headless = run(QStringList{QStringLiteral("serve")} + arguments);
        QCOMPARE(headless.code, 3);
        window.terminate();
        QVERIFY(window.waitForFinished(20'000));
        QCOMPARE(window.exitStatus(), QProcess::NormalExit);
        QVERIFY2(window.exitCode() == 0, window.readAllStandardError().constData());
    }

    void noDisplay() {
        const Ended ended = run({}, {QStringLiteral("QT_QPA_PLATFORM="), QStringLiteral("DISPLAY="),
                                     QStringLiteral("WAYLAND_DISPLAY=")});
        QCOMPARE(ended.code, 1);
        QVERIFY2(ended.err.contains(QStringLiteral("signalbox serve")), qPrintable(ended.err));
    }
#else
    void thisBuildHasNoWindow() {
        const Ended ended = run({});
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains(QStringLiteral("signalbox serve")), qPrintable(ended.err));
    }
#endif

    // A provider's keys come from three places and appear in none of the files and outputs but their own.
    void keysLeaveNoTrace() {
        const ScriptedProvider refusing(words("--mode error:401"));
        const QByteArray fromEnvironment = "sk-canary-environment-0f1e2d3c4b5a6978";
        const QByteArray fromFile = "canaryfile7c6b5a49382716";
        const Home home;
        home.write(QStringLiteral("key"), fromFile + '\n');
        home.writeConfig(configWith(
            {provider("p", refusing.baseUrl(),
                      {QJsonObject{{QStringLiteral("env"), QStringLiteral("CANARY_KEY")}},
                       QJsonObject{{QStringLiteral("file"), home.path(QStringLiteral("key"))}}})}));
        Instance instance(home, {}, {QStringLiteral("CANARY_KEY=") + QString::fromLatin1(fromEnvironment)});
        QVERIFY(instance.waitUntilListening());
        Http http(instance.port());
        QVERIFY(http.send("POST", "/v1/chat/completions", "sb-testtesttest", chat("m", false)));
        const Http::Answer answer = http.readToEnd();
        QVERIFY(answer.status >= 400);
        QString outputs = QString::fromUtf8(answer.head + answer.body);
        for (const char* line : {"status", "status --json", "spend --json", "spend --by provider --csv"}) {
            const Ended ended = instance.command(words(line));
            outputs += ended.out + ended.err;
        }
        instance.terminate();
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 0);
        outputs += ended.out + ended.err;
        for (const QByteArray& canary : {fromEnvironment, fromFile, QByteArray("sb-testtesttest")}) {
            QVERIFY(!outputs.contains(QString::fromLatin1(canary)));
            QDirIterator files(home.data(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                QVERIFY2(!file.readAll().contains(canary), qPrintable(file.fileName()));
            }
        }
    }

    // Prompts and answers are nowhere but in the ledger, and there only of those who want it.
    void capturedTextsAreInTheLedgerAlone() {
        const ScriptedProvider fine;
        const Home home;
        QJsonObject config = configWith({provider("p", fine.baseUrl())});
        QJsonArray clients = config[QStringLiteral("clients")].toArray();
        clients.append(QJsonObject{{QStringLiteral("name"), QStringLiteral("kept")},
                                   {QStringLiteral("key"), QStringLiteral("sb-keptkeptkeptkept")},
                                   {QStringLiteral("capture"), true}});
        config[QStringLiteral("clients")] = clients;
        home.writeConfig(config);
        Instance instance(home);
        QVERIFY(instance.waitUntilListening());
        Http http(instance.port());
        for (const char* key : {"sb-testtesttest", "sb-keptkeptkeptkept"}) {
            QVERIFY(http.send("POST", "/v1/chat/completions", key,
                              chat("m", false).replace("hello", "word-canary")));
            QCOMPARE(http.readToEnd().status, 200);
        }
        QString outputs;
        for (const QString& file : {QStringLiteral("a.csv"), QStringLiteral("a.json")}) {
            const Ended ended =
                instance.command({QStringLiteral("export"), QStringLiteral("requests"), home.path(file)});
            QCOMPARE(ended.code, 0);
            outputs += ended.out + ended.err + QString::fromUtf8(home.read(file));
        }
        instance.terminate();
        const Ended ended = instance.end();
        QCOMPARE(ended.code, 0);
        outputs += ended.out + ended.err;
        QVERIFY(outputs.contains(QStringLiteral("kept")));
        QVERIFY(!outputs.contains(QStringLiteral("word-canary")));

        sqlite3* ledger = nullptr;
        const QByteArray path = QFile::encodeName(home.path(QStringLiteral("data/ledger.sqlite3")));
        QCOMPARE(sqlite3_open_v2(path.constData(), &ledger, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        QByteArray counted;
        sqlite3_exec(
            ledger,
            "SELECT count(*) || ' of ' || group_concat(DISTINCT l.client) FROM capture c JOIN request_log l"
            " ON l.request_id = c.request_id",
            [](void* out, int, char** texts, char**) {
                *static_cast<QByteArray*>(out) = texts[0];
                return 0;
            },
            &counted, nullptr);
        sqlite3_close(ledger);
        QCOMPARE(counted, QByteArray("2 of kept"));
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
