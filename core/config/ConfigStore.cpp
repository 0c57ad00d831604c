#include "core/config/ConfigStore.h"

#include "core/config/AtomicFile.h"
#include "core/config/ConfigWriter.h"
#include "core/config/DefaultConfig.h"
#include "core/config/JsonReader.h"
#include "core/config/LiteLlmPrices.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <utility>

namespace signalbox {

namespace {

QByteArray digest(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

struct SaveOutcome {
    Result<void> result;
    std::optional<ConfigDocument> document;
    QByteArray seen;
};

// What the caller knows to be on disk: what was read before the save was asked for, or an earlier save of
// ours.
struct Known {
    QByteArray seen;
    QByteArray written;
};

Result<void> makeRoom(const QString& path, const Known& known, OnForeignChange onForeignChange) {
    const ConfigReading onDisk = readConfigFile(path);
    if (onDisk.found == ConfigReading::Found::Missing) {
        return {};
    }
    if (onDisk.found == ConfigReading::Found::Unreadable) {
        return Error{ErrorCode::Unavailable, onDisk.faults.front().message, path};
    }
    const QByteArray now = digest(onDisk.bytes);
    if (onDisk.found == ConfigReading::Found::Good && (now == known.seen || now == known.written)) {
        return {};
    }
    if (onForeignChange == OnForeignChange::Refuse) {
        return Error{
            ErrorCode::Busy,
            onDisk.found == ConfigReading::Found::Faulty
                ? QStringLiteral("%1 has faults and was not overwritten").arg(path)
                : QStringLiteral("%1 was changed by another program and was not overwritten").arg(path),
            path};
    }
    return writeFileAtomically(path + QStringLiteral(".previous"), onDisk.bytes, Replace::Existing);
}

ConfigCheck checked(ParsedConfig& parsed) {
    ConfigCheck check{std::move(parsed.faults), std::move(parsed.warnings)};
    if (parsed.document) {
        readPriceFiles(parsed.document->config, check.faults);
    }
    return check;
}

SaveOutcome saveOnDisk(const QString& path, const QByteArray& bytes, const Known& known,
                       OnForeignChange onForeignChange) {
    SaveOutcome outcome;
    ParsedConfig parsed = parseConfig(bytes);
    if (const ConfigCheck check = checked(parsed); !check.faults.empty()) {
        const ConfigFault& first = check.faults.front();
        outcome.result = Error{ErrorCode::InvalidInput, first.toString(), first.path};
        return outcome;
    }
    outcome.result = makeRoom(path, known, onForeignChange);
    if (outcome.result) {
        outcome.result = writeFileAtomically(path, bytes, Replace::Existing);
    }
    if (outcome.result) {
        outcome.document = std::move(parsed.document);
        outcome.seen = digest(bytes);
    }
    return outcome;
}

// The first start: the default is written, unless someone else was faster. Then theirs counts.
ConfigReading readOrCreate(const QString& path) {
    ConfigReading reading = readConfigFile(path);
    if (reading.found != ConfigReading::Found::Missing) {
        return reading;
    }
    const Result<void> written =
        writeFileAtomically(path, writeConfig(defaultConfig()), Replace::OnlyIfAbsent);
    if (!written && written.error().code != ErrorCode::Busy) {
        reading.found = ConfigReading::Found::Unreadable;
        reading.faults = {{{}, written.error().message}};
        return reading;
    }
    return readConfigFile(path);
}

bool othersMayRead(const QString& path) {
    constexpr auto kOthers =
        QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
    return (QFileInfo(path).permissions() & kOthers) != 0;
}

}  // namespace

ConfigReading readConfigFile(const QString& path) {
    ConfigReading reading;
    Result<QByteArray> bytes = readWholeFile(path, kMaxConfigBytes);
    if (!bytes) {
        const bool missing = bytes.error().code == ErrorCode::NotFound;
        reading.found = missing ? ConfigReading::Found::Missing : ConfigReading::Found::Unreadable;
        reading.faults = {{{}, bytes.error().message}};
        return reading;
    }
    reading.bytes = std::move(bytes).value();
    ParsedConfig parsed = parseConfig(reading.bytes);
    if (parsed.document) {
        readPriceFiles(parsed.document->config, parsed.faults);
        if (!parsed.faults.empty()) {
            parsed.document.reset();
        }
    }
    reading.found = parsed.document ? ConfigReading::Found::Good : ConfigReading::Found::Faulty;
    reading.document = std::move(parsed.document);
    reading.faults = std::move(parsed.faults);
    reading.warnings = std::move(parsed.warnings);
    if (othersMayRead(path)) {
        reading.warnings.push_back(
            {{}, QStringLiteral("other users can read or change this file, which holds keys")});
    }
    return reading;
}

ConfigStore::ConfigStore(QString path, Scheduler& scheduler, QObject* parent)
    : QObject(parent),
      m_path(QFileInfo(path).absoluteFilePath()),
      m_scheduler(scheduler),
      m_written(std::make_shared<QByteArray>()) {
    m_disk.setMaxThreadCount(1);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &ConfigStore::onDiskEvent);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &ConfigStore::onDiskEvent);
}

