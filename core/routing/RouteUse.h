// RouteUse: what the requests of each route were like lately: their size, what they needed. For estimates of
// the next one and for the preview of a switch. Fixed size per route, no allocation per request. Thread:
// gateway. Times: monotonic ms, handed in.
#pragma once

#include "core/api/Config.h"
#include "core/api/Outcome.h"
#include "core/api/RequestFacts.h"

#include <QHash>
#include <QString>
#include <QVector>

#include <array>

namespace signalbox {

class RouteUse {
public:
    static constexpr std::size_t kSamples = 64;          // the latest of each route
    static constexpr qint64 kLatelyMs = 24 * 3'600'000;  // an older one says nothing about now
    // Of an answer about which nothing is known. Our choice: a few paragraphs.
    static constexpr qint64 kGuessedOutputTokens = 500;

    struct Summary {
        int requests = 0;
        Usage average;             // input, cached and output tokens
        qint64 largestPrompt = 0;  // tokens
        QVector<Need> needs;       // of any of them
        QString model;             // as asked for by the latest one
    };

    // A request of that route was answered. `route` is empty where no rule matched.
    void answered(const QString& route, const RequestFacts& facts, const Usage& usage, qint64 nowMs);
    [[nodiscard]] Summary summary(const QString& route, qint64 nowMs) const;
    // What a request is expected to use there: its own prompt, and an answer as long as the route's were
    // lately, within the client's limit.
    [[nodiscard]] Usage expected(const QString& route, const RequestFacts& facts) const;
    // Forgets routes that are gone.
    void setConfig(const Config& config);

private:
    struct Sample {
        qint64 atMs = 0;
        qint64 input = 0;
        qint64 cached = 0;
        qint64 output = 0;
        quint8 needs = 0;
    };
    struct Route {
        std::array<Sample, kSamples> ring{};
        std::size_t count = 0;  // all time; the ring holds the last ones
        qint64 outputSum = 0;   // of those in the ring
        QString model;
    };
    QHash<QString, Route> m_routes;
};

}  // namespace signalbox
