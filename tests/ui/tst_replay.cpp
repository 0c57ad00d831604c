// Replay and test call over a scripted service: what is asked of the gateway, what is shown of its answer,
// and what cannot be sent again.
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/AnswerText.h"
#include "ui/pages/ReplaySheet.h"
#include "ui/pages/RequestsPage.h"
#include "ui/pages/TestCallSheet.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestReplay final : public WindowFixture {
    Q_OBJECT

    RequestDetail m_detail;

    template <class T>
    T* get(const QString& name) {
        return window().findChild<T*>(name);
    }
    void press(const QString& name) {
        auto* one = get<QPushButton>(name);
        QVERIFY2(one != nullptr && one->isVisible() && one->isEnabled(), qPrintable(name));
        one->click();
    }
    void openDetail(const RequestDetail& detail) {
        window().showRequest(detail.request.started.requestId);
        m_service->answerDetails(detail);
        QTest::qWait(0);
    }
    void openSheet() {
        openDetail(m_detail);
        press(u"replayRequest"_s);
        QTest::qWait(0);
    }
    void answer(const Result<TestCallResult>& result) {
        Q_EMIT m_service->testCallDone(m_service->replays.last().ticket, result);
        QTest::qWait(0);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() {
        serve(providersConfig());
        m_detail = sampleDetail(m_clock->wallMs());
        open(sample());
    }
    void cleanup() { m_host.reset(); }

    void whatCannotBeSentAgainIsSaid_data() {
        QTest::addColumn<RequestDetail>("detail");
        QTest::addColumn<QString>("why");
        const RequestDetail kept = sampleDetail(1'780'000'000'000);
        RequestDetail detail = kept;
        detail.captured.clear();
        QTest::newRow("not kept") << detail << u"was not kept"_s;
        QTest::newRow("not kept, where to change it") << detail << u"client in Settings"_s;
        detail = kept;
        detail.captured[0].cut = true;
        QTest::newRow("cut") << detail << u"longer than what is kept"_s;
        detail = kept;
        detail.request.started.endpoint = Endpoint::AudioTranscriptions;
        QTest::newRow("with files") << detail << u"with files"_s;
    }
    void whatCannotBeSentAgainIsSaid() {
        QFETCH(RequestDetail, detail);
        QFETCH(QString, why);
        openDetail(detail);
        QVERIFY(!get<QPushButton>(u"replayRequest"_s)->isEnabled());
        QVERIFY2(get<QLabel>(u"noReplay"_s)->text().contains(why),
                 qPrintable(get<QLabel>(u"noReplay"_s)->text()));
        openDetail(m_detail);
        QVERIFY(get<QPushButton>(u"replayRequest"_s)->isEnabled());
        QVERIFY(!get<QLabel>(u"noReplay"_s)->isVisible());
    }

    void itSaysWhatItCostsBefore() {
        openSheet();
        auto* provider = get<QComboBox>(u"replayProvider"_s);
        QCOMPARE(provider->currentText(), u"CometAPI"_s);  // another one than answered
        QVERIFY(!m_service->explains.isEmpty());
        const ExplainQuery query = m_service->explains.last().second;
        QCOMPARE(query.requestId, m_detail.request.started.requestId);
        QCOMPARE(query.draft->routes.size(), 1U);
        QCOMPARE(query.draft->routes[0].targets[0].provider, u"cometapi"_s);
        Explanation told;
        told.targets.resize(1);
        told.targets[0].estimatedCost = 12'300'000;
        m_service->answerExplains(told);
        QVERIFY(get<QComboBox>(u"replayModel"_s)->accessibleDescription().contains(u"about $0.0123"_s) ||
                get<QComboBox>(u"replayModel"_s)->accessibleDescription().contains(u"about $0.01"_s));
        QVERIFY(m_service->replays.isEmpty());
        auto* model = get<QComboBox>(u"replayModel"_s);
        QVERIFY(model->findText(u"claude-opus-4-7"_s) >= 0);  // what CometAPI serves
    }

    void bothAnswersStandBesideEachOther() {
        openSheet();
        QCOMPARE(get<QPlainTextEdit>(u"thenSaid"_s)->toPlainText(), u"The header is missing."_s);
        get<QComboBox>(u"replayModel"_s)->setCurrentText(u"claude-opus-4-7"_s);
        press(u"replayNow"_s);
        QCOMPARE(m_service->replays.size(), 1);
        QCOMPARE(m_service->replays[0].requestId, m_detail.request.started.requestId);
        QCOMPARE(m_service->replays[0].target, (TargetRef{u"cometapi"_s, u"claude-opus-4-7"_s}));
        QVERIFY(!get<QPushButton>(u"replayNow"_s)->isEnabled());
        TestCallResult result;
        result.requestId = "01NEW";
        result.status = 200;
        result.text = u"shortened"_s;
        answer(result);
        m_clock->advance(Milliseconds(300));
        RequestDetail again = m_detail;
        again.request.started.requestId = "01NEW";
        again.request.finished.provider = u"cometapi"_s;
        again.captured[1] = {CaptureKind::Answer, 0,
                             "data: {\"choices\":[{\"delta\":{\"content\":\"It is \"}}]}\n\n"
                             "data: {\"choices\":[{\"delta\":{\"content\":\"there.\"}}]}\n\ndata: [DONE]\n\n",
                             false};
        QCOMPARE(m_service->details.last().second, QByteArray("01NEW"));
        m_service->answerDetails(again);
        QCOMPARE(get<QPlainTextEdit>(u"nowSaid"_s)->toPlainText(), u"It is there."_s);
        QTest::qWait(0);
        QCOMPARE(get<QPlainTextEdit>(u"nowSaid"_s)->y(), get<QPlainTextEdit>(u"thenSaid"_s)->y());
        QVERIFY(get<QLabel>(u"nowWho"_s)->text().startsWith(u"CometAPI"_s));
        QVERIFY(get<QLabel>(u"nowFacts"_s)->text().contains(u"tokens in"_s));
        press(u"openReplay"_s);
        QCOMPARE(m_service->details.last().second, QByteArray("01NEW"));  // in the page behind it
    }

    void aFailureIsSaid() {
        openSheet();
        press(u"replayNow"_s);
        answer(Error{ErrorCode::NotFound, u"its prompt was not kept, or is not kept any more"_s, {}});
        QVERIFY(get<QLabel>(u"replayMessage"_s)->text().contains(u"not kept any more"_s));
        press(u"replayNow"_s);
        TestCallResult result;
        result.requestId = "01NEW";
        result.status = 401;
        result.text = u"Incorrect API key"_s;
        answer(result);
        QVERIFY(get<QLabel>(u"replayMessage"_s)->text().contains(u"status 401: Incorrect API key"_s));
    }

    // A stream's words are in the ledger alone; when it does not have them, that is said.
    void whatTheLedgerDoesNotHaveIsSaid() {
        openSheet();
        get<QComboBox>(u"replayModel"_s)->setCurrentText(u"claude-opus-4-7"_s);
        press(u"replayNow"_s);
        get<QComboBox>(u"replayProvider"_s)->setCurrentIndex(0);  // for the next one
        TestCallResult result;
        result.requestId = "01NEW";
        result.status = 200;
        answer(result);
        QCOMPARE(get<QLabel>(u"nowWho"_s)->text(), u"CometAPI"_s);
        QVERIFY(get<QLabel>(u"nowFacts"_s)->text().isEmpty());
        for (int i = 0; i < 10; ++i) {
            m_clock->advance(Milliseconds(300));
            m_service->answerDetails(Error{ErrorCode::NotFound, u"there is no such request"_s, {}});
        }
        QVERIFY2(get<QLabel>(u"nowFacts"_s)->text().contains(u"not in the ledger"_s),
                 qPrintable(get<QLabel>(u"nowFacts"_s)->text()));
    }

    void aModelThatIsNotListedThereIsPointedOut() {
        openSheet();
        const auto said = [this] { return get<QComboBox>(u"replayModel"_s)->accessibleDescription(); };
        Explanation told;
        told.targets.resize(1);
        told.targets[0].estimatedCost = 12'300'000;
        m_service->answerExplains(told);
        QVERIFY2(said().contains(u"CometAPI does not list coding"_s), qPrintable(said()));
        QVERIFY2(said().contains(u"about $0.01"_s), qPrintable(said()));
        QVERIFY2(said().contains(u"kept"_s), qPrintable(said()));
        get<QComboBox>(u"replayModel"_s)->setCurrentText(u"claude-opus-4-7"_s);
        QVERIFY2(!said().contains(u"does not list"_s), qPrintable(said()));
    }

    // What was asked for may be a rule's name: what answered is known to the provider, if that lists it.
    void theModelThatAnsweredIsOffered() {
        m_detail.request.finished.servedModel = u"claude-opus-4-7"_s;
        openSheet();
        QCOMPARE(get<QComboBox>(u"replayModel"_s)->currentText(), u"claude-opus-4-7"_s);
    }

    void anAnswerThatWasCutIsCalledSo() {
        openSheet();
        QVERIFY(m_detail.captured[1].cut);
        QVERIFY(get<QLabel>(u"thenFacts"_s)->text().contains(u"beginning"_s));
    }

    void itIsCancelled() {
        openSheet();
        press(u"replayNow"_s);
        auto* cancel = get<QPushButton>(u"cancelReplay"_s);
        QTRY_VERIFY(cancel->hasFocus());
        press(u"cancelReplay"_s);
        QCOMPARE(m_service->cancelled.last(), m_service->replays[0].ticket);
        answer(Error{ErrorCode::Cancelled, u"the test call was cancelled"_s, {}});
        QCOMPARE(get<QLabel>(u"nowWho"_s)->text(), u"Cancelled"_s);
        press(u"replayNow"_s);
        get<ReplaySheet>(u"replaySheet"_s)->reject();
        QTRY_VERIFY(get<ReplaySheet>(u"replaySheet"_s) == nullptr);
        QCOMPARE(m_service->cancelled.last(), m_service->replays[1].ticket);
    }

    void words_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("words");
        QTest::newRow("chat") << QByteArray("{\"choices\":[{\"message\":{\"content\":\"a b\"}}]}")
                              << u"a b"_s;
        QTest::newRow("responses")
            << QByteArray("{\"output\":[{\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}]}")
            << u"x"_s;
        QTest::newRow("messages") << QByteArray("{\"content\":[{\"type\":\"text\",\"text\":\"m\"}]}")
                                  << u"m"_s;
        QTest::newRow("completions") << QByteArray("{\"choices\":[{\"text\":\"t\"}]}") << u"t"_s;
        QTest::newRow("stream of responses")
            << QByteArray("event: x\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"d\"}\n\n")
            << u"d"_s;
        QTest::newRow("stream of messages")
            << QByteArray("data: {\"type\":\"content_block_delta\",\"delta\":{\"text\":\"e\"}}\r\n\r\n")
            << u"e"_s;
        QTest::newRow("cut short") << QByteArray("{\"choices\":[{\"mess") << u"{\"choices\":[{\"mess"_s;
        QTest::newRow("nothing known") << QByteArray("{\"data\":[1]}") << u"{\"data\":[1]}"_s;
    }
    void words() {
        QFETCH(QByteArray, answer);
        QFETCH(QString, words);
        QCOMPARE(answerWords(answer, false), std::optional(words));
        QVERIFY(!answerWords(QByteArray("\xff\xfe\x00\x01", 4), false));
    }

    void aCardLeadsToATestCall() {
        window().showPage(MainWindow::Page::Dashboard);
        QTest::qWait(0);
        auto* test = button(u"provider:cometapi"_s, u"test"_s);
        QVERIFY(test != nullptr && test->isVisible());
        test->click();
        auto* sheet = window().findChild<TestCallSheet*>();
        QVERIFY(sheet != nullptr && sheet->isVisible());
        QVERIFY(sheet->windowTitle().contains(u"CometAPI"_s));
        auto* model = sheet->findChild<QComboBox*>(u"testModel"_s);
        QCOMPARE(model->currentText(), u"claude-opus-4-7"_s);
        // It grows with what is said in it.
        Explanation told;
        told.targets.resize(1);
        told.targets[0].target.provider = u"cometapi"_s;
        told.targets[0].estimatedCost = 12'300'000;
        m_service->answerExplains(told);
        QTest::qWait(0);
        QVERIFY2(model->height() >= model->sizeHint().height(), qPrintable(QString::number(model->height())));
        for (const QLabel* label : sheet->findChildren<QLabel*>()) {
            QVERIFY2(!label->isVisible() || !label->wordWrap() ||
                         label->height() >= label->heightForWidth(label->width()),
                     qPrintable(label->text()));
        }
        sheet->findChild<QPushButton*>(u"testNow"_s)->click();
        QCOMPARE(m_service->testCalls.last().second, (TargetRef{u"cometapi"_s, u"claude-opus-4-7"_s}));
        sheet->reject();
        QTRY_VERIFY(window().findChild<TestCallSheet*>() == nullptr);
        QVERIFY(m_service->cancelled.contains(m_service->testCalls.last().first));
    }
};

QTEST_MAIN(TestReplay)
#include "tst_replay.moc"
