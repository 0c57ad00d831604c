// Damaged files: set aside with their log, never deleted; a new ledger is begun and what is booked is kept.
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "tests/ledger/LedgerFixture.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

class LedgerDamageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void spoiltAtStart_data();
    void spoiltAtStart();
    void truncatedAnywhere();
    void flippedBitsNeverStopTheLedger();
    void spoiltInTheMiddleIsFoundByTheCheck();
    void spoiltWhileInUse();
    void twiceInOneSecondKeepsBoth();
    void aReaderThatMeetsDamageHasItSetAside();

private:
    static constexpr qint64 kOldRequests = 3'000;
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("ledger.sqlite3")); }
    void write(const QByteArray& content) {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    [[nodiscard]] QStringList setAside() const {
        QStringList names = QDir(m_folder->path()).entryList(QDir::Files).filter(QStringLiteral(".damaged-"));
        names.removeIf([](const QString& name) {
            return name.endsWith(QLatin1String("-wal")) || name.endsWith(QLatin1String("-shm"));
        });
        return names;
    }
    [[nodiscard]] QByteArray content(const QString& name) const {
        QFile file(m_folder->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }

    QByteArray m_sound;  // a ledger of kOldRequests requests
    std::unique_ptr<QTemporaryDir> m_folder;
    SharedClock m_clock;
};

void LedgerDamageTest::initTestCase() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("sound.sqlite3"));
    {
        LedgerWriter writer(file, m_clock);
        QVERIFY(writer.start());
        for (qint64 n = 0; n < kOldRequests; ++n) {
            writer.book(startedRequest(n));
            writer.book(finishedRequest(n));
        }
    }
    QFile sound(file);
    QVERIFY(sound.open(QIODevice::ReadOnly));
    m_sound = sound.readAll();
    QVERIFY(m_sound.size() > 200'000);
}

