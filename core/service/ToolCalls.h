// ToolCalls: test calls of the gateway itself, over its own address with a client's key, as a tool makes
// them. Thread: lives on the thread that made it, which runs an event loop; answers come from there, once
// each, and not after it is gone. Never waits. Goes to the given address only: no proxy, no redirect.
#pragma once

#include "core/api/TestCall.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/base/Secret.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QObject>

#include <functional>

class QNetworkReply;

namespace signalbox {

class ToolCalls final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kTimeLimit{120'000};

    using Done = std::function<void(const Result<TestCallResult>&)>;

    explicit ToolCalls(const Clock& clock, QObject* parent = nullptr);

    // Unavailable: nobody was reached there, or the answer did not come in time.
    void start(quint64 number, const QString& baseUrl, const Secret& key, const QString& model, Done done);
    void cancel(quint64 number);

private:
    const Clock& m_clock;
    QNetworkAccessManager m_network;
    QHash<quint64, QNetworkReply*> m_calls;
};

}  // namespace signalbox
