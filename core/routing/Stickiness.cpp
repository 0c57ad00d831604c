#include "core/routing/Stickiness.h"

#include <algorithm>
#include <vector>

namespace signalbox {

const Stickiness::Entry* Stickiness::find(quint64 conversation, qint64 nowMs) const {
    if (conversation == 0) {
        return nullptr;
    }
    const auto found = m_entries.constFind(conversation);
    return found == m_entries.cend() || !warm(*found, nowMs) ? nullptr : &*found;
}

void Stickiness::served(quint64 conversation, Entry entry) {
    if (conversation == 0) {
        return;
    }
    const auto found = m_entries.find(conversation);
    if (found != m_entries.end()) {
        *found = std::move(entry);
        return;
    }
    if (m_entries.size() >= kMostConversations) {
        makeRoom(entry.lastMs);
    }
    m_entries.insert(conversation, std::move(entry));
}

// Drops what has idled too long, and where that is not enough the older half, so that the work is spread
// over many insertions.
void Stickiness::makeRoom(qint64 nowMs) {
    const auto drop = [this](const auto& unwanted) {
        m_entries.removeIf(
            [&](const QHash<quint64, Entry>::iterator& entry) { return unwanted(entry.value()); });
    };
    drop([&](const Entry& entry) { return !warm(entry, nowMs); });
    if (m_entries.size() <= kMostConversations / 2) {
        return;
    }
    std::vector<qint64> times;
    times.reserve(static_cast<std::size_t>(m_entries.size()));
    for (const Entry& entry : std::as_const(m_entries)) {
        times.push_back(entry.lastMs);
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    const qint64 median = *middle;
    drop([&](const Entry& entry) { return entry.lastMs < median; });
    // Many of the same millisecond leave no half behind.
    qsizetype tooMany = m_entries.size() - kMostConversations / 2;
    drop([&](const Entry&) { return tooMany-- > 0; });
}

}  // namespace signalbox
