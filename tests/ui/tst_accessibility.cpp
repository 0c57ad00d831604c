// Every page by its accessible tree and by the keyboard: no control without a name, none that Tab cannot
// reach, none that Tab cannot leave. Pages are found by the navigation, so that a new one is walked, too.
#include "tests/ui/support/SampleRequests.h"
#include "tests/ui/support/SampleRoutes.h"
#include "tests/ui/support/WindowFixture.h"
#include "ui/Languages.h"
#include "ui/pages/ConnectSheet.h"
#include "ui/pages/FirstStart.h"
#include "ui/pages/ReplaySheet.h"
#include "ui/pages/TestCallSheet.h"
#include "ui/widgets/ThrowPopover.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QButtonGroup>
#include <QLabel>
#include <QRadioButton>
#include <QSet>
#include <QTemporaryDir>
#include <QTextEdit>

#include <algorithm>

using namespace signalbox;
using namespace signalbox::test;

namespace {

QString nameOf(QWidget* widget) {
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
    return accessible == nullptr ? QString() : accessible->text(QAccessible::Name);
}

QString described(const QWidget* widget) {
    QStringList path;
    for (const QWidget* at = widget; at != nullptr && !at->isWindow(); at = at->parentWidget()) {
        path.prepend(at->objectName().isEmpty() ? QString::fromLatin1(at->metaObject()->className())
                                                : at->objectName());
    }
    return path.join(u'/');
}

bool takesTab(const QWidget* widget) {
    return widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0;
}

// Parts of a control that has the name itself: a spin box's line, a view's viewport and head.
bool isPart(const QWidget* widget) {
    const QWidget* parent = widget->parentWidget();
    return widget->objectName().startsWith(u"qt_"_s) || (parent != nullptr && parent->focusProxy() == widget);
}

QStringList unnamed(QWidget& root) {
    QStringList found;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        const bool isControl = widget->isVisible() && widget->focusPolicy() != Qt::NoFocus && !isPart(widget);
        if (isControl && nameOf(widget).trimmed().isEmpty()) {
            found.append(described(widget));
        }
    }
    return found;
}

// Tab from the first control on, until it comes round.
QStringList tabProblems(QWidget& window) {
    QSet<const QWidget*> wanted;
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        if (takesTab(widget) && !isPart(widget) && widget->window() == &window) {
            wanted.insert(widget);
        }
    }
    if (wanted.isEmpty()) {
        return {};
    }
    QStringList problems;
    QSet<const QWidget*> seen;
    const QWidget* last = nullptr;
    for (qsizetype i = 0; i < 2 * wanted.size() + 50; ++i) {
        QTest::keyClick(window.focusWidget() != nullptr ? window.focusWidget() : &window, Qt::Key_Tab);
        const QWidget* now = window.focusWidget();
        if (now == nullptr || (now == last && wanted.size() > 1)) {
            problems.append(u"Tab does not leave "_s + (now == nullptr ? u"nothing"_s : described(now)));
            return problems;
        }
        seen.insert(now);
        last = now;
    }
    for (const QWidget* widget : std::as_const(wanted)) {
        bool reached = seen.contains(widget) || seen.contains(widget->focusProxy());
        // Of the buttons of a group one is on the way, the arrows lead to the others.
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget);
            !reached && button != nullptr && button->group() != nullptr) {
            const QList<QAbstractButton*> group = button->group()->buttons();
            reached = std::any_of(group.begin(), group.end(),
                                  [&](const QAbstractButton* one) { return seen.contains(one); });
        }
        if (const auto* radio = qobject_cast<const QRadioButton*>(widget);
            !reached && radio != nullptr && radio->autoExclusive()) {
            for (const QRadioButton* one : radio->parentWidget()->findChildren<QRadioButton*>()) {
                reached = reached || seen.contains(one);
            }
        }
        if (!reached) {
            problems.append(u"Tab does not reach "_s + described(widget));
        }
    }
    return problems;
}

// The letter behind a text's mark; 0: none.
QChar mnemonicIn(QString text) {
    text.remove(u"&&"_s);
    const qsizetype at = text.indexOf(u'&');
    return at >= 0 && at + 1 < text.size() ? text[at + 1].toLower() : QChar();
}

// Two controls that want the same letter: neither is reached by it at once.
QStringList sharedMnemonics(const QWidget& window) {
    QHash<QChar, QString> taken;
    QStringList problems;
    const auto take = [&](const QWidget* widget, const QString& text) {
        const QChar letter = mnemonicIn(text);
        if (letter.isNull() || !widget->isVisible() || widget->window() != &window) {
            return;
        }
        if (taken.contains(letter)) {
            problems.append(u"%1: %2 and %3"_s.arg(letter).arg(taken.value(letter), text));
        }
        taken.insert(letter, text);
    };
    for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
        take(button, button->text());
    }
    for (const QLabel* label : window.findChildren<QLabel*>()) {
        if (label->buddy() != nullptr) {
            take(label, label->text());
        }
    }
    return problems;
}

}  // namespace

