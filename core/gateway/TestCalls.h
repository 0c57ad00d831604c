// TestCalls: the answers of test calls under way, put together as a client would read them. Thread: gateway.
// Owned by Gateway. Every call is answered once: when its request has ended, when it is cancelled, at the
// latest when this is destroyed; never inside a call from the request.
#pragma once

#include "core/api/TestCall.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/http/HttpMessage.h"

#include <functional>
#include <map>
#include <memory>

namespace signalbox {

class TestCalls {
public:
    using Done = std::function<void(const Result<TestCallResult>&)>;

    // What a call asks; the protocol's adapter puts it into the provider's own form. No limit to its output:
    // models that reason refuse the one field, older servers the other.
    [[nodiscard]] static QByteArray body(const QString& model);

    // What an answer to it says, whoever gave it.
    [[nodiscard]] static TestCallResult read(int status, const QByteArray& answer);

    TestCalls(const Clock& clock, Scheduler& scheduler);
    ~TestCalls();
    TestCalls(const TestCalls&) = delete;
    TestCalls& operator=(const TestCalls&) = delete;

    // The writer for the call's request; null: there is a call of that number.
    [[nodiscard]] ResponseWriter* begin(quint64 number, const QByteArray& requestId, Done done);
    // Ends its request, as if the client had left.
    void cancel(quint64 number);

private:
    class Call;
    void tellEnded();

    const Clock& m_clock;
    Scheduler& m_scheduler;
    std::map<quint64, std::unique_ptr<Call>> m_calls;
    Timer m_telling;
};

}  // namespace signalbox
