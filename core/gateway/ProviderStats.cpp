#include "core/gateway/ProviderStats.h"

#include <algorithm>

namespace signalbox {

namespace {

constexpr qint64 kMinuteMs = 60'000;

qint64 quantile(std::vector<quint32>& values, double share) {
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

MinuteCell& ProviderStats::cellOf(qint64 minute) {
    Minute& slot = m_minutes[static_cast<std::size_t>(minute % kMinutes)];
    if (slot.minute != minute) {
        slot = {minute, {}};
    }
    return slot.cell;
}

void ProviderStats::count(Result result, qint64 wallMs) {
    MinuteCell& cell = cellOf(wallMs / kMinuteMs);
    switch (result) {
        case Result::Ok:
            ++cell.ok;
            break;
        case Result::Failed:
            ++cell.failed;
            break;
        case Result::Limited:
            ++cell.limited;
            break;
    }
}

void ProviderStats::restoreMinute(qint64 minute, const MinuteCell& cell, qint64 wallMs) {
    const qint64 current = wallMs / kMinuteMs;
    if (minute <= current - kMinutes || minute > current) {
        return;
    }
    MinuteCell& here = cellOf(minute);
    here.ok += cell.ok;
    here.failed += cell.failed;
    here.limited += cell.limited;
}

void ProviderStats::restoreFirstToken(qint64 ttftMs, qint64 atMs, qint64 wallMs) {
    const qint64 number = atMs / (kMinuteMs * kSlotMinutes);
    const qint64 current = wallMs / (kMinuteMs * kSlotMinutes);
    if (number > current - kSlots && number <= current) {
        firstToken(ttftMs, atMs);
    }
}

void ProviderStats::firstToken(qint64 ttftMs, qint64 wallMs) {
    const qint64 number = wallMs / (kMinuteMs * kSlotMinutes);
    Slot& slot = m_slots[static_cast<std::size_t>(number % kSlots)];
    if (slot.slot != number) {
        slot.slot = number;
        slot.seen = 0;
    }
    slot.values[slot.seen % kSamples] = static_cast<quint32>(std::clamp<qint64>(ttftMs, 0, 3'600'000));
    ++slot.seen;
}

void ProviderStats::fill(ProviderStatus& status, qint64 wallMs) const {
    const qint64 minute = wallMs / kMinuteMs;
    quint64 total = 0;
    quint64 failures = 0;
    for (int i = 0; i < kMinutes; ++i) {
        const qint64 wanted = minute - (kMinutes - 1) + i;
        const Minute& slot = m_minutes[static_cast<std::size_t>(wanted % kMinutes)];
        if (slot.minute == wanted) {
            status.lastHour[static_cast<std::size_t>(i)] = slot.cell;
            total += slot.cell.ok + slot.cell.failed + slot.cell.limited;
            failures += slot.cell.failed + slot.cell.limited;
        }
    }
    if (total > 0) {
        status.errorShare = static_cast<double>(failures) / static_cast<double>(total);
    }

    const qint64 current = wallMs / (kMinuteMs * kSlotMinutes);
    std::vector<quint32> all;
    std::vector<quint32> one;
    status.ttftTrend.clear();
    status.ttftTrend.reserve(kSlots);
    for (qint64 wanted = current - kSlots + 1; wanted <= current; ++wanted) {
        const Slot& slot = m_slots[static_cast<std::size_t>(wanted % kSlots)];
        const quint32 kept = slot.slot == wanted ? std::min(slot.seen, kSamples) : 0;
        one.assign(slot.values.begin(), slot.values.begin() + kept);
        all.insert(all.end(), one.begin(), one.end());
        status.ttftTrend.push_back(one.empty() ? -1 : quantile(one, 0.5));
    }
    if (!all.empty()) {
        status.ttftP50Ms = quantile(all, 0.5);
        status.ttftP95Ms = quantile(all, 0.95);
    }
}

}  // namespace signalbox
