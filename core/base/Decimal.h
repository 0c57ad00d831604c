// Decimal numbers as people write them, exactly: from text to a scaled integer and back, with no binary
// fraction in between. Thread: functions without state.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

enum class DecimalFault {
    None,
    NotANumber,
    TooPrecise,  // more decimals than `decimals` that are not zero
    TooLarge,    // does not fit
};

struct Decimal {
    qint64 scaled = 0;  // value × 10^decimals
    DecimalFault fault = DecimalFault::None;
};

// A JSON number ("5", "0.30", "1.5e-2") times 10^decimals.
[[nodiscard]] Decimal parseDecimal(QByteArrayView text, int decimals);
// The shortest text that parseDecimal reads back to `scaled`.
[[nodiscard]] QByteArray decimalText(qint64 scaled, int decimals);

}  // namespace signalbox
