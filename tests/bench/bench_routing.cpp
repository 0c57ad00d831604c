// bench_routing: how long the planner takes to choose among 20 providers under 200 rules, of which the last
// but one matches. Prints one line of JSON: the median and p99 in microseconds over all strategies together,
// and the median of each. Health is looked up in hashes, as the health board does.
#include "tests/routing/PlanTables.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr int kProviders = 20;
constexpr int kRules = 200;
constexpr int kRounds = 20'000;  // of each strategy

PlanTables tables() {
    PlanTables m;
    RouteConfig wanted = route("wanted", "vendor-*-large-2026", {});
    for (int i = 0; i < kProviders; ++i) {
        const QByteArray id = "provider-" + QByteArray::number(i);
        m.config.providers.push_back(provider(id.constData()));
        m.config.providers.back().maxConcurrent = 50;
        wanted.targets.push_back(target(id.constData(), i % 3 == 0 ? "their-own-name" : "", 1 + i % 5));
        HealthView::Target& health = m.health.states[word(id.constData())];
        health = i % 7 == 6 ? resting() : HealthView::Target();
        health.latencyMs = 300 + 37 * i % 400;
        health.inFlight = i % 4;
        m.costs.perToken.insert(word(id.constData()), 1 + i % 6);
    }
    // Rules that come close: the same client, patterns that share the model's beginning, hours, needs.
    for (int i = 0; i < kRules - 2; ++i) {
        const QByteArray name = "rule-" + QByteArray::number(i);
        const std::array<QByteArray, 4> patterns{"vendor-*-small-" + QByteArray::number(i), QByteArray("*"),
                                                 QByteArray("vendor-?-large-*"), QByteArray("vendor-*")};
        const auto kind = static_cast<std::size_t>(i) % patterns.size();
        RouteConfig rule = route(name.constData(), patterns[kind].constData(), {target("provider-0")});
        if (kind == 1) {
            rule.match.client = word("somebody-else");
        } else if (kind == 3) {
            rule.match.hours = RouteMatch::Hours{QTime(22, 0), QTime(6, 0)};
            rule.match.needs = {Need::Tools};
        }
        m.config.routes.push_back(rule);
    }
    m.config.routes.push_back(wanted);
    m.config.routes.push_back(route("rest", "*", {target("provider-0")}));
    m.catalog.add(word("their-own-name"), 128'000);
    m.facts.model = word("vendor-medium-large-2026");
    m.facts.client = word("editor");
    m.facts.promptTokens = 3'000;
    m.facts.needsTools = true;
    m.facts.conversation = 99;
    m.facts.localTime = QDateTime(QDate(2026, 11, 22), QTime(12, 0));
    m.conversations.served(98, {word("wanted"), word("provider-4"), word("x"), 3'000, 0, kNow});
    return m;
}

double at(std::vector<double> values, double share) {
    const auto place =
        values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

}  // namespace

int main() {
    PlanTables m = tables();
    std::mt19937 engine(1);
    std::uniform_real_distribution<double> uniform;
    m.random = [&] { return uniform(engine); };
    std::vector<double> all;
    std::string each;
    for (const Strategy strategy : {Strategy::Priority, Strategy::Weighted, Strategy::LowestLatency,
                                    Strategy::LowestCost, Strategy::LeastBusy}) {
        m.config.routes[kRules - 2].strategy = strategy;
        std::vector<double> times;
        times.reserve(kRounds);
        for (int i = 0; i < kRounds; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            const RoutePlan plan = m.plan();
            const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
            if (plan.route == nullptr || plan.route->name != word("wanted") || plan.order.empty() ||
                plan.order.size() + plan.passedOver.size() != kProviders) {
                std::fputs("bench_routing: the plan is wrong\n", stderr);
                return 1;
            }
            times.push_back(took.count());
        }
        all.insert(all.end(), times.begin(), times.end());
        each += ", \"" + strategyName(strategy).toStdString() + "\": " + std::to_string(at(times, 0.5));
    }
    std::printf("{\"median_us\": %.2f, \"p99_us\": %.2f%s}\n", at(all, 0.5), at(all, 0.99), each.c_str());
    return 0;
}
