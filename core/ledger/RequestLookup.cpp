#include "core/ledger/RequestLookup.h"

#include "core/api/Config.h"

#include <sqlite3.h>

namespace signalbox {

namespace {

// Newest first: whoever asks has mostly just seen the request.
constexpr const char* kFinished =
    "SELECT started_ms, (SELECT text FROM name WHERE id = client), (SELECT text FROM name WHERE id = "
    "endpoint),"
    " (SELECT text FROM name WHERE id = requested_model), (SELECT text FROM name WHERE id = needs),"
    " coalesce(prompt_tokens, input_tokens, 0)"
    " FROM request WHERE request_id = ?1 ORDER BY id DESC LIMIT 1";
constexpr const char* kOpen =
    "SELECT started_ms, (SELECT text FROM name WHERE id = client), (SELECT text FROM name WHERE id = "
    "endpoint),"
    " (SELECT text FROM name WHERE id = requested_model), (SELECT text FROM name WHERE id = needs),"
    " coalesce(prompt_tokens, 0)"
    " FROM open_request WHERE request_id = ?1 ORDER BY id DESC LIMIT 1";

RequestFacts readFacts(const Statement& statement) {
    RequestFacts facts;
    facts.localTime = QDateTime::fromMSecsSinceEpoch(statement.integer(0));
    facts.client = statement.string(1);
    facts.endpoint = endpointFromName(statement.text(2)).value_or(Endpoint::ChatCompletions);
    facts.model = statement.string(3);
    const QStringList needs = statement.string(4).split(QLatin1Char(','));
    facts.needsTools = needs.contains(needName(Need::Tools));
    facts.needsImage = needs.contains(needName(Need::Image));
    facts.needsJsonSchema = needs.contains(needName(Need::JsonSchema));
    facts.promptTokens = statement.integer(5);
    return facts;
}

}  // namespace

SqlCode findRequest(Database& database, const QByteArray& requestId, std::optional<RequestFacts>& out) {
    for (const char* sql : {kOpen, kFinished}) {
        Statement statement;
        SqlCode code = database.prepare(sql, statement);
        if (code != SQLITE_OK) {
            return code;
        }
        statement.bind(1, QByteArrayView(requestId));
        if (statement.step() == Statement::Step::Row) {
            out = readFacts(statement);
        }
        code = statement.finish();
        if (code != SQLITE_OK || out) {
            return code;
        }
    }
    return SQLITE_OK;
}

}  // namespace signalbox
