#include "core/base/Secret.h"

#include <QTest>

using namespace signalbox;

class TestSecret final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data() {
        QTest::addColumn<QByteArray>("candidate");
        QTest::addColumn<bool>("same");
        QTest::newRow("equal") << QByteArray("sb-secret") << true;
        QTest::newRow("shorter") << QByteArray("sb-secre") << false;
        QTest::newRow("longer") << QByteArray("sb-secret1") << false;
        QTest::newRow("twice") << QByteArray("sb-secretsb-secret") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("first differs") << QByteArray("tb-secret") << false;
    }
    void matches() {
        QFETCH(QByteArray, candidate);
        QFETCH(bool, same);
        QCOMPARE(Secret(QByteArray("sb-secret")).matches(candidate), same);
    }
    void emptyMatchesNothing() { QVERIFY(!Secret().matches(QByteArrayView())); }
    void copiesAreTheirOwn() {
        Secret first(QByteArray("sb-secret"));
        const Secret second(first);
        first.wipe();
        QVERIFY(first.isEmpty());
        QVERIFY(second.matches(QByteArrayView("sb-secret")));
    }
    void maskShowsLittle() {
        QCOMPARE(maskedKey(Secret(QByteArray("short"))), QStringLiteral("…"));
        QCOMPARE(maskedKey(Secret(QByteArray("sk-abcdefghijklmnop1234"))), QStringLiteral("sk-…1234"));
    }
};

QTEST_APPLESS_MAIN(TestSecret)
#include "tst_secret.moc"
