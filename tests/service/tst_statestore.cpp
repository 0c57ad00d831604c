#include "core/service/StateStore.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace signalbox;

class TestStateStore : public QObject {
    Q_OBJECT

    static constexpr qint64 kNow = 1'780'000'000'000;

    static SwitchState sample() {
        SwitchState state;
        state.pins.insert(
            QStringLiteral("gpt-5.5"),
            {PinMode::Only, {QStringLiteral("anthropic"), QStringLiteral("claude/x")}, kNow + 5, kNow - 9});
        state.pins.insert(QStringLiteral("a route \"quoted\""),
                          {PinMode::Prefer, {QStringLiteral("openai"), {}}, std::nullopt, kNow - 1});
        state.drains.insert(QStringLiteral("cometapi"), {kNow + 1, kNow - 3});
        state.drains.insert(QStringLiteral("ollama"), {std::nullopt, kNow});
        state.covered.insert(QStringLiteral("r"),
                             {PinMode::Only, {QStringLiteral("q"), QStringLiteral("m")}, std::nullopt, 5});
        state.undoable = {
            {kNow - 8, QStringLiteral("gpt-5.5"), {}, {}, {}},
            {kNow - 7,
             QStringLiteral("gpt-5.5"),
             {PinMode::Only, {QStringLiteral("openai"), QStringLiteral("m")}, kNow + 7, kNow - 8},
             {},
             {}},
            {kNow - 6, {}, {}, QStringLiteral("ollama"), {}},
            {kNow - 5, {}, {}, QStringLiteral("ollama"), Drain{kNow + 4, kNow - 6}}};
        return state;
    }
    static void compare(const SwitchState& a, const SwitchState& b) {
        QCOMPARE(a.pins.size(), b.pins.size());
        for (auto it = a.pins.cbegin(); it != a.pins.cend(); ++it) {
            QVERIFY(b.pins.contains(it.key()));
            const Pin& other = b.pins[it.key()];
            QVERIFY(it->mode == other.mode && it->target == other.target && it->untilMs == other.untilMs &&
                    it->sinceMs == other.sinceMs);
        }
        QCOMPARE(a.drains.size(), b.drains.size());
        for (auto it = a.drains.cbegin(); it != a.drains.cend(); ++it) {
            QVERIFY(b.drains.contains(it.key()));
            QVERIFY(it->untilMs == b.drains[it.key()].untilMs && it->sinceMs == b.drains[it.key()].sinceMs);
        }
        QCOMPARE(a.covered.keys(), b.covered.keys());
        for (auto it = a.covered.cbegin(); it != a.covered.cend(); ++it) {
            QCOMPARE(it->target, b.covered.value(it.key()).target);
            QCOMPARE(it->mode, b.covered.value(it.key()).mode);
        }
        QCOMPARE(a.undoable.size(), b.undoable.size());
        for (qsizetype i = 0; i < a.undoable.size(); ++i) {
            const UndoableSwitch& one = a.undoable[i];
            const UndoableSwitch& other = b.undoable[i];
            QVERIFY(one.atMs == other.atMs && one.route == other.route && one.provider == other.provider &&
                    one.pin.mode == other.pin.mode && one.pin.target == other.pin.target &&
                    one.pin.untilMs == other.pin.untilMs && one.pin.sinceMs == other.pin.sinceMs &&
                    one.drain.has_value() == other.drain.has_value());
            QVERIFY(!one.drain || (one.drain->untilMs == other.drain->untilMs &&
                                   one.drain->sinceMs == other.drain->sinceMs));
        }
    }
    static QByteArray content(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
    }
    static void write(const QString& path, const QByteArray& bytes) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private Q_SLOTS:
    void roundTrip() {
        const Result<SwitchState> read = readState(writeState(sample()));
        QVERIFY(read.ok());
        compare(sample(), read.value());
    }

    // What came to its end while nothing ran is the gateway's to end: it tells the history.
    void endsThatHavePassedAreKept() {
        SwitchState state;
        state.drains.insert(QStringLiteral("p"), {1, 0});
        const Result<SwitchState> read = readState(writeState(state));
        QVERIFY(read.ok());
        QCOMPARE(read.value().drains.keys(), QStringList{QStringLiteral("p")});
    }

    void aFileWithoutUndoIsRead() {
        const Result<SwitchState> read = readState(
            R"({"version":1,"pins":{"r":{"mode":"only","provider":"p","since_ms":3}},"drains":{}})");
        QVERIFY(read.ok());
        QCOMPARE(read.value().pins.size(), 1);
        QVERIFY(read.value().undoable.isEmpty());
    }

