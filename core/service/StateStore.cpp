#include "core/service/StateStore.h"

#include "core/config/AtomicFile.h"
#include "core/service/HealthJson.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace signalbox {

namespace {

constexpr int kVersion = 1;
constexpr qint64 kMaxBytes = 4 * 1024 * 1024;

Error fault(const QString& place, const QString& message) {
    return {ErrorCode::InvalidInput, message, place};
}

void writeUntil(QJsonObject& object, const std::optional<qint64>& untilMs) {
    if (untilMs) {
        object.insert(QStringLiteral("until_ms"), *untilMs);
    }
}

std::optional<qint64> readUntil(const QJsonObject& object) {
    const QJsonValue value = object.value(QStringLiteral("until_ms"));
    return value.isDouble() ? std::optional<qint64>(value.toInteger()) : std::nullopt;
}

QJsonObject writePin(const Pin& pin) {
    QJsonObject object{{QStringLiteral("mode"),
                        pin.mode == PinMode::Only ? QStringLiteral("only") : QStringLiteral("prefer")},
                       {QStringLiteral("provider"), pin.target.provider},
                       {QStringLiteral("since_ms"), pin.sinceMs}};
    if (!pin.target.model.isEmpty()) {
        object.insert(QStringLiteral("model"), pin.target.model);
    }
    writeUntil(object, pin.untilMs);
    return object;
}

QJsonObject writePins(const QHash<QString, Pin>& pins) {
    QJsonObject object;
    for (auto it = pins.cbegin(); it != pins.cend(); ++it) {
        if (it->mode != PinMode::Auto) {
            object.insert(it.key(), writePin(*it));
        }
    }
    return object;
}

std::optional<Pin> readPin(const QJsonObject& object) {
    const QString mode = object.value(QStringLiteral("mode")).toString();
    Pin pin;
    pin.mode = mode == QLatin1String("only") ? PinMode::Only : PinMode::Prefer;
    pin.target = {object.value(QStringLiteral("provider")).toString(),
                  object.value(QStringLiteral("model")).toString()};
    pin.sinceMs = object.value(QStringLiteral("since_ms")).toInteger();
    pin.untilMs = readUntil(object);
    const bool known = pin.mode == PinMode::Only || mode == QLatin1String("prefer");
    return known && !pin.target.provider.isEmpty() ? std::optional<Pin>(pin) : std::nullopt;
}

QJsonObject writeDrain(const Drain& drain) {
    QJsonObject object{{QStringLiteral("since_ms"), drain.sinceMs}};
    writeUntil(object, drain.untilMs);
    return object;
}

Drain readDrain(const QJsonObject& object) {
    return {readUntil(object), object.value(QStringLiteral("since_ms")).toInteger()};
}

// {"at_ms": …, "route": …, "pin": …} or {"at_ms": …, "provider": …, "drain": …}; no pin: it was automatic, no
// drain: it was in use.
QJsonArray writeUndoable(const QVector<UndoableSwitch>& changes) {
    QJsonArray list;
    for (const UndoableSwitch& change : changes) {
        QJsonObject object{{QStringLiteral("at_ms"), change.atMs}};
        if (change.provider.isEmpty()) {
            object.insert(QStringLiteral("route"), change.route);
            if (change.pin.mode != PinMode::Auto) {
                object.insert(QStringLiteral("pin"), writePin(change.pin));
            }
        } else {
            object.insert(QStringLiteral("provider"), change.provider);
            if (change.drain) {
                object.insert(QStringLiteral("drain"), writeDrain(*change.drain));
            }
        }
        list.append(object);
    }
    return list;
}

std::optional<UndoableSwitch> readUndoable(const QJsonObject& object) {
    UndoableSwitch change;
    change.atMs = object.value(QStringLiteral("at_ms")).toInteger();
    change.route = object.value(QStringLiteral("route")).toString();
    change.provider = object.value(QStringLiteral("provider")).toString();
    if (change.route.isEmpty() == change.provider.isEmpty()) {
        return std::nullopt;
    }
    if (const QJsonValue pin = object.value(QStringLiteral("pin")); !pin.isUndefined()) {
        const std::optional<Pin> read = readPin(pin.toObject());
        if (!read) {
            return std::nullopt;
        }
        change.pin = *read;
    }
    if (const QJsonValue drain = object.value(QStringLiteral("drain")); drain.isObject()) {
        change.drain = readDrain(drain.toObject());
    }
    return change;
}

}  // namespace

QByteArray writeState(const SwitchState& state, const HealthRecord& health) {
    const QJsonObject pins = writePins(state.pins);
    QJsonObject drains;
    for (auto it = state.drains.cbegin(); it != state.drains.cend(); ++it) {
        drains.insert(it.key(), writeDrain(*it));
    }
    QJsonObject root{{QStringLiteral("version"), kVersion},
                     {QStringLiteral("pins"), pins},
                     {QStringLiteral("drains"), drains},
                     {QStringLiteral("undo"), writeUndoable(state.undoable)}};
    if (!state.covered.isEmpty()) {
        root.insert(QStringLiteral("covered"), writePins(state.covered));
    }
    if (!health.empty()) {
        root.insert(QStringLiteral("health"), healthToJson(health));
    }
    return QJsonDocument(root).toJson();
}

HealthRecord readHealth(const QByteArray& bytes) {
    return healthFromJson(QJsonDocument::fromJson(bytes).object().value(QStringLiteral("health")).toObject());
}

