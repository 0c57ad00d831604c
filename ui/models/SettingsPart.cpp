#include "ui/models/SettingsPart.h"

#include <algorithm>
#include <map>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

template <class T>
int differing(const std::vector<T>& one, const std::vector<T>& other) {
    const std::size_t both = std::min(one.size(), other.size());
    int count = static_cast<int>(std::max(one.size(), other.size()) - both);
    for (std::size_t i = 0; i < both; ++i) {
        count += one[i] == other[i] ? 0 : 1;
    }
    return count;
}

std::ptrdiff_t namedSo(const Config& config, const QString& name) {
    return std::count_if(config.clients.begin(), config.clients.end(),
                         [&](const ClientConfig& one) { return one.name == name; });
}

// New and edited ones, and those that are gone.
int differingClients(const Config& file, const Config& draft) {
    int count = 0;
    int stayed = 0;
    for (std::size_t i = 0; i < draft.clients.size(); ++i) {
        const ClientConfig* was = clientBefore(file, draft, i);
        stayed += was == nullptr ? 0 : 1;
        count += was != nullptr && *was == draft.clients[i] ? 0 : 1;
    }
    count += static_cast<int>(file.clients.size()) - stayed;
    return count == 0 && !(file.clients == draft.clients) ? 1 : count;  // another order
}

bool isFor(const BudgetConfig& budget, const QString& client) {
    return budget.scope == BudgetConfig::Scope::Client && budget.name == client;
}

}  // namespace

void copySettings(const Config& from, Config& to) {
    to.listen = from.listen;
    to.clients = from.clients;
    to.budgets = from.budgets;
    to.retentionDays = from.retentionDays;
    to.captureDays = from.captureDays;
    to.whoCalled = from.whoCalled;
}

bool sameSettings(const Config& one, const Config& other) {
    return countSettingsChanges(one, other) == 0;
}

int countSettingsChanges(const Config& file, const Config& draft) {
    return (file.listen == draft.listen ? 0 : 1) + differingClients(file, draft) +
           differing(file.budgets, draft.budgets) + (file.retentionDays == draft.retentionDays ? 0 : 1) +
           (file.captureDays == draft.captureDays ? 0 : 1) + (file.whoCalled == draft.whoCalled ? 0 : 1);
}

QString freeClientName(const Config& config, const QString& stem) {
    const auto taken = [&](const QString& name) {
        return std::any_of(config.clients.begin(), config.clients.end(),
                           [&](const ClientConfig& client) { return client.name == name; });
    };
    QString name = stem;
    for (int number = 2; taken(name); ++number) {
        name = u"%1-%2"_s.arg(stem).arg(number);
    }
    return name;
}

const ClientConfig* clientBefore(const Config& file, const Config& draft, std::size_t client) {
    const ClientConfig& now = draft.clients.at(client);
    const ClientConfig* byName = nullptr;
    for (const ClientConfig& was : file.clients) {
        if (!was.key.isEmpty() && was.key.matches(now.key.expose())) {
            return &was;
        }
        byName = was.name == now.name ? &was : byName;
    }
    if (byName == nullptr) {
        return nullptr;
    }
    // Another client of the draft may be the one of that name.
    const bool taken = std::any_of(
        draft.clients.begin(), draft.clients.end(),
        [&](const ClientConfig& other) { return &other != &now && byName->key.matches(other.key.expose()); });
    return taken ? nullptr : byName;
}

void settleClients(const Config& file, Config& config) {
    // All at once, so that two may change names.
    std::map<QString, QString> renamed;
    QStringList stayed;
    for (std::size_t i = 0; i < config.clients.size(); ++i) {
        const QString& name = config.clients[i].name;
        const ClientConfig* was = clientBefore(file, config, i);
        if (was == nullptr) {
            continue;
        }
        stayed.append(was->name);
        if (!name.isEmpty() && namedSo(config, name) == 1) {
            renamed[was->name] = name;
        }
    }
    const auto isGone = [&](const QString& client) {
        return namedSo(file, client) > 0 && !stayed.contains(client);
    };
    QStringList gone;
    for (RouteConfig& route : config.routes) {
        if (isGone(route.match.client)) {
            gone.append(route.name);
        } else if (const auto found = renamed.find(route.match.client); found != renamed.end()) {
            route.match.client = found->second;
        }
    }
    std::erase_if(config.routes, [&](const RouteConfig& route) { return gone.contains(route.name); });
    for (BudgetConfig& budget : config.budgets) {
        const auto found = renamed.find(budget.name);
        if (budget.scope == BudgetConfig::Scope::Client && found != renamed.end()) {
            budget.name = found->second;
        }
        if (gone.contains(budget.routeTo)) {
            budget.atLimit = BudgetConfig::AtLimit::Refuse;
            budget.routeTo.clear();
        }
    }
}

QStringList routesOfClient(const Config& config, const QString& client) {
    QStringList names;
    for (const RouteConfig& route : config.routes) {
        if (!client.isEmpty() && route.match.client == client) {
            names.append(route.name);
        }
    }
    return names;
}

int budgetsOfClient(const Config& config, const QString& client) {
    return static_cast<int>(std::count_if(config.budgets.begin(), config.budgets.end(),
                                          [&](const BudgetConfig& budget) { return isFor(budget, client); }));
}

void removeClient(const Config& file, Config& edited, std::size_t client) {
    const QString name = edited.clients.at(client).name;
    const ClientConfig* was = clientBefore(file, edited, client);
    const QString before = was == nullptr ? QString() : was->name;
    edited.clients.erase(edited.clients.begin() + static_cast<std::ptrdiff_t>(client));
    std::erase_if(edited.budgets, [&](const BudgetConfig& budget) {
        const bool another = namedSo(edited, budget.name) > 0;
        return !budget.name.isEmpty() && !another && (isFor(budget, name) || isFor(budget, before));
    });
}

}  // namespace signalbox
