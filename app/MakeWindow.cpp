#include "app/MakeWindow.h"

#include "app/DesktopNotifier.h"
#include "ui/WindowHost.h"

namespace signalbox {

namespace {

class HostedWindow final : public ShownWindow {
public:
    explicit HostedWindow(const WindowParts& parts)
        : m_host(parts.service, parts.clock, parts.scheduler,
                 {parts.stateFile, TrayUse::IfAvailable, parts.hidden, parts.command,
                  Autostart::autostartFolder(), &m_notifier, parts.origin},
                 parts.quit) {
        m_host.show();
    }
    void raise() override { m_host.raiseWindow(); }

private:
    DesktopNotifier m_notifier;
    WindowHost m_host;
};

}  // namespace

std::unique_ptr<ShownWindow> makeWindow(const WindowParts& parts) {
    return std::make_unique<HostedWindow>(parts);
}

}  // namespace signalbox
