// ControlFields: reads the fields of one question of the control socket and keeps the first fault. Thread: a
// value; lives no longer than the object it reads.
#pragma once

#include "core/base/Result.h"
#include "core/service/ControlProtocol.h"

#include <QByteArray>
#include <QDate>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace signalbox {

class ControlFields {
public:
    explicit ControlFields(const QJsonObject& object) : m_object(object) {}

    QString name(const QString& field) {
        const QJsonValue value = m_object.value(field);
        if (!value.isString() || value.toString().isEmpty()) {
            fail(field, QStringLiteral("is missing"));
        }
        return optionalName(field);
    }
    QString optionalName(const QString& field) {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isString()) {
            fail(field, QStringLiteral("is not a text"));
        }
        if (value.toString().size() > kMaxName) {
            fail(field, QStringLiteral("is too long"));
        }
        return value.toString();
    }
    [[nodiscard]] bool has(const QString& field) const { return m_object.contains(field); }
    // Of a file, whole.
    QString path(const QString& field) {
        QString value = m_object.value(field).toString();
        if (!value.startsWith(QLatin1Char('/')) || value.size() > kMaxPath || value.contains(QChar(0))) {
            fail(field, QStringLiteral("is not an absolute path"));
        }
        return value;
    }
    std::optional<qint64> duration(const QString& field) {
        const QJsonValue value = m_object.value(field);
        if (value.isUndefined()) {
            return std::nullopt;
        }
        const qint64 ms = value.toInteger(-1);
        if (ms <= 0 || ms > kMaxForMs) {
            fail(field, QStringLiteral("is not a duration of 1 ms to 366 days"));
        }
        return ms;
    }
    std::optional<int> count(const QString& field, int most) {
        const QJsonValue value = m_object.value(field);
        if (value.isUndefined()) {
            return std::nullopt;
        }
        const qint64 number = value.toInteger(-1);
        if (number < 1 || number > most) {
            fail(field, QStringLiteral("is not a number from 1 to %1").arg(most));
            return std::nullopt;
        }
        return static_cast<int>(number);
    }
    bool flag(const QString& field) {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isBool()) {
            fail(field, QStringLiteral("is not true or false"));
        }
        return value.toBool();
    }
    QByteArray bytes(const QString& field) {
        const QByteArray text = m_object.value(field).toString().toLatin1();
        const auto decoded = QByteArray::fromBase64Encoding(text, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded) {
            fail(field, QStringLiteral("is not base64"));
        } else if (decoded.decoded.size() > ExplainCommand::kMostBytes) {
            fail(field, QStringLiteral("is too long"));
        }
        return decoded.decoded;
    }
    std::optional<QDate> day(const QString& field, QDate today) {
        const QString text = optionalName(field);
        if (text.isEmpty()) {
            return std::nullopt;
        }
        const QDate date = text == QLatin1String("today") ? today : QDate::fromString(text, Qt::ISODate);
        if (!date.isValid()) {
            fail(field, QStringLiteral("is not a day like 2026-05-31"));
        }
        return date;
    }
    void fail(const QString& field, const QString& message) {
        if (!m_fault) {
            m_fault = Error{ErrorCode::InvalidInput, field + QLatin1Char(' ') + message, field};
        }
    }
    [[nodiscard]] const std::optional<Error>& fault() const { return m_fault; }

private:
    static constexpr qint64 kMaxForMs = 366LL * 24 * 3600 * 1000;
    static constexpr qsizetype kMaxName = 1024;
    static constexpr qsizetype kMaxPath = 4096;

    const QJsonObject& m_object;
    std::optional<Error> m_fault;
};

}  // namespace signalbox
