#include "core/protocol/FailureRules.h"

#include "core/base/PlainText.h"
#include "core/base/Redact.h"
#include "core/protocol/JsonText.h"
#include "core/protocol/RetryDelay.h"

#include <array>
#include <string_view>

namespace signalbox {

namespace {

using namespace std::string_view_literals;

constexpr qsizetype kMaxDetail = 300;

enum class Where { Codes, Text };

struct Rule {
    int fromStatus;
    int toStatus;
    Where where;
    std::string_view word;  // lower-case
    FailureClass kind;
    std::string_view also = {};  // must be in the text too
};

using enum FailureClass;

// First match wins; what matches nothing goes by its status alone.
constexpr std::array kRules{
    // 429: limits per minute that some vendors name a quota come before quotas that waiting does not help.
    Rule{429, 429, Where::Text, "free allocated quota exceeded", Quota},
    Rule{429, 429, Where::Text, "allocated quota exceeded", RateLimited},
    Rule{429, 429, Where::Text, "rate limit exceeded", RateLimited},
    Rule{429, 429, Where::Text, "tokens per minute", RateLimited},
    Rule{429, 429, Where::Text, "requests per minute", RateLimited},
    Rule{429, 429, Where::Codes, "insufficient_quota", Quota},
    Rule{429, 429, Where::Codes, "insufficient_balance", Quota},
    Rule{429, 429, Where::Codes, "exceeded_current_quota", Quota},
    Rule{429, 429, Where::Codes, "enforced_spend_limit", Quota},
    Rule{429, 429, Where::Codes, "billing", Quota},
    Rule{429, 429, Where::Text, "spend limit", Quota},
    Rule{429, 429, Where::Text, "spending limit", Quota},
    Rule{429, 429, Where::Text, "insufficient balance", Quota},
    Rule{429, 429, Where::Text, "credit balance", Quota},
    Rule{429, 429, Where::Text, "any credits", Quota},
    // 403 about what was asked, or from where: the key is good, and the client must know.
    Rule{403, 403, Where::Codes, "content_policy", ClientError},
    Rule{403, 403, Where::Codes, "content_filter", ClientError},
    Rule{403, 403, Where::Codes, "moderation", ClientError},
    Rule{403, 403, Where::Codes, "unsupported_country", ClientError},
    Rule{403, 403, Where::Text, "moderation", ClientError},
    Rule{403, 403, Where::Text, "content policy", ClientError},
    Rule{403, 403, Where::Text, "usage policies", ClientError},
    Rule{403, 403, Where::Text, "usage policy", ClientError},
    Rule{403, 403, Where::Text, "usage guidelines", ClientError},
    Rule{403, 403, Where::Text, "safety check", ClientError},
    Rule{403, 403, Where::Text, "flagged", ClientError, "input"},
    Rule{403, 403, Where::Text, "flagged", ClientError, "prompt"},
    Rule{403, 403, Where::Text, "flagged", ClientError, "content"},
    Rule{403, 403, Where::Text, "flagged", ClientError, "request"},
    Rule{403, 403, Where::Text, "country", ClientError, "not supported"},
    Rule{403, 403, Where::Text, "country", ClientError, "not available"},
    Rule{403, 403, Where::Text, "region", ClientError, "not supported"},
    Rule{403, 403, Where::Text, "region", ClientError, "not available"},
    Rule{403, 403, Where::Text, "location", ClientError, "not supported"},
    // 403 (and Qwen's 400) that means the account is empty.
    Rule{403, 403, Where::Codes, "quota", Quota},
    Rule{403, 403, Where::Codes, "billing", Quota},
    Rule{403, 403, Where::Codes, "balance", Quota},
    Rule{403, 403, Where::Text, "balance", Quota},
    Rule{403, 403, Where::Text, "quota", Quota},
    Rule{403, 403, Where::Text, "billing", Quota},
    Rule{403, 403, Where::Text, "credits", Quota},
    Rule{403, 403, Where::Text, "spending limit", Quota},
    Rule{400, 403, Where::Codes, "arrearage", Quota},
    Rule{400, 400, Where::Text, "credit balance is too low", Quota},
    // 400 for a bad key: Gemini and xAI.
    Rule{400, 400, Where::Codes, "api_key_invalid", BadKey},
    Rule{400, 400, Where::Codes, "invalid_api_key", BadKey},
    Rule{400, 400, Where::Text, "api key not valid", BadKey},
    Rule{400, 400, Where::Text, "incorrect api key", BadKey},
    Rule{400, 400, Where::Text, "invalid api key", BadKey},
    Rule{400, 400, Where::Text, "api key expired", BadKey},
    Rule{400, 400, Where::Text, "no api key", BadKey},
    // The prompt is too long. llama.cpp, Ollama, Groq, Azure and Anthropic have words of their own.
    Rule{400, 422, Where::Codes, "context_length_exceeded", ContextTooLong},
    Rule{400, 422, Where::Codes, "exceed_context_size", ContextTooLong},
    Rule{400, 422, Where::Codes, "too_many_prompt_tokens", ContextTooLong},
    Rule{400, 413, Where::Text, "maximum context length", ContextTooLong},
    Rule{400, 413, Where::Text, "max context length", ContextTooLong},
    Rule{400, 413, Where::Text, "context window", ContextTooLong},
    Rule{400, 413, Where::Text, "context size", ContextTooLong},
    Rule{400, 413, Where::Text, "context length", ContextTooLong, "exceed"},
    Rule{400, 413, Where::Text, "prompt is too long", ContextTooLong},
    Rule{400, 413, Where::Text, "prompt too long", ContextTooLong},
    Rule{400, 413, Where::Text, "input is too long", ContextTooLong},
    Rule{400, 413, Where::Text, "all messages is too long", ContextTooLong},
    Rule{400, 413, Where::Text, "input token count", ContextTooLong, "exceed"},
    // The model: 404, and 400 at several.
    Rule{400, 404, Where::Codes, "model_not_found", ModelNotFound},
    Rule{400, 404, Where::Codes, "invalid_model", ModelNotFound},
    Rule{400, 404, Where::Codes, "deploymentnotfound", ModelNotFound},
    Rule{400, 404, Where::Text, "model not found", ModelNotFound},
    Rule{400, 404, Where::Text, "not a valid model", ModelNotFound},
    Rule{400, 404, Where::Text, "supported api model names", ModelNotFound},
    Rule{400, 404, Where::Text, "model", ModelNotFound, "does not exist"},
    Rule{404, 404, Where::Text, "no endpoints found", ModelNotFound},
    Rule{404, 404, Where::Text, "model", ModelNotFound},
};

struct StatusRule {
    int fromStatus;
    int toStatus;
    FailureClass kind;
};

constexpr std::array kStatuses{
    StatusRule{300, 399, BadAnswer},  // redirects are never followed
    StatusRule{401, 401, BadKey},         StatusRule{402, 402, Quota},
    StatusRule{403, 403, BadKey},         StatusRule{408, 408, ServerError},
    StatusRule{413, 413, ContextTooLong}, StatusRule{429, 429, RateLimited},
    StatusRule{400, 499, ClientError},    StatusRule{508, 508, ClientError},  // a loop: it would come back
    StatusRule{500, 599, ServerError},
};

FailureClass kindOf(int status, const ErrorFacts& facts) {
    for (const Rule& rule : kRules) {
        const QByteArray& where = rule.where == Where::Codes ? facts.codes : facts.text;
        const std::string_view haystack(where.constData(), static_cast<std::size_t>(where.size()));
        const std::string_view text(facts.text.constData(), static_cast<std::size_t>(facts.text.size()));
        if (status >= rule.fromStatus && status <= rule.toStatus &&
            haystack.find(rule.word) != std::string_view::npos &&
            (rule.also.empty() || text.find(rule.also) != std::string_view::npos)) {
            return rule.kind;
        }
    }
    for (const StatusRule& rule : kStatuses) {
        if (status >= rule.fromStatus && status <= rule.toStatus) {
            return rule.kind;
        }
    }
    return BadAnswer;
}

// Gathers the words of one error object, including those that a relay put inside it.
class FactsReader {
public:
    explicit FactsReader(ErrorFacts& facts) : m_facts(facts) {}

