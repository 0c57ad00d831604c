// A client's request on its way in: which of the gateway's own answers it gets, or the proxied request that
// it becomes.
#include "core/gateway/AnswerHeaders.h"
#include "core/gateway/GatewayPrivate.h"
#include "core/gateway/ModelsAnswer.h"
#include "core/http/ErrorBody.h"

namespace signalbox {

namespace {

constexpr QByteArrayView kPrefix("/v1/");
constexpr QByteArrayView kMetrics("/metrics");

// The endpoints that some adapter serves; the others are unknown paths to the client.
bool servedByAnyone(Endpoint endpoint) {
    for (const Protocol protocol : {Protocol::OpenAi, Protocol::Anthropic, Protocol::Gemini}) {
        const ProtocolAdapter* adapter = protocolAdapter(protocol);
        if (adapter != nullptr && adapter->serves(endpoint)) {
            return true;
        }
    }
    return false;
}

void send(ResponseWriter& writer, int status, const QByteArray& contentType, Headers headers,
          const QByteArray& body) {
    headers.add(QByteArrayLiteral("content-type"), contentType);
    writer.writeHead(status, headers, body.size());
    writer.write(body);
    writer.finish();
}

void sendJson(ResponseWriter& writer, int status, Headers headers, const QByteArray& body) {
    send(writer, status, QByteArrayLiteral("application/json"), std::move(headers), body);
}

}  // namespace

void Gateway::handle(HttpRequest&& request, ResponseWriter& writer) {
    const QByteArrayView path(request.path);
    const auto refuse = [&](int status, const QString& message, const QString& code, Headers headers = {}) {
        sendJson(writer, status, std::move(headers), gatewayErrorBody(request.path, status, message, code));
    };
    if (path == QByteArrayView("/health")) {
        sendJson(writer, 200, {},
                 QByteArrayLiteral("{\"status\":\"ok\",\"version\":\"" SIGNALBOX_VERSION "\"}"));
        return;
    }
    const QByteArrayView name = path.startsWith(kPrefix) ? path.sliced(kPrefix.size()) : QByteArrayView();
    const bool models = name == QByteArrayView("models") || name.startsWith(QByteArrayView("models/"));
    const std::optional<Endpoint> endpoint = endpointFromName(name);
    const bool isMetrics = path == kMetrics;
    if (!models && !isMetrics && (!endpoint || !servedByAnyone(*endpoint))) {
        refuse(404, QStringLiteral("There is no %1 here.").arg(QString::fromUtf8(request.path)),
               QStringLiteral("invalid_request"));
        return;
    }
    const QByteArrayView wanted(models || isMetrics ? "GET" : "POST");
    if (request.method != wanted) {
        Headers headers;
        headers.add(QByteArrayLiteral("allow"), wanted.toByteArray());
        refuse(405,
               QStringLiteral("%1 takes %2 only.")
                   .arg(QString::fromUtf8(request.path), QString::fromLatin1(wanted.data(), wanted.size())),
               QStringLiteral("invalid_request"), std::move(headers));
        return;
    }
    if (isMetrics) {
        send(writer, 200, QByteArrayLiteral("text/plain; version=0.0.4; charset=utf-8"), {},
             d->metricsText());
        return;
    }
    if (models) {
        if (name.size() == 6) {
            sendJson(writer, 200, {}, modelsAnswer(*d->settings.config, d->lists));
            return;
        }
        const QString id = QString::fromUtf8(QByteArray::fromPercentEncoding(name.sliced(7).toByteArray()));
        if (const auto body = modelAnswer(*d->settings.config, d->lists, id)) {
            sendJson(writer, 200, {}, *body);
        } else {
            refuse(404, QStringLiteral("There is no model \"%1\" here.").arg(id), QStringLiteral("no_route"));
        }
        return;
    }
    if (d->refusing) {
        refuse(503, QStringLiteral("Signalbox is stopping."), QStringLiteral("gateway_stopping"));
        return;
    }
    d->proxy(*endpoint, std::move(request), writer);
}

void Gateway::Private::proxy(Endpoint endpoint, HttpRequest&& request, ResponseWriter& writer) {
    if (const auto refusal = loopGuard.refusal(request.headers, *settings.config)) {
        Headers headers;
        headers.add(QByteArrayLiteral("x-should-retry"), QByteArrayLiteral("false"));
        sendJson(
            writer, LoopGuard::kStatus, std::move(headers),
            gatewayErrorBody(request.path, LoopGuard::kStatus, *refusal, QStringLiteral("invalid_request")));
        return;
    }
    auto body = parseRequestBody(endpoint, std::move(request.body));
    if (!body) {
        const Error& error = body.error();
        sendJson(writer, 400, {},
                 gatewayErrorBody(request.path, 400, error.message, QStringLiteral("invalid_request"),
                                  error.place));
        return;
    }
    RequestBody& parsed = body.value();
    parsed.contentType = request.headers.value("content-type").toByteArray();
    parsed.accept = request.headers.value("accept").toByteArray();
    parsed.query = request.query;
    parsed.passHeaders = fieldsForProvider(request.headers);
    auto [viaName, via] = loopGuard.field(request.headers);
    parsed.passHeaders.add(std::move(viaName), std::move(via));

    run({ids.next(context.clock.wallMs()), request.path, request.client, std::move(parsed),
         std::move(request.caller)},
        writer);
}

void Gateway::Private::run(ProxyRequest::Start start, ResponseWriter& writer) {
    ++requestsTotal;
    auto proxied = std::make_unique<ProxyRequest>(context, settings, std::move(start), writer,
                                                  [this](ProxyRequest& one) { ended(one); });
    ProxyRequest& running = *proxied;
    requests.emplace(&running, std::move(proxied));
    running.run();
}

void Gateway::testCall(quint64 number, const TargetRef& target, TestCallDone done) {
    d->callOnly(number, {Endpoint::ChatCompletions, TestCalls::body(target.model), target},
                QStringLiteral("test call"), ProxyRequest::Keep::AsConfigured, std::move(done));
}

void Gateway::replay(quint64 number, const ReplayRequest& request, TestCallDone done) {
    d->callOnly(number, request, QStringLiteral("replay"), ProxyRequest::Keep::Always, std::move(done));
}

void Gateway::Private::callOnly(quint64 number, const ReplayRequest& request, const QString& client,
                                ProxyRequest::Keep keep, TestCallDone done) {
    const ProviderConfig* provider = settings.config->provider(request.target.provider);
    if (provider == nullptr) {
        done(Error{ErrorCode::NotFound,
                   QStringLiteral("There is no provider \"%1\".").arg(request.target.provider),
                   request.target.provider});
        return;
    }
    if (refusing) {
        done(Error{ErrorCode::Cancelled, QStringLiteral("Signalbox is stopping."), {}});
        return;
    }
    auto body = parseRequestBody(request.endpoint, request.body);
    if (!body) {
        done(body.error());
        return;
    }
    // Prices and health are known by the name that is sent.
    const TargetRef target{provider->id, modelSent({}, request.target.model, *provider, body.value().model)};
    const QByteArray requestId = ids.next(context.clock.wallMs());
    if (ResponseWriter* writer = testCalls.begin(number, requestId, std::move(done))) {
        run({requestId, "/v1/" + endpointName(request.endpoint).toLatin1(), client, std::move(body).value(),
             nullptr, target, keep},
            *writer);
    }
}

void Gateway::cancelTestCall(quint64 number) {
    d->testCalls.cancel(number);
}

QByteArray Gateway::Private::metricsText() const {
    Metrics::Now now;
    for (const ProviderConfig& provider : settings.config->providers) {
        ProviderStatus status;
        health.fill(provider, status);
        now.providers.push_back({provider.id, status.inFlight});
    }
    health.eachBreaker([&](const QString& provider, const QString& model, CircuitBreaker::State state) {
        now.breakers.push_back({provider, model, state});
    });
    return metrics.text(now);
}

}  // namespace signalbox
