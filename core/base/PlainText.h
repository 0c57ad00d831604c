// PlainText: text that came from outside, made fit to be shown. Pure; any thread.
#pragma once

#include <QString>

namespace signalbox {

// One line without control and format characters: such could drive a terminal or turn the words beside them
// around (U+202E and its like). Each becomes U+FFFD, so that it is seen that something was there.
[[nodiscard]] inline QString plainLine(const QString& text) {
    QString line = text.simplified();
    for (QChar& c : line) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format) {
            c = QChar::ReplacementCharacter;
        }
    }
    return line;
}

}  // namespace signalbox
