#include "core/gateway/TestCalls.h"

#include "core/base/PlainText.h"
#include "core/protocol/FailureRules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace signalbox {

namespace {

// More than any answer to the question needs.
constexpr qsizetype kBodyLimit = 256 * 1024;
constexpr qsizetype kTextLimit = 500;
// What a client would have got, had the head not said 200 already.
constexpr int kBrokenOff = 502;

QString shortened(QString text) {
    text = plainLine(text);
    if (text.size() > kTextLimit) {
        text = text.left(kTextLimit - 1) + QChar(0x2026);
    }
    return text;
}

QString messageOf(const QJsonObject& answer) {
    const QJsonObject message = answer.value(QLatin1String("choices"))
                                    .toArray()
                                    .at(0)
                                    .toObject()
                                    .value(QLatin1String("message"))
                                    .toObject();
    return message.value(QLatin1String("content")).toString();
}

// A stream says it in its last event.
QString whyBrokenOff(const QByteArray& answer) {
    const qsizetype last = answer.lastIndexOf("data:");
    const ErrorFacts facts = last < 0 ? ErrorFacts() : errorFacts(QByteArrayView(answer).sliced(last + 5));
    return facts.isError ? failureDetail(facts.message) : QStringLiteral("The answer broke off.");
}

Error cancelled() {
    return {ErrorCode::Cancelled, QStringLiteral("the test call was cancelled"), {}};
}

}  // namespace

class TestCalls::Call final : public ResponseWriter {
public:
    Call(QByteArray requestId, qint64 startedMs, Done done, std::function<qint64()> now,
         std::function<void()> ended)
        : m_requestId(std::move(requestId)),
          m_done(std::move(done)),
          m_now(std::move(now)),
          m_ended(std::move(ended)),
          m_startedMs(startedMs) {}

    void writeHead(int status, const Headers& /*headers*/, std::optional<qint64> /*contentLength*/,
                   bool /*close*/) override {
        m_status = status;
    }
    void write(QByteArrayView bytes) override {
        m_body.append(bytes.first(std::min(bytes.size(), kBodyLimit - m_body.size())));
    }
    void finish() override {
        TestCallResult result = read(m_status, m_body);
        result.requestId = m_requestId;
        result.durationMs = m_now() - m_startedMs;
        end(result);
    }
    void abort() override {
        if (m_status == 0) {
            end(cancelled());
            return;
        }
        TestCallResult result;
        result.requestId = m_requestId;
        result.status = kBrokenOff;
        result.text = whyBrokenOff(m_body);
        result.durationMs = m_now() - m_startedMs;
        end(result);
    }
    [[nodiscard]] qint64 pendingBytes() const override { return 0; }

    void cancel() {
        if (!m_answer) {
            end(cancelled());
            if (const auto gone = std::exchange(onGone, nullptr)) {
                gone();
            }
        }
    }
    [[nodiscard]] bool hasEnded() const { return m_answer.has_value(); }
    void tell() const { m_done(m_answer ? *m_answer : Result<TestCallResult>(cancelled())); }

private:
    void end(Result<TestCallResult> answer) {
        m_answer = std::move(answer);
        m_ended();
    }

    QByteArray m_requestId;
    Done m_done;
    std::function<qint64()> m_now;
    std::function<void()> m_ended;
    qint64 m_startedMs;
    QByteArray m_body;
    int m_status = 0;
    std::optional<Result<TestCallResult>> m_answer;
};

TestCallResult TestCalls::read(int status, const QByteArray& answer) {
    TestCallResult result;
    result.status = status;
    const QJsonObject object = QJsonDocument::fromJson(answer).object();
    if (result.works()) {
        result.text = shortened(messageOf(object));
    } else {
        result.text = failureDetail(errorFacts(answer).message);
        result.code = object.value(QLatin1String("error")).toObject().value(QLatin1String("code")).toString();
    }
    return result;
}

QByteArray TestCalls::body(const QString& model) {
    const QJsonObject question{{QStringLiteral("role"), QStringLiteral("user")},
                               {QStringLiteral("content"), QStringLiteral("Answer with the word: ok")}};
    return QJsonDocument(QJsonObject{{QStringLiteral("model"), model},
                                     {QStringLiteral("messages"), QJsonArray{question}}})
        .toJson(QJsonDocument::Compact);
}

TestCalls::TestCalls(const Clock& clock, Scheduler& scheduler) : m_clock(clock), m_scheduler(scheduler) {}

TestCalls::~TestCalls() {
    for (const auto& [number, call] : std::exchange(m_calls, {})) {
        call->tell();
    }
}

ResponseWriter* TestCalls::begin(quint64 number, const QByteArray& requestId, Done done) {
    const auto [place, isNew] = m_calls.try_emplace(number);
    if (!isNew) {
        return nullptr;
    }
    place->second = std::make_unique<Call>(
        requestId, m_clock.monotonicMs(), std::move(done), [this] { return m_clock.monotonicMs(); },
        [this] {
            if (!m_telling.isActive()) {
                m_telling = m_scheduler.after(Milliseconds(0), [this] { tellEnded(); });
            }
        });
    return place->second.get();
}

void TestCalls::cancel(quint64 number) {
    if (const auto call = m_calls.find(number); call != m_calls.end()) {
        call->second->cancel();
    }
}

void TestCalls::tellEnded() {
    std::vector<std::unique_ptr<Call>> ended;
    for (auto call = m_calls.begin(); call != m_calls.end();) {
        if (call->second->hasEnded()) {
            ended.push_back(std::move(call->second));
            call = m_calls.erase(call);
        } else {
            ++call;
        }
    }
    for (const auto& call : ended) {
        call->tell();
    }
}

}  // namespace signalbox
