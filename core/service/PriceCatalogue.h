// PriceCatalogue: reads the catalogue of list prices that is part of the program (resources/prices.json, made
// by make_prices.py; each price says its source and the day from which it holds). Thread: any; nothing here
// touches the disk as long as the path is the default one. Errors: a catalogue with any fault is refused
// whole, with the place.
#pragma once

#include "core/base/Result.h"
#include "core/pricing/PriceBook.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace signalbox {

// {"prices": [{"vendor": …, "model": …, "from": …, …}]}; prices as in config.json.
[[nodiscard]] Result<std::vector<PriceConfig>> readPriceCatalogue(const QByteArray& json);

// The catalogue at `path`. Empty, and a sentence in the log, where it cannot be read: then only what the user
// has configured and what providers publish is known.
[[nodiscard]] std::shared_ptr<const PriceShelf> loadPriceCatalogue(
    const QString& path = QStringLiteral(":/signalbox/prices.json"));

}  // namespace signalbox
