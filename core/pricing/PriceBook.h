// PriceBook: which price holds for a provider, a model and a moment. Four shelves, asked in this order: what
// the user has configured, the price files that the user names, what a provider publishes itself, and the
// catalogue of list prices. A model at a
// provider on this machine or an inner network is free unless the user has given it a price, or only its
// vendor can run it. Built once and then unchanged. Thread: a value; reading it from several threads is safe.
#pragma once

#include "core/api/Price.h"

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>

#include <memory>
#include <vector>

namespace signalbox {

// A price with the text that is kept beside what was computed with it: compact JSON.
struct BookedPrice {
    PriceConfig price;
    std::shared_ptr<const QByteArray> text;
};

// A list of prices in which names are found quickly.
class PriceShelf {
public:
    PriceShelf() = default;
    explicit PriceShelf(const std::vector<PriceConfig>& prices);

    // The most specific price that holds on the day (UTC) of `wallMs`: a provider by name before "*", of
    // `vendor` before another's, a model by name before a pattern, a pattern with more letters before one
    // with fewer, a later `from` before an earlier one, and of equals the one listed last. Nothing where none
    // holds.
    [[nodiscard]] const BookedPrice* find(const QString& provider, const QString& model, qint64 wallMs,
                                          const QString& vendor = {}) const;
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

private:
    struct Entry {
        BookedPrice booked;
        qsizetype letters = 0;  // of the pattern, without wild cards
        bool pattern = false;
        bool anyProvider = false;
    };
    [[nodiscard]] static bool beats(const Entry& challenger, const Entry* best, const QString& vendor);

    std::vector<Entry> m_entries;
    QHash<QString, std::vector<std::size_t>> m_byModel;  // exact names
    std::vector<std::size_t> m_patterns;
};

class PriceBook {
public:
    // What is known of the providers of a configuration.
    struct Providers {
        QHash<QString, QString> vendors;  // id to vendor, as the catalogue calls it
        QSet<QString> local;              // on this machine or an inner network
    };

    PriceBook() = default;
    explicit PriceBook(const std::vector<PriceConfig>& configured);
    struct Shelves {
        std::shared_ptr<const PriceShelf> imported = nullptr;
        std::shared_ptr<const PriceShelf> published = nullptr;
        std::shared_ptr<const PriceShelf> catalogue = nullptr;
    };

    PriceBook(const std::vector<PriceConfig>& configured, Shelves shelves, Providers providers);

    // Nothing where no price is known: the cost is unknown, never 0. Lives as long as the book. Of a name in
    // price files and the catalogue the vendor in front ("openai/gpt-5.5") and a date behind it
    // ("-2026-03-05", "-20260305") may be more than the catalogue has.
    [[nodiscard]] const BookedPrice* find(const QString& provider, const QString& model, qint64 wallMs) const;
    [[nodiscard]] const PriceConfig* priceFor(const QString& provider, const QString& model,
                                              qint64 wallMs) const {
        const BookedPrice* found = find(provider, model, wallMs);
        return found == nullptr ? nullptr : &found->price;
    }

private:
    [[nodiscard]] const BookedPrice* inList(const PriceShelf* shelf, const QString& provider,
                                            const QString& model, qint64 wallMs) const;

    PriceShelf m_configured;
    Shelves m_shelves;
    Providers m_providers;
    BookedPrice m_free;
};

// "{"model":"m","from":"2026-05-01","input":5,…}": dollars, per million tokens or per unit.
[[nodiscard]] QByteArray priceText(const PriceConfig& price);

// The vendor whose own service a host is, as the catalogue calls it; empty: of none. Hosts are those of
// protocols.md's table of providers.
[[nodiscard]] QString vendorOfHost(const QString& host);

}  // namespace signalbox
