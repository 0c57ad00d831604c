#include "core/secrets/SecretStore.h"

#include "core/secrets/KeyFile.h"
#include "core/secrets/Origin.h"

#include <QPointer>

#include <utility>

namespace signalbox {

namespace {

constexpr const char* kTooSlow = "did not answer within 3 seconds";

// `answer`: nothing when the time was up.
QString keyringReason(const std::optional<KeyringAnswer>& answer) {
    if (!answer) {
        return QStringLiteral("the system keyring %1; it may be locked").arg(QLatin1String(kTooSlow));
    }
    switch (answer->status) {
        case KeyringStatus::Ok:
            return {};
        case KeyringStatus::NotFound:
            return QStringLiteral("the system keyring has no such entry");
        case KeyringStatus::Denied:
            return QStringLiteral("the system keyring is locked or refused");
        case KeyringStatus::Unavailable:
            return QStringLiteral("there is no system keyring in this session");
        case KeyringStatus::Failed:
            return QStringLiteral("the system keyring reported an error");
    }
    return {};
}

bool isOk(const std::optional<KeyringAnswer>& answer) {
    return answer && answer->status == KeyringStatus::Ok;
}

ErrorCode codeOf(const std::optional<KeyringAnswer>& answer) {
    if (!answer || answer->status == KeyringStatus::Denied || answer->status == KeyringStatus::Unavailable) {
        return ErrorCode::Unavailable;
    }
    return answer->status == KeyringStatus::NotFound ? ErrorCode::NotFound : ErrorCode::Failed;
}

Error keyringError(const std::optional<KeyringAnswer>& answer) {
    return {codeOf(answer), keyringReason(answer), {}};
}

}  // namespace

// One run of readAll: a slot per key source, filled in any order; the last one to be filled ends it.
class SecretStore::Reading : public std::enable_shared_from_this<SecretStore::Reading> {
public:
    Reading(SecretStore& store, ConfigPtr config, KeysCallback callback)
        : m_owner(&store), m_store(store), m_config(std::move(config)), m_callback(std::move(callback)) {}

    void start() {
        for (const ProviderConfig& provider : m_config->providers) {
            for (const KeySource& source : provider.keys) {
                Slot slot;
                slot.provider = &provider;
                slot.source = &source;
                m_slots.push_back(std::move(slot));
            }
        }
        m_open = m_slots.size() + 1;
        for (std::size_t i = 0; i < m_slots.size(); ++i) {
            ask(i);
        }
        m_store.later([self = shared_from_this()] { self->close(); });
    }

private:
    struct Slot {
        const ProviderConfig* provider = nullptr;
        const KeySource* source = nullptr;
        Secret key;
        QString problem;
        bool isOpen = true;
        Timer limit;
    };

    void ask(std::size_t index) {
        Slot& slot = m_slots[index];
        switch (slot.source->kind) {
            case KeySource::Kind::Keychain:
                askKeyring(index);
                return;
            case KeySource::Kind::Env:
                readEnvironment(index);
                return;
            case KeySource::Kind::File:
                readFile(index);
                return;
            case KeySource::Kind::Memory:
                readMemory(index);
                return;
        }
    }

    void askKeyring(std::size_t index) {
        m_wantsKeeping = true;
        if (!m_store.hasKeyring()) {
            m_keyringMissing = true;
            fill(index, {}, m_store.m_keyring->unavailableReason());
            return;
        }
        const QString entry = m_slots[index].source->name;
        m_store.ask([&](KeyringBackend::Callback done) { m_store.m_keyring->read(entry, std::move(done)); },
                    [self = shared_from_this(), index](const std::optional<KeyringAnswer>& answer) {
                        self->heard(index, answer);
                    });
    }

    void heard(std::size_t index, const std::optional<KeyringAnswer>& answer) {
        if (!isOk(answer)) {
            m_keyringMissing = m_keyringMissing || codeOf(answer) == ErrorCode::Unavailable;
            fill(index, {}, keyringReason(answer));
            return;
        }
        auto sealed = unseal(answer->data);
        if (!sealed || !canBeKey(sealed->key.expose())) {
            fill(index, {},
                 QStringLiteral("the entry was not written by Signalbox; the key must be entered again"));
        } else {
            give(index, sealed->origin, std::move(sealed->key));
        }
    }

