#include "core/pricing/PriceBook.h"

#include "core/base/Glob.h"

#include <QDateTime>

#include <tuple>

namespace signalbox {

PriceBook::PriceBook(const std::vector<PriceConfig>& prices) {
    m_entries.reserve(prices.size());
    for (const PriceConfig& price : prices) {
        Entry entry;
        entry.price = price;
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

bool PriceBook::beats(const Entry& challenger, const Entry* best) {
    if (best == nullptr) {
        return true;
    }
    const auto rank = [](const Entry& entry) {
        return std::make_tuple(!entry.anyProvider, !entry.pattern, entry.pattern ? entry.letters : 0,
                               entry.price.from.isValid() ? entry.price.from.toJulianDay() : 0);
    };
    return rank(challenger) >= rank(*best);  // of equals the one listed last
}

const PriceConfig* PriceBook::priceFor(const QString& provider, const QString& model, qint64 wallMs) const {
    const QDate day = QDateTime::fromMSecsSinceEpoch(wallMs, Qt::UTC).date();
    const Entry* best = nullptr;
    const auto consider = [&](std::size_t index) {
        const Entry& entry = m_entries[index];
        const bool holds = !entry.price.from.isValid() || entry.price.from <= day;
        if (holds && (entry.anyProvider || entry.price.provider == provider) && beats(entry, best)) {
            best = &entry;
        }
    };
    if (const auto named = m_byModel.constFind(model); named != m_byModel.constEnd()) {
        for (const std::size_t index : *named) {
            consider(index);
        }
    }
    for (const std::size_t index : m_patterns) {
        if (m_entries[index].price.model.isEmpty() || globMatches(m_entries[index].price.model, model)) {
            consider(index);
        }
    }
    return best ? &best->price : nullptr;
}

}  // namespace signalbox
