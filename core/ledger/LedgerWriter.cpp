#include "core/ledger/LedgerWriter.h"

#include "core/ledger/LedgerChores.h"
#include "core/ledger/LedgerStore.h"
#include "core/ledger/Schema.h"

#include <QFile>
#include <QStringList>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace signalbox {

namespace {

// Entries that end the wait for more.
constexpr std::size_t kBatchEntries = 4'096;
// Between two steps of a chore, so that the disk is others' too.
constexpr Milliseconds kChorePause{2};
constexpr int kMostPutOff = 4;
bool sameHealth(const LedgerHealth& a, const LedgerHealth& b) {
    return a.ok == b.ok && a.problem == b.problem && a.droppedEntries == b.droppedEntries &&
           a.waitingEntries == b.waitingEntries;
}

}  // namespace

class LedgerWriter::Private {
public:
    Private(QString path, const Clock& clock, const LedgerWriterOptions& options)
        : m_path(std::move(path)),
          m_clock(clock),
          m_options(options),
          m_store(m_path, options.zone.value_or(QTimeZone::systemTimeZone())),
          m_chores(m_path, clock, options, [this] { wake(); }) {
        m_store.beforeMigration([this](qint64) { return backUpBeforeMigration(); });
    }

    Result<void> start();
    void book(LedgerEntry&& entry);
    void stop();
    bool flushNow(std::optional<Milliseconds> atMost);
    LedgerHealth health() const;
    LedgerChores& chores() { return m_chores; }

    HealthCallback m_callback;
    std::atomic<qint64> m_interrupted = 0;

private:
    enum class Wake { Batch, Flush, Stop, Tick };

    void run();
    Wake waitForWork(std::vector<LedgerEntry>& batch);
    void wake();
    void writePending(Wake wake);
    [[nodiscard]] bool isChoresTurn();
    void doChores();
    Trouble backUpBeforeMigration();
    Trouble openStore();
    Trouble openAndWrite();
    Trouble setAside(const Trouble& damage);
    Trouble openAnother();
    void noteTrouble(const Trouble& trouble);
    [[nodiscard]] qint64 waitingEntries() const {
        return static_cast<qint64>(m_queue.size()) + m_pendingCount;
    }
    void updateHealth();
    void publish();

    const QString m_path;
    const Clock& m_clock;
    const LedgerWriterOptions m_options;
    std::thread m_thread;

    // Shared, under m_mutex; waitingEntries() and updateHealth() want it locked.
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;      // the ledger thread waits here
    std::condition_variable m_answered;  // start() and flushNow() wait here
    std::vector<LedgerEntry> m_queue;
    qint64 m_pendingCount = 0;  // taken from the queue and not written yet
    qint64 m_dropped = 0;
    bool m_stopping = false;
    bool m_running = false;
    bool m_woken = false;              // there are chores
    qint64 m_captureBytes = 0;         // in the queue
    qint64 m_pendingCaptureBytes = 0;  // taken from the queue and not written yet
    quint64 m_flushAsked = 0;
    quint64 m_flushDone = 0;
    bool m_flushOk = true;
    std::optional<Result<void>> m_started;
    bool m_ok = true;
    QString m_problem;

    std::atomic<qint64> m_busySinceMs = -1;  // monotonic; -1: nothing is being written

    // The ledger thread's own.
    quint64 m_flushTaken = 0;  // flushes asked for before the batch in hand was taken
    LedgerStore m_store;
    PendingEntries m_pending;
    Trouble m_trouble;
    QStringList m_notices;  // what happened and stays worth saying until the next start
    bool m_firstOpen = true;
    qint64 m_retryAtMs = 0;
    Milliseconds m_retryDelay{0};
    qint64 m_droppedTold = 0;
    LedgerHealth m_told;
    bool m_moreChores = false;
    int m_choresPutOff = 0;
    bool m_logsTurn = false;  // the last turn of the chores moved the log
    LedgerChores m_chores;
};

Result<void> LedgerWriter::Private::start() {
    m_running = true;
    m_thread = std::thread([this] {
        pthread_setname_np(pthread_self(), "ledger");
        run();
    });
    std::unique_lock lock(m_mutex);
    m_answered.wait_for(lock, m_options.startWait, [this] { return m_started.has_value(); });
    return m_started
               ? *m_started
               : Result<void>(Error{
                     ErrorCode::Unavailable,
                     QStringLiteral("The ledger %1 does not answer; entries wait in memory.").arg(m_path),
                     m_path});
}