Result<SwitchState> readState(const QByteArray& bytes) {
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &parseError);
    if (!document.isObject()) {
        return fault(QStringLiteral("offset %1").arg(parseError.offset), parseError.errorString());
    }
    const QJsonObject root = document.object();
    if (root.value(QStringLiteral("version")).toInt() != kVersion) {
        return fault(QStringLiteral("version"), QStringLiteral("is not %1").arg(kVersion));
    }
    SwitchState state;
    for (const auto& [name, into] :
         {std::pair("pins", &SwitchState::pins), std::pair("covered", &SwitchState::covered)}) {
        const QJsonObject pins = root.value(QLatin1String(name)).toObject();
        for (auto it = pins.constBegin(); it != pins.constEnd(); ++it) {
            const std::optional<Pin> pin = readPin(it.value().toObject());
            if (!pin) {
                return fault(QLatin1String(name) + QLatin1Char('.') + it.key(),
                             QStringLiteral("is not a pin"));
            }
            (state.*into).insert(it.key(), *pin);
        }
    }
    const QJsonObject drains = root.value(QStringLiteral("drains")).toObject();
    for (auto it = drains.constBegin(); it != drains.constEnd(); ++it) {
        if (!it.value().isObject()) {
            return fault(QStringLiteral("drains.") + it.key(), QStringLiteral("is not a drain"));
        }
        state.drains.insert(it.key(), readDrain(it.value().toObject()));
    }
    const QJsonArray undo = root.value(QStringLiteral("undo")).toArray();
    for (qsizetype i = 0; i < undo.size() && i < SwitchState::kMostUndoable; ++i) {
        const std::optional<UndoableSwitch> change = readUndoable(undo[i].toObject());
        if (!change) {
            return fault(QStringLiteral("undo[%1]").arg(i), QStringLiteral("is not a change"));
        }
        state.undoable.append(*change);
    }
    return state;
}

StateStore::StateStore(QString path, QObject* parent)
    : QObject(parent), m_path(std::move(path)), m_worker(std::make_unique<QObject>()) {
    m_thread.setObjectName(QStringLiteral("state"));
    m_worker->moveToThread(&m_thread);
}

StateStore::~StateStore() {
    if (m_thread.isRunning()) {
        QMetaObject::invokeMethod(
            m_worker.get(), [] {}, Qt::BlockingQueuedConnection);
    }
    m_thread.quit();
    m_thread.wait();
}

Result<SwitchState> StateStore::load() {
    QFile file(m_path);
    if (!file.exists()) {
        return SwitchState{};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return setAside(QStringLiteral("cannot be read (%1)").arg(file.errorString()));
    }
    const QByteArray bytes = file.read(kMaxBytes + 1);
    const bool readable = file.error() == QFileDevice::NoError;
    const QString why = file.errorString();
    file.close();
    if (!readable) {
        return setAside(QStringLiteral("cannot be read (%1)").arg(why));
    }
    if (bytes.size() > kMaxBytes) {
        return setAside(QStringLiteral("is larger than %1 bytes").arg(kMaxBytes));
    }
    Result<SwitchState> state = readState(bytes);
    if (!state) {
        return setAside(
            QStringLiteral("is damaged (%1: %2)").arg(state.error().place, state.error().message));
    }
    m_switch = state.value();
    m_health = readHealth(bytes);
    return state;
}

// Whatever is wrong with it, the next write would replace it: what it holds is kept for people to look at.
Error StateStore::setAside(const QString& fault) const {
    const QString aside = m_path + QStringLiteral(".damaged");
    QFile::remove(aside);
    QFile file(m_path);
    const QString what = file.rename(aside)
                             ? QStringLiteral("it was set aside as %1").arg(aside)
                             : QStringLiteral("it could not be set aside: %1").arg(file.errorString());
    return {ErrorCode::InvalidInput,
            QStringLiteral("%1 %2; %3, and every switch is automatic").arg(m_path, fault, what), m_path};
}

void StateStore::save(const SwitchState& state, Done done) {
    m_switch = state;
    write(std::move(done));
}

void StateStore::saveHealth(const HealthRecord& health) {
    m_health = health;
    write([](const Result<void>&) {});
}

void StateStore::write(Done done) {
    m_next = writeState(m_switch, m_health);
    m_waiting.push_back(std::move(done));
    if (m_writing.empty()) {
        begin();
    }
}

void StateStore::begin() {
    if (!m_thread.isRunning()) {
        m_thread.start();
    }
    m_writing = std::exchange(m_waiting, {});
    QByteArray bytes = *std::exchange(m_next, std::nullopt);
    QMetaObject::invokeMethod(m_worker.get(), [this, path = m_path, bytes = std::move(bytes)] {
        const Result<void> result = writeFileAtomically(path, bytes, Replace::Existing);
        QMetaObject::invokeMethod(this, [this, result] { finished(result); });
    });
}

void StateStore::finished(const Result<void>& result) {
    const std::vector<Done> done = std::exchange(m_writing, {});
    if (m_next) {
        begin();
    }
    for (const Done& call : done) {
        call(result);
    }
}

void StateStore::flush() {
    while (!m_writing.empty()) {
        // A blocking call to the worker returns when all before it is done; the answers then wait here.
        QMetaObject::invokeMethod(
            m_worker.get(), [] {}, Qt::BlockingQueuedConnection);
        QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
    }
}

}  // namespace signalbox
