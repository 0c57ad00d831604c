#include "core/api/LocalKey.h"

#include <QRandomGenerator>

#include <array>

namespace signalbox {

Secret freshLocalKey() {
    std::array<quint32, 5> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    QByteArray key("sb-");
    for (const quint32 word : words) {
        key += QByteArray::number(word, 16).rightJustified(8, '0');
    }
    return Secret(std::move(key));
}

}  // namespace signalbox
