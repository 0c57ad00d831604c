// How a tool is pointed at Signalbox: the texts hold whatever the address and the key are, the call goes
// through the gateway's own door, a program gets its environment, and the key is on the screen only when
// asked for.
#include "tests/ui/support/WindowFixture.h"
#include "ui/ConnectTexts.h"
#include "ui/ProgramStart.h"
#include "ui/SecretClipboard.h"
#include "ui/pages/ConnectSheet.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QProcess>
#include <QSemaphore>
#include <QTemporaryDir>

#include <atomic>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QByteArray kKey = "sb-0123456789abcdef0123456789abcdef";

ConfigPtr oneClient() {
    Config config;
    config.clients.push_back({u"default"_s, Secret(kKey)});
    config.clients.push_back({u"other"_s, Secret(QByteArray("sb-otherotherotherother"))});
    return std::make_shared<const Config>(config);
}

// What a sheet without a window needs.
struct Around {
    Around(GatewayService& service, FakeClock& clock)
        : commands(service, clock), clipboard(clock), context{service,  clock,     clock,
                                                              theme,    commands,  clipboard,
                                                              settings, autostart, Format()} {}

    Theme theme;
    Commands commands;
    SecretClipboard clipboard;
    WindowSettings settings;
    Autostart autostart{{}, {}};
    Context context;
};

}  // namespace

class TestConnectSheet : public WindowFixture {
    Q_OBJECT

    ConnectSheet* sheet() { return window().findChild<ConnectSheet*>(); }
    template <class Part>
    Part* part(const QString& name) {
        return sheet()->findChild<Part*>(name);
    }
    QString shown() { return part<QPlainTextEdit>(u"connectText"_s)->toPlainText(); }
    void openSheet(const QString& baseUrl) {
        StatusSnapshot status = sample();
        status.baseUrl = baseUrl;
        open(status);
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QVERIFY(sheet() != nullptr && sheet()->isVisible());
    }

private Q_SLOTS:
    void init() { serve(oneClient()); }
    void cleanup() { close(); }

    void wordsOfShells() {
        QCOMPARE(quotedForSh(u"a'b $c"_s), u"'a'\\''b $c'"_s);
        QCOMPARE(quotedForFish(u"a'b\\c"_s), u"'a\\'b\\\\c'"_s);
        QCOMPARE(quotedForPowerShell(u"a'b$c"_s), u"'a''b$c'"_s);
        QCOMPARE(quotedForPowerShell(u"a\u2019b"_s), u"'a\u2019\u2019b'"_s);
        QCOMPARE(quotedForCode(u"a\"b\\c\n"_s), u"\"a\\\"b\\\\c\\n\""_s);
    }

