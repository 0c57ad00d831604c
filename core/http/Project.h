// Which project a process works for: the git repository around its working directory. Thread: any; reads
// /proc and the folders of the user, which may wait for a network, so never on the gateway thread. Other than
// on Linux no process is found. What is read comes from programs that are not trusted: it is bounded, and
// names are freed of what cannot be printed.
#pragma once

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

// The sockets of this user's processes by their inodes, as /proc/PID/fd shows them, in one pass.
[[nodiscard]] QHash<quint32, qint64> socketHolders();
// The first process of this user that holds the socket with that inode, as /proc/PID/fd shows it.
[[nodiscard]] std::optional<qint64> processWithSocket(quint32 inode);
// Empty: unknown, or not ours to look at.
[[nodiscard]] QString workingFolderOf(qint64 pid);

// "folder above/repository" for what lies in a git repository, so that two of the same name are told apart,
// and "repository" for one right in `home`. A linked worktree counts for the repository that it belongs to, a
// submodule for itself. Empty outside of repositories; `home` and the root are never one.
[[nodiscard]] QString projectOf(const QString& folder, const QString& home);

// Where a worktree's `.git` file points to, "gitdir: /src/box/.git/worktrees/fix": the repository's folder
// ("/src/box"). Empty: it is no worktree's.
[[nodiscard]] QString repositoryOfWorktree(const QByteArray& gitFile);

}  // namespace signalbox
