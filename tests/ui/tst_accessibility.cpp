// Every page by its accessible tree and by the keyboard: no control without a name, none that Tab cannot
// reach, none that Tab cannot leave. Pages are found by the navigation, so that a new one is walked, too.
#include "tests/ui/support/WindowFixture.h"
#include "ui/pages/ConnectSheet.h"
#include "ui/pages/FirstStart.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QButtonGroup>
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
        if (!reached) {
            problems.append(u"Tab does not reach "_s + described(widget));
        }
    }
    return problems;
}

}  // namespace

class TestAccessibility : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_clock = std::make_unique<FakeClock>();
        m_service = std::make_unique<FakeGatewayService>();
        m_service->configure(sampleConfig());
    }
    void cleanup() {
        m_host.reset();
        m_service.reset();
    }

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
    }

    void everyPage_data() {
        QTest::addColumn<QString>("entry");
        QTest::addColumn<bool>("empty");
        init();
        open(sample());
        for (const QPushButton* entry : window().findChildren<QPushButton*>()) {
            if (entry->objectName().startsWith(u"nav:"_s)) {
                const QByteArray name = entry->objectName().mid(4).toUtf8();
                QTest::addRow("%s", name.constData()) << entry->objectName() << false;
                QTest::addRow("%s, empty", name.constData()) << entry->objectName() << true;
            }
        }
        cleanup();
    }
    void everyPage() {
        QFETCH(QString, entry);
        QFETCH(bool, empty);
        open(empty ? emptyStatus(m_clock->wallMs()) : sample());
        QTest::mouseClick(window().findChild<QPushButton*>(entry), Qt::LeftButton);
        const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock->wallMs()).date();
        m_service->answerSpend(empty ? QVector<SpendRow>() : sampleSpend(today.addDays(-24), today));
        QTest::qWait(50);
        QCOMPARE(unnamed(window()), QStringList());
        QCOMPARE(tabProblems(window()), QStringList());
    }

    void theSheetForTools() {
        open(sample());
        window().showConnect();
        auto* sheet = window().findChild<ConnectSheet*>();
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet), QStringList());
        QCOMPARE(tabProblems(*sheet), QStringList());
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
        QCOMPARE(unnamed(*sheet), QStringList());
        QCOMPARE(tabProblems(*sheet), QStringList());
        QTest::mouseClick(sheet->findChild<QPushButton*>(u"useFound"_s), Qt::LeftButton);
        m_service->done(m_service->saves.value(0).ticket);
        QTest::qWait(50);
        QCOMPARE(unnamed(*sheet), QStringList());
        QCOMPARE(tabProblems(*sheet), QStringList());
    }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
