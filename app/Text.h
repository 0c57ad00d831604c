// Text: translation of what the program prints. Thread: main.
#pragma once

#include <QCoreApplication>
#include <QString>

namespace signalbox {

inline QString text(const char* source) {
    return QCoreApplication::translate("signalbox", source);
}
inline QString countText(const char* source, int n) {
    return QCoreApplication::translate("signalbox", source, nullptr, n);
}

}  // namespace signalbox
