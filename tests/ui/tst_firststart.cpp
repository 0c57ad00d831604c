// The first start: what was found is offered, what is chosen is saved, and the way goes on without any
// choice.
#include "tests/ui/support/WindowFixture.h"
#include "ui/pages/FirstStart.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace signalbox;
using namespace signalbox::test;

namespace {

Config untouched() {
    Config config;
    ProviderConfig demo;
    demo.id = u"demo-north"_s;
    demo.protocol = Protocol::Simulated;
    config.providers = {demo};
    config.clients.push_back({u"default"_s, Secret(QByteArray("sb-0123456789abcdef0123456789abcdef"))});
    return config;
}

QVector<FoundProvider> twoFound() {
    return {{u"openai"_s, KeySource{KeySource::Kind::Env, u"OPENAI_API_KEY"_s}, {}},
            {u"ollama"_s, {}, {u"llama3"_s, u"qwen"_s}}};
}

}  // namespace

class TestFirstStart : public WindowFixture {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] WindowOptions options() const {
        return {m_folder->filePath(u"window.ini"_s), TrayUse::Never};
    }
    FirstStart* sheet() { return window().findChild<FirstStart*>(); }
    template <class Control>
    Control* part(const QString& name) {
        return sheet()->findChild<Control*>(name);
    }
    QPushButton* next() { return part<QPushButton>(u"useFound"_s); }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        serve(std::make_shared<const Config>(untouched()));
        open(emptyStatus(m_clock->wallMs()), options());
        QVERIFY(sheet() != nullptr);
        QVERIFY(QTest::qWaitForWindowExposed(sheet()));
    }
    void cleanup() { close(); }

    void whatIsChosenIsSaved() {
        QVERIFY(!next()->isEnabled());  // still looking
        m_service->answerSearch(twoFound());
        QVERIFY(next()->isEnabled());
        auto* openai = part<QCheckBox>(u"found:openai"_s);
        auto* ollama = part<QCheckBox>(u"found:ollama"_s);
        QVERIFY(openai->isChecked() && ollama->isChecked());
        QCOMPARE(sheet()->focusWidget(), openai);
        QVERIFY(openai->accessibleDescription().contains(u"OPENAI_API_KEY"_s));
        QVERIFY(ollama->accessibleDescription().contains(u"llama3"_s));
        QTest::keyClick(ollama, Qt::Key_Space);
        QVERIFY(!ollama->isChecked());
        QTest::keyClick(ollama, Qt::Key_Return);  // the default button
        QCOMPARE(m_service->saves.size(), 1);
        const Config& saved = m_service->saves.front().config;
        QCOMPARE(saved.providers.size(), 2U);
        QCOMPARE(saved.providers[1].id, u"openai"_s);
        QCOMPARE(saved.providers[1].keys.at(0).name, u"OPENAI_API_KEY"_s);
        QVERIFY(!next()->isEnabled());  // not twice
        m_service->done(m_service->saves.front().ticket);
        QVERIFY(part<QPushButton>(u"done"_s)->isVisible());
        QCOMPARE(sheet()->focusWidget(), part<QPushButton>(u"done"_s));
    }

    void aSaveThatFailsIsToldAndTriedAgain() {
        m_service->answerSearch(twoFound());
        QTest::mouseClick(next(), Qt::LeftButton);
        m_service->done(m_service->saves.front().ticket,
                        Error{ErrorCode::Busy, u"config.json was changed by another program"_s, {}});
        QVERIFY(part<QLabel>(u"searchState"_s)->text().contains(u"another program"_s));
        QTest::mouseClick(next(), Qt::LeftButton);
        QCOMPARE(m_service->saves.size(), 2);
        m_service->done(m_service->saves.back().ticket);
        QVERIFY(part<QPushButton>(u"done"_s)->isVisible());
    }

    void nothingFoundGoesOnWithSimulatedOnes() {
        m_service->answerSearch({});
        QVERIFY(part<QLabel>(u"searchState"_s)->text().contains(u"Simulated providers"_s));
        QTest::mouseClick(next(), Qt::LeftButton);
        QVERIFY(m_service->saves.isEmpty());
        QVERIFY(part<QPushButton>(u"done"_s)->isVisible());
        QTest::mouseClick(part<QPushButton>(u"copyKey"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"sb-0123456789abcdef0123456789abcdef"_s);
        for (const QLineEdit* line : sheet()->findChildren<QLineEdit*>()) {
            QVERIFY(!line->text().contains(u"0123456789abcdef"_s));  // masked on the screen
        }
        StatusSnapshot status = m_service->status();
        status.requestsTotal += 1;
        m_service->publish(status);
        QVERIFY(part<QLabel>(u"firstRequest"_s)->text().contains(u"arrived"_s));
        QPointer<FirstStart> here = sheet();
        QTest::keyClick(part<QPushButton>(u"done"_s), Qt::Key_Return);
        QTRY_VERIFY(here.isNull());
    }

    void leadsToTheSheetForTools() {
        m_service->answerSearch({});
        QTest::mouseClick(next(), Qt::LeftButton);
        QTest::mouseClick(part<QPushButton>(u"howTo"_s), Qt::LeftButton);
        QTRY_VERIFY(sheet() == nullptr);
        QVERIFY(window().findChild<QDialog*>(u"connectSheet"_s)->isVisible());
    }

    void comesOnce() {
        QTest::mouseClick(part<QPushButton>(u"skip"_s), Qt::LeftButton);
        QTRY_VERIFY(sheet() == nullptr);
        QVERIFY(m_service->saves.isEmpty());
        open(emptyStatus(m_clock->wallMs()), options());
        QVERIFY(sheet() == nullptr);
    }

    void comesOnlyWhereNothingIsConfigured() {
        Config config = untouched();
        QVERIFY(FirstStart::fits(config));
        ProviderConfig real;
        real.id = u"real"_s;
        config.providers.push_back(real);
        QVERIFY(!FirstStart::fits(config));
        config = untouched();
        config.routes.emplace_back();
        QVERIFY(!FirstStart::fits(config));
    }

    void closedWhileItLooksOrSaves() {
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QTRY_VERIFY(sheet() == nullptr);
        m_service->answerSearch(twoFound());  // nobody listens any more
    }

    void whoIsThereAlreadyIsNotOffered() {
        Config config = untouched();
        ProviderConfig own;
        own.id = u"mine"_s;
        own.baseUrl = QUrl(u"http://localhost:11434/v1"_s);
        config.providers.push_back(own);
        m_service->file = std::make_shared<const Config>(config);
        m_service->answerSearch(twoFound());
        QVERIFY(part<QCheckBox>(u"found:ollama"_s) == nullptr);
        QVERIFY(part<QCheckBox>(u"found:openai"_s) != nullptr);
    }
};

QTEST_MAIN(TestFirstStart)
#include "tst_firststart.moc"
