#include "ui/Autostart.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kHidden = "--hidden";
constexpr qint64 kMostBytes = 64 * 1024;

// By the Desktop Entry Specification: quoted, and what is special within quotes escaped; then the escapes of
// a string, and the per cent sign, which would begin a field code.
QByteArray quoted(const QString& argument) {
    QString text;
    for (const QChar c : argument) {
        if (c == u'"' || c == u'`' || c == u'$' || c == u'\\') {
            text += u'\\';
        }
        text += c == u'%' ? u"%%"_s : QString(c);
    }
    text = u'"' + text + u'"';
    text.replace(u'\\', u"\\\\"_s);
    return text.toUtf8();
}

Autostart::Setting settingIn(const QByteArray& entry) {
    Autostart::Setting setting{Autostart::State::On, false};
    const QList<QByteArray> lines = entry.split('\n');
    for (const QByteArray& line : lines) {
        const QByteArray text = line.trimmed();
        if (text == "Hidden=true" || text == "X-GNOME-Autostart-enabled=false") {
            setting.state = Autostart::State::Off;  // desktops switch it off so
        } else if (text.startsWith("Exec=")) {
            setting.hidden = text.contains(kHidden);
        }
    }
    return setting;
}

}  // namespace

Autostart::Autostart(QStringList command, QString folder, QObject* parent)
    : QObject(parent), m_command(std::move(command)), m_folder(std::move(folder)) {
    m_pool.setMaxThreadCount(1);
}

Autostart::~Autostart() {
    m_pool.waitForDone();
}

QString Autostart::autostartFolder() {
    const QString config = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
    return config.isEmpty() ? QString() : QString(config + u"/autostart"_s);
}

QString Autostart::file() const {
    return m_folder + u"/signalbox.desktop"_s;
}

QByteArray Autostart::entry(const QStringList& command, bool hidden) {
    QByteArray exec;
    for (const QString& argument : command) {
        exec += (exec.isEmpty() ? "" : " ") + quoted(argument);
    }
    if (hidden) {
        exec += QByteArray(" ") + kHidden;
    }
    return "[Desktop Entry]\nType=Application\nVersion=1.4\nName=Signalbox\nIcon=signalbox\nTerminal=false\n"
           "Exec=" +
           exec + "\n";
}

// The work does not touch this object; its answer comes back to it, if it is still there.
template <class Work>
void Autostart::run(Work work) {
    ++m_busy;
    m_pool.start([this, work = std::move(work)] {
        Outcome outcome = work();
        // Destruction waits for the pool, and takes what is posted with it.
        QMetaObject::invokeMethod(this, [this, outcome = std::move(outcome)] {
            --m_busy;
            m_setting = outcome.setting;
            m_problem = outcome.problem;
            Q_EMIT changed();
        });
    });
}

void Autostart::read() {
    if (!isPossible()) {
        return;
    }
    run([path = file()]() -> Outcome {
        QFile file(path);
        if (!file.exists()) {
            return {{State::Off, false}, {}};
        }
        if (!file.open(QIODevice::ReadOnly)) {
            return {{}, file.errorString()};
        }
        return {settingIn(file.read(kMostBytes)), {}};
    });
}

void Autostart::set(const Setting& wanted) {
    if (!isPossible()) {
        return;
    }
    run([path = file(), folder = m_folder, bytes = entry(m_command, wanted.hidden), wanted,
         before = m_setting]() -> Outcome {
        if (wanted.state != State::On) {
            QFile file(path);
            if (file.exists() && !file.remove()) {
                return {before, file.errorString()};
            }
            return {{State::Off, wanted.hidden}, {}};
        }
        if (!QDir().mkpath(folder)) {
            return {before, QStringLiteral("%1 cannot be made").arg(folder)};
        }
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
            return {before, file.errorString()};
        }
        return {{State::On, wanted.hidden}, {}};
    });
    Q_EMIT changed();
}

}  // namespace signalbox
