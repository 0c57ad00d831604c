// GatewayService: all that the window and the control socket see of the gateway. Thread: lives on the thread
// that created it (the GUI thread, or main for `serve`); methods are called and signals arrive there; no
// method waits for disk, network or database. Commands and queries return the number of the question; the
// answer comes later by one of the signals below with that number, exactly once each, also when stopping.
#pragma once

#include "core/api/Config.h"
#include "core/api/ConfigEdit.h"
#include "core/api/Drill.h"
#include "core/api/Explanation.h"
#include "core/api/FoundProvider.h"
#include "core/api/Incident.h"
#include "core/api/LedgerEntry.h"
#include "core/api/LedgerExport.h"
#include "core/api/RequestLog.h"
#include "core/api/SpendReport.h"
#include "core/api/StatusSnapshot.h"
#include "core/api/Switch.h"
#include "core/api/TestCall.h"
#include "core/base/Result.h"
#include "core/base/Secret.h"

#include <QObject>

#include <optional>

namespace signalbox {

using Ticket = quint64;

class GatewayService : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    // The latest snapshot and configuration in force.
    [[nodiscard]] virtual const StatusSnapshot& status() const = 0;
    [[nodiscard]] virtual ConfigPtr config() const = 0;
    // What the file says, which an editor changes and saves: config() is that with the demo route that stands
    // in while no provider is configured. Null before the first good file. Changes no later than
    // configChanged comes.
    [[nodiscard]] virtual ConfigPtr fileConfig() const = 0;

    // Throws the lever of a route. Holds from the next request, and with WaitingRequests::Move also for those
    // that have not committed. `reason` goes to the switch history.
    virtual Ticket setPin(const QString& route, const Pin& pin, const QString& reason,
                          WaitingRequests waiting) = 0;
    // Takes a provider out of use (a value) or puts it back (nothing).
    virtual Ticket setDrain(const QString& provider, const std::optional<Drain>& drain,
                            const QString& reason) = 0;
    // Takes back the user's latest change of the switch that has not been taken back. NotFound: there is
    // none.
    virtual Ticket undo(const QString& reason) = 0;
    // Begins a drill at a provider, or ends it (nothing).
    virtual Ticket setDrill(const QString& provider, const std::optional<Drill>& drill) = 0;
    // Closes breakers, ends cooldowns and clears bad-key marks of a provider, or of one of its models.
    virtual Ticket reset(const QString& provider, const QString& model) = 0;
    // Brings status() up to this moment; it is when commandDone comes.
    virtual Ticket refresh() = 0;

    // What a file with that content would be told; nothing is written. Answered with configChecked().
    virtual Ticket checkConfig(const Config& draft) = 0;
    // Writes the file, in force then. InvalidInput: it has faults, `place` names the first. Busy: the file on
    // disk was changed by someone else, or is faulty. Failed: also while an earlier one is being written.
    virtual Ticket saveConfig(const Config& config, OnForeignChange onForeignChange) = 0;

    // Keeps a key in the keyring or in the memory of this run, given out only to the origin of `baseUrl`; or
    // forgets it. Unavailable: there is no keyring, or it is locked. Answered with commandDone(); providers
    // that name the source have it from then on.
    virtual Ticket storeKey(const KeySource& source, const QUrl& baseUrl, const Secret& key) = 0;
    virtual Ticket removeKey(const KeySource& source) = 0;
    // Reads a key of a provider in force to be shown or copied; answered with keyRevealed(). NotFound: that
    // provider does not name it, or it cannot be read, and the message says why.
    virtual Ticket revealKey(const QString& provider, const KeySource& source) = 0;
    // Makes a test call; may be cancelled. NotFound: there is no such provider in force.
    virtual Ticket testCall(const QString& provider, const QString& model) = 0;

    // Sends a request once more whose prompt was kept, to that provider and model (empty: as it was asked),
    // whatever the rules say: byte for byte but for the model's name, as the client "replay"; prompt and
    // answer are kept again. Answered with testCallDone(); may be cancelled. NotFound: there is no such
    // request or provider, or nothing was kept of it. InvalidInput: what was kept is not all of it.
    virtual Ticket replay(const QByteArray& requestId, const QString& provider, const QString& model) = 0;

