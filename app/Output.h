// Output: standard output and standard error as bytes of UTF-8, written whole. Thread: main.
#pragma once

#include <QString>

namespace signalbox {

// False if not all of it could be written (a full disk, a closed pipe).
[[nodiscard]] bool printOut(const QString& text);
// Lines for people, each begun with "signalbox: ".
void printError(const QString& lines);

}  // namespace signalbox
