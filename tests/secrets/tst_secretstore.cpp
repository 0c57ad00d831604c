#include "core/secrets/Origin.h"
#include "core/secrets/SecretStore.h"
#include "core/secrets/SystemKeyring.h"
#include "tests/support/FakeClock.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <optional>
#include <sys/stat.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QByteArray kCanary("sk-canary-0123456789");

// A keyring that behaves as it is told.
class FakeKeyring final : public KeyringBackend {
public:
    enum class Mood { Good, Absent, Locked, Denying, Slow, Lying, Broken };

    explicit FakeKeyring(FakeClock& clock) : m_clock(clock) {}

    [[nodiscard]] bool isAvailable() const override { return mood != Mood::Absent; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("there is no system keyring in this session");
    }
    void read(const QString& entry, Callback callback) override {
        const auto found = entries.constFind(entry);
        reply(found == entries.constEnd() ? KeyringAnswer{KeyringStatus::NotFound, {}}
                                          : KeyringAnswer{KeyringStatus::Ok, *found},
              std::move(callback));
    }
    void write(const QString& entry, const Secret& data, Callback callback) override {
        entries.insert(entry, mood == Mood::Lying ? Secret(QByteArray("something else")) : data);
        reply({KeyringStatus::Ok, {}}, std::move(callback));
    }
    void remove(const QString& entry, Callback callback) override {
        const bool had = entries.remove(entry);
        reply({had ? KeyringStatus::Ok : KeyringStatus::NotFound, {}}, std::move(callback));
    }

    Mood mood = Mood::Good;
    QHash<QString, Secret> entries;
    int asked = 0;

private:
    void reply(const KeyringAnswer& answer, Callback callback) {
        ++asked;
        switch (mood) {
            case Mood::Locked:
                m_kept.push_back(std::move(callback));
                return;
            case Mood::Slow:
                m_timers.push_back(
                    m_clock.after(Milliseconds(3001), [callback, answer] { callback(answer); }));
                return;
            case Mood::Denying:
                callback({KeyringStatus::Denied, {}});
                return;
            case Mood::Broken:
                callback({KeyringStatus::Failed, {}});
                return;
            default:
                callback(answer);
        }
    }

    FakeClock& m_clock;
    std::vector<Callback> m_kept;
    std::vector<Timer> m_timers;
};

KeySource keychain(const char* name) {
    return {KeySource::Kind::Keychain, QString::fromLatin1(name)};
}
KeySource memory(const char* name) {
    return {KeySource::Kind::Memory, QString::fromLatin1(name)};
}
KeySource environment(const char* name) {
    return {KeySource::Kind::Env, QString::fromLatin1(name)};
}

ProviderConfig provider(const char* id, const char* url, std::vector<KeySource> keys) {
    ProviderConfig config;
    config.id = QString::fromLatin1(id);
    config.name = config.id.toUpper();
    config.baseUrl = QUrl(QString::fromLatin1(url));
    config.keys = std::move(keys);
    return config;
}

ConfigPtr configOf(std::vector<ProviderConfig> providers) {
    auto config = std::make_shared<Config>();
    config->providers = std::move(providers);
    return config;
}

}  // namespace

Q_DECLARE_METATYPE(FakeKeyring::Mood)

class TestSecretStore final : public QObject {
    Q_OBJECT

    FakeClock m_clock;
    QHash<QString, QByteArray> m_environment;
    std::unique_ptr<SecretStore> m_store;
    FakeKeyring* m_keyring = nullptr;

