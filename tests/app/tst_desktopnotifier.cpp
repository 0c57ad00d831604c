// The desktop's notifications over a bus of this test's own: what is sent, what a click does, and what
// becomes of it where nobody shows it.
#include "app/DesktopNotifier.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QVariantMap>

#include <memory>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;

}  // namespace

// As a desktop has it.
class FakeDesktop final : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    struct Shown {
        QString title;
        QString text;
        QStringList actions;
    };
    QVector<Shown> shown;

public Q_SLOTS:
    uint Notify(const QString&, uint, const QString&, const QString& title, const QString& text,
                const QStringList& actions, const QVariantMap&, int) {
        shown.append({title, text, actions});
        return static_cast<uint>(shown.size());
    }

Q_SIGNALS:
    void ActionInvoked(uint id, const QString& action);
    void NotificationClosed(uint id, uint reason);
};

class TestDesktopNotifier final : public QObject {
    Q_OBJECT

    QProcess m_daemon;
    QString m_address;

    static QDBusConnection connection(const QString& address, const QString& name) {
        return QDBusConnection::connectToBus(address, name);
    }

private Q_SLOTS:
    void initTestCase() {
        m_daemon.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address"_s});
        QVERIFY(m_daemon.waitForStarted());
        QTRY_VERIFY(m_daemon.canReadLine());
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    }
    void cleanupTestCase() {
        for (const QString& name : {u"desktop"_s, u"client"_s}) {
            QDBusConnection::disconnectFromBus(name);
        }
        m_daemon.terminate();
        QVERIFY(m_daemon.waitForFinished());
    }

    void isRefusedWhereNobodyShowsIt() {
        DesktopNotifier notifier(connection(m_address, u"client"_s));
        bool refused = false;
        notifier.tell({u"Title"_s, u"Text"_s}, [&] { refused = true; });
        QVERIFY(!refused);  // it does not wait
        QTRY_VERIFY(refused);
        DesktopNotifier nowhere{QDBusConnection(u"no such connection"_s)};
        refused = false;
        nowhere.tell({u"Title"_s, u"Text"_s}, [&] { refused = true; });
        QVERIFY(refused);
    }

    void isShownAndClicked() {
        QDBusConnection there = connection(m_address, u"desktop"_s);
        FakeDesktop desktop;
        QVERIFY(there.registerObject(kPath, &desktop,
                                     QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(there.registerService(kService));
        DesktopNotifier notifier(connection(m_address, u"client"_s));
        const QSignalSpy clicked(&notifier, &Notifier::clicked);
        bool refused = false;
        notifier.tell({u"chat goes to B now"_s, u"A: <b>500</b> & more"_s}, [&] { refused = true; });
        QTRY_COMPARE(desktop.shown.size(), 1);
        QCOMPARE(desktop.shown[0].title, u"chat goes to B now"_s);
        QCOMPARE(desktop.shown[0].text, u"A: &lt;b&gt;500&lt;/b&gt; &amp; more"_s);  // no markup of others
        QCOMPARE(desktop.shown[0].actions.value(0), u"default"_s);
        QVector<int> chosen;
        notifier.tell({u"second"_s, {}, {u"North"_s, u"South"_s}, [&](int choice) { chosen.append(choice); }},
                      [&] { refused = true; });
        QTRY_COMPARE(desktop.shown.size(), 2);
        QTest::qWait(0);
        // Somebody else's is not ours.
        Q_EMIT desktop.ActionInvoked(99, u"default"_s);
        Q_EMIT desktop.ActionInvoked(2, u"default"_s);
        QTRY_COMPARE(clicked.size(), 1);
        Q_EMIT desktop.NotificationClosed(1, 1);
        Q_EMIT desktop.ActionInvoked(1, u"default"_s);
        Q_EMIT desktop.ActionInvoked(2, u"default"_s);
        QTRY_COMPARE(clicked.size(), 2);
        QCOMPARE(desktop.shown[1].actions.mid(2), (QStringList{u"0"_s, u"North"_s, u"1"_s, u"South"_s}));
        Q_EMIT desktop.ActionInvoked(2, u"1"_s);
        Q_EMIT desktop.ActionInvoked(2, u"0"_s);  // it was decided
        QTRY_COMPARE(chosen, QVector<int>{1});
        QTest::qWait(0);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(clicked.size(), 2);
        QVERIFY(!refused);
    }
};

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktopnotifier.moc"