void LedgerDamageTest::spoiltAtStart_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no database at all") << QByteArray("{\"this\": \"is not a ledger\"}");
    QTest::newRow("zeros") << QByteArray(8'192, '\0');
    QTest::newRow("noise") << QByteArray(100'000, '\xa5');
    QByteArray header = m_sound;
    header.replace(0, 16, "SQLite format 2");
    QTest::newRow("the magic is wrong") << header;
    QByteArray firstPage = m_sound;
    firstPage.replace(100, 3'900, QByteArray(3'900, '\xff'));
    QTest::newRow("the first page is gone") << firstPage;
    QTest::newRow("half a page is left") << m_sound.left(2'048);
    QTest::newRow("the header is left") << m_sound.left(100);
    QTest::newRow("one page is left") << m_sound.left(4'096);
}

void LedgerDamageTest::spoiltAtStart() {
    QFETCH(QByteArray, content);
    write(content);
    std::atomic<bool> told = false;
    LedgerWriter writer(path(), m_clock);
    writer.onHealthChanged([&told](const LedgerHealth& health) { told = !health.ok; });
    QVERIFY(writer.start());
    writer.book(startedRequest(9'999));
    writer.book(finishedRequest(9'999));
    QVERIFY(writer.flushNow());
    QTRY_VERIFY_WITH_TIMEOUT(told, 2'000);
    const QStringList aside = setAside();
    QCOMPARE(aside.size(), 1);
    QCOMPARE(this->content(aside.first()), content);
    const QString problem = writer.health().problem;
    QVERIFY2(problem.contains(aside.first()) && problem.contains(QStringLiteral("new one")),
             qPrintable(problem));
    writer.stop();
    QCOMPARE(queryRows(path(), "SELECT request_id, status FROM request_log"),
             QStringList{QStringLiteral("req_00000000000000000007pr|ok")});
    QCOMPARE(queryOne(path(), "PRAGMA integrity_check"), QStringLiteral("ok"));
    // The next start finds nothing to say.
    LedgerWriter again(path(), m_clock);
    QVERIFY(again.start());
    QVERIFY(again.flushNow());
    QVERIFY(again.health().ok);
}

void LedgerDamageTest::truncatedAnywhere() {
    // (SQLite takes a file of one byte for an empty one.)
    for (qsizetype size = 2; size < m_sound.size(); size += 40'961) {
        m_folder = std::make_unique<QTemporaryDir>();
        write(m_sound.left(size));
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        QTRY_VERIFY_WITH_TIMEOUT(writer.flushNow() && !writer.health().ok, 10'000);
        writer.book(startedRequest(9'999));
        writer.stop();
        QCOMPARE(setAside().size(), 1);
        QCOMPARE(content(setAside().constFirst()).size(), size);
        QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log WHERE status IS NULL"),
                 QStringLiteral("1"));
    }
}

void LedgerDamageTest::flippedBitsNeverStopTheLedger() {
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    int aside = 0;
    for (int round = 0; round < 40; ++round) {
        m_folder = std::make_unique<QTemporaryDir>();
        QByteArray spoilt = m_sound;
        // Every third round spoils the first pages, where all tables hang; the version itself is left alone,
        // because a higher one is a newer program's ledger.
        for (int flip = 0; flip < 4; ++flip) {
            const int at = random.bounded(round % 3 == 0 ? 8'192 : int(spoilt.size()));
            if (at < 60 || at >= 64) {
                spoilt[at] = char(spoilt[at] ^ (1 << random.bounded(8)));
            }
        }
        write(spoilt);
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
        for (qint64 n = 10'000; n < 10'050; ++n) {
            writer.book(startedRequest(n));
            if (n % 10 == 0) {
                QVERIFY2(writer.flushNow(), qPrintable(writer.health().problem));
            }
            writer.book(finishedRequest(n));
        }
        QVERIFY2(writer.flushNow(), qPrintable(writer.health().problem));
        writer.stop();
        QCOMPARE(writer.health().waitingEntries, 0);
        // All of it is in the file in use, or in the one set aside while the run went on.
        QSet<QString> found;
        for (const QString& name : QStringList{QStringLiteral("ledger.sqlite3")} + setAside()) {
            for (const QString& id :
                 queryRows(m_folder->filePath(name),
                           "SELECT request_id FROM request ORDER BY rowid DESC LIMIT 60")) {
                found.insert(id);
            }
        }
        if (setAside().isEmpty()) {
            QVERIFY(writer.health().ok);
        } else {
            ++aside;
            QVERIFY(!writer.health().ok);
        }
        for (qint64 n = 10'000; n < 10'050; ++n) {
            QVERIFY2(found.contains(QString::fromLatin1(requestId(n))), requestId(n).constData());
        }
    }
    qInfo("%d of 40 set aside", aside);
    QVERIFY(aside > 0);
}

void LedgerDamageTest::spoiltInTheMiddleIsFoundByTheCheck() {
    QByteArray spoilt = m_sound;
    const qsizetype page = spoilt.size() / 4'096 / 2 * 4'096;
    spoilt.replace(page, 4'096, QByteArray(4'096, '\x77'));
    write(spoilt);
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    // Writing goes to the end of the file and would not meet it.
    QTRY_VERIFY_WITH_TIMEOUT(!writer.health().ok, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(setAside().size(), 1, 10'000);
    writer.stop();
    QCOMPARE(queryOne(path(), "SELECT count(*) FROM request_log"), QStringLiteral("0"));
}

void LedgerDamageTest::spoiltWhileInUse() {
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    for (qint64 n = 0; n < 30'000; ++n) {  // enough that the pages in the log have moved into the file
        writer.book(startedRequest(n));
        if (n > 0) {
            writer.book(finishedRequest(n));
        }
    }
    QVERIFY(writer.flushNow());
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(path()).size() > 1'000'000, 10'000);
    // Another hand writes over the whole file. (Opened in place: the file stays the same one.)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write(QByteArray(int(file.size()), '\x99'));
    }
    QVERIFY(QFile::resize(path() + QStringLiteral("-wal"), 0));
    for (qint64 n = 40'000; n < 60'000; ++n) {
        writer.book(startedRequest(n));
        writer.book(finishedRequest(n));
        if (n % 1'000 == 0) {
            QVERIFY(writer.flushNow());
        }
    }
    writer.book(finishedRequest(0));
    writer.checkSoon();
    QTRY_VERIFY_WITH_TIMEOUT(writer.flushNow() && setAside().size() == 1, 10'000);
    writer.stop();
    QVERIFY2(writer.health().problem.contains(QStringLiteral("damaged")),
             qPrintable(writer.health().problem));
    QCOMPARE(queryOne(path(), "PRAGMA integrity_check"), QStringLiteral("ok"));
}

void LedgerDamageTest::twiceInOneSecondKeepsBoth() {
    for (int round = 0; round < 3; ++round) {
        write("broken " + QByteArray::number(round) + QByteArray(1'000, 'x'));
        LedgerWriter writer(path(), m_clock);
        QVERIFY(writer.start());
    }
    const QStringList aside = setAside();
    QCOMPARE(aside.size(), 3);
    QSet<QByteArray> contents;
    for (const QString& name : aside) {
        contents.insert(content(name).left(8));
    }
    QCOMPARE(contents, (QSet<QByteArray>{"broken 0", "broken 1", "broken 2"}));
}

void LedgerDamageTest::aReaderThatMeetsDamageHasItSetAside() {
    write(m_sound);
    LedgerWriter writer(path(), m_clock);
    QVERIFY(writer.start());
    QVERIFY(writer.flushNow());
    // The day's backup is made when the look that the start takes has found nothing: from then on only the
    // reader can find it.
    const QDir backups(m_folder->filePath(QStringLiteral("backups")));
    QTRY_VERIFY_WITH_TIMEOUT(!backups.entryList({QStringLiteral("ledger-*.sqlite3")}, QDir::Files).isEmpty(),
                             10'000);
    LedgerReader reader(path(), QTimeZone::utc());
    std::atomic<int> damages = 0;
    reader.onDamage([&] {
        ++damages;
        writer.checkSoon();
    });
    reader.start();
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    const qint64 page = m_sound.size() / 4'096 / 2 * 4'096;
    file.seek(page - 20 * 4'096);
    file.write(QByteArray(40 * 4'096, '\x77'));
    file.close();
    QObject context;
    std::optional<Result<RequestPage>> answer;
    RequestQuery query;
    query.limit = int(kOldRequests);
    reader.requests(1, query, &context, [&](Ticket, const Result<RequestPage>& found) { answer = found; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), 10'000);
    QVERIFY(!*answer || !setAside().isEmpty());
    if (!*answer) {
        QCOMPARE(answer->error().code, ErrorCode::Unavailable);
        QCOMPARE(damages.load(), 1);
    }
    QTRY_COMPARE_WITH_TIMEOUT(setAside().size(), 1, 10'000);
    reader.stop();
}

QTEST_GUILESS_MAIN(LedgerDamageTest)
#include "tst_ledger_damage.moc"
