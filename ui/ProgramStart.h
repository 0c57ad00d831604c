// ProgramStart: a program to start with variables in its environment, and started. Values; startDetached may
// be called on any thread, and waits for the system: where programs lie on a disk that stands still, as long
// as the disk does. So not on the GUI thread.
#pragma once

#include "ui/Context.h"

#include <QByteArray>
#include <QPair>
#include <QStringList>
#include <QVector>

#include <optional>

namespace signalbox {

// With these words, and these variables beside those that there are, less those withheld.
struct ProgramStart {
    QStringList words;
    QVector<QPair<QString, QByteArray>> environment;
    QStringList withheld = {};
    std::optional<ProcessOrigin> origin = {};  // nothing: it inherits our own
};

// It outlives us. False: it could not be started.
[[nodiscard]] bool startDetached(const ProgramStart& program);

}  // namespace signalbox
