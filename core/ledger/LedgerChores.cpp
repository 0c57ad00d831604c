#include "core/ledger/LedgerChores.h"

#include <QDateTime>

namespace signalbox {

namespace {

constexpr qint64 kRetryBackupMs = 3'600'000;

}  // namespace

LedgerChores::LedgerChores(QString path, const Clock& clock, const LedgerWriterOptions& options,
                           std::function<void()> wake)
    : m_path(std::move(path)),
      m_clock(clock),
      m_backups(options.backups),
      m_zone(options.zone.value_or(QTimeZone::systemTimeZone())),
      m_wake(std::move(wake)),
      m_check(m_path),
      m_backup(m_path),
      m_import(m_path, m_wake) {}

void LedgerChores::setRetention(const LedgerRetention& retention) {
    {
        const std::scoped_lock lock(m_mutex);
        m_newRetention = retention;
    }
    m_wake();
}

void LedgerChores::checkSoon() {
    {
        const std::scoped_lock lock(m_mutex);
        m_checkWanted = true;
    }
    m_wake();
}

QString LedgerChores::backupProblem() {
    const std::scoped_lock lock(m_mutex);
    return m_backupProblem;
}

QDate LedgerChores::today() const {
    return QDateTime::fromMSecsSinceEpoch(m_clock.wallMs(), m_zone).date();
}

Trouble LedgerChores::takeDamage() {
    std::optional<IntegrityCheck::Found> found;
    {
        const std::scoped_lock lock(m_mutex);
        found.swap(m_found);
        if (found && !found->trouble) {
            m_sound = true;
        }
    }
    return found && found->trouble && found->file == fileIdentity(m_path) ? found->trouble : Trouble();
}

void LedgerChores::heedRequests(LedgerStore& store) {
    bool wanted = false;
    {
        const std::scoped_lock lock(m_mutex);
        wanted = std::exchange(m_checkWanted, false);
        if (m_newRetention) {
            m_retention.set(*m_newRetention);
            m_newRetention.reset();
        }
        // A ledger that was begun in this run needs no look, and has nothing to back up before tomorrow.
        if (!m_sound && store.origin() == FileOrigin::Created) {
            m_sound = true;
            m_backupTried = today();
        }
    }
    if (wanted) {
        m_check.start([this](const IntegrityCheck::Found& result) {
            {
                const std::scoped_lock lock(m_mutex);
                m_found = result;
            }
            m_wake();
        });
    }
}

void LedgerChores::backUp() {
    const QDate day = today();
    const qint64 nowMs = m_clock.monotonicMs();
    {
        const std::scoped_lock lock(m_mutex);
        const bool again = !m_backupProblem.isEmpty() && nowMs >= m_backupTriedMs + kRetryBackupMs;
        if (!m_backups || !m_sound || (m_backupTried == day && !again)) {
            return;
        }
    }
    m_backupTried = day;
    m_backupTriedMs = nowMs;
    if (m_backup.has(day)) {
        return;
    }
    m_backup.start(day, [this](QDate, const Trouble& trouble) {
        {
            const std::scoped_lock lock(m_mutex);
            m_backupProblem = trouble ? QStringLiteral("Today's backup of the ledger could not be made (%1).")
                                            .arg(trouble.detail)
                                      : QString();
            // It may be the ledger itself.
            m_checkWanted = m_checkWanted || trouble.kind == TroubleKind::Damaged;
        }
        m_wake();
    });
}

Trouble LedgerChores::step(LedgerStore& store, PendingEntries& pending, bool& more) {
    more = false;
    heedRequests(store);
    backUp();
    Trouble trouble;
    if (m_import.hasBatch()) {
        std::vector<ClosedRequest> batch = m_import.takeBatch();
        qint64 added = 0;
        trouble = store.addForeign(batch, pending, added);
        m_import.batchDone(trouble, added);
    } else if (const qint64 nowMs = m_clock.wallMs(); m_retention.isDue(nowMs)) {
        trouble = m_retention.step(store.database(), nowMs);
        more = !trouble && m_retention.isDue(nowMs);
    }
    return trouble;
}

void LedgerChores::stop() {
    m_import.stop();
    m_backup.stop();
    m_check.stop();
}

}  // namespace signalbox
