#include "tests/ui/support/SampleRequests.h"

#include <algorithm>
#include <array>

namespace signalbox::test {

using namespace Qt::StringLiterals;

namespace {

AttemptRecord attempt(int number, const char* provider, const char* model, qint64 atMs, Outcome outcome,
                      int status, qint64 durationMs) {
    AttemptRecord record;
    record.number = number;
    record.provider = QString::fromLatin1(provider);
    record.model = QString::fromLatin1(model);
    record.startedAtMs = atMs;
    record.outcome = outcome;
    record.httpStatus = status;
    record.durationMs = durationMs;
    return record;
}

}  // namespace

LoggedRequest sampleRequest(qint64 index, qint64 total, qint64 nowMs) {
    struct Kind {
        const char* asked;
        const char* served;
        const char* provider;
        const char* project;
    };
    static constexpr std::array kKinds{
        Kind{"gpt-5.5", "gpt-5.5", "openai", "signalbox"},
        Kind{"claude-opus-4.7", "claude-opus-4.7", "anthropic", "website"},
        Kind{"coding", "gpt-5.5-codex", "openai", "a-project-with-a-name-that-is-rather-long"},
        Kind{"qwen3-coder", "qwen3-coder", "local", ""},
        Kind{"text-embedding-3-large", "text-embedding-3-large", "openai", "notes"},
    };
    const Kind& kind = kKinds.at(static_cast<std::size_t>(index) % kKinds.size());
    LoggedRequest request;
    request.row = total - index;
    request.attempts = index % 10 == 2 ? 3 : 1;
    RequestStarted& started = request.started;
    started.requestId = "r" + QByteArray::number(total - index).rightJustified(15, '0');
    started.startedAtMs = nowMs - index * kSampleApartMs - 20'000;
    started.client = index % 4 == 0 ? u"aider"_s : u"default"_s;
    started.project = QString::fromLatin1(kind.project);
    started.requestedModel = QString::fromLatin1(kind.asked);
    started.route = u"chat"_s;
    started.stream = index % 3 != 0;
    RequestFinished& finished = request.finished;
    finished.requestId = started.requestId;
    finished.provider = QString::fromLatin1(kind.provider);
    finished.servedModel = QString::fromLatin1(kind.served);
    finished.answeredModel = finished.servedModel;
    finished.httpStatus = 200;
    finished.ttftMs = 380 + index % 7 * 130;
    finished.durationMs = 2'400 + index % 11 * 900;
    finished.usage.inputTokens = 1'204 + index % 13 * 4'730;
    finished.usage.outputTokens = 310 + index % 5 * 127;
    finished.cost = {12'340'000 + index % 17 * 1'900'000, 15'425'000 + index % 17 * 2'375'000,
                     CostSource::Computed, nullptr};
    switch (index % 10) {
        case 4:
            finished.status = RequestStatus::Error;
            finished.httpStatus = 503;
            finished.ttftMs.reset();
            finished.usage = {};
            finished.cost = {0, 0, CostSource::Computed, nullptr};
            break;
        case 6:
            finished.status = RequestStatus::Cancelled;
            finished.cost.source = CostSource::Estimated;
            break;
        case 8:
            finished.cost = {};
            break;
        default:
            break;
    }
    return request;
}

RequestPage samplePage(const RequestQuery& query, qint64 total, qint64 nowMs) {
    RequestPage page;
    page.query = query;
    const qint64 first = query.after ? total - query.after->row + 1 : 0;
    const qint64 end = std::min<qint64>(total, first + query.limit);
    for (qint64 index = first; index < end; ++index) {
        page.requests.append(sampleRequest(index, total, nowMs));
    }
    if (end < total && !page.requests.isEmpty()) {
        page.next = page.requests.back().cursor();
    }
    return page;
}

RequestDetail sampleDetail(qint64 nowMs) {
    RequestDetail detail;
    detail.request = sampleRequest(2, 1'000, nowMs);
    RequestFinished& finished = detail.request.finished;
    const qint64 begin = detail.request.started.startedAtMs;
    finished.durationMs = 6'200;
    finished.ttftMs = 3'900;
    finished.usage.cachedInputTokens = 8'000;
    finished.usage.reasoningTokens = 96;
    finished.wasted = 1'200'000;
    finished.attempts = {attempt(1, "anthropic", "claude-opus-4.7", begin, Outcome::RateLimited, 429, 410),
                         attempt(2, "local", "qwen3-coder", begin + 420, Outcome::TimeoutFirstByte, 0, 3'000),
                         attempt(3, "openai", "gpt-5.5-codex", begin + 3'430, Outcome::Ok, 200, 2'770)};
    finished.attempts.back().cost.price = std::make_shared<const QByteArray>(
        R"({"model":"gpt-5.5-codex","from":"2026-05-01","input":5,"cached_input":0.5,"output":30,"source":"openai.com"})");
    detail.captured = {
        {CaptureKind::Prompt, begin,
         "{\n  \"model\": \"coding\",\n  \"messages\": [\n    {\"role\": \"user\", \"content\": \"Why does "
         "the "
         "build fail?\"}\n  ]\n}",
         false},
        {CaptureKind::Answer, begin + 6'200,
         "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"The header is missing.\"}}]}",
         true}};
    return detail;
}

}  // namespace signalbox::test
