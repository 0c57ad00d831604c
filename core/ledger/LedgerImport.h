// LedgerImport: reads the requests of another ledger file on a thread of its own and hands them over in small
// batches. Threads: start() and cancel() on any; the batches are taken and answered on the ledger thread;
// stop() and the destructor on the owner's. `wake` comes on the import's thread when there is a batch to
// take.
#pragma once

#include "core/ledger/LedgerFile.h"
#include "core/ledger/LedgerWriter.h"
#include "core/ledger/PendingEntries.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace signalbox {

class LedgerImport {
public:
    struct Question {
        Ticket ticket = 0;
        QString path;
        QObject* context = nullptr;
        LedgerWriter::ProgressCallback progress;
        LedgerWriter::ImportCallback callback;
    };

    LedgerImport(QString ledgerPath, std::function<void()> wake)
        : m_ledgerPath(std::move(ledgerPath)), m_wake(std::move(wake)) {}
    ~LedgerImport() { stop(); }
    LedgerImport(const LedgerImport&) = delete;
    LedgerImport& operator=(const LedgerImport&) = delete;

    // Answers Busy while another one runs, Cancelled after stop().
    void start(const Question& question);
    void cancel(Ticket ticket);
    // Ends the one under way, which is answered, and takes no other.
    void stop();

    [[nodiscard]] bool hasBatch();
    // Each batch taken is answered, by how many were added or why none.
    [[nodiscard]] std::vector<ClosedRequest> takeBatch();
    void batchDone(const Trouble& trouble, qint64 added);

private:
    void run(const Question& question);
    [[nodiscard]] Result<ImportResult> readAll(const Question& question);
    [[nodiscard]] std::optional<Error> open(const Question& question, Database& database, qint64& version);
    [[nodiscard]] std::optional<Error> handOver(std::vector<ClosedRequest> batch, ImportResult& result);
    static void answer(const Question& question, const Result<ImportResult>& result);

    const QString m_ledgerPath;
    const std::function<void()> m_wake;
    std::thread m_thread;
    std::atomic<bool> m_cancelled = false;

    std::mutex m_mutex;
    std::condition_variable m_answered;
    bool m_running = false;
    bool m_stopped = false;
    Ticket m_ticket = 0;
    std::optional<std::vector<ClosedRequest>> m_batch;
    struct Answer {
        Trouble trouble;
        qint64 added = 0;
    };
    std::optional<Answer> m_answer;
};

}  // namespace signalbox
