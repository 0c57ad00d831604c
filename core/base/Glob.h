// Patterns for model names, in routes and prices. Thread: any; pure.
#pragma once

#include <QStringView>

namespace signalbox {

// '*' and '?' as in file names; case matters, as it does in model names. Time is bounded by the product of
// the lengths.
[[nodiscard]] bool globMatches(QStringView pattern, QStringView text);

}  // namespace signalbox
