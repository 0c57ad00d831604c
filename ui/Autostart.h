// Autostart: whether the program starts when the user logs in: a file in the desktop's autostart folder, by
// the Desktop Application Autostart Specification of freedesktop.org. Read and written on a thread of its
// own; written whole or not at all. Thread: GUI; answers come by signals.
#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>

namespace signalbox {

class Autostart final : public QObject {
    Q_OBJECT

public:
    enum class State { Unknown, Off, On };
    struct Setting {
        State state = State::Unknown;
        bool hidden = false;  // the window is not shown then
        bool operator==(const Setting&) const = default;
    };

    // `command`: the program and its arguments, absolute; empty: it cannot be started by itself. `folder`:
    // usually autostartFolder().
    Autostart(QStringList command, QString folder, QObject* parent = nullptr);
    ~Autostart() override;

    [[nodiscard]] bool isPossible() const { return !m_command.isEmpty() && !m_folder.isEmpty(); }
    [[nodiscard]] const Setting& setting() const { return m_setting; }
    [[nodiscard]] const QString& problem() const { return m_problem; }
    [[nodiscard]] bool isBusy() const { return m_busy > 0; }

    void read();
    void set(const Setting& wanted);

    // ~/.config/autostart, or where XDG_CONFIG_HOME says.
    [[nodiscard]] static QString autostartFolder();
    [[nodiscard]] static QByteArray entry(const QStringList& command, bool hidden);

Q_SIGNALS:
    // Setting, problem, or whether one is under way.
    void changed();

private:
    struct Outcome {
        Setting setting;
        QString problem;
    };
    template <class Work>
    void run(Work work);
    [[nodiscard]] QString file() const;

    QStringList m_command;
    QString m_folder;
    Setting m_setting;
    QString m_problem;
    int m_busy = 0;
    QThreadPool m_pool;  // one thread: in order
};

}  // namespace signalbox
