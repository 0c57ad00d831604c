// ControlSocket: where the control socket of a data folder lies (`control.sock` in it) and how both ends open
// it: for the owner alone. The folder's path may be longer than a socket address can hold. Thread: any; calls
// block shortly.
#pragma once

#include "core/base/Result.h"

#include <QString>

namespace signalbox {

// A listening, non-blocking socket, mode 0600. The caller holds the folder's InstanceLock: a socket file left
// behind by a process that is gone is replaced. The caller closes the descriptor and removes the file.
[[nodiscard]] Result<int> listenOnControlSocket(const QString& dataFolder);
// A connected, blocking socket. ErrorCode::NotFound: nothing listens there.
[[nodiscard]] Result<int> connectToControlSocket(const QString& dataFolder);
void removeControlSocket(const QString& dataFolder);

// The user who runs the process at the other end; -1 if the system does not say.
[[nodiscard]] qint64 peerUser(int descriptor);

}  // namespace signalbox
