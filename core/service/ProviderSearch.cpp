#include "core/service/ProviderSearch.h"

#include "core/protocol/ProtocolAdapter.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 kMostBytes = 4 * 1024 * 1024;

}  // namespace

// One search: what each preset came to, and how many are still asked.
struct ProviderSearch::Run {
    std::vector<std::optional<FoundProvider>> found;
    std::size_t open = 0;
    Callback callback;

    void close() {
        if (--open > 0) {
            return;
        }
        QVector<FoundProvider> all;
        for (std::optional<FoundProvider>& one : found) {
            if (one) {
                all.append(std::move(*one));
            }
        }
        callback(std::move(all));
    }
};

ProviderSearch::ProviderSearch(std::vector<ProviderPreset> presets, SecretStore::Environment environment,
                               QObject* parent)
    : QObject(parent), m_presets(std::move(presets)), m_environment(std::move(environment)) {
    m_network.setProxy(QNetworkProxy::NoProxy);
    m_network.setTransferTimeout(static_cast<int>(kTimeLimit.count()));
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void ProviderSearch::start(Callback callback) {
    auto run = std::make_shared<Run>();
    run->found.resize(m_presets.size());
    run->callback = std::move(callback);
    run->open = 1;
    for (std::size_t i = 0; i < m_presets.size(); ++i) {
        const ProviderPreset& preset = m_presets[i];
        for (const QString& name : preset.environment) {
            if (const auto value = m_environment(name); value && !value->trimmed().isEmpty()) {
                run->found[i] = {preset.id, KeySource{KeySource::Kind::Env, name}, {}};
                break;
            }
        }
        if (preset.kind == ProviderPreset::Kind::Local) {
            askServer(run, i);
        }
    }
    QMetaObject::invokeMethod(
        this, [run] { run->close(); }, Qt::QueuedConnection);
}

void ProviderSearch::askServer(const std::shared_ptr<Run>& run, std::size_t preset) {
    ++run->open;
    QNetworkReply* reply =
        m_network.get(QNetworkRequest(QUrl(m_presets[preset].baseUrl + QStringLiteral("/models"))));
    connect(reply, &QNetworkReply::readyRead, this, [reply] {
        if (reply->bytesAvailable() > kMostBytes) {
            reply->abort();
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, run, preset, reply] {
        reply->deleteLater();
        // What is no list of models is from something else that listens there.
        const ProtocolAdapter* adapter = protocolAdapter(m_presets[preset].protocol);
        if (reply->error() == QNetworkReply::NoError && adapter != nullptr) {
            if (std::optional<QStringList> models = adapter->readModels(reply->readAll())) {
                run->found[preset] = {m_presets[preset].id, std::nullopt, std::move(*models)};
            }
        }
        run->close();
    });
}

}  // namespace signalbox
