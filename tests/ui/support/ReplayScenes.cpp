#include "tests/ui/support/ReplayScenes.h"

#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/ProvidersScenes.h"
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/Samples.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QTest>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

// A window over sample data, and where its pictures go.
class Stage {
public:
    Stage(const QDir& folder, const Clock& clock, FakeClock& scheduler, Appearance appearance)
        : m_folder(folder),
          m_scheduler(scheduler),
          m_end(u"-%1-%2x.png"_s.arg(appearance == Appearance::Dark ? u"dark"_s : u"light"_s)
                    .arg(qApp->devicePixelRatio())),
          m_now(clock.wallMs()),
          m_host((service.configure(providersConfig()), service.publish(sampleStatus(m_now)), service), clock,
                 scheduler, {{}, TrayUse::Never}, {}) {
        m_host.show();
    }

    [[nodiscard]] MainWindow& window() { return m_host.window(); }
    template <class T>
    [[nodiscard]] T* get(const QString& name) {
        return window().findChild<T*>(name);
    }
    bool save(QWidget* of, const QString& name) const {
        QTest::qWait(60);
        return of != nullptr && of->grab().save(m_folder.filePath(name + m_end));
    }
    void openRequest(const RequestDetail& detail) {
        service.answerPages([this](const RequestQuery& query) { return samplePage(query, 12'400, m_now); });
        window().showRequest(detail.request.started.requestId);
        service.answerDetails(detail);
        QTest::qWait(0);
    }
    void tellCost(NanoUsd cost) {
        Explanation told;
        told.targets.resize(1);
        told.targets[0].target.provider = u"cometapi"_s;
        told.targets[0].estimatedCost = cost;
        service.answerExplains(told);
    }
    // Of the call `ticket`; its row is in the ledger.
    void answer(Ticket ticket, const QString& text, const RequestDetail& detail) {
        TestCallResult result;
        result.requestId = detail.request.started.requestId;
        result.status = 200;
        result.text = text;
        result.durationMs = detail.request.finished.durationMs;
        Q_EMIT service.testCallDone(ticket, result);
        m_scheduler.advance(Milliseconds(300));
        service.answerDetails(detail);
    }
    [[nodiscard]] RequestDetail detail() const { return sampleDetail(m_now); }

    FakeGatewayService service;

private:
    const QDir& m_folder;
    FakeClock& m_scheduler;
    QString m_end;
    qint64 m_now;
    WindowHost m_host;
};

RequestDetail fromComet(RequestDetail detail) {
    detail.request.finished.provider = u"cometapi"_s;
    detail.request.finished.servedModel = u"claude-opus-4-7"_s;
    detail.request.finished.cost.charged = 11'900'000;
    detail.request.finished.durationMs = 4'100;
    detail.request.finished.ttftMs = 640;
    return detail;
}

bool grabSheet(Stage& stage) {
    RequestDetail notKept = stage.detail();
    notKept.captured.clear();
    stage.window().showPage(MainWindow::Page::Requests);
    stage.openRequest(notKept);
    if (!stage.save(&stage.window(), u"requests-detail-not-kept"_s)) {
        return false;
    }
    stage.openRequest(stage.detail());
    stage.get<QPushButton>(u"replayRequest"_s)->click();
    auto* sheet = stage.get<QDialog>(u"replaySheet"_s);
    stage.tellCost(31'000'000);
    bool saved = stage.save(sheet, u"replay"_s);
    stage.get<QComboBox>(u"replayModel"_s)->setCurrentIndex(0);
    stage.tellCost(11'000'000);
    stage.get<QPushButton>(u"replayNow"_s)->click();
    saved = stage.save(sheet, u"replay-running"_s) && saved;
    RequestDetail again = fromComet(stage.detail());
    again.captured[1].content =
        "data: {\"choices\":[{\"delta\":{\"content\":\"The build cannot find config.h: it is made by the "
        "configure step, which was not run.\"}}]}\n\ndata: [DONE]\n\n";
    again.captured[1].cut = false;
    stage.answer(stage.service.replays.last().ticket, {}, again);
    saved = stage.save(sheet, u"replay-answered"_s) && saved;
    stage.get<QPushButton>(u"replayNow"_s)->click();
    TestCallResult refused;
    refused.requestId = "r000000000001002";
    refused.status = 401;
    refused.text = u"Incorrect API key provided. Look at the provider's page of keys."_s;
    Q_EMIT stage.service.testCallDone(stage.service.replays.last().ticket, refused);
    saved = stage.save(sheet, u"replay-failed"_s) && saved;
    sheet->reject();
    return saved;
}

bool grabTestCall(Stage& stage) {
    stage.window().showPage(MainWindow::Page::Dashboard);
    auto* card = stage.get<QWidget>(u"provider:cometapi"_s);
    card->findChild<QPushButton*>(u"test"_s)->click();
    auto* sheet = stage.get<QDialog>(u"testCallSheet"_s);
    stage.tellCost(11'000);
    bool saved = stage.save(sheet, u"card-test"_s);
    sheet->findChild<QPushButton*>(u"testNow"_s)->click();
    stage.answer(stage.service.testCalls.last().first, u"ok"_s, fromComet(stage.detail()));
    saved = stage.save(sheet, u"card-test-answered"_s) && saved;
    sheet->reject();
    return saved;
}

}  // namespace

bool grabReplay(const QDir& folder, const Clock& clock, FakeClock& scheduler,
                const std::function<QPalette(Appearance)>& palette) {
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        QApplication::setPalette(palette(appearance));
        Stage stage(folder, clock, scheduler, appearance);
        if (!grabSheet(stage) || !grabTestCall(stage)) {
            return false;
        }
    }
    return true;
}

}  // namespace signalbox::test
