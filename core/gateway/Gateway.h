// Gateway: takes the client's requests from the HTTP server and sees each through to its end. Owns the
// requests under way, the health board and the switch. Thread: gateway; every method is called there. Never
// touches disk.
#pragma once

#include "core/api/Config.h"
#include "core/api/Drill.h"
#include "core/api/Explanation.h"
#include "core/api/HealthRecord.h"
#include "core/api/LastHour.h"
#include "core/api/LedgerEntry.h"
#include "core/api/ModelListRecord.h"
#include "core/api/ProviderKeys.h"
#include "core/api/StatusSnapshot.h"
#include "core/api/TestCall.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/http/HttpMessage.h"
#include "core/pricing/PriceBook.h"
#include "core/routing/ModelCatalog.h"
#include "core/upstream/Transport.h"

#include <functional>
#include <memory>

namespace signalbox {

class Gateway final : public RequestHandler {
public:
    // What the gateway needs from the one who runs it. Calls come on the gateway thread and must not block.
    class Host {
    public:
        virtual ~Host() = default;
        virtual void book(LedgerEntry entry) = 0;
        // Something that snapshot() shows has changed; the host asks for one when it wants it (at most 4 a
        // second).
        virtual void statusTouched() = 0;
        // A pin or drain has come to its end: switches() is to be kept anew.
        virtual void switchesExpired() = 0;
        // healthRecord() has changed in a way that is to be kept across a restart.
        virtual void healthChanged() {}
        // modelLists() has changed in a way that is to be kept across a restart.
        virtual void modelListsChanged() {}
        // A budget is new, or the clock was set back: answer with setSpent(), as soon as it is known.
        virtual void spentWanted(const SpentQuestion& /*question*/) {}
    };

    struct Parts {
        const Clock& clock;
        Scheduler& scheduler;
        Transport& network;
        Transport& simulated;
        Host& host;
        // Uniform in [0, 1): pauses before retries, draws by weight, explorations. Empty: the system's.
        std::function<double()> random = {};
    };

    explicit Gateway(const Parts& parts);
    ~Gateway() override;

    // A new configuration is followed by its keys at once; requests on hold are looked at when they are here.
    void setConfig(ConfigPtr config);
    void setKeys(ProviderKeys keys);
    // What the ledger says was spent, or why it says nothing; the same question may be answered again then.
    void setSpent(const SpentAnswer& answer);
    void setCatalog(ModelCatalog catalog);
    // What vendors charge; before the configuration that is to go by it.
    void setListPrices(std::shared_ptr<const PriceShelf> prices);
    // The whole switch, as restored at start.
    void setSwitches(SwitchState state);
    [[nodiscard]] const SwitchState& switches() const;

    // The switch. Checked against the configuration in force; books a SwitchChanged. Holds from the next
    // request.
    Result<void> setPin(const QString& route, const Pin& pin, const QString& actor, const QString& reason);
    Result<void> setDrain(const QString& provider, const std::optional<Drain>& drain, const QString& actor,
                          const QString& reason);
    Result<void> reset(const QString& provider, const QString& model);
    // Takes back the latest change that the user made and has not taken back yet. Books a SwitchChanged with
    // actor "undo".
    Result<void> undoSwitch(const QString& reason);
    // Requests of that route that have not committed go where the lever stands now; how many were moved.
    Result<int> moveWaiting(const QString& route);
    // Begins a drill, or ends it (nothing).
    Result<void> setDrill(const QString& provider, const std::optional<Drill>& drill);

    // What would happen; nothing is sent or changed. Errors name what is wrong with the request.
    // `draft`: by that configuration; null: by the one in force.
    [[nodiscard]] Result<RequestFacts> factsOf(Endpoint endpoint, const QString& client,
                                               const QByteArray& body, const ConfigPtr& draft = {}) const;
    [[nodiscard]] Explanation explain(const RequestFacts& facts, const ConfigPtr& draft = {}) const;
    [[nodiscard]] Result<SwitchPreview> preview(const QString& route, const Pin& pin) const;

    // Makes a test call (core/api/TestCall.h). The answer comes later, once, also when the gateway stops or
    // the number is cancelled. What is wrong with the question is said at once. `number` is of no other call.
    using TestCallDone = std::function<void(const Result<TestCallResult>&)>;
    void testCall(quint64 number, const TargetRef& target, TestCallDone done);
    // Sends a request once more, likewise; its prompt and answer are kept.
    void replay(quint64 number, const ReplayRequest& request, TestCallDone done);
    void cancelTestCall(quint64 number);

    // What of health outlives a restart. restoreHealth() once, after setConfig() and setKeys().
    [[nodiscard]] HealthRecord healthRecord() const;
    void restoreHealth(const HealthRecord& record);
    // How providers did in the hour before this start; once.
    void restoreLastHour(const LastHour& hour);
    // Providers are reached another way (a proxy): what could not be fetched is tried again.
    void waysChanged();
    // The system says that the network is gone, or back.
    void setNetworkGone(bool gone);
    // The machine slept for that long: connections that idle are dropped, targets are tried again.
    void resumed(Milliseconds slept);

    // The model lists that providers have published. restoreModelLists() once, after setConfig().
    [[nodiscard]] ModelListRecord modelLists() const;
    void restoreModelLists(const ModelListRecord& record);

    // Everything the gateway knows; the host adds what is its own (listening, base URL, ledger, version).
    [[nodiscard]] StatusSnapshot snapshot() const;

    void handle(HttpRequest&& request, ResponseWriter& writer) override;

    // Two-phase stop. refuseNew(): from now on every request gets 503 `gateway_stopping`. openRequests()
    // tells how many are still under way; abortAll() ends them (booked as cancelled).
    void refuseNew();
    [[nodiscard]] int openRequests() const;
    void abortAll();

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace signalbox
