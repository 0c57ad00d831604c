// GatewayFixture: a gateway on a fake clock between a scripted network and a recording client. Thread: the
// test's.
#pragma once

#include "core/gateway/Gateway.h"
#include "tests/gateway/FakeTransport.h"

#include <memory>
#include <random>
#include <vector>

namespace signalbox::test {

// The client's side of one request.
class RecordingWriter final : public ResponseWriter {
public:
    void writeHead(int code, const Headers& fields, std::optional<qint64> length, bool) override {
        ++heads;
        status = code;
        headers = fields;
        contentLength = length;
    }
    void write(QByteArrayView bytes) override { body.append(bytes); }
    void finish() override {
        ++ends;
        finished = true;
    }
    void abort() override {
        ++ends;
        aborted = true;
    }
    [[nodiscard]] qint64 pendingBytes() const override { return pending; }

    [[nodiscard]] QByteArray header(QByteArrayView name) const { return headers.value(name).toByteArray(); }
    [[nodiscard]] bool ended() const { return finished || aborted; }

    int heads = 0;
    int ends = 0;
    int status = 0;
    Headers headers;
    std::optional<qint64> contentLength;
    QByteArray body;
    qint64 pending = 0;
    bool finished = false;
    bool aborted = false;
};

// Over any kind of transport that is made from a clock.
template <class Network>
class GatewayFixtureOn : private Gateway::Host {
public:
    GatewayFixtureOn()
        : transport(clock), gateway({clock, clock, transport, transport, *this, [this] {
                                         return std::uniform_real_distribution<>(0, 1)(chance);
                                     }}) {}

    FakeClock clock;
    std::mt19937 chance{1};  // what the gateway leaves to chance, the same in every run
    Network transport;
    std::vector<RequestStarted> started;
    std::vector<RequestFinished> finished;
    std::vector<SwitchChanged> switched;
    std::vector<RequestCapture> captured;
    int expired = 0;
    int listsChanged = 0;
    int healthKept = 0;
    // Questions about what was spent; answered at once with nothing spent, unless a test answers itself.
    std::vector<SpentQuestion> spentAsked;
    bool answersSpent = true;
    std::vector<std::unique_ptr<RecordingWriter>> writers;
    std::shared_ptr<const Caller> caller;  // of the requests to come
    Gateway gateway;

    // Providers "first", "second" … at http://first, http://second …, each with one key "key-first" …
    static ProviderConfig provider(const QString& id, int keys = 1) {
        ProviderConfig config;
        config.id = id;
        config.name = id;
        config.baseUrl = QUrl(QStringLiteral("http://%1/v1").arg(id));
        for (int i = 0; i < keys; ++i) {
            config.keys.push_back({KeySource::Kind::Env, QStringLiteral("KEY%1").arg(i)});
        }
        return config;
    }
    static RouteConfig route(const QString& name, const std::vector<TargetConfig>& targets) {
        RouteConfig config;
        config.name = name;
        config.match.model = QStringLiteral("*");
        config.targets = targets;
        return config;
    }

    void configure(Config config) {
        ProviderKeys keys;
        for (const ProviderConfig& provider : config.providers) {
            auto& list = keys.byProvider[provider.id];
            for (std::size_t i = 0; i < provider.keys.size(); ++i) {
                list.push_back({provider.keys[i], Secret(QByteArray("key-") + provider.id.toUtf8() + "-" +
                                                         QByteArray::number(static_cast<int>(i)))});
            }
        }
        gateway.setConfig(std::make_shared<const Config>(std::move(config)));
        gateway.setKeys(std::move(keys));
    }
    // One route "r" for every model over these targets; providers as named.
    void configure(const std::vector<TargetConfig>& targets, int keys = 1) {
        Config config;
        for (const TargetConfig& target : targets) {
            if (config.provider(target.provider) == nullptr) {
                config.providers.push_back(provider(target.provider, keys));
            }
        }
        config.routes = {route(QStringLiteral("r"), targets)};
        configure(std::move(config));
    }

    RecordingWriter& post(const QByteArray& path, const QByteArray& body, const Headers& more = {}) {
        auto& writer = *writers.emplace_back(std::make_unique<RecordingWriter>());
        HttpRequest request;
        request.method = QByteArrayLiteral("POST");
        request.path = path;
        request.client = QStringLiteral("tester");
        request.headers.add(QByteArrayLiteral("content-type"), QByteArrayLiteral("application/json"));
        for (const Headers::Field& field : more) {
            request.headers.add(field.first, field.second);
        }
        request.body = body;
        request.caller = caller;
        gateway.handle(std::move(request), writer);
        return writer;
    }
    RecordingWriter& get(const QByteArray& path) {
        auto& writer = *writers.emplace_back(std::make_unique<RecordingWriter>());
        HttpRequest request;
        request.method = QByteArrayLiteral("GET");
        request.path = path;
        gateway.handle(std::move(request), writer);
        return writer;
    }
    static QByteArray chat(bool stream, const char* model = "gpt") {
        return QByteArray("{\"model\":\"") + model +
               "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" +
               (stream ? ",\"stream\":true" : "") + "}";
    }
    RecordingWriter& chatRequest(bool stream) {
        return post(QByteArrayLiteral("/v1/chat/completions"), chat(stream));
    }

    [[nodiscard]] TargetStatus target(int index) const {
        return gateway.snapshot().routes.value(0).targets.value(index);
    }
    [[nodiscard]] ProviderStatus providerStatus(int index) const {
        return gateway.snapshot().providers.value(index);
    }

private:
    void book(LedgerEntry entry) override {
        if (auto* start = std::get_if<RequestStarted>(&entry)) {
            started.push_back(std::move(*start));
        } else if (auto* end = std::get_if<RequestFinished>(&entry)) {
            finished.push_back(std::move(*end));
        } else if (auto* change = std::get_if<SwitchChanged>(&entry)) {
            switched.push_back(std::move(*change));
        } else if (auto* capture = std::get_if<RequestCapture>(&entry)) {
            captured.push_back(std::move(*capture));
        }
    }
    void statusTouched() override {}
    void switchesExpired() override { ++expired; }
    void modelListsChanged() override { ++listsChanged; }
    void healthChanged() override { ++healthKept; }
    void spentWanted(const SpentQuestion& question) override {
        spentAsked.push_back(question);
        if (answersSpent) {
            gateway.setSpent({question, QVector<NanoUsd>(question.items.size(), 0), {}});
        }
    }
};

using GatewayFixture = GatewayFixtureOn<FakeTransport>;

}  // namespace signalbox::test
