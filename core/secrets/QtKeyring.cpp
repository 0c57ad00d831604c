#include "core/secrets/SystemKeyring.h"

#include <QByteArrayList>
#include <QFileInfo>
#include <QObject>

#include <qt6keychain/keychain.h>

#include <utility>

namespace signalbox {

namespace {

// A session bus that can be reached, judged by its address alone. Without one libsecret would try to start a
// bus, or wait; a server without a session must not.
bool sessionBusExists() {
    const QByteArray addresses = qgetenv("DBUS_SESSION_BUS_ADDRESS");
    if (addresses.isEmpty()) {
        const QByteArray runtime = qgetenv("XDG_RUNTIME_DIR");
        return !runtime.isEmpty() &&
               QFileInfo::exists(QString::fromLocal8Bit(runtime) + QStringLiteral("/bus"));
    }
    for (const QByteArray& address : addresses.split(';')) {
        if (!address.startsWith("unix:path=")) {
            if (address.startsWith("unix:abstract=") || address.startsWith("tcp:")) {
                return true;
            }
            continue;
        }
        const qsizetype begin = qsizetype{10};
        const qsizetype end = address.indexOf(',');
        const QByteArray path = address.mid(begin, end < 0 ? -1 : end - begin);
        if (QFileInfo::exists(QString::fromLocal8Bit(path))) {
            return true;
        }
    }
    return false;
}

KeyringStatus statusOf(QKeychain::Error error) {
    switch (error) {
        case QKeychain::NoError:
            return KeyringStatus::Ok;
        case QKeychain::EntryNotFound:
            return KeyringStatus::NotFound;
        case QKeychain::AccessDeniedByUser:
        case QKeychain::AccessDenied:
            return KeyringStatus::Denied;
        case QKeychain::NoBackendAvailable:
        case QKeychain::NotImplemented:
            return KeyringStatus::Unavailable;
        default:
            return KeyringStatus::Failed;
    }
}

class QtKeyring final : public KeyringBackend {
public:
    explicit QtKeyring(QString service) : m_service(std::move(service)), m_hasBus(sessionBusExists()) {}

    [[nodiscard]] bool isAvailable() const override { return m_hasBus; }
    [[nodiscard]] QString unavailableReason() const override {
        return QStringLiteral("there is no system keyring in this session");
    }

    void read(const QString& entry, Callback callback) override {
        auto* job = new QKeychain::ReadPasswordJob(m_service);
        QObject::connect(job, &QKeychain::Job::finished, &m_context, [job, callback = std::move(callback)] {
            const KeyringStatus status = statusOf(job->error());
            callback({status, status == KeyringStatus::Ok ? Secret(job->binaryData()) : Secret()});
        });
        start(job, entry);
    }

    void write(const QString& entry, const Secret& data, Callback callback) override {
        auto* job = new QKeychain::WritePasswordJob(m_service);
        job->setBinaryData(data.expose());
        QObject::connect(job, &QKeychain::Job::finished, &m_context, [job, callback = std::move(callback)] {
            callback({statusOf(job->error()), {}});
        });
        start(job, entry);
    }

    void remove(const QString& entry, Callback callback) override {
        auto* job = new QKeychain::DeletePasswordJob(m_service);
        QObject::connect(job, &QKeychain::Job::finished, &m_context, [job, callback = std::move(callback)] {
            callback({statusOf(job->error()), {}});
        });
        start(job, entry);
    }

private:
    // The job deletes itself when it has finished, which may be after this object is gone: m_context breaks
    // the tie.
    static void start(QKeychain::Job* job, const QString& entry) {
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        job->setKey(entry);
        job->start();
    }

    const QString m_service;
    const bool m_hasBus;
    QObject m_context;
};

}  // namespace

std::unique_ptr<KeyringBackend> makeSystemKeyring(const QString& service) {
    return std::make_unique<QtKeyring>(service);
}

}  // namespace signalbox
