// ProjectFinder: finds the project behind a connection, once for each, on a thread of its own: the process
// that holds the other end, and the repository that it works in. The queue is bounded; who finds it full goes
// without a project. Thread: gateway, where it is made and where answers are filled in; the look itself runs
// on its worker, for whose current look the destructor waits.
#pragma once

#include "core/http/HttpMessage.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <memory>

namespace signalbox {

class ProjectFinder final : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostWaiting = 256;

    // `home`: the user's, which is never a project.
    explicit ProjectFinder(QString home);
    ~ProjectFinder() override;

    // The socket at the other end, as PeerProbe tells. The answer fills itself in, also after the finder is
    // asked for nobody any more; null: it is not looked for.
    [[nodiscard]] std::shared_ptr<const Caller> find(quint32 inode);

private:
    const QString m_home;
    int m_waiting = 0;
    QHash<quint32, qint64> m_holders;  // as last seen; the worker's alone
    QThreadPool m_worker;
};

}  // namespace signalbox
