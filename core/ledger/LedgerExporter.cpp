#include "core/ledger/LedgerExporter.h"

#include "core/ledger/RequestSearch.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>
#include <vector>

namespace signalbox {

namespace {

constexpr int kRowsAtOnce = 2'000;
constexpr qint64 kEffortAtOnce = 4'000'000;

// One cell; of kind Unknown unless made of something.
struct Value {
    enum class Kind { Unknown, Number, Text, Flag };

    Value() = default;
    Value(qint64 value) : kind(Kind::Number), number(value) {}
    Value(bool value) : kind(Kind::Flag), number(value ? 1 : 0) {}
    Value(QString value) : kind(Kind::Text), text(std::move(value)) {}

    Kind kind = Kind::Unknown;
    qint64 number = 0;
    QString text;
};

// A row as names and values, in order.
using Row = std::vector<std::pair<const char*, Value>>;

Value text(const QString& value) {
    return value.isEmpty() ? Value() : Value(value);
}

Value amount(NanoUsd value, CostSource source) {
    return value == 0 && source == CostSource::Unknown ? Value() : Value(value);
}

Row rowOf(const LoggedRequest& request) {
    const RequestStarted& started = request.started;
    const RequestFinished& finished = request.finished;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(started.startedAtMs, Qt::UTC);
    return {{"request_id", QString::fromUtf8(started.requestId)},
            {"started_at", at.toString(Qt::ISODateWithMs)},
            {"client", text(started.client)},
            {"project", text(started.project)},
            {"endpoint", endpointName(started.endpoint)},
            {"requested_model", text(started.requestedModel)},
            {"route", text(started.route)},
            {"provider", text(finished.provider)},
            {"served_model", text(finished.servedModel)},
            {"answered_model", text(finished.answeredModel)},
            {"status", requestStatusName(finished.status)},
            {"http_status", finished.httpStatus != 0 ? Value(qint64(finished.httpStatus)) : Value()},
            {"stream", started.stream},
            {"attempts", qint64(request.attempts)},
            {"ttft_ms", finished.ttftMs ? Value(*finished.ttftMs) : Value()},
            {"duration_ms", finished.durationMs},
            {"input_tokens", finished.usage.inputTokens},
            {"cached_input_tokens", finished.usage.cachedInputTokens},
            {"cache_write_tokens", finished.usage.cacheWriteTokens},
            {"output_tokens", finished.usage.outputTokens},
            {"reasoning_tokens", finished.usage.reasoningTokens},
            {"cost_source", costSourceName(finished.cost.source)},
            {"cost_nanousd", amount(finished.cost.charged, finished.cost.source)},
            {"list_cost_nanousd", amount(finished.cost.list, finished.cost.source)},
            {"wasted_nanousd", finished.wasted}};
}

Row rowOf(const SpendRow& sum, const char* by) {
    Row row{{by, sum.key}};
    if (sum.day && qstrcmp(by, "day") != 0) {
        row.emplace_back("day", sum.day->toString(Qt::ISODate));
    }
    const std::initializer_list<std::pair<const char*, Value>> sums{
        {"requests", sum.requests},
        {"failed_requests", sum.failedRequests},
        {"input_tokens", sum.inputTokens},
        {"cached_input_tokens", sum.cachedInputTokens},
        {"cache_write_tokens", sum.cacheWriteTokens},
        {"output_tokens", sum.outputTokens},
        {"reasoning_tokens", sum.reasoningTokens},
        {"cost_nanousd", sum.cost},
        {"list_cost_nanousd", sum.listCost},
        {"saved_nanousd", sum.saved()},
        {"wasted_nanousd", sum.wasted},
        {"unknown_cost_requests", sum.unknownCostRequests},
        {"estimated_requests", sum.estimatedRequests}};
    row.insert(row.end(), sums.begin(), sums.end());
    return row;
}

const char* columnOf(SpendBy by) {
    switch (by) {
        case SpendBy::Model:
            return "model";
        case SpendBy::Provider:
            return "provider";
        case SpendBy::Client:
            return "client";
        case SpendBy::Project:
            return "project";
        case SpendBy::Day:
            return "day";
        case SpendBy::Hour:
            return "hour";
    }
    return "key";
}

QByteArray csvValue(const Value& value) {
    switch (value.kind) {
        case Value::Kind::Number:
        case Value::Kind::Flag:
            return QByteArray::number(value.number);
        case Value::Kind::Text:
            return csvCell(value.text);
        case Value::Kind::Unknown:
            break;
    }
    return {};
}

QByteArray jsonString(const QString& value) {
    // The writer of arrays knows all that has to be escaped.
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

QByteArray jsonValue(const Value& value) {
    switch (value.kind) {
        case Value::Kind::Number:
            return QByteArray::number(value.number);
        case Value::Kind::Flag:
            return value.number != 0 ? "true" : "false";
        case Value::Kind::Text:
            return jsonString(value.text);
        case Value::Kind::Unknown:
            break;
    }
    return "null";
}

QByteArray csvHeader(const Row& row) {
    QByteArray line;
    for (const auto& [name, value] : row) {
        line += (line.isEmpty() ? "" : ",") + QByteArray(name);
    }
    return line + "\r\n";
}

QByteArray csvLine(const Row& row) {
    QByteArray line;
    bool first = true;
    for (const auto& [name, value] : row) {
        line += (std::exchange(first, false) ? "" : ",") + csvValue(value);
    }
    return line + "\r\n";
}

QByteArray jsonLine(const Row& row) {
    QByteArray line;
    for (const auto& [name, value] : row) {
        line += (line.isEmpty() ? "{\"" : ",\"") + QByteArray(name) + "\":" + jsonValue(value);
    }
    return line + "}";
}

// What stands before the first row, between rows, and behind the last.
QByteArray opening(ExportFormat format, const Row& columns) {
    return format == ExportFormat::Csv ? csvHeader(columns) : QByteArray("[");
}
QByteArray lineOf(ExportFormat format, const Row& row, bool first) {
    return format == ExportFormat::Csv ? csvLine(row) : (first ? "\n" : ",\n") + jsonLine(row);
}
QByteArray closing(ExportFormat format) {
    return format == ExportFormat::Csv ? QByteArray() : QByteArray("\n]\n");
}

Error fileError(const QSaveFile& file) {
    return {ErrorCode::Failed,
            QStringLiteral("The file %1 cannot be written: %2.").arg(file.fileName(), file.errorString()),
            file.fileName()};
}

}  // namespace

QByteArray csvCell(const QString& text) {
    QString cell = text;
    // Spreadsheets take these for formulas, behind blanks as well.
    const QString bare = cell.trimmed();
    if ((!bare.isEmpty() && QStringLiteral("=+-@").contains(bare.front())) ||
        cell.startsWith(QLatin1Char('\t')) || cell.startsWith(QLatin1Char('\r'))) {
        cell.prepend(QLatin1Char('\''));
    }
    const bool quote = cell.contains(QLatin1Char('"')) || cell.contains(QLatin1Char(',')) ||
                       cell.contains(QLatin1Char('\n')) || cell.contains(QLatin1Char('\r'));
    if (quote) {
        cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        cell = QString(QLatin1Char('"') + cell + QLatin1Char('"'));
    }
    return cell.toUtf8();
}

RequestExporter::RequestExporter(RequestExport what) : m_what(std::move(what)), m_file(m_what.path) {}

bool RequestExporter::begin() {
    m_begun = true;
    // Who called what is nobody else's.
    if (!m_file.open(QIODevice::WriteOnly) ||
        !m_file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return false;
    }
    const QByteArray head = opening(m_what.format, rowOf(LoggedRequest()));
    return m_file.write(head) == head.size();
}

bool RequestExporter::append(const LoggedRequest& request) {
    const QByteArray line = lineOf(m_what.format, rowOf(request), m_rows == 0);
    ++m_rows;
    return m_file.write(line) == line.size();
}

SqlCode RequestExporter::write(Database& database, const std::function<void(const LedgerProgress&)>& progress,
                               const std::function<bool()>& cancelled) {
    if (!begin()) {
        return kSqlOk;
    }
    // The newest and oldest row ids are a fair guess at how many there are; a filter makes fewer of them.
    LedgerProgress now;
    SqlCode code = kSqlOk;
    const RequestFilter everything;
    if (m_what.filter == everything) {
        code = database.integer("SELECT max(id) - min(id) + 1 FROM request WHERE id IS NOT NULL", now.total);
    }
    RequestSearch search(database, m_what.filter);
    if (code == kSqlOk) {
        code = search.begin(std::nullopt);
    }
    bool more = true;
    while (more && code == kSqlOk && !cancelled()) {
        QVector<LoggedRequest> requests;
        code = search.next(kRowsAtOnce, kEffortAtOnce, requests);
        for (const LoggedRequest& request : std::as_const(requests)) {
            if (!append(request)) {
                return kSqlOk;
            }
        }
        more = search.position().has_value();
        now.done = m_rows;
        progress(now);
    }
    return code;
}

Result<ExportResult> RequestExporter::finish() {
    const bool begun = m_begun || begin();
    const QByteArray tail = closing(m_what.format);
    if (!begun || m_file.error() != QFileDevice::NoError || m_file.write(tail) != tail.size() ||
        !m_file.commit()) {
        return fileError(m_file);
    }
    return ExportResult{m_what.path, m_rows};
}

Result<ExportResult> writeSpend(const SpendReport& report, ExportFormat format, const QString& path) {
    const char* by = columnOf(report.query.by);
    QByteArray content;
    for (const SpendRow& sum : report.rows) {
        content += lineOf(format, rowOf(sum, by), content.isEmpty());
    }
    SpendRow columns;
    if (report.query.perDay || report.query.by == SpendBy::Hour || report.query.by == SpendBy::Day) {
        columns.day = QDate(2000, 1, 1);
    }
    content = opening(format, rowOf(columns, by)) + content + closing(format);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(content) != content.size() || !file.commit()) {
        return fileError(file);
    }
    return ExportResult{path, report.rows.size()};
}

}  // namespace signalbox
