// Rollup: the sums by hour that are kept beside the requests, in the same transaction, so that charts need
// not read requests and outlive them; and in which hours a name occurs at all, for searches. Thread: the
// connection's.
//
// An hour is one of the local time zone at the time of writing, so that days of a zone with half or quarter
// hours are sums of whole hours; it is stored as the quarter of an hour, counted from 1970, that it begins
// in. Whoever reads in a zone of another fraction of an hour gets days whose borders are off by that
// fraction.
#pragma once

#include "core/ledger/Trouble.h"

#include <QHash>
#include <QTimeZone>

#include <array>
#include <unordered_map>

namespace signalbox {

constexpr qint64 kQuarterMs = 900'000;
constexpr qint64 kHourMs = 4 * kQuarterMs;

// hour_sum.dimension
enum class Dimension { All, Model, Provider, Client, Project };
constexpr std::size_t kDimensions = 5;

// Which hour a moment belongs to.
class LocalHours {
public:
    explicit LocalHours(const QTimeZone& zone) : m_zone(zone) {}
    // The quarter that the hour begins in.
    [[nodiscard]] qint64 quarterOf(qint64 timeMs);

private:
    const QTimeZone m_zone;
    QHash<qint64, qint64> m_known;  // quarter of a moment → that of its hour
};

// The columns of hour_sum and hour_cube behind the key, in their order.
enum class Sum {
    Requests,
    Failed,
    InputTokens,
    CachedInputTokens,
    CacheWriteTokens,
    OutputTokens,
    ReasoningTokens,
    Cost,
    ListCost,
    Wasted,
    Unknown,
    Estimated,
};
constexpr std::size_t kSums = 12;

struct Sums {
    std::array<qint64, kSums> values{};
    qint64& operator[](Sum sum) { return values[static_cast<std::size_t>(sum)]; }
    Sums& operator+=(const Sums& other);
};

// What of a row of `request` is summed. Names are ids; 0: none.
struct RollupRow {
    qint64 startedMs = 0;
    qint64 client = 0;
    qint64 project = 0;
    qint64 endpoint = 0;
    qint64 requestedModel = 0;
    qint64 route = 0;
    qint64 provider = 0;
    qint64 servedModel = 0;
    qint64 answeredModel = 0;
    qint64 status = 0;
    Sums sums;  // Requests and Failed are set by add()
};

class Rollup {
public:
    explicit Rollup(const QTimeZone& zone) : m_hours(zone) {}

    void add(const RollupRow& row);
    void clear();
    // Adds what was added to the tables. Afterwards clear() is meant.
    [[nodiscard]] SqlCode write(Database& database);
    // Lets go of the database.
    void release();

    // Its statements over an open database; write() does so too where it has not been done.
    [[nodiscard]] SqlCode prepare(Database& database);

private:
    using CubeKey = std::array<qint64, 5>;  // quarter, model, provider, client, project
    using SumKey = std::array<qint64, 3>;   // dimension, quarter, key
    using SeenKey = std::array<qint64, 2>;  // name, quarter
    struct Seen {
        qint64 firstMs;
        qint64 lastMs;
    };
    struct Hash {
        template <std::size_t size>
        std::size_t operator()(const std::array<qint64, size>& key) const {
            return qHashRange(key.begin(), key.end());
        }
    };
    template <class Key, class Value>
    using Map = std::unordered_map<Key, Value, Hash>;

    LocalHours m_hours;
    Map<CubeKey, Sums> m_cube;
    Map<SeenKey, Seen> m_seen;
    bool m_prepared = false;
    Statement m_addSum;
    Statement m_addCube;
    Statement m_addSeen;
};

// Fills the tables from all rows of `request`; for the migration that makes them.
[[nodiscard]] SqlCode rollUpAll(Database& database, const QTimeZone& zone);

}  // namespace signalbox
