// SecretStore: reads the providers' keys from where the configuration says they are (system keyring,
// environment, key files, memory of this run), and keeps those that the user enters. Keyring entries and keys
// in memory are stored together with the origin (scheme, host, port) they were entered for and are given out
// for no other. Thread: lives on the thread that made it, which runs an event loop; callbacks come there,
// from the event loop, exactly once each, and not after the store is gone. Never waits: files are read on a
// thread of its own, and whatever has not answered after kTimeLimit counts as not there. Errors and problems
// are sentences without keys.
#pragma once

#include "core/api/Config.h"
#include "core/api/ProviderKeys.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/secrets/KeyringBackend.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <list>
#include <memory>
#include <optional>

namespace signalbox {

class SecretStore final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kTimeLimit{3'000};

    // The value of an environment variable; nothing when it is not set.
    using Environment = std::function<std::optional<QByteArray>(const QString& name)>;
    using KeysCallback = std::function<void(ProviderKeys)>;
    using DoneCallback = std::function<void(const Result<void>&)>;

    SecretStore(Scheduler& scheduler, std::unique_ptr<KeyringBackend> keyring,
                Environment environment = &SecretStore::processEnvironment, QObject* parent = nullptr);
    ~SecretStore() override;

    [[nodiscard]] static std::optional<QByteArray> processEnvironment(const QString& name);

    // All keys of all providers of `config`, in its order, once every source has answered or its time was up.
    void readAll(ConfigPtr config, KeysCallback callback);

    // Keeps `key` under `source` (Keychain or Memory; others are InvalidInput) for the origin of `baseUrl`. A
    // keyring entry is written, read back and compared before this says that it is done. Unavailable: there
    // is no keyring, it is locked or too slow; then the caller may offer memory or a file.
    void store(const KeySource& source, const QUrl& baseUrl, Secret key, DoneCallback callback);
    // Done also when there was nothing.
    void remove(const KeySource& source, DoneCallback callback);

    [[nodiscard]] bool hasKeyring() const { return m_keyring->isAvailable(); }

private:
    class Reading;
    struct Held {
        QByteArray origin;
        Secret key;
    };

    // Nothing: the time was up.
    using Answered = std::function<void(const std::optional<KeyringAnswer>&)>;

    void ask(const std::function<void(KeyringBackend::Callback)>& question, Answered answered);
    void finish(DoneCallback callback, Result<void> result);
    void readBack(const QString& entry, Secret sealed, const DoneCallback& callback);
    void later(std::function<void()> call);

    Scheduler& m_scheduler;
    std::unique_ptr<KeyringBackend> m_keyring;
    Environment m_environment;
    QHash<QString, Held> m_memory;
    QThreadPool m_files;  // last: its jobs end before anything else goes
};

}  // namespace signalbox
