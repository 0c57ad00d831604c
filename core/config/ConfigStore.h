// ConfigStore: config.json on disk ⇄ the configuration in force. Reads it at the start (writing the default
// if there is none), again when it changes on disk, and writes it atomically. A faulty file is refused whole:
// its faults are told and the last good configuration stays in force. Thread: lives on the thread that made
// it, which runs an event loop; signals and callbacks come there, never inside a call. Disk work is done on a
// thread of its own, one job after the other. Owned by the service.
#pragma once

#include "core/api/Config.h"
#include "core/api/ConfigEdit.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/config/ConfigParser.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

// What one reading of the file brought.
struct ConfigReading {
    enum class Found { Good, Faulty, Missing, Unreadable };
    Found found = Found::Missing;
    QByteArray bytes;  // Good and Faulty
    std::optional<ConfigDocument> document;
    ConfigFaults faults;  // never empty unless Good
    ConfigFaults warnings;
};

// Reads and checks a file, waiting for the disk: for `check-config` and for the store's own thread.
[[nodiscard]] ConfigReading readConfigFile(const QString& path);

class ConfigStore final : public QObject {
    Q_OBJECT

public:
    // A change on disk is read after it has been quiet for kDebounce: editors write in several steps.
    static constexpr Milliseconds kDebounce{200};

    ConfigStore(QString path, Scheduler& scheduler, QObject* parent = nullptr);
    ~ConfigStore() override;

    // Reads the file, or writes and takes the default where there is none; `loaded` tells. Once, first.
    void load();

    [[nodiscard]] const QString& path() const { return m_path; }
    // In force: the last good file with effectiveConfig applied; null before the first good one.
    [[nodiscard]] ConfigPtr config() const { return m_config; }
    // What that file says, which is what an editor changes and saves; null likewise.
    [[nodiscard]] ConfigPtr fileConfig() const { return m_fileConfig; }
    // Of the file now on disk; empty when it is the one in force.
    [[nodiscard]] const ConfigFaults& faults() const { return m_faults; }
    [[nodiscard]] const ConfigFaults& warnings() const { return m_warnings; }

    using SaveCallback = std::function<void(const Result<void>&)>;
    // Checks and writes; then it is in force (configChanged comes before the callback). InvalidInput: it has
    // faults, and `place` names the first. Busy: the file on disk is faulty, or was changed by someone else
    // since it was last read, and `onForeignChange` does not allow to replace it. The callback comes exactly
    // once, unless the store is destroyed before; what was handed over is written all the same.
    void save(const Config& config, OnForeignChange onForeignChange, SaveCallback callback);

    using CheckCallback = std::function<void(ConfigCheck)>;
    // What a save would say of its content; nothing is written. The callback comes as with save().
    void check(const Config& config, CheckCallback callback);

Q_SIGNALS:
    // The first reading is done: config() is set, or faults() says why not.
    void loaded();
    // Another configuration is in force. Not for the first reading.
    void configChanged(const signalbox::ConfigPtr& config);
    // faults() or warnings() differ from before.
    void faultsChanged(const signalbox::ConfigFaults& faults);

private:
    void startReading();
    void take(ConfigReading reading);
    void putInForce(ConfigDocument document);
    void setFaults(ConfigFaults faults, ConfigFaults warnings);
    void watch();
    void onDiskEvent();

    const QString m_path;
    Scheduler& m_scheduler;
    QFileSystemWatcher m_watcher;
    Timer m_debounce;
    ConfigPtr m_config;
    ConfigPtr m_fileConfig;
    std::shared_ptr<const JsonNode> m_source;
    QByteArray m_seen;  // SHA-256 of the bytes last read or written; empty: none
    bool m_isLoaded = false;
    ConfigFaults m_faults;
    ConfigFaults m_warnings;
    std::shared_ptr<QByteArray>
        m_written;       // SHA-256 of what the last save wrote; used on the disk's thread only
    QThreadPool m_disk;  // last: its jobs end before anything else goes
};

}  // namespace signalbox
