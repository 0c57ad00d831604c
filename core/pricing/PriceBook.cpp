#include "core/pricing/PriceBook.h"

#include "core/base/Glob.h"

#include <QDateTime>

#include <array>
#include <tuple>

namespace signalbox {

namespace {

bool isDigits(QStringView text) {
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 128 && c.isDigit(); });
}

// Without "-2026-03-05" or "-20260305" at its end.
QString withoutDate(const QString& model) {
    const QStringView name(model);
    constexpr qsizetype kLong = 11;
    constexpr qsizetype kShort = 9;
    if (name.size() > kLong) {
        const QStringView tail = name.last(kLong);
        if (tail[0] == u'-' && isDigits(tail.sliced(1, 4)) && tail[5] == u'-' &&
            isDigits(tail.sliced(6, 2)) && tail[8] == u'-' && isDigits(tail.sliced(9))) {
            return name.chopped(kLong).toString();
        }
    }
    if (name.size() > kShort && name[name.size() - kShort] == u'-' && isDigits(name.last(kShort - 1))) {
        return name.chopped(kShort).toString();
    }
    return model;
}

// Vendors whose models, those of open weights apart, nobody else runs.
bool onlyItsVendorRunsIt(const PriceConfig& price) {
    static constexpr std::array kVendors{"openai", "anthropic", "google", "xai"};
    static constexpr std::array kOpen{"gpt-oss", "gemma", "whisper"};
    return std::any_of(kVendors.begin(), kVendors.end(),
                       [&](const char* vendor) { return price.vendor == QLatin1String(vendor); }) &&
           std::none_of(kOpen.begin(), kOpen.end(),
                        [&](const char* open) { return price.model.contains(QLatin1String(open)); });
}

BookedPrice freePrice() {
    PriceConfig price;
    price.model = QStringLiteral("*");
    price.input = 0;
    price.output = 0;
    price.perImage = 0;
    price.perSecond = 0;
    price.perCharacter = 0;
    price.perSearch = 0;
    price.source = QStringLiteral("local");
    return {price, std::make_shared<const QByteArray>(priceText(price))};
}

}  // namespace

PriceShelf::PriceShelf(const std::vector<PriceConfig>& prices) {
    m_entries.reserve(prices.size());
    for (const PriceConfig& price : prices) {
        Entry entry;
        entry.booked = {price, std::make_shared<const QByteArray>(priceText(price))};
        entry.anyProvider = price.provider.isEmpty() || price.provider == QLatin1String("*");
        entry.pattern = price.model.isEmpty() || price.model.contains(QLatin1Char('*')) ||
                        price.model.contains(QLatin1Char('?'));
        entry.letters =
            price.model.size() - price.model.count(QLatin1Char('*')) - price.model.count(QLatin1Char('?'));
        if (entry.pattern) {
            m_patterns.push_back(m_entries.size());
        } else {
            m_byModel[price.model].push_back(m_entries.size());
        }
        m_entries.push_back(std::move(entry));
    }
}

bool PriceShelf::beats(const Entry& challenger, const Entry* best, const QString& vendor) {
    if (best == nullptr) {
        return true;
    }
    const auto rank = [&vendor](const Entry& entry) {
        const PriceConfig& price = entry.booked.price;
        return std::make_tuple(!entry.anyProvider, !vendor.isEmpty() && price.vendor == vendor,
                               !entry.pattern, entry.pattern ? entry.letters : 0,
                               price.from.isValid() ? price.from.toJulianDay() : 0);
    };
    return rank(challenger) >= rank(*best);  // of equals the one listed last
}

const BookedPrice* PriceShelf::find(const QString& provider, const QString& model, qint64 wallMs,
                                    const QString& vendor) const {
    const QDate day = QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC).date();
    const Entry* best = nullptr;
    const auto consider = [&](std::size_t index) {
        const Entry& entry = m_entries[index];
        const PriceConfig& price = entry.booked.price;
        const bool holds = !price.from.isValid() || price.from <= day;
        if (holds && (entry.anyProvider || price.provider == provider) && beats(entry, best, vendor)) {
            best = &entry;
        }
    };
    if (const auto named = m_byModel.constFind(model); named != m_byModel.constEnd()) {
        for (const std::size_t index : *named) {
            consider(index);
        }
    }
    for (const std::size_t index : m_patterns) {
        const QString& pattern = m_entries[index].booked.price.model;
        if (pattern.isEmpty() || globMatches(pattern, model)) {
            consider(index);
        }
    }
    return best ? &best->booked : nullptr;
}

PriceBook::PriceBook(const std::vector<PriceConfig>& configured) : m_configured(configured) {}

PriceBook::PriceBook(const std::vector<PriceConfig>& configured, Shelves shelves, Providers providers)
    : m_configured(configured),
      m_shelves(std::move(shelves)),
      m_providers(std::move(providers)),
      m_free(freePrice()) {}

const BookedPrice* PriceBook::inList(const PriceShelf* shelf, const QString& provider, const QString& model,
                                     qint64 wallMs) const {
    if (shelf == nullptr) {
        return nullptr;
    }
    const QString vendor = m_providers.vendors.value(provider);
    const QString bare = model.mid(model.lastIndexOf(QLatin1Char('/')) + 1);
    for (const QString& name : {model, bare, withoutDate(model), withoutDate(bare)}) {
        if (const BookedPrice* found = shelf->find(provider, name, wallMs, vendor)) {
            return found;
        }
    }
    return nullptr;
}

const BookedPrice* PriceBook::find(const QString& provider, const QString& model, qint64 wallMs) const {
    if (const BookedPrice* configured = m_configured.find(provider, model, wallMs)) {
        return configured;
    }
    const bool local = m_providers.local.contains(provider);
    const auto counts = [&](const BookedPrice* found) {
        return found != nullptr && (!local || onlyItsVendorRunsIt(found->price));
    };
    if (const auto* found = inList(m_shelves.imported.get(), provider, model, wallMs); counts(found)) {
        return found;
    }
    const PriceShelf* published = m_shelves.published.get();
    if (const auto* found = published ? published->find(provider, model, wallMs) : nullptr) {
        return found;
    }
    if (const auto* found = inList(m_shelves.catalogue.get(), provider, model, wallMs); counts(found)) {
        return found;
    }
    return local ? &m_free : nullptr;
}

QString vendorOfHost(const QString& host) {
    struct Row {
        const char* host;  // it, or what it ends in
        const char* vendor;
    };
    static constexpr std::array kRows{
        Row{"api.openai.com", "openai"},
        Row{"api.anthropic.com", "anthropic"},
        Row{"generativelanguage.googleapis.com", "google"},
        Row{"api.deepseek.com", "deepseek"},
        Row{"api.x.ai", "xai"},
        Row{"api.moonshot.ai", "moonshot"},
        Row{"api.moonshot.cn", "moonshot"},
        Row{"dashscope-intl.aliyuncs.com", "alibaba"},
        Row{"dashscope.aliyuncs.com", "alibaba"},
        Row{"api.mistral.ai", "mistral"},
        Row{"api.groq.com", "groq"},
        Row{"openrouter.ai", "openrouter"},
        Row{"api.perplexity.ai", "perplexity"},
        Row{"api.cerebras.ai", "cerebras"},
        Row{"api.z.ai", "zai"},
    };
    for (const Row& row : kRows) {
        const QLatin1String known(row.host);
        if (host == known || host.endsWith(QLatin1Char('.') + QString(known))) {
            return QString::fromLatin1(row.vendor);
        }
    }
    return {};
}

}  // namespace signalbox
