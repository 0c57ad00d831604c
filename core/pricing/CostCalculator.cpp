#include "core/pricing/CostCalculator.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox {

namespace {

__extension__ typedef __int128 PicoUsd;
using Rate = std::optional<PicoUsdPerUnit>;

constexpr qint64 kFactorUnit = 1'000'000;  // factors are exact to six decimals
constexpr qint64 kMinuteMs = 60'000;
constexpr qint64 kDayMinutes = 24 * 60;

constexpr std::array kRates{&PriceRates::input,      &PriceRates::output,         &PriceRates::cachedInput,
                            &PriceRates::cacheWrite, &PriceRates::cacheWriteLong, &PriceRates::reasoning,
                            &PriceRates::audioInput, &PriceRates::imageInput,     &PriceRates::audioOutput,
                            &PriceRates::imageOutput};

void overlay(PriceRates& rates, const PriceRates& over) {
    for (const auto rate : kRates) {
        if (over.*rate) {
            rates.*rate = over.*rate;
        }
    }
}

// The highest tier of that class that the prompt is above.
const PriceTier* tierFor(const PriceConfig& price, ServiceClass serviceClass, qint64 promptTokens) {
    const PriceTier* best = nullptr;
    for (const PriceTier& tier : price.tiers) {
        if (tier.serviceClass == serviceClass && promptTokens > tier.abovePromptTokens &&
            (best == nullptr || tier.abovePromptTokens > best->abovePromptTokens)) {
            best = &tier;
        }
    }
    return best;
}

// Nothing: the answer was of a class whose price is not known.
std::optional<PriceRates> ratesFor(const PriceConfig& price, const Usage& usage) {
    PriceRates rates = static_cast<const PriceRates&>(price);  // its own, without the rest
    const ServiceClass wanted = usage.serviceClass;
    if (wanted != ServiceClass::Standard) {
        const auto found =
            std::find_if(price.classes.begin(), price.classes.end(),
                         [&](const PriceClass& entry) { return entry.serviceClass == wanted; });
        if (found == price.classes.end()) {
            return std::nullopt;
        }
        overlay(rates, found->rates);
    }
    if (const PriceTier* tier = tierFor(price, wanted, usage.inputTokens)) {
        overlay(rates, tier->rates);
    } else if (wanted != ServiceClass::Standard &&
               tierFor(price, ServiceClass::Standard, usage.inputTokens) != nullptr) {
        return std::nullopt;  // long prompts cost more, how much more in this class nobody says
    }
    return rates;
}

const Rate& either(const Rate& first, const Rate& second) {
    return first ? first : second;
}

// Sums units times rate; what was used and has no price makes the whole unknown.
class Sum {
public:
    void add(qint64 units, const Rate& rate) {
        if (units > 0) {
            m_known = m_known && rate.has_value();
            m_pico += static_cast<PicoUsd>(rate.value_or(0)) * units;
        }
    }
    void addMs(qint64 ms, const Rate& perSecond) {
        if (ms > 0) {
            m_known = m_known && perSecond.has_value();
            m_pico += static_cast<PicoUsd>(perSecond.value_or(0)) * ms / 1000;
        }
    }
    [[nodiscard]] std::optional<PicoUsd> result() const {
        return m_known ? std::optional<PicoUsd>(m_pico) : std::nullopt;
    }

private:
    PicoUsd m_pico = 0;
    bool m_known = true;
};

void addInput(Sum& sum, const Usage& usage, const PriceRates& rates) {
    // Some providers report more cached tokens than the prompt has; no token is paid for twice.
    qint64 left = usage.inputTokens;
    const auto take = [&left](qint64 part) {
        const qint64 taken = std::clamp<qint64>(part, 0, left);
        left -= taken;
        return taken;
    };
    const qint64 cached = take(usage.cachedInputTokens);
    const qint64 written = take(usage.cacheWriteTokens);
    const qint64 writtenLong = std::min(usage.cacheWriteLongTokens, written);
    const qint64 audio = take(usage.audioInputTokens);
    const qint64 image = take(usage.imageInputTokens);
    const Rate& write = either(rates.cacheWrite, rates.input);
    sum.add(cached, either(rates.cachedInput, rates.input));
    sum.add(written - writtenLong, write);
    sum.add(writtenLong, either(rates.cacheWriteLong, write));
    sum.add(audio, either(rates.audioInput, rates.input));
    sum.add(image, either(rates.imageInput, rates.input));
    sum.add(left, rates.input);
}

void addOutput(Sum& sum, const Usage& usage, const PriceRates& rates) {
    qint64 left = usage.outputTokens;
    const auto take = [&left](qint64 part) {
        const qint64 taken = std::clamp<qint64>(part, 0, left);
        left -= taken;
        return taken;
    };
    const qint64 reasoning = take(usage.reasoningTokens);
    const qint64 audio = take(usage.audioOutputTokens);
    const qint64 image = take(usage.imageOutputTokens);
    sum.add(reasoning, either(rates.reasoning, rates.output));
    sum.add(audio, either(rates.audioOutput, rates.output));
    sum.add(image, either(rates.imageOutput, rates.output));
    sum.add(left, rates.output);
}

// Speech is billed by its text alone: by the character where the price knows those.
bool bySpeech(const Usage& usage, const PriceConfig& price) {
    return usage.characters > 0 && price.perCharacter.has_value();
}

// Images are billed by the token where the price knows their tokens and these were told, else by the piece.
bool byImage(const Usage& usage, const PriceRates& rates) {
    return usage.images > 0 && (usage.outputTokens == 0 || (!rates.output && !rates.imageOutput));
}

qint64 hoursFactor(const PriceConfig& price, qint64 wallMs) {
    const auto minute = static_cast<int>((wallMs / kMinuteMs) % kDayMinutes);
    for (const PriceHours& hours : price.hours) {
        const bool overMidnight = hours.fromMinute > hours.toMinute;
        const bool after = minute >= hours.fromMinute;
        const bool before = minute < hours.toMinute;
        if (overMidnight ? after || before : after && before) {
            return hours.factor;
        }
    }
    return kFactorUnit;
}

std::optional<PicoUsd> sumOf(const Usage& usage, const PriceConfig& price) {
    const std::optional<PriceRates> rates = ratesFor(price, usage);
    if (!rates) {
        return std::nullopt;
    }
    Sum sum;
    if (bySpeech(usage, price)) {
        sum.add(usage.characters, price.perCharacter);
    } else if (byImage(usage, *rates)) {
        sum.add(usage.images, price.perImage);
        if (rates->input) {
            addInput(sum, usage, *rates);
        }
    } else {
        addInput(sum, usage, *rates);
        addOutput(sum, usage, *rates);
    }
    sum.addMs(usage.audioMs, price.perSecond);
    sum.add(usage.searches, price.perSearch);
    sum.add(price.perRequest ? 1 : 0, price.perRequest);
    return sum.result();
}

NanoUsd rounded(PicoUsd sum, qint64 factor, qint64 secondFactor) {
    const PicoUsd unit = static_cast<PicoUsd>(1000) * kFactorUnit * kFactorUnit;
    return static_cast<NanoUsd>((sum * factor * secondFactor + unit / 2) / unit);
}

}  // namespace