void LedgerWriter::Private::book(LedgerEntry&& entry) {
    bool tell = false;
    {
        const std::scoped_lock lock(m_mutex);
        const auto* capture = std::get_if<RequestCapture>(&entry);
        const qint64 bytes = capture ? capture->content.size() : 0;
        if (waitingEntries() >= m_options.queueLimit ||
            (capture && m_captureBytes + m_pendingCaptureBytes + bytes > m_options.captureQueueBytes)) {
            tell = m_dropped++ == 0;
        } else {
            m_captureBytes += bytes;
            m_queue.push_back(std::move(entry));
            tell = m_queue.size() == 1 || m_queue.size() == kBatchEntries;
        }
    }
    if (tell) {
        m_wake.notify_one();
    }
}

void LedgerWriter::Private::wake() {
    {
        const std::scoped_lock lock(m_mutex);
        m_woken = true;
    }
    m_wake.notify_one();
}

void LedgerWriter::Private::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

bool LedgerWriter::Private::flushNow(std::optional<Milliseconds> atMost) {
    std::unique_lock lock(m_mutex);
    if (!m_running) {
        return m_queue.empty() && m_pendingCount == 0;
    }
    const quint64 ticket = ++m_flushAsked;
    m_wake.notify_one();
    const auto answered = [&] { return m_flushDone >= ticket || !m_running; };
    if (!atMost) {
        m_answered.wait(lock, answered);
    } else if (!m_answered.wait_for(lock, *atMost, answered)) {
        return false;
    }
    return m_flushOk;
}

LedgerHealth LedgerWriter::Private::health() const {
    LedgerHealth health;
    const qint64 since = m_busySinceMs.load();
    const bool stalled = since >= 0 && m_clock.monotonicMs() - since > m_options.stallAfter.count();
    const std::scoped_lock lock(m_mutex);
    health.ok = m_ok && !stalled;
    health.problem = m_problem;
    if (stalled && m_ok) {
        health.problem =
            QStringLiteral("The disk with the ledger %1 does not answer; new entries wait in memory.")
                .arg(m_path);
    }
    health.waitingEntries = waitingEntries();
    health.droppedEntries = m_dropped;
    return health;
}

void LedgerWriter::Private::run() {
    m_busySinceMs = m_clock.monotonicMs();
    noteTrouble(openStore());
    {
        const std::scoped_lock lock(m_mutex);
        updateHealth();
        m_started = m_trouble ? Result<void>(troubleError(m_trouble, m_path)) : Result<void>();
    }
    m_answered.notify_all();
    m_busySinceMs = -1;
    if (!m_trouble && m_store.origin() == FileOrigin::Existing) {
        m_chores.checkSoon();
    }
    publish();

    std::vector<LedgerEntry> batch;
    Wake wake = Wake::Batch;
    while (wake != Wake::Stop) {
        wake = waitForWork(batch);
        const qint64 nowMs = m_clock.wallMs();
        for (LedgerEntry& entry : batch) {
            m_pending.absorb(std::move(entry), nowMs);
        }
        batch.clear();
        writePending(wake);
        if (wake != Wake::Stop && isChoresTurn()) {
            doChores();
        }
        publish();
    }
    m_busySinceMs = m_clock.monotonicMs();
    m_chores.stop();
    m_store.close(Database::Ending::FoldLog);
    m_busySinceMs = -1;
    {
        const std::scoped_lock lock(m_mutex);
        m_running = false;
    }
    m_answered.notify_all();
}

LedgerWriter::Private::Wake LedgerWriter::Private::waitForWork(std::vector<LedgerEntry>& batch) {
    std::unique_lock lock(m_mutex);
    const auto urgent = [this] { return m_stopping || m_flushAsked > m_flushDone || m_woken; };
    const auto anything = [&] { return urgent() || !m_queue.empty() || m_dropped != m_droppedTold; };
    const auto enough = [&] { return urgent() || m_queue.size() >= kBatchEntries; };
    if (m_trouble) {
        m_wake.wait_for(lock, m_options.troubleTick, urgent);
    } else if (m_moreChores) {
        m_wake.wait_for(lock, kChorePause, enough);
    } else if (m_wake.wait_for(lock, m_options.choreTick, anything)) {
        m_wake.wait_for(lock, m_options.batchWindow, enough);
    }
    m_woken = false;
    batch.swap(m_queue);
    m_pendingCaptureBytes += std::exchange(m_captureBytes, 0);
    m_flushTaken = m_flushAsked;
    m_pendingCount += static_cast<qint64>(batch.size());
    if (m_stopping) {
        return Wake::Stop;
    }
    if (m_flushAsked > m_flushDone) {
        return Wake::Flush;
    }
    return m_trouble ? Wake::Tick : Wake::Batch;
}

