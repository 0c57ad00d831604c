// Words: money, numbers and times per locale; a sentence for every reason; states of requests; banners.
#include "ui/Format.h"
#include "ui/ReasonText.h"
#include "ui/widgets/Banner.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Kind = HealthReason::Kind;

namespace {
// Locales part numbers and signs with no-break spaces.
QString plain(QString text) {
    return text.replace(QChar(0x00a0), u' ').replace(QChar(0x202f), u' ');
}
Format english() {
    return Format(QLocale(QLocale::English, QLocale::UnitedStates));
}
Format german() {
    return Format(QLocale(QLocale::German, QLocale::Germany));
}
const qint64 kNow = QDateTime(QDate(2026, 11, 22), QTime(1, 14, 0), Qt::UTC).toMSecsSinceEpoch();
}  // namespace

class TestTexts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    static void initMain() { qputenv("TZ", "UTC"); }

    void money_data() {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QString>("us");
        QTest::addColumn<QString>("de");
        QTest::newRow("nothing") << qint64(0) << u"$0.00"_s << u"0,00 $"_s;
        QTest::newRow("dollars") << qint64(4'180'000'000) << u"$4.18"_s << u"4,18 $"_s;
        QTest::newRow("thousands") << qint64(1'234'567'890'000) << u"$1,234.57"_s << u"1.234,57 $"_s;
        QTest::newRow("below a cent") << qint64(9'100'000) << u"$0.0091"_s << u"0,0091 $"_s;
        QTest::newRow("hardly anything") << qint64(1'760) << u"<$0.0001"_s << u"<0,0001 $"_s;
    }
    void money() {
        QFETCH(qint64, nano);
        QFETCH(QString, us);
        QFETCH(QString, de);
        QCOMPARE(plain(english().money(nano)), us);
        QCOMPARE(plain(german().money(nano)), de);
    }

    void aSumWithoutAnyPriceIsNotZero() {
        QCOMPARE(english().sum(0, 3, 3), u"unknown"_s);
        QCOMPARE(plain(english().sum(0, 3, 1)), u"$0.00"_s);  // free
        QCOMPARE(plain(english().sum(2'000'000'000, 3, 2)), u"$2.00"_s);
        QCOMPARE(plain(english().sum(0, 0, 0)), u"$0.00"_s);
    }

    void whatItWillCost() {
        QCOMPARE(plain(english().about(2'100'000)), u"about $0.0021"_s);
        QCOMPARE(plain(english().about(1'760)), u"less than $0.0001"_s);
        QCOMPARE(plain(english().about(2'345'000'000)), u"about $2.35"_s);
        QVERIFY(english().leadsWithSign());
        QVERIFY(!german().leadsWithSign());
    }

    void cost_data() {
        QTest::addColumn<int>("source");
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<bool>("estimated");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, CostSource source, qint64 nano, bool estimated,
                            const QString& text) {
            QTest::newRow(name) << static_cast<int>(source) << nano << estimated << text;
        };
        row("computed", CostSource::Computed, 12'600'000, false, u"$0.0126"_s);
        row("reported", CostSource::Reported, 1'012'600'000, false, u"$1.0126"_s);
        row("estimated", CostSource::Estimated, 4'200'000, false, u"~$0.0042"_s);
        row("estimated tokens", CostSource::Computed, 4'200'000, true, u"~$0.0042"_s);
        row("unknown is never zero", CostSource::Unknown, 0, false, u"unknown"_s);
        row("free", CostSource::Computed, 0, false, u"$0.0000"_s);
    }
    void cost() {
        QFETCH(int, source);
        QFETCH(qint64, nano);
        QFETCH(bool, estimated);
        QTEST(plain(english().cost({nano, nano, static_cast<CostSource>(source)}, estimated)), "text");
    }

    void numbers() {
        QCOMPARE(english().number(8'764), u"8,764"_s);
        QCOMPARE(german().number(8'764), u"8.764"_s);
        QCOMPARE(english().tokens(285'762), u"285,762"_s);
        QCOMPARE(english().tokens(6'140'000), u"6.1 M"_s);
        QCOMPARE(german().tokens(6'140'000), u"6,1 M"_s);
        QCOMPARE(english().percent(0.182, 1), u"18.2 %"_s);
        QCOMPARE(german().percent(0.182, 1), u"18,2 %"_s);
    }

    void durations() {
        const Format format = english();
        QCOMPARE(format.latency(420), u"420 ms"_s);
        QCOMPARE(format.latency(1'900), u"1.9 s"_s);
        QCOMPARE(german().latency(1'900), u"1,9 s"_s);
        QCOMPARE(format.latency(24'300), u"24 s"_s);
        QCOMPARE(format.remaining(40'001), u"41 s"_s);
        QCOMPARE(format.remaining(-5), u"0 s"_s);
        QCOMPARE(format.remaining(24 * 60'000), u"24 min"_s);
        QCOMPARE(format.remaining(2 * 3'600'000), u"2 h"_s);
        QCOMPARE(format.remaining(2 * 3'600'000 + 60'000), u"2 h 1 min"_s);
    }

    void timesNameTheDayOnlyWhereItIsAnother() {
        QCOMPARE(plain(english().time(kNow + 20'000, kNow)), u"1:14:20 AM"_s);
        QVERIFY(german().time(kNow + 86'400'000, kNow).startsWith(u"23.11.26"_s));
        QCOMPARE(plain(english().shortTime(kNow + 20'000, kNow)), u"1:14:20 AM"_s);
        QCOMPARE(plain(english().shortTime(kNow + 20'000, kNow + 86'400'000)), u"11/22/26, 1:14 AM"_s);
    }

    void timesOfDayAreThoseOfTheLocale() {
        const auto at = [](const QLocale& locale) { return plain(Format(locale).clockTime(kNow + 20'000)); };
        QCOMPARE(at(QLocale(QLocale::English, QLocale::UnitedStates)), u"1:14:20 AM"_s);
        QCOMPARE(at(QLocale(QLocale::English, QLocale::UnitedKingdom)), u"01:14:20"_s);
        QCOMPARE(at(QLocale(QLocale::German, QLocale::Germany)), u"01:14:20"_s);
        QCOMPARE(at(QLocale(QLocale::Finnish, QLocale::Finland)), u"1.14.20"_s);
        QCOMPARE(at(QLocale(QLocale::C)), u"01:14:20"_s);
        // Everywhere there are seconds, once.
        for (const QLocale& locale :
             QLocale::matchingLocales(QLocale::AnyLanguage, QLocale::AnyScript, QLocale::AnyTerritory)) {
            const QTime time(13, 14, 27);
            const QString shown =
                Format(locale).clockTime(QDateTime(QDate(2026, 11, 22), time, Qt::UTC).toMSecsSinceEpoch());
            QVERIFY2(shown.count(locale.toString(27)) == 1, qPrintable(locale.name() + u": "_s + shown));
        }
        QCOMPARE(plain(english().minute(kNow + 20'000)), u"1:14 AM"_s);
    }

    void reasons_data() {
        QTest::addColumn<HealthReason>("reason");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const HealthReason& reason, const QString& word,
                            const QString& sentence) { QTest::newRow(name) << reason << word << sentence; };
        const qint64 soon = kNow + 20'000;
        row("none", {}, u"Healthy"_s, {});
        row("not used", {Kind::NotYetUsed, {}, {}, 0, {}}, u"Not used yet"_s,
            u"No request has gone here yet"_s);
        row("disabled", {Kind::Disabled, {}, {}, 0, {}}, u"Switched off"_s,
            u"Switched off in the configuration"_s);
        row("drained", {Kind::Drained, {}, {}, 0, {}}, u"Drained"_s,
            u"Taken out by you, until you put it back"_s);
        row("drained until", {Kind::Drained, soon, {}, 0, {}}, u"Drained"_s,
            u"Taken out by you until 1:14:20 AM"_s);
        row("cooldown", {Kind::Cooldown, soon, Outcome::RateLimited, 429, {}}, u"Cooling 20 s"_s,
            u"429: Asked us to wait until 1:14:20 AM"_s);
        row("cooldown over", {Kind::Cooldown, kNow, {}, 429, {}}, u"Cooling"_s,
            u"429: Asked us to wait until 1:14:00 AM"_s);
        row("cooldown without end", {Kind::Cooldown, {}, {}, 429, {}}, u"Cooling"_s,
            u"429: Asked us to wait"_s);
        row("quota", {Kind::QuotaExceeded, soon, Outcome::Quota, 402, {}}, u"Out of credit"_s,
            u"402: Its balance or spend limit is used up; tried again at 1:14:20 AM"_s);
        row("bad key", {Kind::BadKey, {}, Outcome::Auth, 401, {}}, u"Key refused"_s,
            u"401: Every key was refused; change the key, or reset to try again"_s);
        row("no key", {Kind::NoKey, {}, {}, 0, {}}, u"No key"_s,
            u"No key could be read; look at its key in the configuration"_s);
        row("open", {Kind::BreakerOpen, soon, Outcome::ServerError, 503, u"over\nloaded"_s}, u"Down 20 s"_s,
            u"503: Answers with server errors; tried again at 1:14:20 AM (“over loaded”)"_s);
        row("open, cause unknown", {Kind::BreakerOpen, {}, {}, 0, {}}, u"Down"_s, u"Too many failures"_s);
        row("half-open", {Kind::HalfOpen, {}, {}, 0, {}}, u"Probing"_s,
            u"One request at a time tries whether it is back"_s);
        row("failing", {Kind::RecentFailures, {}, Outcome::TimeoutFirstByte, 0, {}}, u"Failing"_s,
            u"Recent failures: No answer in time"_s);
        row("offline", {Kind::Offline, {}, {}, 0, {}}, u"Offline"_s,
            u"This computer has no network; the provider may be fine"_s);
        row("unable", {Kind::Unable, {}, {}, 0, u"no embeddings"_s}, u"Unable"_s,
            u"Cannot do what these requests need (“no embeddings”)"_s);
        row("pinned elsewhere", {Kind::PinnedElsewhere, {}, {}, 0, {}}, u"Not chosen"_s,
            u"You chose another target for this route"_s);
    }
    void reasons() {
        QFETCH(HealthReason, reason);
        const Format format = english();
        QTEST(ReasonText::word(HealthState::Healthy, reason, format, kNow), "word");
        QTEST(ReasonText::sentence(reason, format, kNow), "sentence");
    }

    void everyStateAndOutcomeHasItsOwnWord() {
        QSet<QString> words;
        for (int i = 0; i < 5; ++i) {
            words.insert(ReasonText::word(static_cast<HealthState>(i), {}, english(), kNow));
        }
        QCOMPARE(words.size(), 5);
        QVERIFY(!words.contains(QString()));
        QSet<QString> outcomes;
        for (int i = 0; i <= static_cast<int>(Outcome::HedgeLost); ++i) {
            outcomes.insert(ReasonText::outcome(static_cast<Outcome>(i)));
        }
        QCOMPARE(outcomes.size(), static_cast<int>(Outcome::HedgeLost) + 1);
        QVERIFY(!outcomes.contains(QString()));
    }

    void requests_data() {
        QTest::addColumn<int>("phase");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("http");
        QTest::addColumn<int>("attempts");
        QTest::addColumn<QString>("text");
        using Phase = LiveRequest::Phase;
        const auto row = [](const char* name, Phase phase, RequestStatus status, int http, int attempts,
                            const QString& text) {
            QTest::newRow(name) << static_cast<int>(phase) << static_cast<int>(status) << http << attempts
                                << text;
        };
        row("waiting", Phase::Waiting, RequestStatus::Ok, 0, 1, u"waiting"_s);
        row("waiting again", Phase::Waiting, RequestStatus::Ok, 0, 2, u"waiting, attempt 2"_s);
        row("streaming", Phase::Streaming, RequestStatus::Ok, 200, 1, u"streaming"_s);
        row("done", Phase::Done, RequestStatus::Ok, 200, 1, u"done"_s);
        row("done, late", Phase::Done, RequestStatus::Ok, 200, 3, u"done, 3 attempts"_s);
        row("failed", Phase::Done, RequestStatus::Error, 503, 3, u"failed, 503"_s);
        row("failed without status", Phase::Done, RequestStatus::Error, 0, 1, u"failed"_s);
        row("cancelled", Phase::Done, RequestStatus::Cancelled, 200, 1, u"cancelled"_s);
        row("cut", Phase::Done, RequestStatus::Incomplete, 200, 1, u"cut off"_s);
        row("interrupted", Phase::Done, RequestStatus::Interrupted, 0, 1, u"interrupted"_s);
    }
    void requests() {
        QFETCH(int, phase);
        QFETCH(int, status);
        LiveRequest request;
        request.phase = static_cast<LiveRequest::Phase>(phase);
        request.status = static_cast<RequestStatus>(status);
        QFETCH(int, http);
        QFETCH(int, attempts);
        request.httpStatus = http;
        request.attempts = attempts;
        QTEST(ReasonText::request(request), "text");
    }

    void banners() {
        StatusSnapshot status;
        QVERIFY(BannerText::of(status, english()).isEmpty());  // starting is no trouble
        status.version = u"1"_s;
        QCOMPARE(BannerText::of(status, english()).value(0).id, u"listening"_s);
        status.listening = true;
        QVERIFY(BannerText::of(status, english()).isEmpty());
        status.ledger = {false, u"Disk full."_s, 1, 0};
        QCOMPARE(BannerText::of(status, english()).value(0).text, u"Disk full. One entry waits in memory."_s);
        status.ledger = {false, u"Disk full."_s, 1'284, 2};
        QCOMPARE(BannerText::of(status, english()).value(0).text,
                 u"Disk full. 1,284 entries wait in memory."_s);
        QCOMPARE(BannerText::of(status, english()).value(1).id, u"dropped"_s);
        status.ledger = {};
        status.keysOnlyInMemory = true;
        status.configFaults = {u"listen.port: no"_s};
        const QVector<BannerItem> items = BannerText::of(status, english());
        QCOMPARE(items.size(), 2);
        QCOMPARE(items[0].details, status.configFaults);
        QCOMPARE(items[1].id, u"keys"_s);
        status.stopping = true;
        QCOMPARE(BannerText::of(status, english()).value(0).id, u"stopping"_s);
    }

    void offlineIsSaidOnlyWhenNothingIsReachable() {
        StatusSnapshot status;
        status.version = u"1"_s;
        status.listening = true;
        ProviderStatus offline;
        offline.state = HealthState::Attention;
        offline.reason.kind = Kind::Offline;
        ProviderStatus drained;
        drained.state = HealthState::Out;
        drained.reason.kind = Kind::Drained;
        status.providers = {drained};
        QVERIFY(BannerText::of(status, english()).isEmpty());
        status.providers = {offline, drained};
        QCOMPARE(BannerText::of(status, english()).value(0).id, u"offline"_s);
        status.providers.append(ProviderStatus());
        QVERIFY(BannerText::of(status, english()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestTexts)
#include "tst_texts.moc"
