#include "core/service/PriceCatalogue.h"

#include "core/config/ConfigPrices.h"
#include "core/config/JsonReader.h"

#include <QFile>
#include <QLoggingCategory>

// A static library's resources are linked in only where they are asked for, outside any namespace.
static void initPriceResources() {
    Q_INIT_RESOURCE(models);
}

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(pricesLog, "prices")

Error firstOf(const ConfigFaults& faults) {
    return {ErrorCode::InvalidInput, faults.front().toString(), faults.front().path};
}

}  // namespace

Result<std::vector<PriceConfig>> readPriceCatalogue(const QByteArray& json) {
    FaultLists lists;
    const std::optional<JsonNode> root = readJson(json, lists.faults);
    if (!lists.faults.empty() || !root) {
        return firstOf(lists.faults);
    }
    ObjectFields fields(*root, {}, lists);
    (void)fields.text(QStringLiteral("about"));
    const std::vector<JsonNode>& list =
        fields.list(QStringLiteral("prices"), ObjectFields::Presence::Required);
    std::vector<PriceConfig> prices;
    prices.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        prices.push_back(readPrice(list[i], itemPath(QStringLiteral("prices"), i), lists));
    }
    fields.finish();
    // The catalogue is our own: what it does not mean to say is a fault.
    lists.faults.insert(lists.faults.end(), lists.warnings.begin(), lists.warnings.end());
    if (!lists.faults.empty()) {
        return firstOf(lists.faults);
    }
    return prices;
}

std::shared_ptr<const PriceShelf> loadPriceCatalogue(const QString& path) {
    initPriceResources();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(pricesLog).noquote()
            << QStringLiteral("the price catalogue %1 cannot be read (%2)").arg(path, file.errorString());
        return std::make_shared<const PriceShelf>();
    }
    const Result<std::vector<PriceConfig>> prices = readPriceCatalogue(file.readAll());
    if (!prices) {
        qCWarning(pricesLog).noquote()
            << QStringLiteral("the price catalogue %1 is faulty: %2").arg(path, prices.error().message);
        return std::make_shared<const PriceShelf>();
    }
    return std::make_shared<const PriceShelf>(prices.value());
}

}  // namespace signalbox
