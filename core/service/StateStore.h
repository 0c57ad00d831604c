// StateStore: state.json in the data folder: the switch as the user left it, what undo can take back, and
// what is known of health, so that they survive a restart. What a file leaves out, as an older one does, is
// empty. Thread: lives on the service's thread; writing happens on a thread of its own, one write at a time,
// and of writes that wait only the newest is done (it holds all that the older ones held). Version 1.
#pragma once

#include "core/api/HealthRecord.h"
#include "core/api/Switch.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

[[nodiscard]] QByteArray writeState(const SwitchState& state, const HealthRecord& health = {});
// With what is past its end: the gateway ends it, and tells the history. Errors name the place in the file.
[[nodiscard]] Result<SwitchState> readState(const QByteArray& bytes);

// The file's other part. What is missing or damaged of it is left out, and costs the switch nothing.
[[nodiscard]] HealthRecord readHealth(const QByteArray& bytes);

class StateStore final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(const Result<void>&)>;

    explicit StateStore(QString path, QObject* parent = nullptr);
    // Finishes the writes under way; calls no Done any more.
    ~StateStore() override;

    // At program start, blocks. No file: nothing switched. A file that cannot be read or understood is set
    // aside as state.json.damaged and reported; the next save begins a new one.
    [[nodiscard]] Result<SwitchState> load();
    // As load() found it.
    [[nodiscard]] const HealthRecord& health() const { return m_health; }
    // `done` comes on this object's thread, from the event loop, once the state is on disk or could not be
    // written.
    void save(const SwitchState& state, Done done);
    void saveHealth(const HealthRecord& health);
    // Waits for the writes under way and calls their Done.
    void flush();

private:
    [[nodiscard]] Error setAside(const QString& fault) const;
    void write(Done done);
    void begin();
    void finished(const Result<void>& result);

    QString m_path;
    QThread m_thread;
    std::unique_ptr<QObject> m_worker;  // lives on m_thread
    SwitchState m_switch;               // as last loaded or saved
    HealthRecord m_health;
    std::optional<QByteArray> m_next;
    std::vector<Done> m_waiting;  // for m_next
    std::vector<Done> m_writing;  // for the write under way
};

}  // namespace signalbox