Cost costOf(const PriceBook& prices, const Usage& usage, const QString& provider, double priceFactor,
            const QString& model, qint64 wallMs) {
    Cost cost;
    const BookedPrice* booked = prices.find(provider, model, wallMs);
    const std::optional<PicoUsd> sum = booked ? sumOf(usage, booked->price) : std::nullopt;
    const qint64 hours = booked ? hoursFactor(booked->price, wallMs) : kFactorUnit;
    if (sum) {
        cost.list = rounded(*sum, kFactorUnit, hours);
        cost.price = booked->text;
    }
    if (usage.reportedCost) {
        cost.charged = *usage.reportedCost;
        cost.list = sum && !usage.estimated ? cost.list : *usage.reportedCost;
        cost.source = CostSource::Reported;
    } else if (sum) {
        const qint64 factor = booked->price.published ? kFactorUnit : std::llround(priceFactor * kFactorUnit);
        cost.charged = rounded(*sum, factor, hours);
        cost.source =
            usage.estimated && !bySpeech(usage, booked->price) ? CostSource::Estimated : CostSource::Computed;
    }
    return cost;
}

Cost costOf(const PriceBook& prices, const Usage& usage, const ProviderConfig& provider, const QString& model,
            qint64 wallMs) {
    return costOf(prices, usage, provider.id, provider.priceFactor, model, wallMs);
}

}  // namespace signalbox
