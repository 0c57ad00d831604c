#include "core/ledger/Trouble.h"

#include <sqlite3.h>

namespace signalbox {

TroubleKind troubleKind(SqlCode code) {
    switch (code & 0xff) {
        case SQLITE_OK:
            return TroubleKind::None;
        case SQLITE_FULL:
            return TroubleKind::Full;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return TroubleKind::ReadOnly;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return TroubleKind::Locked;
        case SQLITE_IOERR:
            return TroubleKind::Io;
        case SQLITE_CANTOPEN:
            return TroubleKind::CannotOpen;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        // Nothing that is written here can break a rule of the tables, unless they are not what they were.
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_ERROR:
            return TroubleKind::Damaged;
        default:
            return TroubleKind::Other;
    }
}

Trouble troubleOf(SqlCode code, const Database& database) {
    if (code == SQLITE_OK) {
        return {};
    }
    return {troubleKind(code), database.errorText()};
}

QString troubleSentence(const Trouble& trouble, const QString& path) {
    const QString detail = trouble.detail.isEmpty()
                               ? QString()
                               : QString(QStringLiteral(" (") + trouble.detail + QLatin1Char(')'));
    switch (trouble.kind) {
        case TroubleKind::None:
            return {};
        case TroubleKind::Full:
            return QStringLiteral("The disk with the ledger %1 is full; new entries wait in memory.")
                .arg(path);
        case TroubleKind::ReadOnly:
            return QStringLiteral(
                       "The ledger %1 cannot be written: it or its folder is read-only; new entries wait in "
                       "memory.")
                .arg(path);
        case TroubleKind::Locked:
            return QStringLiteral("Another program holds the ledger %1; new entries wait in memory.")
                .arg(path);
        case TroubleKind::Io:
            return QStringLiteral("The disk reports errors on the ledger %1%2; new entries wait in memory.")
                .arg(path, detail);
        case TroubleKind::CannotOpen:
            return QStringLiteral("The ledger %1 cannot be opened%2; new entries wait in memory.")
                .arg(path, detail);
        case TroubleKind::Damaged:
            return QStringLiteral("The ledger %1 is damaged%2.").arg(path, detail);
        case TroubleKind::Newer:
            return QStringLiteral(
                       "The ledger %1 was written by a newer Signalbox%2 and is left as it is; new entries "
                       "stay in memory.")
                .arg(path, detail);
        case TroubleKind::Other:
            return QStringLiteral("The ledger %1 cannot be written%2; new entries wait in memory.")
                .arg(path, detail);
    }
    return {};
}

Error troubleError(const Trouble& trouble, const QString& path) {
    const ErrorCode code = trouble.kind == TroubleKind::Newer    ? ErrorCode::InvalidInput
                           : trouble.kind == TroubleKind::Locked ? ErrorCode::Busy
                                                                 : ErrorCode::Unavailable;
    return {code, troubleSentence(trouble, path), path};
}

}  // namespace signalbox
