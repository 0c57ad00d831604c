// LiveGateway: a window over a real service in a folder of its own, without a keyring, and the ways to its
// controls. Waits for what a real gateway does, so each step has its limit. Thread: the test's.
#pragma once

#include "core/service/Service.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace signalbox::test {

class NoKeyring final : public KeyringBackend {
public:
    [[nodiscard]] bool isAvailable() const override { return false; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("there is no keyring here");
    }
    void read(const QString&, Callback callback) override { callback({KeyringStatus::NotFound, {}}); }
    void write(const QString&, const Secret&, Callback callback) override {
        callback({KeyringStatus::NotFound, {}});
    }
    void remove(const QString&, Callback callback) override { callback({KeyringStatus::Ok, {}}); }
};

class LiveGateway {
public:
    static constexpr int kLimitMs = 20'000;

    LiveGateway() = default;
    ~LiveGateway() { (void)stop(); }
    LiveGateway(const LiveGateway&) = delete;
    LiveGateway& operator=(const LiveGateway&) = delete;

    // Welcome: as on the very first start.
    enum class Start { Plain, Welcome };

    // Nothing in `listen`: where the file says. False: it did not start.
    [[nodiscard]] bool start(
        const std::optional<ListenConfig>& listen = ListenConfig{QStringLiteral("127.0.0.1"), 0},
        Start how = Start::Plain) {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_service =
            std::make_unique<Service>(ServiceOptions{folder().filePath(QStringLiteral("config.json")),
                                                     folder().filePath(QStringLiteral("data")), listen},
                                      m_clock, std::make_unique<NoKeyring>());
        bool started = false;
        QObject::connect(m_service.get(), &Service::started, m_service.get(), [&started] { started = true; });
        m_service->start();
        if (!QTest::qWaitFor([&started] { return started; }, kLimitMs)) {
            return false;
        }
        WindowOptions options{{}, TrayUse::Never};
        if (how == Start::Welcome) {
            options.stateFile = folder().filePath(QStringLiteral("window.ini"));
        }
        m_host = std::make_unique<WindowHost>(*m_service, m_clock, m_service->scheduler(), options, [] {});
        m_host->show();
        return true;
    }
    [[nodiscard]] bool stop() {
        m_host.reset();
        if (!m_service) {
            return true;
        }
        bool stopped = false;
        QObject::connect(m_service.get(), &Service::stopped, m_service.get(), [&stopped] { stopped = true; });
        m_service->stop();
        const bool ended = QTest::qWaitFor([&stopped] { return stopped; }, kLimitMs);
        m_service.reset();
        return ended;
    }

    [[nodiscard]] Service& service() { return *m_service; }
    [[nodiscard]] MainWindow& window() { return m_host->window(); }
    [[nodiscard]] const QTemporaryDir& folder() const { return m_folder; }
    [[nodiscard]] const Clock& clock() const { return m_clock; }

    template <class T>
    [[nodiscard]] T* get(const QString& name = {}) {
        return window().findChild<T*>(name);
    }
    // Waits until the button can be pressed.
    [[nodiscard]] bool press(const QString& name, QWidget* within = nullptr) {
        QPushButton* button = nullptr;
        const bool ready = QTest::qWaitFor(
            [&] {
                QWidget& parent = within != nullptr ? *within : window();
                button = parent.findChild<QPushButton*>(name);
                return button != nullptr && button->isVisible() && button->isEnabled();
            },
            kLimitMs);
        if (ready) {
            button->click();
        }
        return ready;
    }
    [[nodiscard]] bool type(const QString& name, const QString& text) {
        auto* edit = get<QLineEdit>(name);
        if (edit == nullptr || !edit->isVisible()) {
            return false;
        }
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        return true;
    }
    [[nodiscard]] bool says(const QString& name, const QString& text) {
        return QTest::qWaitFor(
            [&] {
                auto* label = get<QLabel>(name);
                return label != nullptr && label->isVisible() && label->text().contains(text);
            },
            kLimitMs);
    }
    // A call as a tool makes it, over the gateway's own address.
    [[nodiscard]] Result<TestCallResult> call(const QString& client, const QString& model) {
        std::optional<Result<TestCallResult>> answer;
        const Ticket ticket = m_service->callAsTool(client, model);
        const auto connection = QObject::connect(m_service.get(), &Service::testCallDone, m_service.get(),
                                                 [&](Ticket which, const Result<TestCallResult>& result) {
                                                     if (which == ticket) {
                                                         answer = result;
                                                     }
                                                 });
        (void)QTest::qWaitFor([&] { return answer.has_value(); }, kLimitMs);
        QObject::disconnect(connection);
        return answer ? *answer : Error{ErrorCode::Failed, QStringLiteral("no answer came"), {}};
    }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<Service> m_service;
    std::unique_ptr<WindowHost> m_host;
};

}  // namespace signalbox::test
