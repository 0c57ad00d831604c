// The palette tables: text is readable on every ground it stands on, light and dark.
#include "ui/Icons.h"
#include "ui/Theme.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace signalbox;

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;

// How a colour looks to those without one kind of cone, on linear RGB: G. M. Machado, M. M. Oliveira,
// L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
// severity 1.
struct Sight {
    const char* name;
    Matrix matrix;
};
constexpr std::array kSights{
    Sight{"all cones", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    Sight{"protanopia",
          {{{0.152286, 1.052583, -0.204868},
            {0.114503, 0.786281, 0.099216},
            {-0.003882, -0.048116, 1.051998}}}},
    Sight{
        "deuteranopia",
        {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    Sight{"tritanopia",
          {{{1.255528, -0.076749, -0.178779},
            {-0.078411, 0.930809, 0.147602},
            {0.004733, 0.691367, 0.303900}}}}};

double linear(double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

// CIE L*a*b* (D65) of what is seen.
std::array<double, 3> seen(const QColor& color, const Matrix& matrix) {
    const std::array rgb{linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
    std::array<double, 3> out{};
    for (std::size_t row = 0; row < 3; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            out.at(row) += matrix.at(row).at(column) * rgb.at(column);
        }
        out.at(row) = std::clamp(out.at(row), 0.0, 1.0);
    }
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * out[0] + 0.3576 * out[1] + 0.1805 * out[2]) / 0.95047);
    const double y = f(0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]);
    const double z = f((0.0193 * out[0] + 0.1192 * out[1] + 0.9505 * out[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double least(const std::array<QColor, 5>& colors, const Matrix& matrix) {
    double found = 1'000;
    for (std::size_t i = 0; i < colors.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto a = seen(colors.at(i), matrix);
            const auto b = seen(colors.at(j), matrix);
            found = std::min(found, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
        }
    }
    return found;
}

}  // namespace

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

    // Beside textures and signs. A difference of 2 is just seen side by side.
    void coloursAreToldApartByEverybody_data() {
        QTest::addColumn<Appearance>("appearance");
        QTest::addColumn<int>("sight");
        for (int i = 0; i < int(kSights.size()); ++i) {
            const char* name = kSights.at(std::size_t(i)).name;
            QTest::addRow("light, %s", name) << Appearance::Light << i;
            QTest::addRow("dark, %s", name) << Appearance::Dark << i;
        }
    }
    void coloursAreToldApartByEverybody() {
        QFETCH(Appearance, appearance);
        QFETCH(int, sight);
        const Matrix& matrix = kSights.at(std::size_t(sight)).matrix;
        const double series = least(colorsOf(appearance).series, matrix);
        const double states = least(colorsOf(appearance).states, matrix);
        QVERIFY2(series >= 14, qPrintable(QString::number(series)));
        QVERIFY2(states >= 9, qPrintable(QString::number(states)));
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
