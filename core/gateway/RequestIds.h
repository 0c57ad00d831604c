// RequestIds: names for requests: 16 characters that sort by time (Crockford's base 32 of 48 bits of Unix ms
// and 32 random bits). Thread: one.
#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <array>

namespace signalbox {

class RequestIds {
public:
    [[nodiscard]] QByteArray next(qint64 wallMs) {
        static constexpr std::array kDigits{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a',
                                            'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n',
                                            'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z'};
        quint64 high = static_cast<quint64>(wallMs) & 0xffffffffffffULL;
        quint64 low = m_random.generate();
        QByteArray id(16, Qt::Uninitialized);
        // 80 bits, five at a time from the right: the low 40 hold the random part and the last bits of the
        // time.
        quint64 right = (low | (high << 32)) & 0xffffffffffULL;
        quint64 left = high >> 8;
        for (int i = 15; i >= 8; --i, right >>= 5) {
            id[i] = kDigits[right & 31];
        }
        for (int i = 7; i >= 0; --i, left >>= 5) {
            id[i] = kDigits[left & 31];
        }
        return id;
    }

private:
    QRandomGenerator m_random = QRandomGenerator::securelySeeded();
};

}  // namespace signalbox
