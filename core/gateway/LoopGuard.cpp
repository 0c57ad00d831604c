#include "core/gateway/LoopGuard.h"

#include <QRandomGenerator>

#include <algorithm>

namespace signalbox {

namespace {

// Names that other gateways gave themselves; what does not look like one is not passed on.
QList<QByteArray> hopsOf(const Headers& client) {
    constexpr qsizetype kLongestName = 64;
    QList<QByteArray> hops;
    for (const auto& [name, value] : client) {
        if (!sameName(name, LoopGuard::kField)) {
            continue;
        }
        const QList<QByteArray> parts = value.split(',');
        for (const QByteArray& part : parts) {
            const QByteArray hop = part.trimmed();
            const bool clean = std::all_of(hop.begin(), hop.end(), [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            });
            if (clean && !hop.isEmpty() && hop.size() <= kLongestName) {
                hops << hop;
            }
        }
    }
    return hops;
}

// The enabled provider whose base URL is where we listen, if one is.
QString pointsHere(const Config& config) {
    for (const ProviderConfig& provider : config.providers) {
        const QString host = provider.baseUrl.host();
        const bool local = host == config.listen.address || host == QLatin1String("localhost") ||
                           host == QLatin1String("::1") || host.startsWith(QLatin1String("127."));
        if (provider.enabled && local && provider.baseUrl.port(80) == config.listen.port) {
            return provider.id;
        }
    }
    return {};
}

}  // namespace

LoopGuard::LoopGuard() : m_name(QByteArray::number(QRandomGenerator::system()->generate64(), 16)) {}

std::optional<QString> LoopGuard::refusal(const Headers& client, const Config& config) const {
    const QList<QByteArray> hops = hopsOf(client);
    if (hops.contains(m_name)) {
        const QString provider = pointsHere(config);
        return provider.isEmpty()
                   ? QStringLiteral(
                         "This request has come back: the base URL of a provider leads, perhaps through "
                         "another gateway, to Signalbox itself.")
                   : QStringLiteral(
                         "This request has come back: Signalbox is pointed at itself. See the base URL of "
                         "the provider \"%1\".")
                         .arg(provider);
    }
    if (hops.size() > kMostHops) {
        return QStringLiteral(
                   "This request has come through %1 gateways, more than the %2 allowed: do they "
                   "lead to each other?")
            .arg(hops.size())
            .arg(kMostHops);
    }
    return std::nullopt;
}

Headers::Field LoopGuard::field(const Headers& client) const {
    QList<QByteArray> hops = hopsOf(client);
    hops << m_name;
    return {QByteArray(kField), hops.join(", ")};
}

}  // namespace signalbox
