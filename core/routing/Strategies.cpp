#include "core/routing/Strategies.h"

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

using Iterator = std::vector<PlannedTarget>::iterator;

void drawByWeight(Iterator begin, Iterator end, const std::function<double()>* random) {
    if (random == nullptr) {
        std::stable_sort(begin, end,
                         [](const PlannedTarget& a, const PlannedTarget& b) { return a.weight > b.weight; });
        return;
    }
    for (; end - begin > 1; ++begin) {
        qint64 sum = 0;
        for (auto it = begin; it != end; ++it) {
            sum += it->weight;
        }
        auto left = static_cast<qint64>((*random)() * static_cast<double>(sum));
        auto drawn = begin;
        while (drawn + 1 != end && left >= drawn->weight) {
            left -= drawn->weight;
            ++drawn;
        }
        std::rotate(begin, drawn, drawn + 1);
    }
}

bool wantsMeasure(const PlannedTarget& target) {
    return !target.health.latencyMs || target.health.latencyAgeMs > kStaleLatencyMs;
}

void explore(Iterator begin, Iterator end, const std::function<double()>* random) {
    const auto candidates = end - begin < 2 ? 0 : std::count_if(begin + 1, end, wantsMeasure);
    if (random == nullptr || candidates == 0) {
        return;
    }
    const double draw = (*random)();
    if (draw >= kExplorationShare) {
        return;
    }
    // The same draw, spread over those that want it.
    auto skip = static_cast<std::ptrdiff_t>(draw / kExplorationShare * static_cast<double>(candidates));
    for (auto it = begin + 1; it != end; ++it) {
        if (wantsMeasure(*it) && skip-- == 0) {
            std::rotate(begin, it, it + 1);
            return;
        }
    }
}

qint64 latencyOf(const PlannedTarget& target) {
    return target.health.latencyMs.value_or(std::numeric_limits<qint64>::max());
}

void quickestFirst(Iterator begin, Iterator end) {
    std::stable_sort(begin, end, [](const PlannedTarget& a, const PlannedTarget& b) {
        return latencyOf(a) < latencyOf(b);
    });
}

NanoUsd costOf(const PlannedTarget& target) {
    return target.estimatedCost.value_or(std::numeric_limits<NanoUsd>::max());
}

void cheapestFirst(Iterator begin, Iterator end) {
    std::stable_sort(begin, end,
                     [](const PlannedTarget& a, const PlannedTarget& b) { return costOf(a) < costOf(b); });
}

void leastLoadedFirst(Iterator begin, Iterator end) {
    qint64 largest = 1;
    for (auto it = begin; it != end; ++it) {
        largest = std::max<qint64>(largest, it->provider->maxConcurrent);
    }
    const auto limit = [&](const PlannedTarget& target) {
        return target.provider->maxConcurrent > 0 ? target.provider->maxConcurrent : largest;
    };
    std::stable_sort(begin, end, [&](const PlannedTarget& a, const PlannedTarget& b) {
        return a.health.inFlight * limit(b) < b.health.inFlight * limit(a);  // as fractions
    });
}

}  // namespace

void orderTargets(Strategy strategy, std::vector<PlannedTarget>& targets,
                  const std::function<double()>* random) {
    if (targets.size() < 2) {
        return;
    }
    const bool anyLow = std::any_of(targets.begin(), targets.end(),
                                    [](const PlannedTarget& target) { return target.health.lowHeadroom; });
    const auto low =
        anyLow ? std::stable_partition(targets.begin(), targets.end(),
                                       [](const PlannedTarget& target) { return !target.health.lowHeadroom; })
               : targets.end();
    const auto order = [&](Iterator begin, Iterator end) {
        switch (strategy) {
            case Strategy::Priority:
                return;
            case Strategy::Weighted:
                return drawByWeight(begin, end, random);
            case Strategy::LowestLatency:
                return quickestFirst(begin, end);
            case Strategy::LowestCost:
                return cheapestFirst(begin, end);
            case Strategy::LeastBusy:
                return leastLoadedFirst(begin, end);
        }
    };
    order(targets.begin(), low);
    order(low, targets.end());
    if (strategy == Strategy::LowestLatency) {
        explore(targets.begin(), low == targets.begin() ? targets.end() : low, random);
    }
}

}  // namespace signalbox