void LedgerWriter::Private::writePending(Wake wake) {
    m_busySinceMs = m_clock.monotonicMs();
    if (const Trouble damage = m_chores.takeDamage()) {
        noteTrouble(setAside(damage));
    }
    const bool due = wake != Wake::Tick || m_clock.monotonicMs() >= m_retryAtMs;
    if (due && (!m_pending.isEmpty() || m_trouble)) {
        noteTrouble(openAndWrite());
    }
    m_busySinceMs = -1;
    {
        const std::scoped_lock lock(m_mutex);
        m_pendingCount = m_pending.count();
        m_pendingCaptureBytes = m_pending.captureBytes();
        updateHealth();
        if (due) {
            m_flushDone = m_flushTaken;
            m_flushOk = m_pending.isEmpty();
        }
    }
    m_answered.notify_all();
    // Chores see to the log themselves, in turn with their steps.
    if (!m_trouble && m_store.isOpen() && !m_moreChores) {
        m_busySinceMs = m_clock.monotonicMs();
        const Trouble trouble = m_store.checkpointIfLong();
        noteTrouble(trouble.kind == TroubleKind::Damaged ? setAside(trouble) : trouble);
        m_busySinceMs = -1;
    }
}

// What was booked while the last batch was written goes first, a few times in a row at most.
bool LedgerWriter::Private::isChoresTurn() {
    const std::scoped_lock lock(m_mutex);
    if (m_moreChores && !m_queue.empty() && m_choresPutOff < kMostPutOff) {
        ++m_choresPutOff;
        return false;
    }
    m_choresPutOff = 0;
    return true;
}

// A turn is either a step or a move of the log, so that what is booked meanwhile waits for one of them only.
void LedgerWriter::Private::doChores() {
    if (m_trouble || !m_store.isOpen()) {
        m_moreChores = false;
        return;
    }
    m_busySinceMs = m_clock.monotonicMs();
    Trouble trouble;
    m_logsTurn = m_moreChores && !m_logsTurn && m_store.isLogLong(LedgerStore::Log::Short);
    if (m_logsTurn) {
        trouble = m_store.checkpointIfLong(LedgerStore::Log::Short);
    } else {
        trouble = m_chores.step(m_store, m_pending, m_moreChores);
    }
    m_moreChores = m_moreChores && !trouble;
    if (trouble.kind == TroubleKind::Damaged) {
        noteTrouble(setAside(trouble));
    } else if (trouble) {
        m_store.close();
        noteTrouble(trouble);
    }
    m_busySinceMs = -1;
}

Trouble LedgerWriter::Private::backUpBeforeMigration() {
    if (!m_options.backups) {
        return {};
    }
    Trouble trouble = copyLedger(m_path, Database::Access::ReadOnly,
                                 migrationBackupPath(m_path, ledgerMigrations().back().version), {});
    if (!trouble) {
        pruneBackups(m_path);
    }
    return trouble;
}

Trouble LedgerWriter::Private::openStore() {
    Trouble trouble = m_store.open();
    if (!trouble && m_firstOpen) {
        qint64 interrupted = 0;
        trouble = m_store.interruptOpenRequests(m_pending, interrupted);
        m_interrupted += interrupted;
    }
    if (!trouble) {
        trouble = m_store.reconcile(m_pending);
    }
    if (trouble.kind == TroubleKind::Damaged) {
        return setAside(trouble);
    }
    if (trouble) {
        m_store.close();
    } else {
        m_firstOpen = false;
    }
    return trouble;
}

Trouble LedgerWriter::Private::openAndWrite() {
    if (m_store.isOpen() && !m_store.isInPlace()) {
        m_store.close();
        m_pending.forgetFile();
    }
    if (!m_store.isOpen()) {
        if (Trouble trouble = openStore()) {
            return trouble;
        }
    }
    if (m_pending.isEmpty()) {
        return {};
    }
    Trouble trouble = m_store.write(m_pending);
    if (trouble.kind == TroubleKind::Damaged) {
        m_pending.writeFailed();
        if (Trouble failed = setAside(trouble)) {
            return failed;
        }
        trouble = m_store.write(m_pending);
    }
    if (!trouble) {
        m_pending.written();
        return {};
    }
    m_pending.writeFailed();
    if (trouble.kind != TroubleKind::Locked) {
        // What a descriptor could not do a new one may: after a remount, a repair, a change of permissions.
        m_store.close();
    }
    return trouble;
}