    void readError(const json::Element& error) {
        if (const auto sentence = json::text(error); !sentence.empty()) {
            say(sentence);
            return;
        }
        readCodes(error);
        say(json::text(json::member(error, "message")));
        const auto details = json::member(error, "details");
        if (const auto sentence = json::text(details); !sentence.empty()) {
            say(sentence);
        }
        if (details) {
            readCodes(*details);  // Anthropic: details.error_code
        }
        json::Array list;
        if (details && details->get(list) == simdjson::SUCCESS) {  // Google: a list of typed objects
            for (const json::Element detail : list) {
                readCodes(detail);
                if (const auto delay = json::text(json::member(detail, "retryDelay")); !delay.empty()) {
                    m_facts.retryDelay = QByteArray(delay.data(), static_cast<qsizetype>(delay.size()));
                }
            }
        }
        say(json::text(
            json::member(json::member(error, "metadata"), "raw")));  // OpenRouter: the vendor's own words
    }

    void readCodes(const json::Element& holder) {
        for (const std::string_view name : {"code"sv, "type"sv, "status"sv, "reason"sv, "error_code"sv}) {
            const auto value = json::member(holder, name);
            if (const auto word = json::text(value); !word.empty()) {
                m_facts.codes.append(word.data(), static_cast<qsizetype>(word.size())).append(' ');
            } else if (const auto whole = json::count(value)) {
                m_facts.codes.append(QByteArray::number(*whole)).append(' ');
            }
        }
    }

