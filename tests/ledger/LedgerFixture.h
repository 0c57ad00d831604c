// What the ledger's tests share: made-up entries, a look into the file, and a clock that any thread may read.
// Thread: as the things inside say.
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/base/Clock.h"
#include "core/ledger/Database.h"

#include <QString>
#include <QStringList>

#include <atomic>

namespace signalbox::test {

// Stands still until moved; read by the ledger thread and the test at once.
class SharedClock final : public Clock {
public:
    [[nodiscard]] qint64 monotonicNs() const override { return m_monotonicMs.load() * 1'000'000; }
    [[nodiscard]] qint64 wallMs() const override { return 1'780'000'000'000 + m_monotonicMs.load(); }
    void advance(qint64 byMs) { m_monotonicMs += byMs; }

private:
    std::atomic<qint64> m_monotonicMs = 1'000;
};

inline QByteArray requestId(qint64 number) {
    return "req_" + QByteArray::number(number, 36).rightJustified(22, '0');
}

inline RequestStarted startedRequest(qint64 number) {
    RequestStarted started;
    started.requestId = requestId(number);
    started.startedAtMs = 1'780'000'000'000 + number * 37;
    started.client = QStringLiteral("default");
    started.project = QStringLiteral("~/src/project-%1").arg(number % 5);
    started.endpoint = Endpoint::ChatCompletions;
    started.requestedModel = QStringLiteral("gpt-5.5");
    started.route = QStringLiteral("gpt-5.5");
    started.stream = number % 2 == 0;
    return started;
}

inline RequestFinished finishedRequest(qint64 number) {
    RequestFinished finished;
    finished.requestId = requestId(number);
    finished.status = RequestStatus::Ok;
    finished.httpStatus = 200;
    finished.provider = QStringLiteral("openai");
    finished.servedModel = QStringLiteral("gpt-5.5");
    finished.answeredModel = QStringLiteral("gpt-5.5-2026-05-01");
    finished.ttftMs = 180 + number % 400;
    finished.durationMs = 900 + number % 7'000;
    finished.usage.inputTokens = 1'200 + number % 9'000;
    finished.usage.cachedInputTokens = 1'000;
    finished.usage.outputTokens = 350 + number % 700;
    finished.usage.reasoningTokens = 128;
    finished.cost = {12'345'000 + number, 15'000'000 + number, CostSource::Computed};
    AttemptRecord attempt;
    attempt.provider = finished.provider;
    attempt.model = finished.servedModel;
    attempt.startedAtMs = startedRequest(number).startedAtMs + 1;
    attempt.httpStatus = 200;
    attempt.durationMs = finished.durationMs - 1;
    attempt.usage = finished.usage;
    attempt.cost = finished.cost;
    finished.attempts.push_back(attempt);
    return finished;
}

// The rows that `sql` answers over a read-only connection, columns joined with '|', null as "NULL"; on an
// error one row that begins with "error".
inline QStringList queryRows(const QString& path, const char* sql) {
    Database database;
    Statement statement;
    QStringList rows;
    if (database.open(path, Database::Access::ReadOnly) != kSqlOk ||
        database.prepare(sql, statement) != kSqlOk) {
        return {QString(QStringLiteral("error: ") + database.errorText())};
    }
    while (statement.step() == Statement::Step::Row) {
        QStringList columns;
        for (int column = 0; column < statement.columns(); ++column) {
            columns.append(statement.isNull(column) ? QStringLiteral("NULL") : statement.string(column));
        }
        rows.append(columns.join(QLatin1Char('|')));
    }
    if (statement.finish() != kSqlOk) {
        rows.append(QString(QStringLiteral("error: ") + database.errorText()));
    }
    return rows;
}

inline QString queryOne(const QString& path, const char* sql) {
    const QStringList rows = queryRows(path, sql);
    return rows.isEmpty() ? QString() : rows.constFirst();
}

}  // namespace signalbox::test
