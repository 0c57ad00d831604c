// What the ledger thread does beside the writing: sums by hour that agree with the rows, retention, imports,
// backups and restoring them.
#include "core/ledger/BackupFiles.h"
#include "core/ledger/Forecast.h"
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "core/ledger/Schema.h"
#include "tests/ledger/LedgerHistory.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <map>
#include <thread>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr qint64 kDayMs = 86'400'000;
constexpr qint64 kNow = 1'780'000'001'000;  // SharedClock's
constexpr int kLong = 30'000;

}  // namespace

class LedgerUpkeepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_clock.emplace();
        QVERIFY(m_folder->isValid());
    }
    void sumsAgreeWithRowsAfterAnyHistory();
    void halfHoursOfAZoneMakeWholeDays();
    void filteredSumsAgree();
    void hoursPreviousAndForecast();
    void forecasts_data();
    void forecasts();
    void retentionDeletesRowsAndKeepsSums();
    void retentionGoesOnBesideThoseWhoBook();
    void retentionComesAgainTheNextDay();
    void retentionForEverDeletesNothing();
    void deletedIsReallyDeleted();
    void capturesHaveTheirOwnRetention();
    void importAddsWhatIsMissingOnce();
    void importOfAnEarlierVersion_data();
    void importOfAnEarlierVersion();
    void importRefuses_data();
    void importRefuses();
    void importIsCancelled();
    void importIsAnsweredWhenStopping();
    void backupsOncePerDayTheNewestSevenKept();
    void backupBeforeAMigration();
    void aDamagedLedgerIsRestored();
    void aDamagedBackupIsPassedOver();
    void anOldFileIsRewrittenSoThatItCanShrink();

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    [[nodiscard]] QString other() const { return m_folder->filePath(QStringLiteral("other.sqlite3")); }
    [[nodiscard]] QStringList backups() const {
        return QDir(m_folder->filePath(QStringLiteral("backups"))).entryList(QDir::Files, QDir::Name);
    }
    static LedgerWriterOptions withoutBackups() {
        LedgerWriterOptions options;
        options.backups = false;
        options.zone = QTimeZone::utc();
        return options;
    }
    void book(const QString& file, const std::vector<Booked>& all) {
        LedgerWriter writer(file, *m_clock, withoutBackups());
        QVERIFY(writer.start());
        for (const Booked& each : all) {
            writer.book(each.started);
            writer.book(each.finished);
        }
        writer.stop();
        QVERIFY(writer.health().ok);
    }
    // `count` requests, one each `stepMs`, the last one now.
    static std::vector<Booked> untilNow(qint64 count, qint64 stepMs, qint64 firstNumber = 0) {
        std::vector<Booked> all;
        for (qint64 n = 0; n < count; ++n) {
            Booked booked{startedRequest(firstNumber + n), finishedRequest(firstNumber + n)};
            booked.started.startedAtMs = kNow - (count - 1 - n) * stepMs;
            all.push_back(booked);
        }
        return all;
    }
    Result<SpendReport> spend(const SpendQuery& query, const QTimeZone& zone = QTimeZone::utc()) {
        LedgerReader reader(path(), zone);
        reader.start();
        std::optional<Result<SpendReport>> answer;
        reader.spend(1, query, this, [&](Ticket, const Result<SpendReport>& report) { answer = report; });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, kLong)) {
            return Error{ErrorCode::Failed, QStringLiteral("no answer"), {}};
        }
        return *answer;
    }
    std::optional<Result<ImportResult>> import(LedgerWriter& writer, const QString& file) {
        std::optional<Result<ImportResult>> answer;
        writer.importLedger(5, file, this, {},
                            [&](Ticket, const Result<ImportResult>& result) { answer = result; });
        (void)QTest::qWaitFor([&answer] { return answer.has_value(); }, kLong);
        return answer;
    }
    // A ledger of an earlier version: the last one with what came later taken away.
    void makeOlder(const QString& file, int version) {
        Database database;
        QCOMPARE(database.open(file, Database::Access::ReadWrite), kSqlOk);
        QCOMPARE(
            database.execute("DROP TABLE price; DROP TABLE capture; DROP TABLE hour_sum; DROP VIEW hour_log;"
                             "DROP TABLE hour_cube; DROP TABLE hour_seen; DROP VIEW attempt_log;"
                             "DROP INDEX request_by_request_id"),
            kSqlOk);
        for (const char* column : {"price", "cache_write_long_tokens", "audio_input_tokens",
                                   "image_input_tokens", "audio_output_tokens", "image_output_tokens",
                                   "images", "audio_ms", "characters", "searches", "service_class"}) {
            QCOMPARE(database.execute(
                         QByteArray(QByteArray("ALTER TABLE attempt DROP COLUMN ") + column).constData()),
                     kSqlOk);
        }
        QCOMPARE(database.execute("PRAGMA auto_vacuum = NONE; VACUUM; PRAGMA user_version = 2"), kSqlOk);
        if (version == 1) {
            QCOMPARE(database.execute("DROP VIEW request_log"), kSqlOk);
            for (const char* sql :
                 {"ALTER TABLE request DROP COLUMN needs", "ALTER TABLE request DROP COLUMN prompt_tokens",
                  "ALTER TABLE open_request DROP COLUMN needs",
                  "ALTER TABLE open_request DROP COLUMN prompt_tokens",
                  "CREATE VIEW request_log AS SELECT request_id FROM request", "PRAGMA user_version = 1"}) {
                QCOMPARE(database.execute(sql), kSqlOk);
            }
        }
        database.close(Database::Ending::FoldLog);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<SharedClock> m_clock;
};

