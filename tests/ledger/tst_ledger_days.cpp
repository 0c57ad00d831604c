// Local days: zones whose days have 23, 24.5 or 25 hours, begin at 01:00, or are missing.
#include "core/ledger/LocalDays.h"

#include <QDateTime>
#include <QTest>

using namespace signalbox;

class LedgerDaysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boundaries_data();
    void boundaries();
    void everyMomentIsInTheDayThatQtSays_data();
    void everyMomentIsInTheDayThatQtSays();
};

void LedgerDaysTest::boundaries_data() {
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QDate>("day");
    QTest::addColumn<QString>("startUtc");
    QTest::addColumn<double>("hours");
    const auto row = [](const char* zone, QDate day, const char* start, double hours) {
        QTest::addRow("%s %s", zone, qPrintable(day.toString(Qt::ISODate)))
            << QByteArray(zone) << day << QString::fromLatin1(start) << hours;
    };
    row("UTC", {2026, 3, 29}, "2026-03-29T00:00:00Z", 24);
    row("Europe/Berlin", {2026, 3, 28}, "2026-03-27T23:00:00Z", 24);
    row("Europe/Berlin", {2026, 3, 29}, "2026-03-28T23:00:00Z", 23);
    row("Europe/Berlin", {2026, 3, 30}, "2026-03-29T22:00:00Z", 24);
    row("Europe/Berlin", {2026, 10, 25}, "2026-10-24T22:00:00Z", 25);
    row("America/Los_Angeles", {2026, 11, 1}, "2026-11-01T07:00:00Z", 25);
    row("Australia/Lord_Howe", {2026, 4, 5}, "2026-04-04T13:00:00Z", 24.5);
    row("America/Sao_Paulo", {2018, 11, 4}, "2018-11-04T03:00:00Z", 23);
    row("Asia/Kathmandu", {2026, 1, 1}, "2025-12-31T18:15:00Z", 24);
    row("Pacific/Apia", {2011, 12, 29}, "2011-12-29T10:00:00Z", 24);
    row("Pacific/Apia", {2011, 12, 31}, "2011-12-30T10:00:00Z", 24);
}

void LedgerDaysTest::boundaries() {
    QFETCH(QByteArray, zone);
    QFETCH(QDate, day);
    QFETCH(QString, startUtc);
    QFETCH(double, hours);
    const QTimeZone timeZone(zone);
    QVERIFY2(timeZone.isValid(), "the system has no time zone data");
    LocalDays days(timeZone);
    const qint64 start = days.startOf(day);
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(start, Qt::UTC).toString(Qt::ISODate), startUtc);
    const qint64 end = start + qint64(hours * 3'600'000);
    QCOMPARE(days.dayOf(start), day);
    QCOMPARE(days.dayOf(end - 1), day);
    QVERIFY(days.dayOf(start - 1) < day);
    QVERIFY(days.dayOf(end) > day);
}

void LedgerDaysTest::everyMomentIsInTheDayThatQtSays_data() {
    QTest::addColumn<QByteArray>("zone");
    for (const char* zone :
         {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"}) {
        QTest::newRow(zone) << QByteArray(zone);
    }
}

void LedgerDaysTest::everyMomentIsInTheDayThatQtSays() {
    QFETCH(QByteArray, zone);
    const QTimeZone timeZone(zone);
    LocalDays days(timeZone);
    const qint64 begin = QDateTime(QDate(2011, 12, 1), QTime(), Qt::UTC).toMSecsSinceEpoch();
    constexpr qint64 kStep = 29 * 60'000;
    for (int year = 0; year < 3; ++year) {
        // Forwards and backwards, so that the cache is met from both sides.
        for (qint64 i = 0; i < 18'000; ++i) {
            const qint64 at = begin + (i % 2 == 0 ? i : 18'000 - i) * kStep;
            QCOMPARE(days.dayOf(at), QDateTime::fromMSecsSinceEpoch(at, timeZone).date());
        }
    }
}

QTEST_GUILESS_MAIN(LedgerDaysTest)
#include "tst_ledger_days.moc"
