#include "core/base/Secret.h"

#include <QString>

namespace signalbox {

bool Secret::matches(QByteArrayView candidate) const {
    const qsizetype length = m_value.size();
    // The difference of lengths is folded in, and every character of the candidate is looked at.
    unsigned difference = length == candidate.size() ? 0U : 1U;
    for (qsizetype i = 0; i < candidate.size(); ++i) {
        const char mine = length > 0 ? m_value.at(i % length) : '\0';
        difference |= static_cast<unsigned char>(mine ^ candidate.at(i));
    }
    return difference == 0 && length > 0;
}

void Secret::wipe() {
    if (!m_value.isEmpty() && m_value.isDetached()) {
        volatile char* data = m_value.data();
        for (qsizetype i = 0; i < m_value.size(); ++i) {
            data[i] = '\0';
        }
    }
    m_value.clear();
}

QString maskedKey(const Secret& secret) {
    const QByteArray& value = secret.expose();
    if (value.size() < 16) {
        return QStringLiteral("…");
    }
    return QString::fromUtf8(value.left(3)) + QStringLiteral("…") + QString::fromUtf8(value.right(4));
}

}  // namespace signalbox