    void automaticIsNotWritten() {
        SwitchState state;
        state.pins.insert(QStringLiteral("r"), Pin{});
        QVERIFY(!writeState(state).contains("\"r\""));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("{\"version\":1,");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("no version") << QByteArray("{}");
        QTest::newRow("newer") << QByteArray("{\"version\":2}");
        QTest::newRow("pin without target") << QByteArray(R"({"version":1,"pins":{"r":{"mode":"only"}}})");
        QTest::newRow("unknown mode")
            << QByteArray(R"({"version":1,"pins":{"r":{"mode":"maybe","provider":"p"}}})");
        QTest::newRow("undo of nothing") << QByteArray(R"({"version":1,"undo":[{"at_ms":1}]})");
        QTest::newRow("undo of a route and a provider")
            << QByteArray(R"({"version":1,"undo":[{"route":"r","provider":"p"}]})");
        QTest::newRow("undo to no pin") << QByteArray(R"({"version":1,"undo":[{"route":"r","pin":{}}]})");
        QTest::newRow("drain of another kind") << QByteArray(R"({"version":1,"drains":{"p":true}})");
    }
    void refuses() {
        QFETCH(QByteArray, bytes);
        const Result<SwitchState> read = readState(bytes);
        QVERIFY(!read.ok());
        QVERIFY(!read.error().message.isEmpty());
    }

