// WindowFixture: what tests of the window share: one over a scripted service, on a clock that stands still,
// and the ways to its controls. Thread: the test's.
#pragma once

#include "tests/support/FakeClock.h"
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/Samples.h"
#include "ui/MainWindow.h"
#include "ui/WindowHost.h"
#include "ui/widgets/LeverPosition.h"
#include "ui/widgets/LeverRow.h"

#include <QMenu>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <memory>

namespace signalbox::test {

using namespace Qt::StringLiterals;

class WindowFixture : public QObject {
protected:
    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<FakeGatewayService> m_service;
    std::unique_ptr<WindowHost> m_host;
    int m_quits = 0;

    MainWindow& window() { return m_host->window(); }
    StatusSnapshot sample() { return sampleStatus(m_clock->wallMs()); }

    LeverRow* route(const QString& name) { return window().findChild<LeverRow*>(u"route:"_s + name); }
    LeverPosition* position(const QString& name, int index) {
        return route(name)->findChildren<LeverPosition*>().value(index);
    }
    QPushButton* button(const QString& owner, const QString& name) {
        auto* parent = window().findChild<QWidget*>(owner);
        return parent != nullptr ? parent->findChild<QPushButton*>(name) : nullptr;
    }
    // By its place among those on the screen, from the top.
    template <class T>
    static T* nth(const QWidget& within, const QString& name, int index) {
        QTest::qWait(0);
        QVector<T*> shown;
        for (T* one : within.findChildren<T*>(name)) {
            if (one->isVisible()) {
                shown.append(one);
            }
        }
        std::stable_sort(shown.begin(), shown.end(), [](const T* a, const T* b) {
            return a->mapToGlobal(QPoint()).y() < b->mapToGlobal(QPoint()).y();
        });
        return shown.value(index);
    }
    static QAction* action(const QMenu& menu, const QString& text) {
        for (QAction* one : menu.actions()) {
            if (one->text() == text) {
                return one;
            }
            if (one->menu() != nullptr) {
                if (QAction* found = action(*one->menu(), text)) {
                    return found;
                }
            }
        }
        return nullptr;
    }
    // A clock and a service of this test's own.
    void serve(const ConfigPtr& config) {
        m_clock = std::make_unique<FakeClock>();
        m_service = std::make_unique<FakeGatewayService>();
        m_service->configure(config);
    }
    void close() {
        m_host.reset();
        m_service.reset();
    }
    void open(const StatusSnapshot& status, const WindowOptions& options = {{}, TrayUse::Never}) {
        m_service->publish(status);
        m_host = std::make_unique<WindowHost>(*m_service, *m_clock, *m_clock, options, [this] { ++m_quits; });
        m_host->show();
        QVERIFY(QTest::qWaitForWindowExposed(&window()));
    }
};

}  // namespace signalbox::test
