#include "core/service/ToolCalls.h"

#include "core/gateway/TestCalls.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <utility>

namespace signalbox {

ToolCalls::ToolCalls(const Clock& clock, QObject* parent) : QObject(parent), m_clock(clock) {
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setTransferTimeout(static_cast<int>(kTimeLimit.count()));
}

void ToolCalls::start(quint64 number, const QString& baseUrl, const Secret& key, const QString& model,
                      Done done) {
    QNetworkRequest request(QUrl(baseUrl + QStringLiteral("/chat/completions")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setRawHeader(QByteArrayLiteral("authorization"), QByteArrayLiteral("Bearer ") + key.expose());
    QNetworkReply* reply = m_network.post(request, TestCalls::body(model));
    m_calls.insert(number, reply);
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, number, begunMs = m_clock.monotonicMs(), done = std::move(done)] {
                m_calls.remove(number);
                reply->deleteLater();
                const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
                if (status == 0) {
                    const bool cancelled = reply->error() == QNetworkReply::OperationCanceledError;
                    done(Error{
                        cancelled ? ErrorCode::Cancelled : ErrorCode::Unavailable, reply->errorString(), {}});
                    return;
                }
                TestCallResult result = TestCalls::read(status, reply->readAll());
                result.requestId = reply->rawHeader(QByteArrayLiteral("x-signalbox-request-id"));
                result.durationMs = m_clock.monotonicMs() - begunMs;
                done(result);
            });
}

void ToolCalls::cancel(quint64 number) {
    if (QNetworkReply* reply = m_calls.value(number)) {
        reply->abort();
    }
}

}  // namespace signalbox
