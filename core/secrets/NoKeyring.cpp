#include "core/secrets/SystemKeyring.h"

namespace signalbox {

namespace {

class NoKeyring final : public KeyringBackend {
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("this build of Signalbox has no support for the system keyring");
    }
    void read(const QString&, Callback callback) override { refuse(callback); }
    void write(const QString&, const Secret&, Callback callback) override { refuse(callback); }
    void remove(const QString&, Callback callback) override { refuse(callback); }

private:
    static void refuse(const Callback& callback) { callback({KeyringStatus::Unavailable, {}}); }
};

}  // namespace

std::unique_ptr<KeyringBackend> makeSystemKeyring(const QString&) {
    return std::make_unique<NoKeyring>();
}

}  // namespace signalbox
