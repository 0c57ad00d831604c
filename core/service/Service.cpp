#include "core/service/Service.h"

#include "core/config/DefaultConfig.h"
#include "core/secrets/SystemKeyring.h"
#include "core/service/ListenPlace.h"

#include <QLoggingCategory>

#include <algorithm>

#ifdef Q_OS_LINUX
#include "core/base/EpollDispatcher.h"
#endif

namespace signalbox {

Q_LOGGING_CATEGORY(serviceLog, "service")

namespace {

// A disk that stands still does not keep a question from being answered with what is there.
constexpr Milliseconds kFlushWait{500};
bool isInKeyring(const KeySource& source) {
    return source.kind == KeySource::Kind::Keychain;
}

bool needsKeyring(const Config& config) {
    return std::any_of(config.providers.begin(), config.providers.end(), [](const ProviderConfig& provider) {
        return std::any_of(provider.keys.begin(), provider.keys.end(), isInKeyring);
    });
}

ConfigPtr withoutKeyring(const Config& config) {
    auto rest = std::make_shared<Config>(config);
    for (ProviderConfig& provider : rest->providers) {
        std::erase_if(provider.keys, isInKeyring);
    }
    return rest;
}

}  // namespace

Service::Service(ServiceOptions options, const Clock& clock)
    : Service(std::move(options), clock, makeSystemKeyring(QStringLiteral("signalbox"))) {}

Service::Service(ServiceOptions options, const Clock& clock, std::unique_ptr<KeyringBackend> keyring)
    : m_options(std::move(options)),
      m_clock(clock),
      m_scheduler(clock),
      m_configStore(m_options.configFile, m_scheduler),
      m_secrets(m_scheduler, std::move(keyring)),
      m_state(m_options.dataFolder + QStringLiteral("/state.json")),
      m_proxies(m_scheduler),
      m_modelLists(m_options.dataFolder + QStringLiteral("/models.json")),
      m_writer(m_options.dataFolder + QStringLiteral("/ledger.sqlite3"), clock),
      m_reader(m_options.dataFolder + QStringLiteral("/ledger.sqlite3")),
      m_spent(m_reader, m_scheduler, [this](const SpentAnswer& answer) { onSpent(answer); }),
      m_network(m_scheduler) {
    m_status.version = QStringLiteral(SIGNALBOX_VERSION);
    m_thread.setObjectName(QStringLiteral("gateway"));
    m_aside.setMaxThreadCount(1);
    connect(&m_configStore, &ConfigStore::loaded, this, &Service::onConfigLoaded);
    connect(&m_configStore, &ConfigStore::configChanged, this, &Service::onConfigChanged);
    connect(&m_configStore, &ConfigStore::faultsChanged, this, [this](const ConfigFaults& faults) {
        if (m_phase != Phase::Running) {
            return;  // the start has its own way to tell
        }
        for (const ConfigFault& fault : faults) {
            qCWarning(serviceLog).noquote() << m_configStore.path() + QStringLiteral(": ") + fault.toString();
        }
        if (faults.empty()) {  // the warnings of a refused file are about settings that do not hold
            logWarnings();
        }
        touch();
    });
    m_writer.onHealthChanged([this](const LedgerHealth& health) {
        QMetaObject::invokeMethod(
            this, [this, health] { onLedgerHealth(health); }, Qt::QueuedConnection);
    });
    m_reader.onDamage([this] { m_writer.checkSoon(); });
    // Who asks after a call is to find it.
    m_reader.beforeReading([this] { (void)m_writer.flushNow(kFlushWait); });
}

Service::~Service() {
    endThreads();
}

void Service::start() {
    Q_ASSERT(m_phase == Phase::New);
    m_phase = Phase::Starting;
    m_startedAtMs = m_clock.wallMs();
    Result<std::unique_ptr<InstanceLock>> lock = InstanceLock::take(m_options.dataFolder);
    if (!lock) {
        fail(lock.error());
        return;
    }
    m_lock = std::move(lock).value();
    m_configStore.load();
}

void Service::fail(const Error& error) {
    m_phase = Phase::Stopped;
    endThreads();
    m_lock.reset();
    // Never inside start(), so that the caller may connect and run its event loop first.
    QMetaObject::invokeMethod(
        this, [this, error] { Q_EMIT startFailed(error); }, Qt::QueuedConnection);
}

void Service::onConfigLoaded() {
    if (m_phase != Phase::Starting) {
        return;
    }
    if (!m_configStore.config()) {
        QStringList lines;
        for (const ConfigFault& fault : m_configStore.faults()) {
            lines.append(m_configStore.path() + QStringLiteral(": ") + fault.toString());
        }
        fail({ErrorCode::InvalidInput, lines.join(QLatin1Char('\n')), m_configStore.path()});
        return;
    }
    logWarnings();
    m_config = m_configStore.config();

    Result<SwitchState> state = m_state.load();
    if (state) {
        m_restored = std::move(state).value();
    } else {
        qCWarning(serviceLog).noquote() << state.error().message;
    }
    if (Result<ModelListRecord> lists = m_modelLists.load()) {
        m_restoredLists = std::move(lists).value();
    } else {
        qCWarning(serviceLog).noquote() << lists.error().message;
    }
    if (const Result<void> ledger = m_writer.start(); !ledger && m_writer.health().problem.isEmpty()) {
        qCWarning(serviceLog).noquote() << ledger.error().message;
    }
    keepLedgerFor(*m_config);
    onLedgerHealth(m_writer.health());
    if (const qint64 count = m_writer.interruptedRequests(); count > 0) {
        qCWarning(serviceLog).noquote()
            << QStringLiteral("%1 requests of an earlier run had no end; they are marked as interrupted")
                   .arg(count);
    }
    m_reader.start();

    m_proxies.setConfig(*m_config);

    // Keys from the keyring may take seconds; what is at hand is enough to begin with.
    const bool later = needsKeyring(*m_config) && m_secrets.hasKeyring();
    m_secrets.readAll(later ? withoutKeyring(*m_config) : m_config, [this, later](const ProviderKeys& keys) {
        if (m_phase == Phase::Starting) {
            openRoom(keys);
            if (later) {
                rereadKeys();
            }
        }
    });
}

void Service::logWarnings() const {
    for (const ConfigFault& warning : m_configStore.warnings()) {
        qCWarning(serviceLog).noquote() << m_configStore.path() + QStringLiteral(": ") + warning.toString();
    }
}

void Service::openRoom(const ProviderKeys& keys) {
    m_room = std::make_unique<GatewayRoom>(m_clock,
                                           [this](LedgerEntry entry) { m_writer.book(std::move(entry)); });
    connect(m_room.get(), &GatewayRoom::snapshotWaiting, this, &Service::onSnapshot, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::listened, this, &Service::onListened, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::commandFinished, this, &Service::onCommandFinished,
            Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::explained, this, &Service::explained, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::testCallDone, this, &Service::testCallDone, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::previewReady, this, &Service::previewReady, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::drained, this, &Service::onDrained, Qt::QueuedConnection);
    connect(
        m_room.get(), &GatewayRoom::switchesChanged, this,
        [this](const SwitchState& switches) { m_state.save(switches, [](const Result<void>&) {}); },
        Qt::QueuedConnection);
    connect(&m_proxies, &SystemProxies::changed, m_room.get(), &GatewayRoom::setDesktopProxies,
            Qt::QueuedConnection);
    connect(
        m_room.get(), &GatewayRoom::modelListsKept, this,
        [this](const ModelListRecord& record) { m_modelLists.save(record); }, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::spentAsked, &m_spent, &SpentReader::ask, Qt::QueuedConnection);
    connect(m_room.get(), &GatewayRoom::healthKept, &m_state, &StateStore::saveHealth, Qt::QueuedConnection);
    connect(&m_network, &NetworkWatch::networkGone, m_room.get(), &GatewayRoom::setNetworkGone,
            Qt::QueuedConnection);
    m_network.start();
    m_room->moveToThread(&m_thread);
#ifdef Q_OS_LINUX
    m_thread.setEventDispatcher(new EpollDispatcher);
#endif
    m_thread.start();
    takeKeys(keys);
    QMetaObject::invokeMethod(
        m_room.get(),
        [room = m_room.get(), config = m_config, switches = m_restored, lists = m_restoredLists,
         health = m_state.health(), proxies = m_proxies.found(), keys, where = wantedListen(*m_config)] {
            room->open(config, switches, keys);
            room->restoreModelLists(lists);
            room->restoreHealth(health);
            room->setDesktopProxies(proxies);
            room->listen(where);
        });
    restoreLastHour();
}

void Service::rereadKeys() {
    m_secrets.readAll(m_config, [this, reading = ++m_keysReading](ProviderKeys keys) {
        if (reading != m_keysReading || !m_room) {
            return;
        }
        takeKeys(keys);
        QMetaObject::invokeMethod(m_room.get(),
                                  [room = m_room.get(), keys = std::move(keys)] { room->setKeys(keys); });
    });
}

void Service::takeKeys(const ProviderKeys& keys) {
    m_keysOnlyInMemory = keys.onlyInMemory;
    for (const QString& problem : keys.problems) {
        qCWarning(serviceLog).noquote() << problem;
    }
}

void Service::onConfigChanged(const ConfigPtr& config) {
    // A configuration takes force together with its keys.
    m_configPending = true;
    m_secrets.readAll(config, [this, config, reading = ++m_keysReading](ProviderKeys keys) {
        if (reading != m_keysReading || !m_room || m_phase == Phase::Stopped) {
            return;
        }
        m_configPending = false;
        m_config = config;
        takeKeys(keys);
        QMetaObject::invokeMethod(m_room.get(), [room = m_room.get(), config, keys = std::move(keys)] {
            room->setConfig(config, keys);
        });
        QMetaObject::invokeMethod(
            m_room.get(), [room = m_room.get(), wanted = wantedListen(*config)] { room->listen(wanted); });
        m_proxies.setConfig(*m_config);
        keepLedgerFor(*m_config);
        Q_EMIT configChanged(m_config);
    });
}

ListenConfig Service::wantedListen(const Config& config) const {
    return m_options.listen.value_or(config.listen);
}

void Service::onListened(const ListenConfig& where, const Result<quint16>& port) {
    const quint64 number = ++m_listenNumber;
    if (!port) {
        // Who holds a port is found by going through every process.
        m_aside.start([this, number, where, error = port.error()] {
            QMetaObject::invokeMethod(
                this,
                [this, number, told = describeListenError(where, error)] { onListenFailed(number, told); },
                Qt::QueuedConnection);
        });
        return;
    }
    if (m_phase == Phase::Starting) {
        m_phase = Phase::Running;
        m_baseUrl = baseUrlOf(where.address, port.value());
        m_status.listening = true;
        m_status.baseUrl = m_baseUrl;
        m_status.startedAtMs = m_startedAtMs;
        touch();
        Q_EMIT configChanged(m_config);
        Q_EMIT started();
        return;
    }
    m_listenFault.clear();  // what is wrong with an address that is not wanted any more is past
    if (const QString baseUrl = baseUrlOf(where.address, port.value()); baseUrl != m_baseUrl) {
        m_baseUrl = baseUrl;
        qCInfo(serviceLog).noquote() << QStringLiteral("now listening on ") + m_baseUrl;
    }
    touch();
}

void Service::onListenFailed(quint64 number, const Error& error) {
    if (number != m_listenNumber) {
        return;  // another place is wanted by now
    }
    if (m_phase == Phase::Starting) {
        fail(error);
    } else if (m_phase == Phase::Running) {
        m_listenFault = QStringLiteral("listen: %1; still listening on %2").arg(error.message, m_baseUrl);
        qCWarning(serviceLog).noquote() << m_listenFault;
        touch();
    }
}

void Service::onLedgerHealth(const LedgerHealth& health) {
    if (!health.problem.isEmpty() && health.problem != m_ledgerHealth.problem) {
        qCWarning(serviceLog).noquote() << health.problem;
    }
    m_ledgerHealth = health;
    touch();
}

void Service::onSpent(const SpentAnswer& answer) {
    const bool isNew = answer.problem != std::exchange(m_spentProblem, answer.problem);
    if (isNew && !answer.problem.isEmpty() && m_phase == Phase::Running) {
        qCWarning(serviceLog).noquote()
            << QStringLiteral("budgets cannot be kept, requests that cost are refused: ") + answer.problem;
    }
    if (m_room) {
        QMetaObject::invokeMethod(m_room.get(), [room = m_room.get(), answer] { room->setSpent(answer); });
    }
}

void Service::touch() {
    if (m_room) {
        QMetaObject::invokeMethod(m_room.get(), [room = m_room.get()] { room->touch(); });
    }
}

void Service::onSnapshot() {
    if (const std::optional<NumberedStatus> status = m_room ? m_room->takeSnapshot() : std::nullopt) {
        takeStatus(*status);
        Q_EMIT statusChanged(m_status);
    }
}

void Service::takeStatus(const NumberedStatus& status) {
    if (status.number == 0 || status.number < m_statusNumber) {
        return;
    }
    m_statusNumber = status.number;
    m_status = status.status;
    m_status.version = QStringLiteral(SIGNALBOX_VERSION);
    m_status.baseUrl = m_baseUrl;
    m_status.startedAtMs = m_startedAtMs;
    m_status.ledger = m_ledgerHealth;
    m_status.keysOnlyInMemory = m_keysOnlyInMemory;
    m_status.configFaults = toStrings(m_configStore.faults());
    if (!m_listenFault.isEmpty()) {
        m_status.configFaults.append(m_listenFault);
    }
}

void Service::stop() {
    if (m_phase == Phase::Stopping || m_phase == Phase::Stopped) {
        return;
    }
    const bool wasRunning = m_room != nullptr;
    m_phase = Phase::Stopping;
    if (wasRunning) {
        QMetaObject::invokeMethod(m_room.get(), [room = m_room.get()] { room->drain(); });
    } else {
        QMetaObject::invokeMethod(this, &Service::onDrained, Qt::QueuedConnection);
    }
}

void Service::hurry() {
    if (m_room) {
        QMetaObject::invokeMethod(m_room.get(), [room = m_room.get()] { room->abortAll(); });
    }
}

void Service::onDrained() {
    if (m_phase != Phase::Stopping) {
        return;
    }
    endThreads();
    m_phase = Phase::Stopped;
    m_status.listening = false;
    m_status.openRequests = 0;
    // Answers that are on their way to this thread come first.
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_state.flush();
            m_lock.reset();
            Q_EMIT stopped();
        },
        Qt::QueuedConnection);
}

void Service::endThreads() {
    if (m_room) {
        QMetaObject::invokeMethod(
            m_room.get(), [room = m_room.get()] { room->shut(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
        m_room.reset();
    }
    m_reader.stop();
    m_aside.waitForDone();
    m_writer.stop();
    m_state.flush();
}

}  // namespace signalbox