class TestAccessibility : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(sampleConfig()); }
    void cleanup() { close(); }

    // The walk itself can fail.
    void whatIsWrongIsFound() {
        QWidget box;
        auto* nameless = new QPushButton(&box);
        auto* named = new QPushButton(u"Named"_s, &box);
        named->move(0, 40);
        auto* trap = new QTextEdit(&box);  // Tab writes a tabulator
        trap->setAccessibleName(u"Text"_s);
        trap->move(0, 80);
        trap->setTabChangesFocus(false);
        box.show();
        QVERIFY(QTest::qWaitForWindowExposed(&box));
        QCOMPARE(unnamed(box).size(), 1);
        QVERIFY(!tabProblems(box).isEmpty());
        nameless->setText(u"Now named"_s);
        trap->setTabChangesFocus(true);
        QVERIFY(unnamed(box).isEmpty());
        QVERIFY(tabProblems(box).isEmpty());
        nameless->setText(u"N&ow"_s);
        QVERIFY(sharedMnemonics(box).isEmpty());
        named->setText(u"S&oon && &Never"_s);
        QCOMPARE(sharedMnemonics(box).size(), 1);
    }

    void everyPage_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<bool>("empty");
        QTest::addColumn<QString>("language");
        init();
        open(sample());
        for (const QPushButton* entry : window().findChildren<QPushButton*>()) {
            if (entry->objectName().startsWith(u"nav:"_s)) {
                const QByteArray name = entry->objectName().mid(4).toUtf8();
                QTest::addRow("%s, empty", name.constData()) << entry->objectName() << true << u"en"_s;
                for (const Language& one : languages()) {
                    QTest::addRow("%s, %s", name.constData(), one.code.toUtf8().constData())
                        << entry->objectName() << false << one.code;
                }
            }
        }
        cleanup();
    }
    // In each language: its Alt letters are its own.
    void everyPage() {
        QFETCH(QString, entry);
        QFETCH(bool, empty);
        QFETCH(QString, language);
        Translation texts;
        texts.use(language);
        if (!empty) {
            auto config = std::make_shared<Config>(*routesConfig());
            config->budgets.resize(2);
            config->budgets[1].scope = BudgetConfig::Scope::Model;
            config->budgets[1].atLimit = BudgetConfig::AtLimit::Route;
            m_service->configure(config);
        }
        open(empty ? emptyStatus(m_clock->wallMs()) : sample());
        QTest::mouseClick(window().findChild<QPushButton*>(entry), Qt::LeftButton);
        const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).date();
        m_service->answerSpend(empty ? QVector<SpendRow>() : sampleSpend(today.addDays(-24), today));
        QTest::qWait(50);
        QCOMPARE(unnamed(window()).join(u"; "_s), QString());
        QCOMPARE(tabProblems(window()).join(u"; "_s), QString());
        QCOMPARE(sharedMnemonics(window()).join(u"; "_s), QString());
        m_host.reset();
    }

    // The rows of the ledger, one of them opened, and what is asked about it.
    void theRequests() {
        const qint64 now = m_clock->wallMs();
        serve(providersConfig());
        open(sample());
        window().showPage(MainWindow::Page::Requests);
        m_service->answerPages([&](const RequestQuery& query) { return samplePage(query, 400, now); });
        window().showRequest(sampleRequest(2, 400, now).started.requestId);
        m_service->answerDetails(sampleDetail(now));
        QTest::qWait(50);
        QCOMPARE(unnamed(window()).join(u"; "_s), QString());
        QCOMPARE(tabProblems(window()).join(u"; "_s), QString());
        QCOMPARE(sharedMnemonics(window()).join(u"; "_s), QString());
        QTest::mouseClick(window().findChild<QPushButton*>(u"replayRequest"_s), Qt::LeftButton);
        auto* sheet = window().findChild<ReplaySheet*>();
        QVERIFY(sheet != nullptr);
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*sheet).join(u"; "_s), QString());
        QCOMPARE(sharedMnemonics(*sheet).join(u"; "_s), QString());
    }

    // What opens on the dashboard, and its banners.
    void whatTheDashboardAsks() {
        serve(providersConfig());
        StatusSnapshot status = sample();
        status.offline = true;
        status.providers[2].drill = Drill{DrillKind::RateLimited, status.atMs, status.atMs + 120'000};
        status.routes[1].active = -1;
        status.routes[1].parked = 3;
        open(status);
        QCOMPARE(unnamed(window()).join(u"; "_s), QString());
        QCOMPARE(tabProblems(window()).join(u"; "_s), QString());
        QTest::mouseClick(button(u"provider:cometapi"_s, u"test"_s), Qt::LeftButton);
        auto* sheet = window().findChild<TestCallSheet*>();
        QVERIFY(sheet != nullptr);
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*sheet).join(u"; "_s), QString());
        sheet->close();
        SwitchPreview costly;
        costly.missing = {Need::Tools};
        QTest::mouseClick(position(u"gpt-5.5"_s, 0), Qt::LeftButton);
        m_service->answerPreviews(costly);
        auto* popover = window().findChild<ThrowPopover*>();
        QVERIFY(popover != nullptr);
        QTest::qWait(50);
        QCOMPARE(unnamed(*popover).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*popover).join(u"; "_s), QString());
    }

    void theSheetForTools() {
        open(sample());
        window().showConnect();
        auto* sheet = window().findChild<ConnectSheet*>();
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*sheet).join(u"; "_s), QString());
    }

    void theFirstStart() {
        const QTemporaryDir folder;
        Config config;
        config.clients = sampleConfig()->clients;
        m_service->configure(std::make_shared<const Config>(config));
        open(emptyStatus(m_clock->wallMs()), {folder.filePath(u"window.ini"_s), TrayUse::Never});
        auto* sheet = window().findChild<FirstStart*>();
        QVERIFY(sheet != nullptr);
        m_service->answerSearch({{u"openai"_s, KeySource{KeySource::Kind::Env, u"OPENAI_API_KEY"_s}, {}},
                                 {u"ollama"_s, {}, {u"llama3"_s}}});
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*sheet).join(u"; "_s), QString());
        QTest::mouseClick(sheet->findChild<QPushButton*>(u"useFound"_s), Qt::LeftButton);
        m_service->done(m_service->saves.value(0).ticket);
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet).join(u"; "_s), QString());
        QCOMPARE(tabProblems(*sheet).join(u"; "_s), QString());
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