void LedgerUpkeepTest::sumsAgreeWithRowsAfterAnyHistory() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    qint64 next = 0;
    for (int round = 0; round < 12; ++round) {
        LedgerWriter writer(path(), *m_clock, withoutBackups());
        QVERIFY(writer.start());
        // Some stay open and are interrupted by the next start.
        for (int n = random.bounded(300); n > 0; --n) {
            const Booked booked = randomRequest(random, next++, kNow - 40 * kDayMs, 40 * kDayMs);
            writer.book(booked.started);
            if (random.bounded(20) == 0) {
                QVERIFY(writer.flushNow());
            }
            if (random.bounded(10) != 0) {
                writer.book(booked.finished);
            }
        }
        if (random.bounded(2) == 0) {
            std::vector<Booked> foreign;
            for (qint64 n = 0; n < 50; ++n) {
                foreign.push_back(randomRequest(random, std::max<qint64>(0, next - 25) + n,
                                                kNow - 40 * kDayMs, 40 * kDayMs));
            }
            QFile::remove(other());
            book(other(), foreign);
            const auto result = import(writer, other());
            QVERIFY(result && *result);
            QCOMPARE(result->value().added + result->value().known, 50);
            next += 50;
        }
        writer.stop();
        QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
        const QStringList faults = rollupFaults(path());
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
        QCOMPARE(queryOne(path(), "SELECT count(*) - count(DISTINCT request_id) FROM request"),
                 QStringLiteral("0"));
    }
    QVERIFY(queryOne(path(), "SELECT count(*) FROM request WHERE status = 5").toInt() > 10);
}