    // A model's name is its provider's choice, and must not become a command.
    void theCallWithCurlIsOneCall() {
        const ConnectTarget target{u"http://127.0.0.1:5252/v1"_s, u"sb-KEY"_s,
                                   u"x'$(exit 1)'\"`exit 1`\\ -d -H"_s};
        QString whole;
        for (const ConnectText& text : ConnectTexts::all(target)) {
            whole = text.id == u"curl"_s ? text.text : whole;
        }
        for (const QString& line : {ConnectTexts::curlLine(target), whole}) {
            QProcess shell;
            shell.start(
                u"/bin/sh"_s,
                {u"-c"_s, u"curl() { for one in \"$@\"; do printf '%s\\n' \"$one\"; done; }\n"_s + line});
            QVERIFY(shell.waitForFinished());
            const QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).trimmed().split(u'\n');
            QCOMPARE(words.size(), 7);
            QCOMPARE(words[2], u"authorization: Bearer sb-KEY"_s);
            QCOMPARE(QJsonDocument::fromJson(words[6].toUtf8())[u"model"].toString(), target.model);
        }
    }

    // What a shell makes of the text is what was put in.
    void theShellReadsItBack() {
        const ConnectTarget target{u"http://[::1]:5252/v1"_s, u"sb-'quo\"te $HOME `id` \\x"_s, u"m"_s};
        for (const ConnectText& text : ConnectTexts::all(target)) {
            if (text.id != u"sh"_s) {
                continue;
            }
            QProcess shell;
            shell.start(u"/bin/sh"_s, {u"-c"_s, text.text + u"printf '%s|%s|%s' \"$OPENAI_BASE_URL\" "
                                                            "\"$OPENAI_API_BASE\" \"$OPENAI_API_KEY\""_s});
            QVERIFY(shell.waitForFinished());
            QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()),
                     target.baseUrl + u'|' + target.baseUrl + u'|' + target.key);
        }
    }

    void everyTextHasAddressKeyAndIsItsOwn() {
        QSet<QString> ids;
        for (const ConnectText& text :
             ConnectTexts::all({u"http://127.0.0.1:5252/v1"_s, u"sb-KEY"_s, u"m1"_s})) {
            ids.insert(text.id);
            QVERIFY2(text.text.contains(u"127.0.0.1:5252/v1"_s), qPrintable(text.id));
            QVERIFY2(text.text.contains(u"sb-KEY"_s) || text.hint.contains(u"SIGNALBOX_API_KEY"_s),
                     qPrintable(text.id));
            QVERIFY(!text.name.isEmpty() && !text.hint.isEmpty());
        }
        QVERIFY(ids.size() >= 13);
    }

    void theKeyIsShownOnRequestAndCopiedAsItIs() {
        openSheet(u"http://127.0.0.1:5252/v1"_s);
        QVERIFY(!shown().contains(QString::fromUtf8(kKey)));
        QTest::mouseClick(part<QPushButton>(u"copyText"_s), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains(QString::fromUtf8(kKey)));
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"chat/completions"_s));
        m_clock->advance(Milliseconds(61'000));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        part<QCheckBox>(u"showKey"_s)->setChecked(true);
        QVERIFY(shown().contains(QString::fromUtf8(kKey)));
        auto* text = part<QPlainTextEdit>(u"connectText"_s);
        text->selectAll();
        QTest::keySequence(text, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), shown());
        m_clock->advance(Milliseconds(61'000));
        QVERIFY(QGuiApplication::clipboard()->text().isEmpty());
        part<QComboBox>(u"connectClient"_s)->setCurrentIndex(1);
        QVERIFY(shown().contains(u"sb-otherotherotherother"_s));
        part<QListWidget>(u"tools"_s)->setCurrentRow(4);
        QVERIFY(shown().contains(u"from openai import OpenAI"_s));
        part<QComboBox>(u"connectModel"_s)->setEditText(u"my \"model\""_s);
        QVERIFY(shown().contains(u"\"my \\\"model\\\"\""_s));
    }

    void aTestCallIsMadeAsTheTool() {
        openSheet(u"http://127.0.0.1:5252/v1"_s);
        auto* call = part<QPushButton>(u"testCall"_s);
        part<QComboBox>(u"connectClient"_s)->setCurrentIndex(1);
        part<QComboBox>(u"connectModel"_s)->setEditText(u"gpt"_s);
        QTest::mouseClick(call, Qt::LeftButton);
        QVERIFY(!call->isEnabled());
        QCOMPARE(m_service->toolCalls.size(), 1);
        QCOMPARE(m_service->toolCalls[0].second, (QPair<QString, QString>(u"other"_s, u"gpt"_s)));
        m_service->answerToolCalls(TestCallResult{{}, 200, u"ok then"_s, {}, 1'200});
        QVERIFY(call->isEnabled());
        QVERIFY(part<QLabel>(u"callAnswer"_s)->text().contains(u"1.2 s: ok then"_s));
    }

    void whatIsWrongIsSaid() {
        openSheet(u"http://127.0.0.1:5252/v1"_s);
        auto* call = part<QPushButton>(u"testCall"_s);
        QTest::mouseClick(call, Qt::LeftButton);
        m_service->answerToolCalls(TestCallResult{{}, 404, u"No route matches"_s, u"no_route"_s, 5});
        QVERIFY(part<QLabel>(u"callAnswer"_s)->text().contains(u"404: No route matches"_s));
        QTest::mouseClick(call, Qt::LeftButton);
        m_service->answerToolCalls(Error{ErrorCode::Unavailable, u"Connection refused"_s, {}});
        QVERIFY(part<QLabel>(u"callAnswer"_s)->text().contains(u"not reached: Connection refused"_s));
    }

    void theFirstRequestIsSeen() {
        openSheet(u"http://127.0.0.1:5252/v1"_s);
        QVERIFY(part<QLabel>(u"arrived"_s)->text().contains(u"Waiting"_s));
        StatusSnapshot status = m_service->status();
        status.requestsTotal += 1;
        m_service->publish(status);
        QVERIFY(part<QLabel>(u"arrived"_s)->text().contains(u"first request"_s));
    }

    void aProgramGetsItsEnvironment() {
        m_service->publish(sample());
        Around around(*m_service, *m_clock);
        std::vector<ProgramStart> started;
        bool works = true;
        ConnectSheet own(around.context, nullptr, [&](const ProgramStart& program) {
            started.push_back(program);
            return works;
        });
        auto* run = own.findChild<QPushButton*>(u"run"_s);
        QVERIFY(!run->isEnabled());
        own.setCommand(u"aider --model \"my model\""_s);
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY(run->isEnabled());
        QCOMPARE(started.size(), 1U);
        QCOMPARE(started[0].words, QStringList({u"aider"_s, u"--model"_s, u"my model"_s}));
        QVERIFY(started[0].environment.contains({u"OPENAI_API_KEY"_s, kKey}));
        QVERIFY(started[0].environment.contains({u"SIGNALBOX_API_KEY"_s, kKey}));
        QVERIFY(
            started[0].environment.contains({u"OPENAI_BASE_URL"_s, m_service->status().baseUrl.toUtf8()}));
        QVERIFY(!own.command().contains(QString::fromUtf8(kKey)));
        // A provider's key is not the program's business, and a command with a key in it is not kept.
        auto config = std::make_shared<Config>(*oneClient());
        ProviderConfig provider;
        provider.id = u"openai"_s;
        provider.keys = {{KeySource::Kind::Env, u"MY_OPENAI_KEY"_s},
                         {KeySource::Kind::Keychain, u"openai"_s}};
        config->providers = {provider};
        m_service->configure(config);
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_VERIFY(run->isEnabled());
        QCOMPARE(started.back().withheld, QStringList{u"MY_OPENAI_KEY"_s});
        own.setCommand(u"aider --api-key sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"_s);
        QCOMPARE(own.command(), QString());
        works = false;
        QTest::keyClick(own.findChild<QLineEdit*>(u"command"_s), Qt::Key_Return);
        QTRY_VERIFY(own.findChild<QLabel*>(u"ran"_s)->text().contains(u"could not be started"_s));
    }

    // Where programs lie on a disk that stands still.
    void theWindowDoesNotWaitForAProgram() {
        m_service->publish(sample());
        Around around(*m_service, *m_clock);
        QSemaphore disk;
        std::atomic<int> starts = 0;
        ConnectSheet own(around.context, nullptr, [&](const ProgramStart&) {
            ++starts;
            disk.acquire();
            return true;
        });
        auto* run = own.findChild<QPushButton*>(u"run"_s);
        const auto* said = own.findChild<QLabel*>(u"ran"_s);
        auto* command = own.findChild<QLineEdit*>(u"command"_s);
        own.setCommand(u"aider"_s);
        QTest::mouseClick(run, Qt::LeftButton);
        QCOMPARE(said->text(), u"Starting aider…"_s);
        QVERIFY(!run->isEnabled());
        QTest::keyClick(command, Qt::Key_Return);
        QTest::keyClicks(command, u" --yes"_s);
        QVERIFY(!run->isEnabled());
        disk.release(2);
        QTRY_COMPARE(said->text(), u"aider was started."_s);
        QVERIFY(run->isEnabled());
        QCOMPARE(starts.load(), 1);
        // Closed while it starts.
        disk.acquire();
        QTest::mouseClick(run, Qt::LeftButton);
        disk.release();
    }

    // Whoever opens it next does not see the key, finds it as large as it was, and counts from there.
    void closedAndOpenedAgain() {
        openSheet(u"http://127.0.0.1:5252/v1"_s);
        auto* sheet = window().findChild<ConnectSheet*>();
        part<QCheckBox>(u"showKey"_s)->setChecked(true);
        sheet->resize(800, 700);
        StatusSnapshot status = m_service->status();
        status.requestsTotal += 4'512;
        m_service->publish(status);
        QVERIFY(part<QLabel>(u"arrived"_s)->text().contains(u"4,512"_s));
        sheet->hide();
        sheet->show();
        QVERIFY(!shown().contains(QString::fromUtf8(kKey)));
        QVERIFY(part<QLabel>(u"arrived"_s)->text().contains(u"since this was opened"_s));
        QCOMPARE(m_host->settings().sheetSize(u"connectSheet"_s, {}), QSize(800, 700));
        // A model that a provider lists from now on is offered.
        status.providers[0].models.append(u"brand-new"_s);
        m_service->publish(status);
        QVERIFY(part<QComboBox>(u"connectModel"_s)->findText(u"brand-new"_s) >= 0);
        // Its own test call is no tool's request.
        QTest::mouseClick(part<QPushButton>(u"testCall"_s), Qt::LeftButton);
        status.requestsTotal += 1;
        m_service->publish(status);
        QVERIFY(part<QLabel>(u"arrived"_s)->text().contains(u"since this was opened"_s));
    }

    // A program's files are not closed to others because ours are.
    void aProgramGetsWhatWeWereStartedWith() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"out"_s);
        QVERIFY(startDetached(
            {{u"/bin/sh"_s, u"-c"_s,
              u"umask > \"$0\"; printf '%s|' \"$THEIRS\" >> \"$0\"; ulimit -Sn >> \"$0\""_s, file},
             {{u"OURS"_s, "x"}},
             {u"THEIRS"_s},
             ProcessOrigin{027, 512}}));
        const auto content = [&] {
            QFile written(file);
            return written.open(QIODevice::ReadOnly) ? QString::fromUtf8(written.readAll()).simplified()
                                                     : QString();
        };
        QTRY_COMPARE(content(), u"0027 |512"_s);
    }

    void startsARealProgram() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"out"_s);
        QVERIFY(startDetached({{u"/bin/sh"_s, u"-c"_s, u"printf %s \"$OPENAI_API_KEY\" > \"$0\""_s, file},
                               {{u"OPENAI_API_KEY"_s, "sb-x"}}}));
        const auto content = [&] {
            QFile out(file);
            return out.open(QIODevice::ReadOnly) ? out.readAll() : QByteArray();
        };
        QTRY_COMPARE(content(), QByteArray("sb-x"));
        QVERIFY(!startDetached({{u"/no/such/program"_s}, {}}));
    }

    void theCommandIsRemembered() {
        const QTemporaryDir folder;
        const WindowOptions options{folder.filePath(u"window.ini"_s), TrayUse::Never};
        Config configured = *oneClient();
        configured.routes.emplace_back();
        m_service->configure(std::make_shared<const Config>(configured));
        open(sample(), options);
        window().showConnect();
        sheet()->setCommand(u"aider"_s);
        m_host.reset();
        open(sample(), options);
        window().showConnect();
        QCOMPARE(sheet()->command(), u"aider"_s);
    }
};

QTEST_MAIN(TestConnectSheet)
#include "tst_connectsheet.moc"
