// ProviderSearch: finds what could be used at once: keys in the environment by their usual names, and servers
// on this machine at their usual ports that list models as OpenAI's protocol has it. Values of keys are not
// read further than whether there is one. Thread: lives on the thread that made it, which runs an event loop;
// answers come from there, once each, and not after it is gone. Never waits: a server that has not answered
// after kTimeLimit is not there.
#pragma once

#include "core/api/FoundProvider.h"
#include "core/api/ProviderPresets.h"
#include "core/base/Clock.h"
#include "core/secrets/SecretStore.h"

#include <QNetworkAccessManager>
#include <QObject>

#include <functional>
#include <vector>

namespace signalbox {

class ProviderSearch final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kTimeLimit{1'000};

    explicit ProviderSearch(std::vector<ProviderPreset> presets = providerPresets(),
                            SecretStore::Environment environment = &SecretStore::processEnvironment,
                            QObject* parent = nullptr);

    using Callback = std::function<void(QVector<FoundProvider>)>;
    // In the order of the presets.
    void start(Callback callback);

private:
    struct Run;
    void askServer(const std::shared_ptr<Run>& run, std::size_t preset);

    const std::vector<ProviderPreset> m_presets;
    const SecretStore::Environment m_environment;
    QNetworkAccessManager m_network;
};

}  // namespace signalbox
