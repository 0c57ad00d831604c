#include "tests/ledger/FaultyVfs.h"

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>

namespace signalbox::test {

namespace {

struct State {
    std::mutex mutex;
    std::condition_variable changed;
    int operations = 0;
    int failures = 0;
    int opens = 0;
    int first = FaultyVfs::kForEver;
    int count = 0;
    FaultyVfs::Fault fault = FaultyVfs::Fault::IoError;
    bool gateClosed = false;
    int waiting = 0;
};

State& state() {
    static State theState;
    return theState;
}

struct FaultyFile {
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_vfs* realVfs = nullptr;
sqlite3_vfs faultyVfs;

sqlite3_file* realFile(sqlite3_file* file) {
    return reinterpret_cast<FaultyFile*>(file)->real;
}

// Counts one operation; 0, or the code it fails with.
int count(int ioError) {
    State& s = state();
    const std::scoped_lock lock(s.mutex);
    const int number = ++s.operations;
    if (number < s.first || number - s.first >= s.count) {
        return SQLITE_OK;
    }
    ++s.failures;
    switch (s.fault) {
        case FaultyVfs::Fault::Full:
            return SQLITE_FULL;
        case FaultyVfs::Fault::ReadOnly:
            return SQLITE_READONLY;
        case FaultyVfs::Fault::IoError:
        case FaultyVfs::Fault::ShortWrite:
            break;
    }
    return ioError;
}

bool shortWrites() {
    const std::scoped_lock lock(state().mutex);
    return state().fault == FaultyVfs::Fault::ShortWrite;
}

int fileClose(sqlite3_file* file) {
    return realFile(file)->pMethods->xClose(realFile(file));
}
int fileRead(sqlite3_file* file, void* data, int amount, sqlite3_int64 offset) {
    return realFile(file)->pMethods->xRead(realFile(file), data, amount, offset);
}
int fileWrite(sqlite3_file* file, const void* data, int amount, sqlite3_int64 offset) {
    sqlite3_file* real = realFile(file);
    if (const int code = count(SQLITE_IOERR_WRITE)) {
        if (shortWrites()) {
            real->pMethods->xWrite(real, data, amount / 2, offset);
        }
        return code;
    }
    return real->pMethods->xWrite(real, data, amount, offset);
}
int fileTruncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = count(SQLITE_IOERR_TRUNCATE)) {
        return code;
    }
    return realFile(file)->pMethods->xTruncate(realFile(file), size);
}
int fileSync(sqlite3_file*, int) {
    {
        State& s = state();
        std::unique_lock lock(s.mutex);
        ++s.waiting;
        s.changed.wait(lock, [&s] { return !s.gateClosed; });
        --s.waiting;
    }
    if (const int code = count(SQLITE_IOERR_FSYNC)) {
        return code;
    }
    // Nothing here outlives the process: the disk is spared.
    return SQLITE_OK;
}
int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    return realFile(file)->pMethods->xFileSize(realFile(file), size);
}
int fileLock(sqlite3_file* file, int level) {
    return realFile(file)->pMethods->xLock(realFile(file), level);
}
int fileUnlock(sqlite3_file* file, int level) {
    return realFile(file)->pMethods->xUnlock(realFile(file), level);
}
int fileCheckLock(sqlite3_file* file, int* out) {
    return realFile(file)->pMethods->xCheckReservedLock(realFile(file), out);
}
int fileControl(sqlite3_file* file, int operation, void* argument) {
    return realFile(file)->pMethods->xFileControl(realFile(file), operation, argument);
}
int fileSectorSize(sqlite3_file* file) {
    return realFile(file)->pMethods->xSectorSize(realFile(file));
}
int fileCharacteristics(sqlite3_file* file) {
    return realFile(file)->pMethods->xDeviceCharacteristics(realFile(file));
}
int fileShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    return realFile(file)->pMethods->xShmMap(realFile(file), region, size, extend, out);
}
int fileShmLock(sqlite3_file* file, int offset, int n, int flags) {
    return realFile(file)->pMethods->xShmLock(realFile(file), offset, n, flags);
}
void fileShmBarrier(sqlite3_file* file) {
    realFile(file)->pMethods->xShmBarrier(realFile(file));
}
int fileShmUnmap(sqlite3_file* file, int remove) {
    return realFile(file)->pMethods->xShmUnmap(realFile(file), remove);
}

