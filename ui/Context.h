// Context: what every page and widget of the window may use. Thread: GUI. All of it outlives the widgets.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"
#include "core/base/ProcessOrigin.h"
#include "ui/Commands.h"
#include "ui/Format.h"
#include "ui/Theme.h"

namespace signalbox {

class Autostart;
class SecretClipboard;
class WindowSettings;

struct Context {
    GatewayService& service;
    const Clock& clock;
    Scheduler& scheduler;
    Theme& theme;
    Commands& commands;
    SecretClipboard& clipboard;
    WindowSettings& settings;
    Autostart& autostart;
    Format format;
    std::optional<ProcessOrigin> origin = {};  // what programs get that the user starts

    // What the user calls a provider.
    [[nodiscard]] QString providerName(const QString& id) const {
        const ConfigPtr config = service.config();
        const ProviderConfig* provider = config ? config->provider(id) : nullptr;
        return provider == nullptr || provider->name.isEmpty() ? id : provider->name;
    }
    [[nodiscard]] QDate today() const { return QDateTime::fromMSecsSinceEpoch(clock.wallMs()).date(); }
};

}  // namespace signalbox
