#include "ui/models/RouteChanges.h"

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// The rule of the file that the one at this place was: by its name, or, where that is gone, by its place.
const RouteConfig* before(const Config& file, const Config& draft, std::size_t place) {
    const RouteConfig* was = file.route(draft.routes[place].name);
    if (was == nullptr && place < file.routes.size() && draft.route(file.routes[place].name) == nullptr) {
        was = &file.routes[place];
    }
    return was;
}

}  // namespace

RouteChanges RouteChanges::of(const Config& file, const Config& draft) {
    RouteChanges changes;
    QStringList renamed;  // by their names in the file
    for (std::size_t i = 0; i < draft.routes.size(); ++i) {
        const RouteConfig& now = draft.routes[i];
        const RouteConfig* was = before(file, draft, i);
        if (was != nullptr && was->name != now.name) {
            renamed.append(was->name);
        }
        const Mark mark = was == nullptr ? Mark::New : now == *was ? Mark::None : Mark::Edited;
        changes.marks.push_back(mark);
        changes.count += mark == Mark::None ? 0 : 1;
    }
    QStringList orderBefore;
    for (const RouteConfig& was : file.routes) {
        if (draft.route(was.name) != nullptr) {
            orderBefore.append(was.name);
        } else if (!renamed.contains(was.name)) {
            ++changes.count;
        }
    }
    QStringList after;
    for (const RouteConfig& now : draft.routes) {
        if (orderBefore.contains(now.name)) {
            after.append(now.name);
        }
    }
    changes.count += orderBefore == after ? 0 : 1;
    return changes;
}

void copyRoutes(const Config& from, Config& to) {
    to.routes = from.routes;
}

bool sameRoutes(const Config& one, const Config& other) {
    return one.routes == other.routes;
}

void settleRoutes(const Config& file, Config& config) {
    for (BudgetConfig& budget : config.budgets) {
        if (file.route(budget.routeTo) == nullptr || config.route(budget.routeTo) != nullptr) {
            continue;
        }
        QString now;
        for (std::size_t i = 0; i < config.routes.size(); ++i) {
            const RouteConfig* was = before(file, config, i);
            now = was != nullptr && was->name == budget.routeTo ? config.routes[i].name : now;
        }
        budget.routeTo = now;
        budget.atLimit = now.isEmpty() ? BudgetConfig::AtLimit::Refuse : budget.atLimit;
    }
}

QString freeRouteName(const Config& config, const QString& stem) {
    QString name = stem;
    for (int number = 2; config.route(name) != nullptr; ++number) {
        name = u"%1-%2"_s.arg(stem).arg(number);
    }
    return name;
}

}  // namespace signalbox