const sqlite3_io_methods kMethods{2,
                                  fileClose,
                                  fileRead,
                                  fileWrite,
                                  fileTruncate,
                                  fileSync,
                                  fileSize,
                                  fileLock,
                                  fileUnlock,
                                  fileCheckLock,
                                  fileControl,
                                  fileSectorSize,
                                  fileCharacteristics,
                                  fileShmMap,
                                  fileShmLock,
                                  fileShmBarrier,
                                  fileShmUnmap,
                                  nullptr,
                                  nullptr};

int vfsOpen(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    auto* faulty = reinterpret_cast<FaultyFile*>(file);
    faulty->base.pMethods = nullptr;
    faulty->real = reinterpret_cast<sqlite3_file*>(faulty + 1);
    {
        const std::scoped_lock lock(state().mutex);
        if ((flags & SQLITE_OPEN_MAIN_DB) != 0) {
            ++state().opens;
        }
    }
    if (count(SQLITE_CANTOPEN) != SQLITE_OK) {
        return SQLITE_CANTOPEN;
    }
    const int code = realVfs->xOpen(realVfs, name, faulty->real, flags, outFlags);
    if (faulty->real->pMethods) {
        faulty->base.pMethods = &kMethods;
    }
    return code;
}

int vfsDelete(sqlite3_vfs*, const char* name, int sync) {
    if (const int code = count(SQLITE_IOERR_DELETE)) {
        return code;
    }
    return realVfs->xDelete(realVfs, name, sync);
}

}  // namespace

FaultyVfs::FaultyVfs() {
    realVfs = sqlite3_vfs_find(nullptr);
    faultyVfs = *realVfs;
    faultyVfs.pNext = nullptr;
    faultyVfs.zName = "faulty";
    faultyVfs.szOsFile = int(sizeof(FaultyFile)) + realVfs->szOsFile;
    faultyVfs.xOpen = vfsOpen;
    faultyVfs.xDelete = vfsDelete;
    sqlite3_vfs_register(&faultyVfs, 1);
    clear();
}

FaultyVfs::~FaultyVfs() {
    sqlite3_vfs_unregister(&faultyVfs);
    sqlite3_vfs_register(realVfs, 1);
}

void FaultyVfs::failFrom(int first, int count, Fault fault) {
    State& s = state();
    const std::scoped_lock lock(s.mutex);
    s.operations = 0;
    s.failures = 0;
    s.opens = 0;
    s.first = first;
    s.count = count;
    s.fault = fault;
}

void FaultyVfs::clear() {
    failFrom(kForEver, 0, Fault::IoError);
}

int FaultyVfs::operations() const {
    const std::scoped_lock lock(state().mutex);
    return state().operations;
}

int FaultyVfs::failures() const {
    const std::scoped_lock lock(state().mutex);
    return state().failures;
}

int FaultyVfs::opens() const {
    const std::scoped_lock lock(state().mutex);
    return state().opens;
}

void FaultyVfs::closeGate() {
    const std::scoped_lock lock(state().mutex);
    state().gateClosed = true;
}

void FaultyVfs::openGate() {
    {
        const std::scoped_lock lock(state().mutex);
        state().gateClosed = false;
    }
    state().changed.notify_all();
}

bool FaultyVfs::someoneWaits() const {
    const std::scoped_lock lock(state().mutex);
    return state().waiting > 0;
}

}  // namespace signalbox::test
