// Context: what every page and widget of the window may use. Thread: GUI. All of it outlives the widgets.
#pragma once

#include "core/api/GatewayService.h"
#include "core/base/Clock.h"
#include "ui/Commands.h"
#include "ui/Format.h"
#include "ui/Theme.h"

namespace signalbox {

class SecretClipboard;

struct Context {
    GatewayService& service;
    const Clock& clock;
    Scheduler& scheduler;
    Theme& theme;
    Commands& commands;
    SecretClipboard& clipboard;
    Format format;

    [[nodiscard]] QDate today() const { return QDateTime::fromMSecsSinceEpoch(clock.wallMs()).date(); }
};

}  // namespace signalbox
