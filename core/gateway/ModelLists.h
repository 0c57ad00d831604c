// ModelLists: which models providers say that they serve, for those whose configuration names none, and what
// they say that these cost, for those who state it there (OpenRouter, whatever is configured). Asks each
// by its own models request, keeps the last answer, asks again from time to time. What it learns says nothing
// of a provider's health, and nothing of it is booked; why one cannot be asked is logged when that changes,
// never with a key or a word of the answer. Thread: gateway. Owned by Gateway; the transports
// outlive it. Nothing is sent inside a call from outside: the configuration and its keys come one after the
// other, and a key goes to its own base URL only.
#pragma once

#include "core/api/Config.h"
#include "core/api/ModelListRecord.h"
#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/upstream/Transport.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

class ModelLists {
public:
    static constexpr Milliseconds kRefresh{10 * 60'000};
    static constexpr Milliseconds kFirstRetry{30'000};  // after a failure; doubling up to kRefresh
    static constexpr Milliseconds kConnectTime{5'000};
    static constexpr Milliseconds kTotalTime{30'000};
    static constexpr int kMostAtOnce = 4;
    static constexpr qsizetype kMostBytes = 4 * 1024 * 1024;
    static constexpr qsizetype kMostModels = 5'000;
    static constexpr qsizetype kLongestName = 200;  // characters

    struct Parts {
        const Clock& clock;
        Scheduler& scheduler;
        Transport& network;
        Transport& simulated;
        // The key to ask with, empty where the provider has none configured; nothing: it cannot or may not be
        // asked now.
        std::function<std::optional<Secret>(const ProviderConfig&)> keyOf;
        // A list has changed. Never inside a call from outside, save restore() and setConfig().
        std::function<void()> changed;
    };

    explicit ModelLists(Parts parts);
    ~ModelLists();

    // What is asked for a provider that has changed is cancelled; its list is forgotten where it leads
    // elsewhere.
    void setConfig(ConfigPtr config);
    // Keys, drains or the time may have changed: providers that can be asked now, or with another key, are.
    void lookAgain();
    // Lists of an earlier run, for providers that still lead to the same place and have told none yet.
    void restore(const ModelListRecord& record);
    [[nodiscard]] ModelListRecord record() const;
    // A provider refused a model: its list may be old. Asks again soon, at most once in kFirstRetry.
    void doubt(const QString& provider);
    // A model was asked for that nobody lists: one may have it by now.
    void doubtAll();

    // The configured models, or else the provider's own list; empty where neither is known.
    [[nodiscard]] const QStringList& modelsOf(const ProviderConfig& provider) const;
    // What providers state themselves, by their ids.
    [[nodiscard]] std::vector<PriceConfig> prices() const;
    // May the provider have that model? True too where nothing is known: then it has to be asked. A name
    // without a tag stands for the one with ":latest", as local servers have it.
    [[nodiscard]] bool lists(const ProviderConfig& provider, const QString& model) const;

private:
    class Fetch;
    struct Entry {
        QStringList models;
        QSet<QString> names;
        std::vector<PriceConfig> prices;
        std::shared_ptr<Fetch> fetch;
        Secret askedWith;
        bool asked = false;  // since the start or the last change
        qint64 askedAtMs = 0;
        qint64 dueMs = 0;
        Milliseconds retry = kFirstRetry;
        QString failure;  // why the last fetch failed, as logged; empty: it did not
    };

    struct Answer {
        QStringList models;
        std::vector<PriceConfig> prices;
    };

    [[nodiscard]] static bool wanted(const ProviderConfig& provider);
    static void setModels(Entry& entry, QStringList models);
    // False: they were these already.
    [[nodiscard]] bool setPrices(Entry& entry, const QString& provider,
                                 std::vector<PriceConfig> prices) const;
    void wake();
    void look();
    void begin(const ProviderConfig& provider, Entry& entry, const Secret& key);
    void ended(const QString& provider, const Result<Answer>& answer);

    const Parts m_parts;
    ConfigPtr m_config;
    QHash<QString, Entry> m_entries;  // of the providers that are asked, and of those that are disabled
    std::vector<std::shared_ptr<Fetch>> m_past;
    Timer m_timer;
};

}  // namespace signalbox