    void everyTruncationIsRefused() {
        const QByteArray whole = writeState(sample()).trimmed();
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QVERIFY2(!readState(whole.left(length)).ok(), QByteArray::number(length));
        }
    }

    void savesForTheOwnerAlone() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        StateStore store(path);
        int done = 0;
        store.save(sample(), [&done](const Result<void>& result) { done += result.ok() ? 1 : 100; });
        QCOMPARE(done, 0);
        QTRY_COMPARE(done, 1);
        struct stat info {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{0600});
        StateStore again(path);
        const Result<SwitchState> read = again.load();
        QVERIFY(read.ok());
        compare(sample(), read.value());
    }

    void everyoneIsAnsweredAndTheLastWins() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        StateStore store(path);
        QVector<int> done;
        SwitchState last;
        for (int i = 0; i < 200; ++i) {
            last = {};
            last.drains.insert(QStringLiteral("p%1").arg(i), {std::nullopt, i});
            store.save(last, [&done, i, path](const Result<void>& result) {
                QVERIFY(result.ok());
                // On disk is this state or a later one.
                const Result<SwitchState> disk = readState(content(path));
                QVERIFY(disk.ok());
                QVERIFY(disk.value().drains.cbegin()->sinceMs >= i);
                done.append(i);
            });
        }
        store.flush();
        QCOMPARE(done.size(), 200);
        QVERIFY(std::is_sorted(done.begin(), done.end()));
        compare(readState(content(path)).value(), last);
    }

    void sayWhyItCannotBeWritten() {
        QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("file")), "x");
        StateStore store(folder.filePath(QStringLiteral("file/state.json")));
        std::optional<Result<void>> answer;
        store.save(sample(), [&answer](const Result<void>& result) { answer = result; });
        store.flush();
        QVERIFY(answer && !answer->ok());
        QVERIFY(answer->error().message.contains(QStringLiteral("state.json")));
    }

    void aDamagedFileIsSetAside() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        write(path, "{\"version\":1,\"pi");
        StateStore store(path);
        const Result<SwitchState> read = store.load();
        QVERIFY(!read.ok());
        QVERIFY(read.error().message.contains(path));
        QCOMPARE(content(path + QStringLiteral(".damaged")), QByteArray("{\"version\":1,\"pi"));
        QVERIFY(!QFile::exists(path));
        QVERIFY(store.load().ok());
    }

    void whateverCannotBeReadIsSetAside() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        write(path, QByteArray(4 * 1024 * 1024 + 1, ' '));
        StateStore store(path);
        const Result<SwitchState> large = store.load();
        QVERIFY(!large.ok());
        QVERIFY(large.error().message.contains(QStringLiteral("is larger than 4194304 bytes")));
        QCOMPARE(content(path + QStringLiteral(".damaged")).size(), 4 * 1024 * 1024 + 1);
        QVERIFY(store.load().ok());

        QVERIFY(QFile::remove(path + QStringLiteral(".damaged")));
        QVERIFY(QDir().mkdir(path));
        const Result<SwitchState> folderThere = store.load();
        QVERIFY(!folderThere.ok());
        QVERIFY(folderThere.error().message.contains(QStringLiteral("cannot be read")));
        QVERIFY(!folderThere.error().message.contains(QStringLiteral("Unknown error")));
    }

    static signalbox::HealthRecord health() {
        HealthRecord record;
        HealthRecord::Target target;
        target.provider = QStringLiteral("openai");
        target.model = QStringLiteral("gpt/\"x\"");
        target.breakerOpenUntilMs = kNow + 30'000;
        target.breakerRestMs = 60'000;
        target.lastOutcome = Outcome::ServerError;
        target.lastHttpStatus = 502;
        target.cooldowns.push_back({{KeySource::Kind::File, QStringLiteral("/k")}, kNow + 7, 5'000});
        target.cooldowns.push_back({{}, kNow + 8, 0});
        record.targets.push_back(target);
        HealthRecord::Provider provider;
        provider.id = QStringLiteral("anthropic");
        provider.restUntilMs = kNow + 9;
        provider.badKeys.push_back({{KeySource::Kind::Env, QStringLiteral("KEY")}, 401});
        provider.restingKeys.push_back({{KeySource::Kind::Env, QStringLiteral("OTHER")}, kNow + 10});
        record.providers.push_back(provider);
        return record;
    }

    void healthRoundTrip() {
        const HealthRecord read = readHealth(writeState(sample(), health()));
        QCOMPARE(read.targets.size(), 1U);
        const HealthRecord::Target& target = read.targets.front();
        const HealthRecord::Target wanted = health().targets.front();
        QCOMPARE(target.provider, wanted.provider);
        QCOMPARE(target.model, wanted.model);
        QCOMPARE(target.breakerOpenUntilMs, wanted.breakerOpenUntilMs);
        QCOMPARE(target.breakerRestMs, wanted.breakerRestMs);
        QVERIFY(target.lastOutcome == wanted.lastOutcome);
        QCOMPARE(target.lastHttpStatus, wanted.lastHttpStatus);
        QCOMPARE(target.cooldowns.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i) {
            QVERIFY(target.cooldowns[i].key == wanted.cooldowns[i].key);
            QCOMPARE(target.cooldowns[i].untilMs, wanted.cooldowns[i].untilMs);
            QCOMPARE(target.cooldowns[i].restMs, wanted.cooldowns[i].restMs);
        }
        QCOMPARE(read.providers.size(), 1U);
        QCOMPARE(read.providers.front().restUntilMs, kNow + 9);
        QVERIFY(read.providers.front().badKeys.front().key == health().providers.front().badKeys.front().key);
        QCOMPARE(read.providers.front().badKeys.front().httpStatus, 401);
        QCOMPARE(read.providers.front().restingKeys.size(), 1U);
        QCOMPARE(read.providers.front().restingKeys.front().key.name, QStringLiteral("OTHER"));
        QCOMPARE(read.providers.front().restingKeys.front().untilMs, kNow + 10);
    }

    void damagedHealthCostsTheSwitchNothing_data() {
        QTest::addColumn<QByteArray>("health");
        QTest::newRow("missing") << QByteArray("null");
        QTest::newRow("another kind") << QByteArray("[1,2]");
        QTest::newRow("entries of another kind")
            << QByteArray(R"({"targets":[1,"x",{}],"providers":{"a":1}})");
        QTest::newRow("half entries")
            << QByteArray(R"({"targets":[{"provider":"p","open_until_ms":"soon"},{"open_until_ms":5},
                {"provider":"p","model":"m","cooldowns":[7,{"until_ms":-1}]}],"providers":[{"id":"q"}]})");
    }
    void damagedHealthCostsTheSwitchNothing() {
        QFETCH(QByteArray, health);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        write(path, R"({"version":1,"pins":{},"drains":{"p":{"since_ms":1}},"health":)" + health + "}");
        StateStore store(path);
        const Result<SwitchState> read = store.load();
        QVERIFY(read.ok());
        QCOMPARE(read.value().drains.size(), 1);
        QVERIFY(store.health().empty());
    }

    void switchAndHealthKeepEachOther() {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("state.json"));
        {
            StateStore store(path);
            store.save(sample(), [](const Result<void>&) {});
            store.saveHealth(health());
            store.flush();
        }
        StateStore store(path);
        compare(sample(), store.load().value());
        QCOMPARE(store.health().targets.size(), 1U);
        store.save({}, [](const Result<void>&) {});
        store.flush();
        QCOMPARE(readHealth(content(path)).targets.size(), 1U);
        store.saveHealth({});
        store.flush();
        QVERIFY(!content(path).contains("health"));
    }

    void noFileMeansNothingSwitched() {
        QTemporaryDir folder;
        StateStore store(folder.filePath(QStringLiteral("state.json")));
        const Result<SwitchState> read = store.load();
        QVERIFY(read.ok() && read.value().pins.isEmpty() && read.value().drains.isEmpty());
        QVERIFY(QDir(folder.path()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStateStore)
#include "tst_statestore.moc"
