// Price: what a provider charges for a model from a day on. Thread: values, any thread. Rates are
// pico-dollars per unit: per token, which is micro-dollars per million tokens, or per image, second,
// character, request or search.
#pragma once

#include "core/api/ServiceClass.h"
#include "core/base/Money.h"

#include <QDate>
#include <QString>

#include <optional>
#include <vector>

namespace signalbox {

// Per token. Nothing: not priced apart.
struct PriceRates {
    std::optional<PicoUsdPerUnit> input;
    std::optional<PicoUsdPerUnit> output;
    std::optional<PicoUsdPerUnit> cachedInput;     // nothing: as input
    std::optional<PicoUsdPerUnit> cacheWrite;      // nothing: as input
    std::optional<PicoUsdPerUnit> cacheWriteLong;  // kept for an hour; nothing: as cacheWrite
    std::optional<PicoUsdPerUnit> reasoning;       // nothing: as output
    std::optional<PicoUsdPerUnit> audioInput;      // nothing: as input
    std::optional<PicoUsdPerUnit> imageInput;      // nothing: as input
    std::optional<PicoUsdPerUnit> audioOutput;     // nothing: as output
    std::optional<PicoUsdPerUnit> imageOutput;     // nothing: as output

    bool operator==(const PriceRates&) const = default;
};

// All tokens of a request with a larger prompt go by these; what is not named here stays.
struct PriceTier {
    qint64 abovePromptTokens = 0;
    ServiceClass serviceClass = ServiceClass::Standard;  // for answers of that class
    PriceRates rates;

    bool operator==(const PriceTier&) const = default;
};

// What is not named here stays.
struct PriceClass {
    ServiceClass serviceClass = ServiceClass::Priority;
    PriceRates rates;

    bool operator==(const PriceClass&) const = default;
};

// Minutes of the day in UTC, from included, to excluded; may go over midnight.
struct PriceHours {
    int fromMinute = 0;
    int toMinute = 0;
    qint64 factor = 1'000'000;  // in millionths of the price

    bool operator==(const PriceHours&) const = default;
};

struct PriceConfig : PriceRates {
    QString provider;  // "*": any
    QString model;     // glob; of a catalogue's price a name
    QDate from;        // the day (UTC) from which it holds
    std::optional<PicoUsdPerUnit> perImage;
    std::optional<PicoUsdPerUnit> perSecond;     // of sound that is sent
    std::optional<PicoUsdPerUnit> perCharacter;  // to be spoken
    std::optional<PicoUsdPerUnit> perRequest;
    std::optional<PicoUsdPerUnit> perSearch;
    std::vector<PriceTier> tiers;
    std::vector<PriceClass> classes;
    std::vector<PriceHours> hours;
    QString vendor;       // of a catalogue's price
    QString source;       // where it was read
    bool unsure = false;  // sources disagree
    // Stated by the provider itself in its list of models: what it charges, so that no price factor applies.
    bool published = false;

    bool operator==(const PriceConfig&) const = default;
};

}  // namespace signalbox
