// FaultyVfs: SQLite's default file layer with faults on demand. While one exists, every connection of the
// process goes through it. Counts the operations that change files (open, write, truncate, sync, delete) and
// fails from the n-th on. Threads: any; one instance at a time.
#pragma once

#include <atomic>

namespace signalbox::test {

class FaultyVfs {
public:
    enum class Fault {
        IoError,     // the operation fails and does nothing
        ShortWrite,  // a write gets half of its bytes in, then fails
        Full,        // no room
        ReadOnly,    // as after a remount
    };
    static constexpr int kForEver = 1 << 30;

    FaultyVfs();
    ~FaultyVfs();
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;

    // Operations `first` (from 1) to `first + count - 1` from now on fail.
    void failFrom(int first, int count, Fault fault);
    void clear();
    // Operations since failFrom() or clear(), and how many of them failed.
    [[nodiscard]] int operations() const;
    [[nodiscard]] int failures() const;
    [[nodiscard]] int opens() const;

    // Syncs wait while the gate is closed.
    void closeGate();
    void openGate();
    [[nodiscard]] bool someoneWaits() const;
};

}  // namespace signalbox::test