    static void settle() {
        for (int i = 0; i < 10; ++i) {
            QCoreApplication::processEvents();
        }
    }
    std::optional<Result<void>> storeSoon(const KeySource& source, const char* url, const QByteArray& key) {
        auto result = std::make_shared<std::optional<Result<void>>>();
        m_store->store(source, QUrl(QString::fromLatin1(url)), Secret(key),
                       [result](const Result<void>& outcome) { *result = outcome; });
        if (result->has_value()) {
            qFatal("answered inside the call");
        }
        settle();
        if (!result->has_value()) {
            m_clock.advance(SecretStore::kTimeLimit);
            settle();
        }
        if (!result->has_value()) {
            m_clock.advance(SecretStore::kTimeLimit);
            settle();
        }
        return *result;
    }
    ProviderKeys readSoon(const ConfigPtr& config) {
        std::optional<ProviderKeys> keys;
        int calls = 0;
        m_store->readAll(config, [&](ProviderKeys read) {
            keys = std::move(read);
            ++calls;
        });
        if (keys) {
            qFatal("answered inside the call");
        }
        if (!QTest::qWaitFor(
                [&] {
                    m_clock.advance(Milliseconds(0));
                    return keys.has_value();
                },
                200)) {
            m_clock.advance(SecretStore::kTimeLimit);
        }
        if (!QTest::qWaitFor([&] { return keys.has_value(); })) {
            qFatal("no answer");
        }
        m_clock.advance(SecretStore::kTimeLimit * 2);  // what is late changes nothing
        settle();
        if (calls != 1) {
            qFatal("answered twice");
        }
        return std::move(*keys);
    }
    static QByteArray keyOf(const ProviderKeys& keys, const char* id, std::size_t index = 0) {
        const auto& list = keys.byProvider.value(QString::fromLatin1(id));
        return index < list.size() ? list[index].secret.expose() : QByteArray();
    }

private Q_SLOTS:
    void init() {
        m_environment.clear();
        auto keyring = std::make_unique<FakeKeyring>(m_clock);
        m_keyring = keyring.get();
        m_store = std::make_unique<SecretStore>(m_clock, std::move(keyring), [this](const QString& name) {
            const auto found = m_environment.constFind(name);
            return found == m_environment.constEnd() ? std::nullopt : std::optional(*found);
        });
    }
    void cleanup() { m_store.reset(); }

    void nothingToRead() {
        const ProviderKeys keys = readSoon(configOf({provider("a", "https://a.example", {})}));
        QVERIFY(keys.byProvider.isEmpty() && keys.problems.isEmpty() && !keys.onlyInMemory);
    }

