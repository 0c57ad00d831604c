// GatewayRoom: everything that lives on the gateway thread: scheduler, upstream client, simulated providers,
// gateway and HTTP server. Thread: made and destroyed by its owner on another thread, moved to the gateway
// thread before that starts; open() makes the parts there and shut() takes them down; every slot-like method
// runs there (post it). Signals come from the gateway thread. Only takeSnapshot() may be called from
// elsewhere.
#pragma once

#include "core/api/GatewayService.h"
#include "core/api/LedgerEntry.h"
#include "core/api/ProviderKeys.h"
#include "core/gateway/Gateway.h"
#include "core/upstream/ProxySettings.h"

#include <QMutex>
#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace signalbox {

// A snapshot and its place in the order they were made.
struct NumberedStatus {
    quint64 number = 0;  // from 1; 0: none was made
    StatusSnapshot status;
};

// How a command went, and what is so since.
struct CommandResult {
    Result<void> result;
    std::optional<SwitchState> switches;  // if the command has changed the switch
    NumberedStatus status;
};

class GatewayRoom final : public QObject, private Gateway::Host {
    Q_OBJECT

public:
    static constexpr Milliseconds kSnapshotGap{250};
    static constexpr Milliseconds kDrainTime{10'000};

    // Takes entries without waiting, on the gateway thread.
    using Book = std::function<void(LedgerEntry)>;

    GatewayRoom(const Clock& clock, Book book);
    ~GatewayRoom() override;

    void open(const ConfigPtr& config, const SwitchState& switches, const ProviderKeys& keys);
    // Right after open().
    void restoreModelLists(const ModelListRecord& record);
    // After open(), once.
    void restoreHealth(const HealthRecord& health);
    void restoreLastHour(const LastHour& hour);
    void shut();

    void setConfig(const ConfigPtr& config, const ProviderKeys& keys);
    void setKeys(const ProviderKeys& keys);
    // Answers spentAsked().
    void setSpent(const SpentAnswer& answer);
    void setDesktopProxies(const ProxySettings::ByHost& proxies);
    // Listens there (where it already does, nothing happens); connections of a former address finish on their
    // own. Answers with listened(): on an error the former address stays in force.
    void listen(const ListenConfig& where);

    // Answer with commandFinished(), also when the room is shut.
    void setPin(Ticket ticket, const QString& route, const Pin& pin, const QString& reason,
                WaitingRequests waiting);
    void setDrain(Ticket ticket, const QString& provider, const std::optional<Drain>& drain,
                  const QString& reason);
    void undo(Ticket ticket, const QString& reason);
    void setDrill(Ticket ticket, const QString& provider, const std::optional<Drill>& drill);
    void reset(Ticket ticket, const QString& provider, const QString& model);
    void refresh(Ticket ticket);
    // Answer with explained(): a request as a client would send it, or one whose facts are known.
    // A draft, where there is one, is complete (effectiveConfig).
    void explain(Ticket ticket, const ExplainQuery& query);
    void explainFacts(Ticket ticket, const RequestFacts& facts, const ConfigPtr& draft);
    // Answers with previewReady().
    void previewPin(Ticket ticket, const QString& route, const Pin& pin);

    // Answers with testCallDone().
    void testCall(Ticket ticket, const TargetRef& target);
    void replay(Ticket ticket, const ReplayRequest& request);
    void cancelTestCall(Ticket ticket);

    // Refuses new requests, lets those under way finish for kDrainTime, ends the rest; then drained().
    void drain();
    // Ends all requests under way now.
    void abortAll();
    // The system says that the network is gone, or back.
    void setNetworkGone(bool gone);
    // Something outside the gateway changed that a snapshot shows.
    void touch() { statusTouched(); }

    // The latest snapshot since the last call; any thread.
    [[nodiscard]] std::optional<NumberedStatus> takeSnapshot();

Q_SIGNALS:
    // Once for any number of snapshots until takeSnapshot() is called.
    void snapshotWaiting();
    void listened(const signalbox::ListenConfig& where, const signalbox::Result<quint16>& port);
    void commandFinished(signalbox::Ticket ticket, const signalbox::CommandResult& result);
    void explained(signalbox::Ticket ticket, const signalbox::Result<signalbox::Explanation>& explanation);
    void previewReady(signalbox::Ticket ticket, const signalbox::Result<signalbox::SwitchPreview>& preview);
    void testCallDone(signalbox::Ticket ticket, const signalbox::Result<signalbox::TestCallResult>& result);
    // A pin or drain came to its end.
    void switchesChanged(const signalbox::SwitchState& switches);
    // What a provider publishes has changed.
    void modelListsKept(const signalbox::ModelListRecord& record);
    // Budgets wait for what was spent before.
    void spentAsked(const signalbox::SpentQuestion& question);
    // What is to be kept of health across a restart.
    void healthKept(const signalbox::HealthRecord& health);
    void drained();

private:
    struct Parts;

    void book(LedgerEntry entry) override { m_book(std::move(entry)); }
    void statusTouched() override;
    void switchesExpired() override;
    void modelListsChanged() override;
    void healthChanged() override;
    void spentWanted(const SpentQuestion& question) override { Q_EMIT spentAsked(question); }
    // Changed: the switch is another one now, whatever the result.
    enum class Switches { Same, Changed };
    void finish(Ticket ticket, const Result<void>& result, Switches switches);
    void finishShut(Ticket ticket);
    [[nodiscard]] NumberedStatus snapshot();
    void makeSnapshot();
    void checkDrained();

    const Clock& m_clock;
    const Book m_book;
    std::unique_ptr<Parts> m_parts;
    ConfigPtr m_config;

    QMutex m_mailMutex;
    std::optional<NumberedStatus> m_mail;
    quint64 m_lastNumber = 0;
};

}  // namespace signalbox