    void readEnvironment(std::size_t index) {
        const QString& name = m_slots[index].source->name;
        const std::optional<QByteArray> value = m_store.m_environment(name);
        const QByteArray trimmed = value ? value->trimmed() : QByteArray();
        if (trimmed.isEmpty()) {
            fill(index, {}, QStringLiteral("the environment variable %1 is not set").arg(name));
        } else if (!canBeKey(trimmed)) {
            fill(index, {},
                 QStringLiteral("the environment variable %1 holds characters that no key has").arg(name));
        } else {
            fill(index, Secret(trimmed), {});
        }
    }

    void readFile(std::size_t index) {
        const QString path = m_slots[index].source->name;
        m_slots[index].limit = m_store.m_scheduler.after(kTimeLimit, [self = shared_from_this(), index,
                                                                      path] {
            self->fill(index, {}, QStringLiteral("the key file %1 %2").arg(path, QLatin1String(kTooSlow)));
        });
        m_store.m_files.start([store = &m_store, self = shared_from_this(), index, path]() mutable {
            Result<Secret> result = readKeyFile(path);
            QMetaObject::invokeMethod(
                store,
                [self = std::move(self), index, result = std::move(result)]() mutable {
                    if (result) {
                        self->fill(index, std::move(result).value(), {});
                    } else {
                        self->fill(index, {}, result.error().message);
                    }
                },
                Qt::QueuedConnection);
        });
    }

    void readMemory(std::size_t index) {
        m_wantsKeeping = true;
        const auto found = m_store.m_memory.constFind(m_slots[index].source->name);
        if (found == m_store.m_memory.constEnd()) {
            fill(index, {}, QStringLiteral("the key was kept in memory only and must be entered again"));
        } else {
            give(index, found->origin, found->key);
        }
    }

    void give(std::size_t index, const QByteArray& origin, Secret key) {
        if (origin == originOf(m_slots[index].provider->baseUrl)) {
            fill(index, std::move(key), {});
        } else {
            fill(index, {},
                 QStringLiteral("the key was entered for %1 and must be entered again for this base URL")
                     .arg(QString::fromUtf8(origin)));
        }
    }

    void fill(std::size_t index, Secret key, const QString& problem) {
        Slot& slot = m_slots[index];
        if (m_owner.isNull() || !std::exchange(slot.isOpen, false)) {
            return;
        }
        slot.limit.cancel();
        slot.key = std::move(key);
        slot.problem = problem;
        close();
    }

    void close() {
        if (--m_open > 0) {
            return;
        }
        ProviderKeys keys;
        for (Slot& slot : m_slots) {
            if (slot.problem.isEmpty()) {
                keys.byProvider[slot.provider->id].push_back({*slot.source, std::move(slot.key)});
            } else {
                keys.problems.append(QStringLiteral("%1: %2").arg(label(slot), slot.problem));
            }
        }
        keys.onlyInMemory = m_wantsKeeping && (m_keyringMissing || !m_store.hasKeyring());
        const KeysCallback callback = std::exchange(m_callback, {});
        callback(std::move(keys));
    }

    static QString label(const Slot& slot) {
        const QString name = slot.provider->name.isEmpty() ? slot.provider->id : slot.provider->name;
        return slot.source->kind == KeySource::Kind::Keychain
                   ? QStringLiteral("%1, keyring entry \"%2\"").arg(name, slot.source->name)
                   : name;
    }