ConfigStore::~ConfigStore() {
    m_disk.waitForDone();
}

void ConfigStore::load() {
    startReading();
}

void ConfigStore::startReading() {
    const bool first = !m_isLoaded;
    m_disk.start([this, first, path = m_path] {
        ConfigReading reading = first ? readOrCreate(path) : readConfigFile(path);
        QMetaObject::invokeMethod(
            this, [this, reading = std::move(reading)]() mutable { take(std::move(reading)); },
            Qt::QueuedConnection);
    });
}

void ConfigStore::take(ConfigReading reading) {
    const bool first = !std::exchange(m_isLoaded, true);
    watch();
    const QByteArray seen = reading.bytes.isEmpty() ? QByteArray() : digest(reading.bytes);
    if (reading.found == ConfigReading::Found::Good) {
        const bool changed = seen != m_seen || m_config == nullptr;
        m_seen = seen;
        setFaults({}, std::move(reading.warnings));
        if (changed) {
            putInForce(std::move(*reading.document));
            if (!first) {
                Q_EMIT configChanged(m_config);
            }
        }
    } else {
        if (reading.found == ConfigReading::Found::Faulty) {
            m_seen = seen;
        }
        setFaults(std::move(reading.faults), std::move(reading.warnings));
    }
    if (first) {
        Q_EMIT loaded();
    }
}

void ConfigStore::putInForce(ConfigDocument document) {
    m_source = std::make_shared<const JsonNode>(std::move(document.source));
    m_fileConfig = std::make_shared<const Config>(std::move(document.config));
    m_config = std::make_shared<const Config>(effectiveConfig(*m_fileConfig));
}

void ConfigStore::setFaults(ConfigFaults faults, ConfigFaults warnings) {
    if (faults == m_faults && warnings == m_warnings) {
        return;
    }
    m_faults = std::move(faults);
    m_warnings = std::move(warnings);
    Q_EMIT faultsChanged(m_faults);
}

void ConfigStore::watch() {
    // A file that was replaced by a rename is another one: it is no longer watched, its folder tells.
    const QString folder = QFileInfo(m_path).absolutePath();
    if (!m_watcher.directories().contains(folder) && QFileInfo(folder).isDir()) {
        m_watcher.addPath(folder);
    }
    if (!m_watcher.files().contains(m_path) && QFileInfo::exists(m_path)) {
        m_watcher.addPath(m_path);
    }
}

void ConfigStore::onDiskEvent() {
    m_debounce = m_scheduler.after(kDebounce, [this] { startReading(); });
}

void ConfigStore::save(const Config& config, OnForeignChange onForeignChange, SaveCallback callback) {
    QByteArray bytes = writeConfig(config, m_source.get());
    m_disk.start([this, path = m_path, bytes = std::move(bytes), seen = m_seen, written = m_written,
                  onForeignChange, callback = std::move(callback)]() mutable {
        SaveOutcome outcome = saveOnDisk(path, bytes, {seen, *written}, onForeignChange);
        if (outcome.result) {
            *written = outcome.seen;
        }
        QMetaObject::invokeMethod(
            this,
            [this, outcome = std::move(outcome), callback = std::move(callback)]() mutable {
                watch();
                if (outcome.document) {
                    m_seen = outcome.seen;
                    setFaults({}, {});
                    putInForce(std::move(*outcome.document));
                    Q_EMIT configChanged(m_config);
                }
                callback(outcome.result);
            },
            Qt::QueuedConnection);
    });
}

void ConfigStore::check(const Config& config, CheckCallback callback) {
    m_disk.start(
        [this, bytes = writeConfig(config, m_source.get()), callback = std::move(callback)]() mutable {
            ParsedConfig parsed = parseConfig(bytes);
            QMetaObject::invokeMethod(
                this, [check = checked(parsed), callback = std::move(callback)] { callback(check); },
                Qt::QueuedConnection);
        });
}

}  // namespace signalbox