void LedgerUpkeepTest::halfHoursOfAZoneMakeWholeDays() {
    const QTimeZone kathmandu("Asia/Kathmandu");
    LedgerWriterOptions options;
    options.zone = kathmandu;
    LedgerWriter writer(path(), *m_clock, options);
    QVERIFY(writer.start());
    const qint64 midnight = QDateTime(QDate(2026, 5, 10), QTime(), kathmandu).toMSecsSinceEpoch();
    for (const qint64 offset : {-1, 0, 1}) {
        RequestStarted started = startedRequest(offset + 1);
        started.startedAtMs = midnight + offset;
        writer.book(started);
        writer.book(finishedRequest(offset + 1));
    }
    writer.stop();
    const SpendReport report = spend({SpendBy::Day, {}, {}, false}, kathmandu).value();
    QCOMPARE(report.rows.size(), 2);
    QCOMPARE(report.rows[0].key, QStringLiteral("2026-05-09"));
    QCOMPARE(report.rows[0].requests, 1);
    QCOMPARE(report.rows[1].requests, 2);
    QCOMPARE(spend({SpendBy::Hour, {}, {}, false}, kathmandu).value().rows[1].key,
             QStringLiteral("2026-05-10T00:00"));
}

void LedgerUpkeepTest::filteredSumsAgree() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    std::vector<Booked> all;
    for (qint64 n = 0; n < 2'000; ++n) {
        all.push_back(randomRequest(random, n, kNow - 20 * kDayMs, 20 * kDayMs));
    }
    book(path(), all);
    const auto some = [&random](std::initializer_list<const char*> names) {
        const int at = random.bounded(int(names.size()) * 2);
        return at < int(names.size()) ? std::optional(QString::fromUtf8(*(names.begin() + at)))
                                      : std::nullopt;
    };
    for (int round = 0; round < 40; ++round) {
        SpendQuery query;
        query.by = SpendBy(random.bounded(5));
        query.filter.model = some({"fast", "gpt-5.5", "never met"});
        query.filter.provider = some({"openai", ""});
        query.filter.client = some({"editor", "agent"});
        query.filter.project = some({"", "~/b"});
        std::map<QString, SpendRow> sums;
        for (const Booked& booked : all) {
            const auto is = [](const std::optional<QString>& wanted, const QString& value) {
                return !wanted || *wanted == value;
            };
            if (!is(query.filter.model, booked.model()) ||
                !is(query.filter.provider, booked.finished.provider) ||
                !is(query.filter.client, booked.started.client) ||
                !is(query.filter.project, booked.started.project)) {
                continue;
            }
            const QDate day = QDateTime::fromMSecsSinceEpoch(booked.started.startedAtMs, Qt::UTC).date();
            const QString keys[] = {booked.model(), booked.finished.provider, booked.started.client,
                                    booked.started.project, day.toString(Qt::ISODate)};
            SpendRow& row = sums[keys[int(query.by)]];
            row.key = keys[int(query.by)];
            if (query.by == SpendBy::Day) {
                row.day = day;
            }
            addTo(row, booked);
        }
        QStringList expected;
        for (const auto& [key, row] : sums) {
            expected.append(describe(row));
        }
        QStringList found = describe(spend(query).value().rows);
        expected.sort();
        found.sort();
        QCOMPARE(found, expected);
    }
}

