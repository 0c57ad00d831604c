#include "core/config/AtomicFile.h"
#include "core/config/ConfigStore.h"
#include "core/config/ConfigWriter.h"
#include "core/config/DefaultConfig.h"
#include "tests/support/FakeClock.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

void put(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(bytes);
    file.close();
    ::chmod(QFile::encodeName(path).constData(), 0600);
}

QByteArray get(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

unsigned modeOf(const QString& path) {
    struct stat facts {};
    return ::stat(QFile::encodeName(path).constData(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

QByteArray file(int retentionDays) {
    return R"({"version":1,"clients":[{"key":"sb-0123456789abcdef"}],"later":1,"retention_days":)" +
           QByteArray::number(retentionDays) + "}";
}

}  // namespace

class TestConfigStore final : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    FakeClock m_clock;

    [[nodiscard]] QString path() const { return m_dir->filePath(QStringLiteral("conf/config.json")); }
    void writeFile(const QByteArray& bytes) {
        QDir().mkpath(m_dir->filePath(QStringLiteral("conf")));
        put(path(), bytes);
    }
    static void loadNow(ConfigStore& store) {
        QSignalSpy loaded(&store, &ConfigStore::loaded);
        store.load();
        QTRY_COMPARE(loaded.count(), 1);
    }
    // Moves the clock whenever the watcher has armed the debounce, until `done`.
    template <class Done>
    bool untilReread(Done done) {
        return QTest::qWaitFor([&] {
            m_clock.advance(ConfigStore::kDebounce);
            return done();
        });
    }
    static Result<void> saveNow(ConfigStore& store, const Config& config, OnForeignChange onForeignChange) {
        std::optional<Result<void>> result;
        store.save(config, onForeignChange, [&](const Result<void>& outcome) { result = outcome; });
        if (!QTest::qWaitFor([&] { return result.has_value(); })) {
            return Error{ErrorCode::Failed, QStringLiteral("no answer"), {}};
        }
        return *result;
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void firstStartWritesTheDefault() {
        ConfigStore store(path(), m_clock);
        loadNow(store);
        QVERIFY(store.config() != nullptr);
        QCOMPARE(store.config()->routes.size(), std::size_t{1});
        QVERIFY(store.fileConfig()->routes.empty());
        QCOMPARE(modeOf(path()), 0600U);
        QCOMPARE(modeOf(m_dir->filePath(QStringLiteral("conf"))), 0700U);
        QVERIFY(store.faults().empty() && store.warnings().empty());
        const QStringList left =
            QDir(m_dir->filePath(QStringLiteral("conf"))).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, QStringList{QStringLiteral("config.json")});
        ConfigStore second(path(), m_clock);
        loadNow(second);
        QVERIFY(second.config()->clients[0].key.matches(store.config()->clients[0].key.expose()));
    }

    void faultyFileAtStart() {
        const QByteArray faulty = R"({"version":1,"retention_days":-1})";
        writeFile(faulty);
        ConfigStore store(path(), m_clock);
        loadNow(store);
        QVERIFY(store.config() == nullptr);
        QCOMPARE(store.faults().front().path, QStringLiteral("retention_days"));
        QCOMPARE(get(path()), faulty);
    }

    void unreadableAtStart() {
        QDir().mkpath(path());  // a folder where the file should be
        ConfigStore store(path(), m_clock);
        loadNow(store);
        QVERIFY(store.config() == nullptr);
        QCOMPARE(store.faults().size(), std::size_t{1});
    }

    void rereadsWhatChanges() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        QSignalSpy changed(&store, &ConfigStore::configChanged);
        QSignalSpy faults(&store, &ConfigStore::faultsChanged);

        put(path(), file(11));
        QVERIFY(untilReread([&] { return store.config()->retentionDays == 11; }));

        // As editors do: another file, moved into place. Twice, since each is a new file to watch.
        for (const int days : {12, 13}) {
            put(path() + QStringLiteral(".tmp"), file(days));
            QVERIFY(::rename(QFile::encodeName(path() + QStringLiteral(".tmp")).constData(),
                             QFile::encodeName(path()).constData()) == 0);
            QVERIFY(untilReread([&] { return store.config()->retentionDays == days; }));
        }
        QCOMPARE(faults.count(), 0);

        put(path(), "{");
        QVERIFY(untilReread([&] { return !store.faults().empty(); }));
        QCOMPARE(store.config()->retentionDays, 13);

        QFile::remove(path());
        QVERIFY(untilReread([&] { return store.faults().front().path.isEmpty(); }));
        QCOMPARE(store.config()->retentionDays, 13);
        QVERIFY2(!QFile::exists(path()), "a file that was removed is not written again unasked");

        put(path(), file(14));
        QVERIFY(untilReread([&] { return store.config()->retentionDays == 14; }));
        QVERIFY(store.faults().empty());
    }

    void debounceWaitsForQuiet() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        put(path(), file(11));
        // Real events arrive; without the clock moving nothing is read.
        QTest::qWait(0);
        for (int i = 0; i < 50; ++i) {
            QCoreApplication::processEvents();
        }
        QCOMPARE(store.config()->retentionDays, 10);
        QVERIFY(untilReread([&] { return store.config()->retentionDays == 11; }));
    }

    void savesAndKeepsUnknownKeys() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        QSignalSpy changed(&store, &ConfigStore::configChanged);
        Config next = *store.fileConfig();
        next.retentionDays = 20;
        QVERIFY(saveNow(store, next, OnForeignChange::Refuse));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(store.config()->retentionDays, 20);
        QVERIFY(get(path()).contains(R"("later": 1)"));
        QCOMPARE(modeOf(path()), 0600U);

        // What the store wrote itself is no change from outside.
        for (int i = 0; i < 20; ++i) {
            QCoreApplication::processEvents();
            m_clock.advance(ConfigStore::kDebounce);
        }
        next.retentionDays = 21;
        QVERIFY(saveNow(store, next, OnForeignChange::Refuse));
        QCOMPARE(changed.count(), 2);

        put(path(), file(22));
        QVERIFY(untilReread([&] { return store.config()->retentionDays == 22; }));
        QCOMPARE(changed.count(), 3);
    }

    void savesInARow() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        int good = 0;
        for (int days = 30; days < 40; ++days) {
            Config next = *store.fileConfig();
            next.retentionDays = days;
            store.save(next, OnForeignChange::Refuse,
                       [&good](const Result<void>& result) { good += result ? 1 : 0; });
        }
        QTRY_COMPARE(good, 10);
        QCOMPARE(store.config()->retentionDays, 39);
    }

    void refusesAFaultyConfig() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        Config bad = *store.fileConfig();
        bad.retentionDays = -1;
        const Result<void> result = saveNow(store, bad, OnForeignChange::Refuse);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidInput);
        QCOMPARE(result.error().place, QStringLiteral("retention_days"));
        QCOMPARE(get(path()), file(10));
    }

    // The same faults, at the same places, as a save would have; nothing is written.
    void checksADraft() {
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        const auto check = [&](const Config& draft) {
            std::optional<ConfigCheck> told;
            store.check(draft, [&](const ConfigCheck& answer) { told = answer; });
            return QTest::qWaitFor([&] { return told.has_value(); })
                       ? *told
                       : ConfigCheck{{{{}, QStringLiteral("no answer")}}, {}};
        };
        Config draft = *store.fileConfig();
        QVERIFY(check(draft).faults.empty());
        draft.retentionDays = -1;
        draft.priceFiles = {QStringLiteral("/no/such/file")};
        RouteConfig route;
        route.name = QStringLiteral("r");
        route.targets = {{QStringLiteral("nobody"), {}, 1}};
        draft.routes.push_back(route);
        const ConfigFaults faults = check(draft).faults;
        const QStringList lines = toStrings(faults);
        QVERIFY2(lines.join(u' ').contains(QStringLiteral("retention_days: ")), qPrintable(lines.join(u' ')));
        QVERIFY2(lines.join(u' ').contains(QStringLiteral("targets[0].provider: ")),
                 qPrintable(lines.join(u' ')));
        draft = *store.fileConfig();
        draft.priceFiles = {QStringLiteral("/no/such/file")};
        QCOMPARE(check(draft).faults.size(), 1U);
        QCOMPARE(get(path()), file(10));
    }

    void doesNotOverwriteForeignChanges_data() {
        QTest::addColumn<QByteArray>("onDisk");
        QTest::newRow("changed") << file(77);
        QTest::newRow("faulty") << QByteArray("{ half a file");
    }
    void doesNotOverwriteForeignChanges() {
        QFETCH(QByteArray, onDisk);
        writeFile(file(10));
        ConfigStore store(path(), m_clock);
        loadNow(store);
        put(path(), onDisk);
        Config next = *store.fileConfig();
        next.retentionDays = 20;
        const Result<void> refused = saveNow(store, next, OnForeignChange::Refuse);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Busy);
        QCOMPARE(get(path()), onDisk);

        QVERIFY(saveNow(store, next, OnForeignChange::SetAside));
        QCOMPARE(get(path() + QStringLiteral(".previous")), onDisk);
        QCOMPARE(modeOf(path() + QStringLiteral(".previous")), 0600U);
        QCOMPARE(store.config()->retentionDays, 20);
    }

    void tellsWhenOthersCanRead() {
        writeFile(file(10));
        ::chmod(QFile::encodeName(path()).constData(), 0644);
        QCOMPARE(readConfigFile(path()).warnings.size(),
                 std::size_t{2});  // and the key that it does not know
    }

    void destroyedWithAnOpenSave() {
        writeFile(file(10));
        bool called = false;
        {
            ConfigStore store(path(), m_clock);
            loadNow(store);
            Config next = *store.fileConfig();
            next.retentionDays = 33;
            store.save(next, OnForeignChange::Refuse, [&called](const Result<void>&) { called = true; });
        }
        QCoreApplication::processEvents();
        QVERIFY(!called);
        QCOMPARE(readConfigFile(path()).document->config.retentionDays, 33);
    }

    void atomicWriteFollowsLinksAndLeavesNothingBehind() {
        const QString real = m_dir->filePath(QStringLiteral("real"));
        const QString link = m_dir->filePath(QStringLiteral("link"));
        put(real, "old");
        QVERIFY(QFile::link(real, link));
        QVERIFY(writeFileAtomically(link, "new", Replace::Existing));
        QCOMPARE(get(real), QByteArray("new"));
        QVERIFY(QFileInfo(link).isSymLink());
        const Result<void> second = writeFileAtomically(real, "third", Replace::OnlyIfAbsent);
        QCOMPARE(second.error().code, ErrorCode::Busy);
        QVERIFY(!writeFileAtomically(QStringLiteral("/proc/nothing/here"), "x", Replace::Existing));
        const QStringList expected{QStringLiteral("link"), QStringLiteral("real")};
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name), expected);
    }
};

QTEST_GUILESS_MAIN(TestConfigStore)
#include "tst_configstore.moc"
