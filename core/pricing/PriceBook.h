// PriceBook: which of the configured prices holds for a provider, a model and a day. Built once from a
// configuration and then unchanged. Thread: a value; reading it from several threads is safe. Prices are
// pico-dollars per token.
#pragma once

#include "core/api/Config.h"

#include <QHash>
#include <QString>

#include <vector>

namespace signalbox {

class PriceBook {
public:
    PriceBook() = default;
    explicit PriceBook(const std::vector<PriceConfig>& prices);

    // The most specific price that holds on the day (UTC) of `wallMs`: a provider by name before "*", a model
    // by name before a pattern, a pattern with more letters before one with fewer, a later `from` before an
    // earlier one, and of equals the one listed last. Nothing where none holds: the cost is unknown, never 0.
    // The pointer lives as long as the book.
    [[nodiscard]] const PriceConfig* priceFor(const QString& provider, const QString& model,
                                              qint64 wallMs) const;

private:
    struct Entry {
        PriceConfig price;
        qsizetype letters = 0;  // of the pattern, without wild cards
        bool pattern = false;
        bool anyProvider = false;
    };
    [[nodiscard]] static bool beats(const Entry& challenger, const Entry* best);

    std::vector<Entry> m_entries;
    QHash<QString, std::vector<std::size_t>> m_byModel;  // exact names
    std::vector<std::size_t> m_patterns;
};

}  // namespace signalbox
