#include "core/api/SpendReport.h"

#include <array>

namespace signalbox {

namespace {

struct Row {
    SpendBy by;
    const char* name;
};
constexpr std::array kSpendBy{Row{SpendBy::Model, "model"},   Row{SpendBy::Provider, "provider"},
                              Row{SpendBy::Client, "client"}, Row{SpendBy::Project, "project"},
                              Row{SpendBy::Day, "day"},       Row{SpendBy::Hour, "hour"}};

}  // namespace

QString spendByName(SpendBy by) {
    for (const Row& row : kSpendBy) {
        if (row.by == by) {
            return QString::fromLatin1(row.name);
        }
    }
    return {};
}

std::optional<SpendBy> spendByFromName(const QString& name) {
    for (const Row& row : kSpendBy) {
        if (name == QLatin1String(row.name)) {
            return row.by;
        }
    }
    return std::nullopt;
}

}  // namespace signalbox