    // A test call of the gateway itself: over its own address, with that client's key, as a tool would make
    // it; the rules say where it goes. Answered with testCallDone(); may be cancelled. NotFound: there is no
    // such client. Unavailable: the gateway was not reached.
    virtual Ticket callAsTool(const QString& client, const QString& model) = 0;
    // Looks for what could be used at once: keys in the environment, servers on this machine. Takes about a
    // second. Answered with providersFound().
    virtual Ticket findProviders() = 0;

    // Sums of the ledger.
    virtual Ticket spend(const SpendQuery& query) = 0;
    // What would happen to a request; nothing is sent.
    virtual Ticket explain(const ExplainQuery& query) = 0;
    // What a throw of the lever would cost; nothing is thrown.
    virtual Ticket previewPin(const QString& route, const Pin& pin) = 0;
    // The last `limit` changes of the switch, newest first.
    virtual Ticket switchHistory(int limit) = 0;
    // When providers failed again and again, of the requests that started in [sinceMs, untilMs); in order of
    // time. Answered with incidentsReady(), which may take a while.
    virtual Ticket incidents(qint64 sinceMs, qint64 untilMs) = 0;
    // A page of the ledger's requests, newest first; one of them with its attempts.
    virtual Ticket requests(const RequestQuery& query) = 0;
    virtual Ticket requestDetail(const QByteArray& requestId) = 0;
    // Write a file, which appears whole or not at all; ledgerProgress comes meanwhile.
    virtual Ticket exportRequests(const RequestExport& what) = 0;
    virtual Ticket exportSpend(const SpendExport& what) = 0;
    // Adds the requests of an older ledger that this one does not have; ledgerProgress comes meanwhile.
    virtual Ticket importLedger(const QString& path) = 0;
    // Ends a question to the ledger, an export, an import or a test call; it is answered with Cancelled. No
    // effect on what has been answered.
    virtual void cancel(Ticket ticket) = 0;

Q_SIGNALS:
    void statusChanged(const signalbox::StatusSnapshot& status);
    void configChanged(const signalbox::ConfigPtr& config);
    void commandDone(signalbox::Ticket ticket, const signalbox::Result<void>& result);
    void configChecked(signalbox::Ticket ticket, const signalbox::ConfigCheck& check);
    void keyRevealed(signalbox::Ticket ticket, const signalbox::Result<signalbox::Secret>& key);
    void testCallDone(signalbox::Ticket ticket, const signalbox::Result<signalbox::TestCallResult>& result);
    void providersFound(signalbox::Ticket ticket, const QVector<signalbox::FoundProvider>& found);
    void spendReady(signalbox::Ticket ticket, const signalbox::Result<signalbox::SpendReport>& report);
    void explained(signalbox::Ticket ticket, const signalbox::Result<signalbox::Explanation>& explanation);
    void previewReady(signalbox::Ticket ticket, const signalbox::Result<signalbox::SwitchPreview>& preview);
    void historyReady(signalbox::Ticket ticket,
                      const signalbox::Result<QVector<signalbox::SwitchChanged>>& history);
    void incidentsReady(signalbox::Ticket ticket,
                        const signalbox::Result<QVector<signalbox::Incident>>& incidents);
    void requestsReady(signalbox::Ticket ticket, const signalbox::Result<signalbox::RequestPage>& page);
    void requestDetailReady(signalbox::Ticket ticket,
                            const signalbox::Result<signalbox::RequestDetail>& detail);
    void ledgerProgress(signalbox::Ticket ticket, const signalbox::LedgerProgress& progress);
    void exportDone(signalbox::Ticket ticket, const signalbox::Result<signalbox::ExportResult>& result);
    void importDone(signalbox::Ticket ticket, const signalbox::Result<signalbox::ImportResult>& result);
};

}  // namespace signalbox
