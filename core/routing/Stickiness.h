// Stickiness: which target served each conversation last, so that its next turn goes there again and the
// provider reads the prompt from its cache. Bounded; forgets what has been idle. Thread: gateway. Times:
// monotonic ms, handed in.
#pragma once

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

class Stickiness {
public:
    // Below this no provider caches a prompt.
    static constexpr qint64 kLeastPromptTokens = 1'024;
    // How long a conversation that idles is remembered. Our choice: an hour is the longest lifetime of a
    // prompt cache that the price catalogue knows a price for (the other one is five minutes). A cache that
    // is gone earlier costs nothing here: the target is as good as any other.
    static constexpr qint64 kIdleMs = 3'600'000;
    static constexpr qsizetype kMostConversations = 4'096;

    struct Entry {
        QString route;  // the rule it was served under; empty: none matched
        QString provider;
        QString model;            // as sent
        qint64 promptTokens = 0;  // of its last turn
        qint64 cachedTokens = 0;  // of those, read from the provider's cache
        qint64 lastMs = 0;
        // Known by an answer that the provider keeps, beside or in place of the prompt's beginning.
        bool byAnswer = false;
        quint64 turn = 0;  // counted over all conversations; set by served()
    };

    // Who served the conversation, if that is known and not too long ago. 0 is no conversation. The pointer
    // lives until the next change.
    [[nodiscard]] const Entry* find(quint64 conversation, qint64 nowMs) const;
    void served(quint64 conversation, Entry entry);

    // Calls `visit` for each conversation that has not idled too long.
    template <class Visit>
    void eachWarm(qint64 nowMs, Visit&& visit) const {
        for (const Entry& entry : m_entries) {
            if (warm(entry, nowMs)) {
                visit(entry);
            }
        }
    }
    [[nodiscard]] qsizetype size() const { return m_entries.size(); }

private:
    static bool warm(const Entry& entry, qint64 nowMs) { return nowMs - entry.lastMs < kIdleMs; }
    void makeRoom(qint64 nowMs);

    QHash<quint64, Entry> m_entries;
    quint64 m_turns = 0;
};

}  // namespace signalbox
