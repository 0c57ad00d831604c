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
        // Connections come in bursts: one pass over the descriptors finds the holders of all of them.
        auto holder = m_holders.constFind(inode);
        if (holder == m_holders.cend()) {
            m_holders = socketHolders();
            holder = m_holders.constFind(inode);
        }
        if (holder != m_holders.cend()) {
            // As /proc writes it: without links.
            project = projectOf(workingFolderOf(*holder), QFileInfo(m_home).canonicalFilePath());
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
