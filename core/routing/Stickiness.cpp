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
    entry.turn = ++m_turns;
    const auto found = m_entries.find(conversation);
    if (found != m_entries.end()) {
        *found = std::move(entry);
        return;
    }
    if (m_entries.size() >= kMostConversations) {
        makeRoom(entry.lastMs);
    }
    m_entries[conversation] = std::move(entry);
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
    std::vector<quint64> turns;
    turns.reserve(static_cast<std::size_t>(m_entries.size()));
    for (const Entry& entry : std::as_const(m_entries)) {
        turns.push_back(entry.turn);
    }
    const auto middle = turns.begin() + static_cast<std::ptrdiff_t>(turns.size() / 2);
    std::nth_element(turns.begin(), middle, turns.end());
    drop([median = *middle](const Entry& entry) { return entry.turn < median; });
}

}  // namespace signalbox
