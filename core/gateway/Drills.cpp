#include "core/gateway/Drills.h"

#include <algorithm>

namespace signalbox {

Result<void> Drills::set(const Config& config, const QString& provider, const std::optional<Drill>& drill,
                         qint64 wallMs) {
    if (config.provider(provider) == nullptr) {
        return Error{ErrorCode::NotFound, QStringLiteral("There is no provider \"%1\".").arg(provider),
                     provider};
    }
    if (!drill) {
        m_drills.remove(provider);
        return {};
    }
    if (drill->untilMs <= wallMs) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("The drill would end before it begins."),
                     provider};
    }
    m_drills.insert(provider, *drill);
    m_drills[provider].sinceMs = wallMs;
    return {};
}

std::optional<Drill> Drills::at(const QString& provider, qint64 wallMs) const {
    const auto found = m_drills.constFind(provider);
    return found != m_drills.cend() && wallMs < found->untilMs ? std::optional(*found) : std::nullopt;
}

QStringList Drills::expire(const Config& config, qint64 wallMs) {
    QStringList ended;
    m_drills.removeIf([&](const QHash<QString, Drill>::iterator& entry) {
        const bool over = entry->untilMs <= wallMs || config.provider(entry.key()) == nullptr;
        if (over) {
            ended << entry.key();
        }
        return over;
    });
    return ended;
}

std::optional<qint64> Drills::nextEndMs() const {
    std::optional<qint64> next;
    for (const Drill& drill : m_drills) {
        next = std::min(next.value_or(drill.untilMs), drill.untilMs);
    }
    return next;
}

}  // namespace signalbox
