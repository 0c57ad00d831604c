// Service: the GatewayService that runs it all: instance lock, configuration, switch, ledger, keys, gateway
// thread. Thread: lives on the thread that made it, which runs an event loop; owns the gateway thread, the
// ledger's threads and those of the stores. start() and stop() answer by signals. Destroying it without
// stop() ends requests at once and still flushes the ledger.
#pragma once

#include "core/api/GatewayService.h"
#include "core/api/ProviderKeys.h"
#include "core/base/EventLoopScheduler.h"
#include "core/config/ConfigStore.h"
#include "core/ledger/LedgerReader.h"
#include "core/ledger/LedgerWriter.h"
#include "core/secrets/SecretStore.h"
#include "core/service/GatewayRoom.h"
#include "core/service/InstanceLock.h"
#include "core/service/ModelListStore.h"
#include "core/service/NetworkWatch.h"
#include "core/service/ProviderSearch.h"
#include "core/service/SpentReader.h"
#include "core/service/StateStore.h"
#include "core/service/SystemProxies.h"
#include "core/service/ToolCalls.h"

#include <QSet>
#include <QThread>
#include <QThreadPool>

#include <memory>

namespace signalbox {

struct ServiceOptions {
    QString configFile;                  // absolute
    QString dataFolder;                  // absolute
    std::optional<ListenConfig> listen;  // instead of what the configuration says
};

class Service final : public GatewayService {
    Q_OBJECT

public:
    // With the system's keyring.
    Service(ServiceOptions options, const Clock& clock);
    Service(ServiceOptions options, const Clock& clock, std::unique_ptr<KeyringBackend> keyring);
    ~Service() override;

    // Once. Answers with started() or startFailed(); until then there is neither status nor configuration.
    void start();
    // Refuses new requests, drains, flushes, joins; then stopped(). Commands from now on are answered with
    // Cancelled.
    void stop();
    // While stopping: does not wait for requests any longer.
    void hurry();

    [[nodiscard]] const StatusSnapshot& status() const override { return m_status; }
    [[nodiscard]] ConfigPtr config() const override { return m_config; }
    [[nodiscard]] ConfigPtr fileConfig() const override { return m_configStore.fileConfig(); }
    Ticket setPin(const QString& route, const Pin& pin, const QString& reason,
                  WaitingRequests waiting) override;
    Ticket setDrain(const QString& provider, const std::optional<Drain>& drain,
                    const QString& reason) override;
    Ticket undo(const QString& reason) override;
    Ticket setDrill(const QString& provider, const std::optional<Drill>& drill) override;
    Ticket reset(const QString& provider, const QString& model) override;
    Ticket refresh() override;
    Ticket checkConfig(const Config& draft) override;
    Ticket saveConfig(const Config& config, OnForeignChange onForeignChange) override;
    Ticket storeKey(const KeySource& source, const QUrl& baseUrl, const Secret& key) override;
    Ticket removeKey(const KeySource& source) override;
    Ticket revealKey(const QString& provider, const KeySource& source) override;
    Ticket callAsTool(const QString& client, const QString& model) override;
    Ticket findProviders() override;
    Ticket testCall(const QString& provider, const QString& model) override;
    Ticket replay(const QByteArray& requestId, const QString& provider, const QString& model) override;
    Ticket spend(const SpendQuery& query) override;
    Ticket explain(const ExplainQuery& query) override;
    Ticket previewPin(const QString& route, const Pin& pin) override;
    Ticket switchHistory(int limit) override;
    Ticket incidents(qint64 sinceMs, qint64 untilMs) override;
    Ticket requests(const RequestQuery& query) override;
    Ticket requestDetail(const QByteArray& requestId) override;
    Ticket exportRequests(const RequestExport& what) override;
    Ticket exportSpend(const SpendExport& what) override;
    Ticket importLedger(const QString& path) override;
    void cancel(Ticket ticket) override;