    void say(std::string_view sentence) {
        if (sentence.empty()) {
            return;
        }
        m_facts.text.append(sentence.data(), static_cast<qsizetype>(sentence.size())).append('\n');
        if (!m_facts.message.isEmpty()) {
            m_facts.message += QStringLiteral(" | ");
        }
        m_facts.message += json::toQString(sentence.substr(0, 4 * static_cast<std::size_t>(kMaxDetail)));
    }

private:
    ErrorFacts& m_facts;
};

void readDocument(const json::Element& root, ErrorFacts& facts) {
    json::Array list;
    if (root.get(list) == simdjson::SUCCESS) {  // Google wraps it in a list of one
        if (const auto only = json::first(root); only && only->is_object()) {
            readDocument(*only, facts);
        }
        return;
    }
    FactsReader reader(facts);
    if (const auto error = json::member(root, "error")) {
        facts.isError = json::filled(error);
        reader.readCodes(root);  // xAI: code beside error
        reader.readError(*error);
        return;
    }
    if (const auto response = json::member(root, "response"); json::member(response, "error")) {
        facts.isError = true;
        reader.readError(*json::member(response, "error"));
        return;
    }
    reader.readCodes(root);
    facts.isError = json::text(json::member(root, "object")) == "error" ||
                    json::text(json::member(root, "type")) == "error";
    reader.say(json::text(json::member(root, "message")));
    const auto detail = json::member(root, "detail");
    reader.say(json::text(detail));
    reader.say(json::text(json::member(json::first(detail), "msg")));
}

}  // namespace

ErrorFacts errorFacts(QByteArrayView body) {
    ErrorFacts facts;
    json::Parser parser;
    if (const auto root = parser.parse(body)) {
        readDocument(*root, facts);
    } else {
        const QByteArrayView start = body.first(std::min<qsizetype>(body.size(), 4 * kMaxDetail)).trimmed();
        facts.text = start.toByteArray();
        facts.message = QString::fromUtf8(start);
    }
    facts.codes = facts.codes.toLower();
    facts.text = facts.text.toLower();
    return facts;
}

Failure classifyAnswer(int status, const Headers& headers, QByteArrayView body) {
    const ErrorFacts facts = errorFacts(body);
    Failure failure;
    failure.httpStatus = status;
    failure.kind = kindOf(status, facts);
    if (failure.kind == RateLimited || failure.kind == ServerError) {
        failure.retryAfter = retryDelay(headers, facts.retryDelay);
    }
    failure.detail = failureDetail(facts.message);
    return failure;
}

Failure classifyTransport(const TransportEnd& end) {
    Failure failure;
    switch (end.error) {
        case TransportError::None:
        case TransportError::Protocol:
            failure.kind = BadAnswer;
            break;
        case TransportError::Resolve:
        case TransportError::Connect:
            failure.unreachable = true;
            failure.kind = Connect;
            break;
        case TransportError::Tls:
        case TransportError::Reset:
        case TransportError::Refused:
            failure.kind = Connect;
            break;
    }
    failure.detail = failureDetail(end.detail);
    return failure;
}

Failure badAnswer(int status, const QString& message) {
    Failure failure;
    failure.kind = BadAnswer;
    failure.httpStatus = status;
    failure.detail = failureDetail(message);
    return failure;
}

QString failureDetail(const QString& message) {
    QString line = plainLine(redacted(message.left(4 * kMaxDetail)));
    if (line.size() > kMaxDetail) {
        qsizetype end = kMaxDetail - 1;
        if (line.at(end - 1).isHighSurrogate()) {
            --end;
        }
        line = line.left(end) % QStringLiteral("…");
    }
    return line;
}

}  // namespace signalbox
