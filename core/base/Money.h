// Money in integers. Amounts are nano-dollars (1e-9 USD); a price is pico-dollars per unit, which is the same
// number as micro-dollars per million units, so a price with up to six decimals of a dollar per million is
// exact. Thread: values, any thread.
#pragma once

#include <QtGlobal>

namespace signalbox {

using NanoUsd = qint64;
using PicoUsdPerUnit = qint64;

// Sums price times count without loss and rounds once, half up, at the end.
class MoneySum {
    __extension__ typedef __int128 Wide;

public:
    void add(PicoUsdPerUnit price, qint64 count) { m_pico += static_cast<Wide>(price) * count; }
    [[nodiscard]] NanoUsd nano() const { return static_cast<NanoUsd>((m_pico + 500) / 1000); }

private:
    Wide m_pico = 0;
};

}  // namespace signalbox
