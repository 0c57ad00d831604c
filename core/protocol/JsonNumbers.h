// JsonNumbers: JSON sets no limit to its numbers, the parser does: whole numbers of 64 bits, others that a
// double holds. Thread: pure functions, any thread.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox::json {

// `text` with every number beyond the parser's range replaced by 0; strings and whatever is no JSON number
// stay as they are. For reading only: what is passed on is never built from it.
[[nodiscard]] QByteArray withinRange(QByteArrayView text);

}  // namespace signalbox::json
