// ProviderStats: what the dashboard shows of a provider's last hour: a cell per minute, time to first token,
// share of errors. Fixed size, no allocation per request. Thread: gateway. Times: Unix ms (cells), ms
// (durations).
#pragma once

#include "core/api/StatusSnapshot.h"

#include <array>

namespace signalbox {

class ProviderStats {
public:
    enum class Result { Ok, Failed, Limited };

    void count(Result result, qint64 wallMs);
    void firstToken(qint64 ttftMs, qint64 wallMs);
    // What was so before this start; of what is not of the hour before `wallMs` nothing is taken.
    void restoreMinute(qint64 minute, const MinuteCell& cell, qint64 wallMs);
    void restoreFirstToken(qint64 ttftMs, qint64 atMs, qint64 wallMs);
    // Fills lastHour, ttft*, errorShare and ttftTrend.
    void fill(ProviderStatus& status, qint64 wallMs) const;

private:
    static constexpr int kMinutes = 60;
    static constexpr int kSlots = 12;  // of five minutes each
    static constexpr int kSlotMinutes = kMinutes / kSlots;
    static constexpr quint32 kSamples = 64;  // kept of each slot; later ones replace earlier ones in turn

    struct Minute {
        qint64 minute = -1;
        MinuteCell cell;
    };
    struct Slot {
        qint64 slot = -1;
        quint32 seen = 0;
        std::array<quint32, kSamples> values{};
    };

    [[nodiscard]] MinuteCell& cellOf(qint64 minute);

    std::array<Minute, kMinutes> m_minutes{};
    std::array<Slot, kSlots> m_slots{};
};

}  // namespace signalbox