    void everySourceInOrder() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("key"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("from-file\n");
        file.close();
        ::chmod(QFile::encodeName(path).constData(), 0600);
        m_environment.insert(QStringLiteral("A_KEY"), "from-env ");
        QVERIFY(*storeSoon(keychain("a"), "https://a.example/v1", "from-keyring"));
        QVERIFY(*storeSoon(memory("a"), "https://a.example/v2", "from-memory"));
        const KeySource inFile{KeySource::Kind::File, path};
        const ConfigPtr config = configOf(
            {provider("a", "https://a.example/x", {inFile, keychain("a"), environment("A_KEY"), memory("a")}),
             provider("b", "https://b.example", {environment("A_KEY")})});
        const ProviderKeys keys = readSoon(config);
        QCOMPARE(keys.problems, QStringList());
        QCOMPARE(keyOf(keys, "a", 0), QByteArray("from-file"));
        QCOMPARE(keyOf(keys, "a", 1), QByteArray("from-keyring"));
        QCOMPARE(keyOf(keys, "a", 2), QByteArray("from-env"));
        QCOMPARE(keyOf(keys, "a", 3), QByteArray("from-memory"));
        QCOMPARE(keyOf(keys, "b"), QByteArray("from-env"));
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(keys.byProvider[QStringLiteral("a")][i].source == config->providers[0].keys[i]);
        }
        QVERIFY(!keys.onlyInMemory);
    }

    void moods_data() {
        QTest::addColumn<FakeKeyring::Mood>("mood");
        QTest::addColumn<QString>("problem");  // of reading; empty: it works
        QTest::addColumn<int>("storeError");   // -1: it works
        QTest::addColumn<bool>("onlyInMemory");
        using Mood = FakeKeyring::Mood;
        const auto row = [](const char* name, Mood mood, const char* problem, int error, bool onlyInMemory) {
            QTest::newRow(name) << mood << QString::fromLatin1(problem) << error << onlyInMemory;
        };
        row("good", Mood::Good, "", -1, false);
        row("absent", Mood::Absent, "A, keyring entry \"a\": there is no system keyring in this session",
            static_cast<int>(ErrorCode::Unavailable), true);
        row("locked", Mood::Locked,
            "A, keyring entry \"a\": the system keyring did not answer within 3 seconds; it may be locked",
            static_cast<int>(ErrorCode::Unavailable), true);
        row("slow", Mood::Slow,
            "A, keyring entry \"a\": the system keyring did not answer within 3 seconds; it may be locked",
            static_cast<int>(ErrorCode::Unavailable), true);
        row("denying", Mood::Denying, "A, keyring entry \"a\": the system keyring is locked or refused",
            static_cast<int>(ErrorCode::Unavailable), true);
        row("broken", Mood::Broken, "A, keyring entry \"a\": the system keyring reported an error",
            static_cast<int>(ErrorCode::Failed), false);
        row("lying", Mood::Lying, "", static_cast<int>(ErrorCode::Failed), false);
    }
    void moods() {
        QFETCH(FakeKeyring::Mood, mood);
        QFETCH(QString, problem);
        QFETCH(int, storeError);
        QFETCH(bool, onlyInMemory);
        QVERIFY(*storeSoon(keychain("a"), "https://a.example", kCanary));
        m_environment.insert(QStringLiteral("B"), "from-env");
        m_keyring->mood = mood;
        m_keyring->asked = 0;

        const ProviderKeys keys =
            readSoon(configOf({provider("a", "https://a.example", {keychain("a")}),
                               provider("b", "https://b.example", {environment("B")})}));
        QCOMPARE(keys.problems, problem.isEmpty() ? QStringList() : QStringList{problem});
        QCOMPARE(keyOf(keys, "a"), problem.isEmpty() ? kCanary : QByteArray());
        QCOMPARE(keyOf(keys, "b"), QByteArray("from-env"));
        QCOMPARE(keys.onlyInMemory, onlyInMemory);
        QCOMPARE(m_keyring->asked, mood == FakeKeyring::Mood::Absent ? 0 : 1);

        const auto stored = storeSoon(keychain("n"), "https://a.example", kCanary);
        QVERIFY(stored.has_value());
        QCOMPARE(stored->ok() ? -1 : static_cast<int>(stored->error().code), storeError);
        if (!stored->ok()) {
            QVERIFY(!stored->error().message.contains(QStringLiteral("canary")));
            QVERIFY(!stored->error().message.isEmpty());
        }
    }

    void timeLimitIsThreeSeconds() {
        m_keyring->mood = FakeKeyring::Mood::Locked;
        bool answered = false;
        m_store->readAll(
            configOf({provider("a", "https://a.example", {keychain("1"), keychain("2"), keychain("3")})}),
            [&](const ProviderKeys& keys) {
                answered = true;
                QCOMPARE(keys.problems.size(), 3);
            });
        settle();
        m_clock.advance(Milliseconds(2999));
        settle();
        QVERIFY(!answered);
        m_clock.advance(Milliseconds(1));  // all were asked at once: three do not take nine seconds
        settle();
        QVERIFY(answered);
    }

    void keyBelongsToItsOrigin_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("given");
        QTest::newRow("same") << QStringLiteral("https://a.example/v1") << true;
        QTest::newRow("other path") << QStringLiteral("https://A.example:443/v2") << true;
        QTest::newRow("other host") << QStringLiteral("https://b.example/v1") << false;
        QTest::newRow("longer host") << QStringLiteral("https://a.example.evil/v1") << false;
        QTest::newRow("other port") << QStringLiteral("https://a.example:444/v1") << false;
        QTest::newRow("other scheme") << QStringLiteral("http://a.example:443/v1") << false;
    }
    void keyBelongsToItsOrigin() {
        QFETCH(QString, url);
        QFETCH(bool, given);
        QVERIFY(*storeSoon(keychain("k"), "https://a.example/v1", kCanary));
        QVERIFY(*storeSoon(memory("m"), "https://a.example/v1", kCanary));
        const ProviderKeys keys =
            readSoon(configOf({provider("a", url.toLatin1().constData(), {keychain("k"), memory("m")})}));
        QCOMPARE(keys.byProvider.value(QStringLiteral("a")).size(), std::size_t{given ? 2U : 0U});
        QCOMPARE(keys.problems.size(), given ? 0 : 2);
        for (const QString& problem : keys.problems) {
            QVERIFY2(problem.contains(QStringLiteral("must be entered again")), qPrintable(problem));
            QVERIFY(!problem.contains(QStringLiteral("canary")));
        }
    }

    void entriesOfOthersAreNotGivenOut() {
        m_keyring->entries.insert(QStringLiteral("k"), Secret(kCanary));
        m_keyring->entries.insert(QStringLiteral("l"),
                                  sealForOrigin(Secret(kCanary + " \r\nX: y"), "https://a.example:443"));
        const ProviderKeys keys =
            readSoon(configOf({provider("a", "https://a.example", {keychain("k"), keychain("l")})}));
        QVERIFY(keys.byProvider.isEmpty());
        QCOMPARE(keys.problems.size(), 2);
        QVERIFY(!keys.problems.join(QLatin1Char(' ')).contains(QStringLiteral("canary")));
    }

    void problemsWithoutKeys() {
        m_environment.insert(QStringLiteral("BAD"), kCanary + " and\nmore");
        m_environment.insert(QStringLiteral("EMPTY"), "  ");
        const ProviderKeys keys =
            readSoon(configOf({provider("a", "https://a.example",
                                        {environment("BAD"),
                                         environment("EMPTY"),
                                         environment("UNSET"),
                                         memory("gone"),
                                         keychain("none"),
                                         {KeySource::Kind::File, QStringLiteral("/nonexistent/key")}})}));
        QCOMPARE(keys.problems,
                 (QStringList{
                     QStringLiteral("A: the environment variable BAD holds characters that no key has"),
                     QStringLiteral("A: the environment variable EMPTY is not set"),
                     QStringLiteral("A: the environment variable UNSET is not set"),
                     QStringLiteral("A: the key was kept in memory only and must be entered again"),
                     QStringLiteral("A, keyring entry \"none\": the system keyring has no such entry"),
                     QStringLiteral("A: the key file /nonexistent/key does not exist"),
                 }));
    }

    void wrongRequests() {
        QCOMPARE(storeSoon(environment("E"), "https://a.example", kCanary)->error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(storeSoon(keychain("k"), "https://a.example", "two words")->error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(storeSoon(memory("k"), "https://a.example", "")->error().code, ErrorCode::InvalidInput);
        QVERIFY(m_keyring->entries.isEmpty());
    }

    void removes() {
        QVERIFY(*storeSoon(keychain("k"), "https://a.example", kCanary));
        QVERIFY(*storeSoon(memory("k"), "https://a.example", kCanary));
        int done = 0;
        for (const KeySource& source : {keychain("k"), memory("k"), keychain("never")}) {
            m_store->remove(source, [&done](const Result<void>& result) { done += result ? 1 : 0; });
        }
        settle();
        QCOMPARE(done, 3);
        QVERIFY(m_keyring->entries.isEmpty());
        QCOMPARE(readSoon(configOf({provider("a", "https://a.example", {memory("k")})})).problems.size(), 1);
    }

    void noAnswerAfterTheStoreIsGone() {
        m_keyring->mood = FakeKeyring::Mood::Locked;
        bool answered = false;
        m_store->readAll(
            configOf({provider("a", "https://a.example",
                               {keychain("k"), {KeySource::Kind::File, QStringLiteral("/nonexistent")}})}),
            [&](const ProviderKeys&) { answered = true; });
        m_store->store(keychain("k"), QUrl(QStringLiteral("https://a.example")), Secret(kCanary),
                       [&](const Result<void>&) { answered = true; });
        m_store.reset();
        m_clock.advance(SecretStore::kTimeLimit * 2);
        settle();
        QVERIFY(!answered);
    }

    void systemKeyringWithoutASessionSaysSoAtOnce() {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        const auto keyring = makeSystemKeyring(QStringLiteral("signalbox-test"));
        QVERIFY(!keyring->isAvailable());
        QVERIFY(!keyring->unavailableReason().isEmpty());
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        QVERIFY(!makeSystemKeyring(QStringLiteral("signalbox-test"))->isAvailable());
    }
};

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
