// ModelListRecord: the model lists, and prices, that providers published, as kept across a restart. Thread: a
// value.
#pragma once

#include "core/api/Price.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace signalbox {

struct ModelListRecord {
    struct List {
        QString provider;
        QString place;  // the base URL that published it, without credentials and query
        QStringList models;
        std::vector<PriceConfig> prices{};  // that it states with them

        bool operator==(const List&) const = default;
    };
    std::vector<List> lists;

    bool operator==(const ModelListRecord&) const = default;
};

}  // namespace signalbox