    const QPointer<SecretStore> m_owner;  // a timer may outlive the store
    SecretStore& m_store;
    const ConfigPtr m_config;
    KeysCallback m_callback;
    std::vector<Slot> m_slots;
    std::size_t m_open = 0;
    bool m_wantsKeeping = false;
    bool m_keyringMissing = false;
};

SecretStore::SecretStore(Scheduler& scheduler, std::unique_ptr<KeyringBackend> keyring,
                         Environment environment, QObject* parent)
    : QObject(parent),
      m_scheduler(scheduler),
      m_keyring(std::move(keyring)),
      m_environment(std::move(environment)) {
    m_files.setMaxThreadCount(1);
}

SecretStore::~SecretStore() {
    m_files.waitForDone();
}

std::optional<QByteArray> SecretStore::processEnvironment(const QString& name) {
    const QByteArray variable = name.toLocal8Bit();
    return qEnvironmentVariableIsSet(variable.constData()) ? std::optional(qgetenv(variable.constData()))
                                                           : std::nullopt;
}

void SecretStore::readAll(ConfigPtr config, KeysCallback callback) {
    std::make_shared<Reading>(*this, std::move(config), std::move(callback))->start();
}

void SecretStore::store(const KeySource& source, const QUrl& baseUrl, Secret key, DoneCallback callback) {
    if (!canBeKey(key.expose())) {
        finish(std::move(callback), Error{ErrorCode::InvalidInput,
                                          QStringLiteral("this is not a key: it is empty or holds spaces"),
                                          {}});
        return;
    }
    if (source.kind == KeySource::Kind::Memory) {
        m_memory.insert(source.name, {originOf(baseUrl), std::move(key)});
        finish(std::move(callback), {});
        return;
    }
    if (source.kind != KeySource::Kind::Keychain) {
        finish(std::move(callback),
               Error{ErrorCode::InvalidInput,
                     QStringLiteral("keys are only stored in the system keyring or in memory"),
                     {}});
        return;
    }
    if (!hasKeyring()) {
        finish(std::move(callback), Error{ErrorCode::Unavailable, m_keyring->unavailableReason(), {}});
        return;
    }
    Secret sealed = sealForOrigin(key, originOf(baseUrl));
    ask([&](KeyringBackend::Callback done) { m_keyring->write(source.name, sealed, std::move(done)); },
        [this, entry = source.name, sealed, callback](const std::optional<KeyringAnswer>& answer) {
            if (isOk(answer)) {
                readBack(entry, sealed, callback);
            } else {
                finish(callback, keyringError(answer));
            }
        });
}

void SecretStore::readBack(const QString& entry, Secret sealed, const DoneCallback& callback) {
    ask([&](KeyringBackend::Callback done) { m_keyring->read(entry, std::move(done)); },
        [this, sealed = std::move(sealed), callback](const std::optional<KeyringAnswer>& answer) {
            if (!isOk(answer)) {
                finish(callback, keyringError(answer));
            } else if (!sealed.matches(answer->data.expose())) {
                finish(callback,
                       Error{ErrorCode::Failed,
                             QStringLiteral("the system keyring did not keep the key as it was given"),
                             {}});
            } else {
                finish(callback, {});
            }
        });
}

void SecretStore::remove(const KeySource& source, DoneCallback callback) {
    if (source.kind == KeySource::Kind::Memory) {
        m_memory.remove(source.name);
        finish(std::move(callback), {});
        return;
    }
    if (source.kind != KeySource::Kind::Keychain) {
        finish(std::move(callback),
               Error{ErrorCode::InvalidInput, QStringLiteral("only stored keys can be removed"), {}});
        return;
    }
    if (!hasKeyring()) {
        finish(std::move(callback), Error{ErrorCode::Unavailable, m_keyring->unavailableReason(), {}});
        return;
    }
    ask([&](KeyringBackend::Callback done) { m_keyring->remove(source.name, std::move(done)); },
        [this, callback = std::move(callback)](const std::optional<KeyringAnswer>& answer) {
            if (isOk(answer) || (answer && answer->status == KeyringStatus::NotFound)) {
                finish(callback, {});
            } else {
                finish(callback, keyringError(answer));
            }
        });
}

void SecretStore::ask(const std::function<void(KeyringBackend::Callback)>& question, Answered answered) {
    // The first of answer and time limit decides; the other finds the question closed. Answers are posted, so
    // that one that comes inside the call is no different.
    struct Question {
        Answered answered;
        Timer limit;
    };
    auto open = std::make_shared<Question>();
    open->answered = std::move(answered);
    const auto decide = [guard = QPointer<SecretStore>(this)](const std::shared_ptr<Question>& asked,
                                                              const std::optional<KeyringAnswer>& answer) {
        const Answered call = std::exchange(asked->answered, {});
        asked->limit.cancel();
        if (call && !guard.isNull()) {
            call(answer);
        }
    };
    open->limit = m_scheduler.after(kTimeLimit, [open, decide] { decide(open, std::nullopt); });
    question([store = QPointer<SecretStore>(this), open, decide](KeyringAnswer answer) {
        if (!store.isNull()) {
            store->later([open, decide, answer = std::move(answer)] { decide(open, answer); });
        }
    });
}

void SecretStore::finish(DoneCallback callback, Result<void> result) {
    later([callback = std::move(callback), result = std::move(result)] { callback(result); });
}

void SecretStore::later(std::function<void()> call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

}  // namespace signalbox