void LedgerUpkeepTest::hoursPreviousAndForecast() {
    // One request of 10 each day for 30 days up to 31 May, noon.
    std::vector<Booked> all;
    for (int day = 0; day < 30; ++day) {
        Booked booked{startedRequest(day), finishedRequest(day)};
        booked.started.startedAtMs =
            QDateTime(QDate(2026, 5, 20).addDays(-day), QTime(12, 5), Qt::UTC).toMSecsSinceEpoch();
        booked.finished.cost = {10, 15, CostSource::Computed};
        all.push_back(booked);
    }
    book(path(), all);
    SpendQuery query;
    query.by = SpendBy::Hour;
    query.since = QDate(2026, 5, 11);
    query.until = QDate(2026, 5, 20);
    query.withPrevious = true;
    query.forecastOn = QDate(2026, 5, 20);
    const SpendReport report = spend(query).value();
    QCOMPARE(report.rows.size(), 10);
    QCOMPARE(report.rows.first().key, QStringLiteral("2026-05-11T12:00"));
    QCOMPARE(*report.rows.first().hourMs,
             QDateTime(QDate(2026, 5, 11), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch());
    QCOMPARE(report.total.cost, 100);
    QCOMPARE(report.total.saved(), 50);
    QCOMPARE(report.previous->requests, 10);
    QCOMPARE(report.previous->cost, 100);
    // 20 days so far, 11 to come.
    QCOMPARE(report.forecast->soFar, 200);
    QCOMPARE(report.forecast->expected, 310);
    QCOMPARE(report.forecast->basedOnDays, 28);
}

void LedgerUpkeepTest::forecasts_data() {
    QTest::addColumn<int>("daysOnRecord");  // before today, the first one included
    QTest::addColumn<bool>("quietWeekends");
    QTest::addColumn<qint64>("today");
    QTest::addColumn<qint64>("expected");  // -1: no forecast
    // Today is Wednesday, 20 May 2026: 11 days to come, of which five lie on weekends.
    QTest::newRow("began today") << 0 << false << 10LL << -1LL;
    QTest::newRow("began yesterday") << 1 << false << 10LL << -1LL;
    QTest::newRow("one complete day") << 2 << false << 10LL << 2 * 10 + 10 + 11 * 10LL;
    QTest::newRow("nothing yet today") << 10 << false << 0LL << 10 * 10 + 10 + 11 * 10LL;
    QTest::newRow("more than usual today") << 10 << false << 25LL << 10 * 10 + 25 + 11 * 10LL;
    QTest::newRow("weekends apart") << 40 << true << 10LL << 13 * 10 + 10 + 7 * 10LL;
}

void LedgerUpkeepTest::forecasts() {
    QFETCH(int, daysOnRecord);
    QFETCH(bool, quietWeekends);
    QFETCH(qint64, today);
    QFETCH(qint64, expected);
    const QDate day(2026, 5, 20);
    std::map<QDate, NanoUsd> costs{{day, today}};
    for (int back = 1; back <= daysOnRecord; ++back) {
        const QDate each = day.addDays(-back);
        costs[each] = quietWeekends && each.dayOfWeek() >= 6 ? 0 : 10;
    }
    const std::optional<SpendForecast> forecast = forecastMonth(costs, day.addDays(-daysOnRecord), day);
    QCOMPARE(forecast ? forecast->expected : -1, expected);
}

void LedgerUpkeepTest::retentionDeletesRowsAndKeepsSums() {
    book(path(), untilNow(4'000, kDayMs / 20));  // 200 days
    const QString before = queryOne(path(), "SELECT sum(requests), sum(cost) FROM hour_log");
    const QString total = queryOne(path(), "SELECT sum(requests), sum(cost_nanousd) FROM hour_log");
    const qint64 size = QFileInfo(path()).size();
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.setRetention({90, 0});
    QTRY_COMPARE_WITH_TIMEOUT(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("1801"),
                              kLong);
    QTRY_VERIFY_WITH_TIMEOUT(queryOne(path(), "PRAGMA freelist_count").toInt() <= 256, kLong);
    // Where names were seen is forgotten last.
    QTRY_VERIFY_WITH_TIMEOUT(queryOne(path(), "SELECT min(last_ms) FROM hour_seen").toLongLong() >=
                                 kNow - 90 * kDayMs - 2 * 3'600'000,
                             kLong);
    writer.stop();
    QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
    QCOMPARE(queryOne(path(), "SELECT min(started_ms) FROM request").toLongLong(), kNow - 90 * kDayMs);
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM attempt"), QStringLiteral("1801"));
    QCOMPARE(queryOne(path(), "SELECT sum(requests), sum(cost_nanousd) FROM hour_log"), total);
    QVERIFY(!before.isEmpty());
    QCOMPARE(queryOne(path(), "PRAGMA integrity_check"), QStringLiteral("ok"));
    QCOMPARE(queryRows(path(), "PRAGMA foreign_key_check"), QStringList{});
    QVERIFY2(QFileInfo(path()).size() < size + (256 << 12),
             qPrintable(QString::number(QFileInfo(path()).size())));
    // The chart of the whole time is still there.
    QCOMPARE(spend({}).value().total.requests, 4'000);
}

// What is booked goes first, but not for ever.
void LedgerUpkeepTest::retentionGoesOnBesideThoseWhoBook() {
    book(path(), untilNow(4'000, kDayMs / 20));
    std::vector<Booked> more = untilNow(200'000, 0);
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.setRetention({90, 0});
    std::atomic<bool> enough = false;
    std::size_t booked = 0;
    std::thread busy([&] {
        for (; !enough && booked < more.size(); ++booked) {
            const QByteArray id = "busy" + QByteArray::number(static_cast<qulonglong>(booked));
            more[booked].started.requestId = id;
            more[booked].finished.requestId = id;
            writer.book(std::move(more[booked].started));
            writer.book(std::move(more[booked].finished));
            if (booked % 200 == 0) {
                (void)writer.flushNow();  // the queue is bounded
            }
        }
    });
    const bool deleted = QTest::qWaitFor(
        [&] {
            return queryOne(path(), "SELECT count(*) FROM request WHERE request_id NOT LIKE 'busy%'") ==
                   QStringLiteral("1801");
        },
        kLong);
    enough = true;
    busy.join();
    QVERIFY(deleted);
    QVERIFY(writer.flushNow());
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request WHERE request_id LIKE 'busy%'"),
             QString::number(static_cast<qulonglong>(booked)));
}

void LedgerUpkeepTest::retentionComesAgainTheNextDay() {
    book(path(), untilNow(20, kDayMs));
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.setRetention({10, 0});
    QTRY_COMPARE_WITH_TIMEOUT(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("11"), kLong);
    m_clock->advance(kDayMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        writer.flushNow() && queryOne(path(), "SELECT count(*) FROM request") == QStringLiteral("10"), kLong);
    m_clock->advance(kDayMs - 60'000);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(writer.flushNow());
    }
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("10"));
    m_clock->advance(60'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        writer.flushNow() && queryOne(path(), "SELECT count(*) FROM request") == QStringLiteral("9"), kLong);
}

void LedgerUpkeepTest::retentionForEverDeletesNothing() {
    book(path(), untilNow(20, 100 * kDayMs));
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.setRetention({0, 1});
    m_clock->advance(kDayMs);
    for (int i = 0; i < 20; ++i) {
        QVERIFY(writer.flushNow());
    }
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("20"));
}

void LedgerUpkeepTest::deletedIsReallyDeleted() {
    const QByteArray secret = "req_a-very-particular-request-id";
    std::vector<Booked> all = untilNow(2'000, kDayMs / 20);
    all[0].started.requestId = secret;
    all[0].finished.requestId = secret;
    book(path(), all);
    const auto holdsIt = [&] {
        for (const QString& name : QDir(m_folder->path()).entryList(QDir::Files)) {
            QFile file(m_folder->filePath(name));
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(secret)) {
                return true;
            }
        }
        return false;
    };
    QVERIFY(holdsIt());
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.setRetention({30, 0});
    QTRY_COMPARE_WITH_TIMEOUT(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("601"), kLong);
    writer.stop();
    QVERIFY(!holdsIt());
}

void LedgerUpkeepTest::capturesHaveTheirOwnRetention() {
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    for (int n = 0; n < 40; ++n) {
        writer.book(RequestCapture{requestId(n), CaptureKind::Prompt, kNow - n * kDayMs, "text"});
    }
    QVERIFY(writer.flushNow());
    writer.setRetention({0, 7});
    QTRY_COMPARE_WITH_TIMEOUT(queryOne(path(), "SELECT count(*) FROM capture"), QStringLiteral("8"), kLong);
}

void LedgerUpkeepTest::importAddsWhatIsMissingOnce() {
    QRandomGenerator random(11);
    std::vector<Booked> theirs;
    for (qint64 n = 0; n < 1'000; ++n) {
        theirs.push_back(randomRequest(random, n, kNow - 40 * kDayMs, 30 * kDayMs));
    }
    book(other(), theirs);
    book(path(), {theirs.begin() + 900, theirs.end()});
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    writer.book(startedRequest(5));  // under way here, and known there
    QVERIFY(writer.flushNow());
    QVector<LedgerProgress> progress;
    std::optional<Result<ImportResult>> answer;
    writer.importLedger(
        5, other(), this, [&](Ticket, const LedgerProgress& now) { progress.append(now); },
        [&](Ticket, const Result<ImportResult>& result) { answer = result; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), kLong);
    QVERIFY2(answer->ok(), answer->ok() ? "" : qPrintable(answer->error().message));
    QCOMPARE(answer->value().added, 899);
    QCOMPARE(answer->value().known, 101);
    QVERIFY(progress.size() >= 3);
    QCOMPARE(progress.constLast().done, 1'000);
    QCOMPARE(progress.constLast().total, 1'000);
    writer.book(finishedRequest(5));
    writer.book(startedRequest(5'000));
    writer.book(finishedRequest(5'000));
    QVERIFY(writer.flushNow());
    const auto again = import(writer, other());
    QVERIFY(again && *again);
    QCOMPARE(again->value().added, 0);
    writer.stop();
    QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
    QCOMPARE(queryOne(path(), "SELECT count(*), count(DISTINCT request_id) FROM request"),
             QStringLiteral("1001|1001"));
    const QStringList faults = rollupFaults(path());
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    // Everything of the rows came along.
    for (const char* sql : {"SELECT * FROM request_log WHERE request_id NOT IN ('req_0000000000000000000005',"
                            " 'req_00000000000000000003uw') ORDER BY request_id",
                            "SELECT * FROM attempt_log WHERE request_id NOT IN ('req_0000000000000000000005',"
                            " 'req_00000000000000000003uw') ORDER BY request_id, attempt"}) {
        QCOMPARE(queryRows(path(), sql), queryRows(other(), sql));
    }
}

void LedgerUpkeepTest::importOfAnEarlierVersion_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("version 1") << 1;
    QTest::newRow("version 2") << 2;
}

void LedgerUpkeepTest::importOfAnEarlierVersion() {
    QFETCH(int, version);
    book(other(), untilNow(700, kDayMs / 10));
    makeOlder(other(), version);
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    const auto result = import(writer, other());
    QVERIFY(result);
    QVERIFY2(result->ok(), result->ok() ? "" : qPrintable(result->error().message));
    QCOMPARE(result->value().added, 700);
    writer.stop();
    QCOMPARE(rollupFaults(path()), QStringList{});
    QCOMPARE(queryOne(other(), "PRAGMA user_version").toInt(), version);
}

void LedgerUpkeepTest::importRefuses_data() {
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<ErrorCode>("code");
    for (const char* what : {"text", "empty", "damaged", "foreign", "newer", "itself"}) {
        QTest::newRow(what) << QByteArray(what) << ErrorCode::InvalidInput;
    }
    QTest::newRow("missing") << QByteArray("missing") << ErrorCode::NotFound;
}

void LedgerUpkeepTest::importRefuses() {
    QFETCH(QByteArray, what);
    QFETCH(ErrorCode, code);
    QString file = other();
    const auto write = [&](const QByteArray& bytes) {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    };
    if (what == "text") {
        write("dear diary, " + QByteArray(5'000, 'x'));
    } else if (what == "empty") {
        write("");
    } else if (what == "damaged") {
        book(file, untilNow(3'000, 1'000));
        QFile out(file);
        QVERIFY(out.open(QIODevice::ReadWrite));
        out.seek(out.size() / 8'192 * 4'096);
        out.write(QByteArray(4'096, '\x77'));
    } else if (what == "itself") {
        file = path();
    } else if (what != "missing") {
        write("");
        Database database;
        QCOMPARE(database.open(file, Database::Access::ReadWrite), kSqlOk);
        QCOMPARE(database.execute(what == "newer" ? "CREATE TABLE x (y); PRAGMA user_version = 99"
                                                  : "CREATE TABLE request (id); PRAGMA user_version = 2"),
                 kSqlOk);
    }
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    const auto result = import(writer, file);
    QVERIFY(result && !*result);
    QVERIFY2(result->error().code == code, qPrintable(result->error().message));
    QVERIFY(result->error().message.contains(file));
    writer.stop();
    QVERIFY(writer.health().ok);
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("0"));
}

void LedgerUpkeepTest::importIsCancelled() {
    book(other(), untilNow(20'000, 1'000));
    LedgerWriter writer(path(), *m_clock, withoutBackups());
    QVERIFY(writer.start());
    std::optional<Result<ImportResult>> answer;
    writer.importLedger(
        5, other(), this, [&](Ticket ticket, const LedgerProgress&) { writer.cancelImport(ticket); },
        [&](Ticket, const Result<ImportResult>& result) { answer = result; });
    std::optional<Result<ImportResult>> second;
    writer.importLedger(6, other(), this, {},
                        [&](Ticket, const Result<ImportResult>& result) { second = result; });
    QTRY_VERIFY_WITH_TIMEOUT(answer && second, kLong);
    QCOMPARE(answer->error().code, ErrorCode::Cancelled);
    QCOMPARE(second->error().code, ErrorCode::Busy);
    writer.stop();
    QVERIFY(queryOne(path(), "SELECT count(*) FROM request").toInt() < 20'000);
    QCOMPARE(rollupFaults(path()), QStringList{});
    // It can be gone on with.
    LedgerWriter again(path(), *m_clock, withoutBackups());
    QVERIFY(again.start());
    const auto result = import(again, other());
    QVERIFY(result && *result);
    again.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("20000"));
}

void LedgerUpkeepTest::importIsAnsweredWhenStopping() {
    book(other(), untilNow(20'000, 1'000));
    std::optional<Result<ImportResult>> answer;
    {
        LedgerWriter writer(path(), *m_clock, withoutBackups());
        QVERIFY(writer.start());
        writer.importLedger(5, other(), this, {},
                            [&](Ticket, const Result<ImportResult>& result) { answer = result; });
    }
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), kLong);
    QCOMPARE(answer->error().code, ErrorCode::Cancelled);
}

void LedgerUpkeepTest::backupsOncePerDayTheNewestSevenKept() {
    book(path(), untilNow(100, 1'000));
    LedgerWriterOptions options;
    options.zone = QTimeZone::utc();
    LedgerWriter writer(path(), *m_clock, options);
    QVERIFY(writer.start());
    QTRY_COMPARE_WITH_TIMEOUT(backups(), QStringList{QStringLiteral("ledger-2026-05-28.sqlite3")}, kLong);
    for (int day = 1; day <= 9; ++day) {
        writer.book(startedRequest(1'000 + day));
        writer.book(finishedRequest(1'000 + day));
        QVERIFY(writer.flushNow());  // of the day that ends: the backup of the next one has it
        m_clock->advance(kDayMs);
        const QString name =
            QDate(2026, 5, 28).addDays(day).toString(QStringLiteral("'ledger-'yyyy-MM-dd'.sqlite3'"));
        QTRY_VERIFY_WITH_TIMEOUT(writer.flushNow() && backups().contains(name), kLong);
    }
    QTRY_COMPARE_WITH_TIMEOUT(backups().size(), 7, kLong);
    writer.stop();
    QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
    QCOMPARE(backups().constFirst(), QStringLiteral("ledger-2026-05-31.sqlite3"));
    const QString newest = m_folder->filePath(QStringLiteral("backups/ledger-2026-06-06.sqlite3"));
    QVERIFY(!checkBackup(newest, {}));
    QCOMPARE(QFile::permissions(newest) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup),
             QFile::Permissions());
    QCOMPARE(queryOne(newest, "SELECT count(*) FROM request"), QStringLiteral("109"));
}

void LedgerUpkeepTest::backupBeforeAMigration() {
    book(path(), untilNow(100, 1'000));
    makeOlder(path(), 2);
    {
        LedgerWriterOptions options;
        LedgerWriter writer(path(), *m_clock, options);
        QVERIFY(writer.start());
        writer.stop();
        QVERIFY2(writer.health().ok, qPrintable(writer.health().problem));
    }
    const QString backup = m_folder->filePath(QStringLiteral("backups/ledger-before-version-3.sqlite3"));
    QVERIFY(QFile::exists(backup));
    QCOMPARE(queryOne(backup, "PRAGMA user_version"), QStringLiteral("2"));
    QCOMPARE(queryOne(backup, "SELECT count(*) FROM request"), QStringLiteral("100"));
    QCOMPARE(rollupFaults(path()), QStringList{});
}

void LedgerUpkeepTest::aDamagedLedgerIsRestored() {
    book(path(), untilNow(3'000, 1'000));
    QVERIFY(!copyLedger(path(), Database::Access::ReadOnly, dailyBackupPath(path(), QDate(2026, 5, 27)), {}));
    book(path(), untilNow(10, 1'000, 5'000));
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(20'000, '\x77'));
    }
    LedgerWriterOptions options;
    options.zone = QTimeZone::utc();
    LedgerWriter writer(path(), *m_clock, options);
    QVERIFY(writer.start());
    writer.book(startedRequest(9'000));
    writer.book(finishedRequest(9'000));
    QVERIFY(writer.flushNow());
    QVERIFY(!writer.health().ok);
    const QString problem = writer.health().problem;
    QVERIFY2(problem.contains(QStringLiteral("the backup of 2026-05-27")), qPrintable(problem));
    QVERIFY2(problem.contains(QStringLiteral("ledger.sqlite3.damaged-")), qPrintable(problem));
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*), count(DISTINCT request_id) FROM request"),
             QStringLiteral("3001|3001"));
    QCOMPARE(rollupFaults(path()), QStringList{});
    QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void LedgerUpkeepTest::aDamagedBackupIsPassedOver() {
    book(path(), untilNow(3'000, 1'000));
    for (const int day : {25, 26, 27}) {
        QVERIFY(!copyLedger(path(), Database::Access::ReadOnly, dailyBackupPath(path(), QDate(2026, 5, day)),
                            {}));
    }
    QVERIFY(QFile::resize(dailyBackupPath(path(), QDate(2026, 5, 27)), 50'000));
    QVERIFY(QFile::resize(dailyBackupPath(path(), QDate(2026, 5, 26)), 0));
    QVERIFY(QFile::resize(path(), 70'000));
    LedgerWriter writer(path(), *m_clock);
    QVERIFY(writer.start());
    QTRY_VERIFY_WITH_TIMEOUT(writer.flushNow() && !writer.health().ok, kLong);
    QVERIFY2(writer.health().problem.contains(QStringLiteral("the backup of 2026-05-25")),
             qPrintable(writer.health().problem));
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request"), QStringLiteral("3000"));
}

void LedgerUpkeepTest::anOldFileIsRewrittenSoThatItCanShrink() {
    book(path(), untilNow(100, 1'000));
    QCOMPARE(queryOne(path(), "PRAGMA auto_vacuum"), QStringLiteral("2"));
    makeOlder(path(), 1);
    QCOMPARE(queryOne(path(), "PRAGMA auto_vacuum"), QStringLiteral("0"));
    book(path(), {});
    QCOMPARE(queryOne(path(), "PRAGMA auto_vacuum"), QStringLiteral("2"));
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("100"));
}

QTEST_GUILESS_MAIN(LedgerUpkeepTest)
#include "tst_ledger_upkeep.moc"
