// LedgerHistory: a made-up history of requests with everything mixed, and what it must sum to. Thread: the
// test's.
#pragma once

#include "core/api/RequestLog.h"
#include "core/api/SpendReport.h"
#include "tests/ledger/LedgerFixture.h"

#include <QRandomGenerator>

#include <vector>

namespace signalbox::test {

struct Booked {
    RequestStarted started;
    RequestFinished finished;
    [[nodiscard]] QString model() const {
        return finished.servedModel.isEmpty() ? started.requestedModel : finished.servedModel;
    }
};

// Request `number`, which started within `spanMs` from `fromMs` on.
inline Booked randomRequest(QRandomGenerator& random, qint64 number, qint64 fromMs, qint64 spanMs) {
    const auto pick = [&random](std::initializer_list<const char*> names) {
        return QString::fromUtf8(*(names.begin() + random.bounded(int(names.size()))));
    };
    Booked booked{startedRequest(number), finishedRequest(number)};
    booked.started.startedAtMs = fromMs + qint64(random.bounded(double(spanMs)));
    booked.started.client = pick({"default", "editor", "agent"});
    booked.started.project = pick({"", "~/a", "~/b", "~/src/Zebra"});
    booked.started.requestedModel = pick({"fast", "smart"});
    booked.started.route = pick({"", "fast", "all"});
    booked.started.needs = random.bounded(4) == 0 ? std::vector<Need>{Need::Tools} : std::vector<Need>{};
    booked.started.promptTokens = random.bounded(3) * 1'000;
    RequestFinished& finished = booked.finished;
    finished.provider = pick({"", "openai", "anthropic", "demo-north"});
    finished.servedModel = pick({"", "gpt-5.5", "claude-opus-4-7", "fast"});
    finished.status = RequestStatus(random.bounded(4));
    finished.usage = {};
    finished.usage.inputTokens = random.bounded(100'000);
    finished.usage.cachedInputTokens = random.bounded(1'000);
    finished.usage.cacheWriteTokens = random.bounded(500);
    finished.usage.outputTokens = random.bounded(5'000);
    finished.usage.reasoningTokens = random.bounded(700);
    finished.cost = {};
    finished.cost.source = CostSource(random.bounded(4));
    if (finished.cost.source != CostSource::Unknown) {
        finished.cost.charged = qint64(random.bounded(9e12));
        finished.cost.list = qint64(random.bounded(9e12));
    }
    finished.wasted = random.bounded(1'000'000);
    AttemptRecord& attempt = finished.attempts.front();
    attempt.provider = finished.provider;
    attempt.model = finished.servedModel;
    attempt.startedAtMs = booked.started.startedAtMs + 3;
    attempt.usage = finished.usage;
    attempt.usage.searches = random.bounded(2);
    attempt.cost = finished.cost;
    if (random.bounded(2) == 0) {
        attempt.cost.price =
            std::make_shared<const QByteArray>("{\"input\":" + QByteArray::number(random.bounded(5)) + "}");
    }
    return booked;
}

inline void addTo(SpendRow& sum, const Booked& booked) {
    const RequestFinished& finished = booked.finished;
    sum.requests += 1;
    sum.failedRequests += finished.status == RequestStatus::Ok ? 0 : 1;
    sum.inputTokens += finished.usage.inputTokens;
    sum.cachedInputTokens += finished.usage.cachedInputTokens;
    sum.cacheWriteTokens += finished.usage.cacheWriteTokens;
    sum.outputTokens += finished.usage.outputTokens;
    sum.reasoningTokens += finished.usage.reasoningTokens;
    sum.cost += finished.cost.charged;
    sum.listCost += finished.cost.list;
    sum.wasted += finished.wasted;
    sum.unknownCostRequests += finished.cost.source == CostSource::Unknown ? 1 : 0;
    sum.estimatedRequests += finished.cost.source == CostSource::Estimated ? 1 : 0;
}

inline QString describe(const SpendRow& row) {
    QStringList parts{row.key, row.day ? row.day->toString(Qt::ISODate) : QStringLiteral("-")};
    for (const qint64 number : {row.requests, row.failedRequests, row.inputTokens, row.cachedInputTokens,
                                row.cacheWriteTokens, row.outputTokens, row.reasoningTokens, row.cost,
                                row.listCost, row.wasted, row.unknownCostRequests, row.estimatedRequests}) {
        parts.append(QString::number(number));
    }
    return parts.join(QLatin1Char('|'));
}

inline QStringList describe(const QVector<SpendRow>& rows) {
    QStringList all;
    for (const SpendRow& row : rows) {
        all.append(describe(row));
    }
    return all;
}

// Rows of a file whose sums by hour differ from the sums of its requests; empty: they agree. Only for files
// that retention has not been at.
inline QStringList rollupFaults(const QString& path) {
    constexpr const char* kFromRows =
        "count(*), sum(status <> 1), ifnull(sum(input_tokens), 0), ifnull(sum(cached_input_tokens), 0),"
        " ifnull(sum(cache_write_tokens), 0), ifnull(sum(output_tokens), 0), ifnull(sum(reasoning_tokens), "
        "0),"
        " ifnull(sum(cost), 0), ifnull(sum(list_cost), 0), ifnull(sum(wasted), 0), sum(cost_source = 4),"
        " sum(cost_source = 3) FROM request";
    constexpr const char* kFromSums =
        "sum(requests), sum(failed), sum(input_tokens), sum(cached_input_tokens), sum(cache_write_tokens),"
        " sum(output_tokens), sum(reasoning_tokens), sum(cost), sum(list_cost), sum(wasted), sum(unknown),"
        " sum(estimated) FROM ";
    QStringList faults;
    const auto compare = [&](const QByteArray& rows, const QByteArray& sums) {
        const QStringList a = queryRows(path, rows.constData());
        const QStringList b = queryRows(path, sums.constData());
        if (a != b) {
            faults.append(QString(QString::fromLatin1(sums) + QLatin1Char('\n') + a.join(QLatin1Char('\n')) +
                                  QStringLiteral("\nbut\n") + b.join(QLatin1Char('\n'))));
        }
    };
    const QByteArray model = "coalesce(served_model, requested_model, 0)";
    const std::pair<int, QByteArray> dimensions[] = {{0, "0"},
                                                     {1, model},
                                                     {2, "ifnull(provider, 0)"},
                                                     {3, "ifnull(client, 0)"},
                                                     {4, "ifnull(project, 0)"}};
    for (const auto& [dimension, key] : dimensions) {
        compare("SELECT " + key + " AS k, " + kFromRows + " GROUP BY k ORDER BY k",
                QByteArray("SELECT key AS k, ") + kFromSums +
                    "hour_sum WHERE dimension = " + QByteArray::number(dimension) + " GROUP BY k ORDER BY k");
    }
    compare("SELECT " + model +
                " AS m, ifnull(provider, 0) AS p, ifnull(client, 0) AS c, ifnull(project, 0)"
                " AS j, " +
                kFromRows + " GROUP BY m, p, c, j ORDER BY m, p, c, j",
            QByteArray("SELECT model AS m, provider AS p, client AS c, project AS j, ") + kFromSums +
                "hour_cube GROUP BY m, p, c, j ORDER BY m, p, c, j");
    // Each name is seen in the hours of its requests, and nowhere else.
    compare("SELECT status, min(started_ms), max(started_ms) FROM request GROUP BY status ORDER BY status",
            "SELECT -name, min(first_ms), max(last_ms) FROM hour_seen WHERE name < 0 GROUP BY name ORDER BY "
            "-name");
    compare(
        "SELECT client, min(started_ms), max(started_ms) FROM request WHERE client NOT NULL GROUP BY client "
        "ORDER BY client",
        "SELECT name, min(first_ms), max(last_ms) FROM hour_seen WHERE name IN (SELECT client FROM request) "
        "GROUP BY name ORDER BY name");
    return faults;
}

}  // namespace signalbox::test
