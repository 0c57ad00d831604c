// The palette tables: text is readable on every ground it stands on, light and dark.
#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QTest>

using namespace signalbox;

class TestTheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsWhatTheStandardSays() {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 100), 2100);
        QCOMPARE(qRound(contrast(Qt::white, Qt::white) * 100), 100);
        QCOMPARE(qRound(contrast(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448);
    }

    void textIsReadable_data() {
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("ground");
        for (const bool dark : {false, true}) {
            Theme theme;
            QPalette system(dark ? Qt::black : Qt::white);
            system.setColor(QPalette::WindowText, dark ? Qt::white : Qt::black);
            theme.follow(system, QFont());
            const Colors& c = theme.colors();
            const auto add = [&](const QByteArray& name, const QColor& ink, const QColor& ground) {
                QTest::newRow(QByteArray((dark ? "dark " : "light ") + name).constData()) << ink << ground;
            };
            for (const auto& [name, ground] :
                 {std::pair{"background", c.background}, {"side", c.side}, {"panel", c.panel}}) {
                add(QByteArray("text on ") + name, c.text, ground);
                add(QByteArray("secondary on ") + name, c.secondary, ground);
            }
            add("on accent", c.onAccent, c.accent);
            add("accent on panel", theme.onPanel(c.accent), c.panel);
            for (int i = 0; i < 5; ++i) {
                const QColor state = c.state(static_cast<HealthState>(i));
                add("state on chip " + QByteArray::number(i), theme.onTint(state), theme.tint(state));
                add("state on panel " + QByteArray::number(i), theme.onPanel(state), c.panel);
                add("text on banner " + QByteArray::number(i), c.text, theme.tint(state));
            }
        }
    }
    void textIsReadable() {
        QFETCH(QColor, ink);
        QFETCH(QColor, ground);
        QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(QString::number(contrast(ink, ground))));
    }

    void readableChangesOnlyWhatItMust() {
        QCOMPARE(readable(Qt::black, Qt::white), QColor(Qt::black));
        const QColor amber(0xb3, 0x6b, 0x00);
        const QColor darker = readable(amber, Qt::white);
        QVERIFY(darker != amber);
        QVERIFY(contrast(darker, Qt::white) < 5.2);
    }

    void followsTheSystem() {
        Theme theme;
        int changes = 0;
        connect(&theme, &Theme::changed, this, [&changes] { ++changes; });
        QPalette dark(Qt::black);
        dark.setColor(QPalette::WindowText, Qt::white);
        theme.follow(dark, QFont());
        QCOMPARE(theme.appearance(), Appearance::Dark);
        const int before = changes;
        theme.follow(dark, QFont());
        QCOMPARE(changes, before);
        QPalette light(Qt::white);
        light.setColor(QPalette::WindowText, Qt::black);
        theme.follow(light, QFont());
        QCOMPARE(theme.appearance(), Appearance::Light);
        QCOMPARE(changes, before + 1);
    }

    void everyNameInTheSheetIsKnown() {
        Theme theme;
        QVERIFY(!theme.styleSheet().contains(QLatin1Char('@')));
    }

    void iconsAreThere_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"lever", "dashboard", "spend", "quit"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }
    void iconsAreThere() {
        QFETCH(QString, name);
        initIcons();
        const QImage image = themedIcon(name, Qt::red).pixmap(24, 24).toImage();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                inked += pixel.alpha() > 128 && pixel.red() > 200 && pixel.blue() < 60 ? 1 : 0;
            }
        }
        QVERIFY(inked > 20);
        QVERIFY(!applicationIcon().pixmap(32, 32).isNull());
    }

    void traySaysTheWorst() {
        StatusSnapshot status;
        status.version = QStringLiteral("1");
        status.listening = true;
        QCOMPARE(overallState(status), HealthState::Healthy);
        ProviderStatus provider;
        provider.state = HealthState::Resting;
        status.providers = {provider};
        QCOMPARE(overallState(status), HealthState::Resting);
        status.providers[0].state = HealthState::Failed;
        QCOMPARE(overallState(status), HealthState::Attention);
        RouteStatus route;
        route.active = -1;
        status.routes = {route};
        QCOMPARE(overallState(status), HealthState::Failed);
        status.routes[0].active = 0;
        status.listening = false;
        QCOMPARE(overallState(status), HealthState::Failed);
        status.stopping = true;
        QCOMPARE(overallState(status), HealthState::Out);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