Trouble LedgerWriter::Private::setAside(const Trouble& damage) {
    m_store.close();
    const SetAside aside = setAsideLedgerFile(m_path, m_clock.wallMs());
    if (aside.trouble) {
        return aside.trouble;
    }
    QString since = QStringLiteral("a new one has been begun.");
    Trouble trouble{TroubleKind::Damaged, {}};
    for (const BackupFile& backup : listBackups(m_path)) {
        if (trouble.kind == TroubleKind::Damaged && restoreBackup(backup, m_path)) {
            trouble = openAnother();
            since = QStringLiteral("the backup of %1 (%2) has been restored; what came after it is missing.")
                        .arg(backup.day.toString(Qt::ISODate), backup.path);
        }
    }
    if (trouble.kind == TroubleKind::Damaged) {
        since = QStringLiteral("a new one has been begun.");
        trouble = openAnother();
    }
    m_notices.append(QStringLiteral("The ledger was damaged (%1). It is kept as %2 and %3")
                         .arg(damage.detail, aside.path, since));
    return trouble;
}

// Opens the file that has taken the place of the one set aside. A damaged one is thrown away: it is a copy.
Trouble LedgerWriter::Private::openAnother() {
    m_firstOpen = false;
    m_pending.forgetFile();
    Trouble trouble = m_store.open();
    if (!trouble) {
        qint64 interrupted = 0;  // of the time of the backup
        trouble = m_store.interruptOpenRequests(m_pending, interrupted);
    }
    if (!trouble) {
        trouble = m_store.reconcile(m_pending);
    }
    if (trouble) {
        m_store.close();
    }
    if (trouble.kind == TroubleKind::Damaged) {
        for (const char* suffix : {"-wal", "-shm", ""}) {
            QFile::remove(QString(m_path + QLatin1String(suffix)));
        }
    }
    return trouble;
}

void LedgerWriter::Private::noteTrouble(const Trouble& trouble) {
    m_trouble = trouble;
    if (!trouble) {
        m_retryDelay = Milliseconds(0);
        return;
    }
    if (trouble.kind == TroubleKind::Locked) {
        // The other program may be done at any moment, and a try costs nothing.
        m_retryAtMs = m_clock.monotonicMs();
        return;
    }
    m_retryDelay =
        m_retryDelay.count() == 0 ? m_options.retryFirst : std::min(m_retryDelay * 2, m_options.retryMost);
    m_retryAtMs = m_clock.monotonicMs() + m_retryDelay.count();
}

void LedgerWriter::Private::updateHealth() {
    QStringList sentences = m_notices;
    if (const QString problem = m_chores.backupProblem(); !problem.isEmpty()) {
        sentences.append(problem);
    }
    if (m_trouble) {
        sentences.prepend(troubleSentence(m_trouble, m_path));
    }
    if (m_dropped > 0) {
        sentences.append(
            QStringLiteral("%1 entries could not be kept: the ledger was out of reach for too long.")
                .arg(QString::number(m_dropped)));
    }
    m_ok = sentences.isEmpty();
    m_problem = sentences.join(QLatin1Char(' '));
    m_droppedTold = m_dropped;
}

void LedgerWriter::Private::publish() {
    LedgerHealth now;
    {
        const std::scoped_lock lock(m_mutex);
        updateHealth();
        now = {m_ok, m_problem, m_trouble ? waitingEntries() : 0, m_dropped};
    }
    if (!sameHealth(now, m_told)) {
        m_told = now;
        if (m_callback) {
            m_callback(now);
        }
    }
}

LedgerWriter::LedgerWriter(QString path, const Clock& clock, const LedgerWriterOptions& options)
    : d(std::make_unique<Private>(std::move(path), clock, options)) {}

LedgerWriter::~LedgerWriter() {
    stop();
}

void LedgerWriter::onHealthChanged(HealthCallback callback) {
    d->m_callback = std::move(callback);
}

Result<void> LedgerWriter::start() {
    return d->start();
}

void LedgerWriter::book(LedgerEntry entry) {
    d->book(std::move(entry));
}

void LedgerWriter::stop() {
    d->stop();
}

bool LedgerWriter::flushNow(std::optional<Milliseconds> atMost) {
    return d->flushNow(atMost);
}

void LedgerWriter::checkSoon() {
    d->chores().checkSoon();
}

void LedgerWriter::setRetention(const LedgerRetention& retention) {
    d->chores().setRetention(retention);
}

void LedgerWriter::importLedger(Ticket ticket, const QString& path, QObject* context,
                                const ProgressCallback& progress, const ImportCallback& callback) {
    d->chores().importer().start({ticket, path, context, progress, callback});
}

void LedgerWriter::cancelImport(Ticket ticket) {
    d->chores().importer().cancel(ticket);
}

LedgerHealth LedgerWriter::health() const {
    return d->health();
}

qint64 LedgerWriter::interruptedRequests() const {
    return d->m_interrupted.load();
}

}  // namespace signalbox
