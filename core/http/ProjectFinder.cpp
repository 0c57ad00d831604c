#include "core/http/ProjectFinder.h"

#include "core/http/Project.h"

#include <QFileInfo>

namespace signalbox {

ProjectFinder::ProjectFinder(QString home) : m_home(std::move(home)) {
    m_worker.setMaxThreadCount(1);
}

ProjectFinder::~ProjectFinder() {
    m_worker.clear();
    m_worker.waitForDone();
}

std::shared_ptr<const Caller> ProjectFinder::find(quint32 inode) {
    if (inode == 0 || m_waiting >= kMostWaiting) {
        return nullptr;
    }
    ++m_waiting;
    auto caller = std::make_shared<Caller>();
    m_worker.start([this, inode, caller] {
        QString project;
        if (const std::optional<qint64> pid = processWithSocket(inode)) {
            // As /proc writes it: without links.
            project = projectOf(workingFolderOf(*pid), QFileInfo(m_home).canonicalFilePath());
        }
        QMetaObject::invokeMethod(
            this,
            [this, caller, project] {
                --m_waiting;
                caller->project = project;
            },
            Qt::QueuedConnection);
    });
    return caller;
}

}  // namespace signalbox