    // Of this thread, for those who work beside the service.
    [[nodiscard]] Scheduler& scheduler() { return m_scheduler; }

Q_SIGNALS:
    // Requests are accepted at status().baseUrl.
    void started();
    // Busy: another instance or the port, the message names the holder. InvalidInput: the configuration, one
    // fault a line. Else: the data folder.
    void startFailed(const signalbox::Error& error);
    void stopped();

private:
    enum class Phase { New, Starting, Running, Stopping, Stopped };

    void fail(const Error& error);
    void onConfigLoaded();
    void logWarnings() const;
    void onConfigChanged(const ConfigPtr& config);
    void openRoom(const ProviderKeys& keys);
    void rereadKeys();
    void takeKeys(const ProviderKeys& keys);
    void onListened(const ListenConfig& where, const Result<quint16>& port);
    void onListenFailed(quint64 number, const Error& error);
    void onCommandFinished(Ticket ticket, const CommandResult& result);
    // Answers when the switch history, too, is on the disk, or has been tried to be written.
    void answerWithHistory(Ticket ticket, const Result<void>& result);
    void onSnapshot();
    // Adds what is not the gateway's to know. Older ones than the one in hand are left.
    void takeStatus(const NumberedStatus& status);
    void onLedgerHealth(const LedgerHealth& health);
    void keepLedgerFor(const Config& config);
    void restoreLastHour();
    void onSpent(const SpentAnswer& answer);
    void onDrained();
    void endThreads();
    void touch();
    [[nodiscard]] ListenConfig wantedListen(const Config& config) const;
    [[nodiscard]] static Error notRunning();
    // Has `ask(GatewayRoom&)` called on the gateway thread; if that cannot be any more, has
    // `refuse(const Error&)` called on this one, later.
    template <class Ask, class Refuse>
    void askRoom(Ask ask, Refuse refuse);
    // A number for a command that will be answered, also when it cannot be asked any more.
    template <class Ask>
    Ticket command(Ask ask);
    void explainLogged(Ticket ticket, const Result<RequestFacts>& facts, const ConfigPtr& draft);
    // Answers a command that has changed where a key is kept.
    void onKeyKept(Ticket ticket, const Result<void>& result);

    const ServiceOptions m_options;
    const Clock& m_clock;
    EventLoopScheduler m_scheduler;
    Phase m_phase = Phase::New;
    Ticket m_lastTicket = 0;

    std::unique_ptr<InstanceLock> m_lock;
    ConfigStore m_configStore;
    SecretStore m_secrets;
    StateStore m_state;
    SystemProxies m_proxies;
    std::unique_ptr<ProviderSearch> m_search;  // made when first asked, and so is this
    std::unique_ptr<ToolCalls> m_toolCalls;
    ModelListStore m_modelLists;
    LedgerWriter m_writer;
    LedgerReader m_reader;
    QSet<Ticket> m_replaysReading;  // to be sent when the ledger has answered, unless cancelled by then
    QThreadPool m_aside;            // waits for the writer, looks at processes; one after the other
    SpentReader m_spent;
    QThread m_thread;
    NetworkWatch m_network;
    std::unique_ptr<GatewayRoom> m_room;

    ConfigPtr m_config;
    bool m_savesConfig = false;    // one at a time: each is made from the file as it was
    bool m_configPending = false;  // a changed one waits for its keys
    quint64 m_keysReading = 0;     // the newest reading of keys; answers of older ones are forgotten
    SwitchState m_restored;
    ModelListRecord m_restoredLists;
    StatusSnapshot m_status;
    quint64 m_statusNumber = 0;

    // What a snapshot shows beside the gateway's own facts.
    QString m_baseUrl;
    qint64 m_startedAtMs = 0;
    LedgerHealth m_ledgerHealth;
    QString m_spentProblem;  // why budgets cannot be kept
    bool m_keysOnlyInMemory = false;
    QString m_listenFault;
    quint64 m_listenNumber = 0;  // of the newest answer to where to listen; what older ones led to is dropped
};

}  // namespace signalbox
