// Metrics: what GET /metrics tells, in Prometheus' text format 0.0.4. Counts what is booked, and writes it
// out with the states of the moment. Thread: gateway; a value of Gateway. Counters begin at 0 with the
// program. Seconds, US dollars. Names of models and routes come from outside: beyond kMostSets of a kind the
// rest counts as "other".
#pragma once

#include "core/api/LedgerEntry.h"
#include "core/routing/CircuitBreaker.h"

#include <QHash>

#include <array>
#include <utility>
#include <vector>

namespace signalbox {

class Metrics {
public:
    static constexpr qsizetype kMostSets = 200;
    static constexpr qsizetype kLongestLabel = 200;  // characters
    // Upper bounds of the time to first token, ms.
    static constexpr std::array<qint64, 12> kBuckets{50,    100,    250,    500,    1'000,  2'500,
                                                     5'000, 10'000, 20'000, 30'000, 60'000, 120'000};

    // What is so now, as the gateway knows it.
    struct Now {
        struct Provider {
            QString id;
            int inFlight = 0;
        };
        struct Breaker {
            QString provider;
            QString model;
            CircuitBreaker::State state = CircuitBreaker::State::Closed;
        };
        std::vector<Provider> providers;
        std::vector<Breaker> breakers;
    };

    explicit Metrics(qint64 startedAtMs) : m_startedAtMs(startedAtMs) {}

    void note(const LedgerEntry& entry);
    [[nodiscard]] QByteArray text(const Now& now) const;

private:
    static constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::HedgeLost) + 1;
    static constexpr std::size_t kStatuses = static_cast<std::size_t>(RequestStatus::Interrupted) + 1;

    struct Open {
        qint64 startedAtMs = 0;
        QString route;
        Endpoint endpoint = Endpoint::ChatCompletions;
        bool stream = false;
    };
    struct Target {
        std::array<std::array<quint64, kOutcomes>, 2> outcomes{};  // [under a drill]
        quint64 unpriced = 0;
        qint64 input = 0;
        qint64 cachedInput = 0;
        qint64 cacheWrite = 0;
        qint64 output = 0;
        qint64 reasoning = 0;
        NanoUsd cost = 0;
    };
    struct Histogram {
        std::array<quint64, kBuckets.size() + 1> counts{};  // the last: above every bound
        qint64 sumMs = 0;
    };
    using Names = std::pair<QString, QString>;
    using Requests = std::array<quint64, kStatuses>;

    void noteEnd(const RequestFinished& end);
    void noteFirstToken(const RequestFinished& end, const Open& open);
    [[nodiscard]] Target& target(const QString& provider, const QString& model);

    const qint64 m_startedAtMs;
    QHash<QByteArray, Open> m_open;                       // by request id
    QHash<std::pair<QString, int>, Requests> m_requests;  // by route and endpoint
    QHash<Names, Target> m_targets;                       // by provider and model
    QHash<QString, Histogram> m_firstToken;               // by provider
};

}  // namespace signalbox
