#include "core/gateway/ModelLists.h"

#include "core/pricing/PriceBook.h"
#include "core/protocol/ProtocolAdapter.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <algorithm>
#include <utility>

namespace signalbox {

Q_LOGGING_CATEGORY(listsLog, "models")

namespace {

QString placeOf(const ProviderConfig& provider) {
    return provider.baseUrl.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

// True if both lead to the same place in the same way, so that what the one lists the other does.
bool sameSource(const ProviderConfig& a, const ProviderConfig& b) {
    return a.protocol == b.protocol && a.baseUrl == b.baseUrl;
}

bool askedAlike(const ProviderConfig& a, const ProviderConfig& b) {
    return sameSource(a, b) && a.headers == b.headers && a.keys == b.keys;
}

bool sameKey(const Secret& a, const Secret& b) {
    return a.isEmpty() ? b.isEmpty() : a.matches(b.expose());
}

bool isName(const QString& model) {
    return !model.isEmpty() && model.size() <= ModelLists::kLongestName &&
           std::all_of(model.begin(), model.end(), [](QChar c) { return c.isPrint(); });
}

// Names come from outside: only so many, only such as may be shown and sent, each once.
QStringList cleaned(const QStringList& models) {
    QStringList names;
    QSet<QString> seen;
    for (const QString& model : models) {
        if (names.size() == ModelLists::kMostModels) {
            break;
        }
        if (isName(model) && !seen.contains(model)) {
            seen.insert(model);
            names.append(model);
        }
    }
    return names;
}

}  // namespace

// One question to one provider. Tells once, last, unless it is destroyed before.
class ModelLists::Fetch final : private ExchangeListener {
public:
    using Done = std::function<void(const Result<Answer>&)>;

    Fetch(const Parts& parts, const ProviderConfig& provider, const ProtocolAdapter& adapter,
          const Secret& key, Done done)
        : m_adapter(adapter), m_done(std::move(done)) {
        UpstreamRequest request = adapter.buildModelsRequest(provider);
        request.connectTimeout = kConnectTime;
        request.key = key;
        if (key.isEmpty()) {
            request.keyHeader.clear();
        }
        Transport& transport = provider.protocol == Protocol::Simulated ? parts.simulated : parts.network;
        m_timer = parts.scheduler.after(kTotalTime, [this] {
            end(failed(QStringLiteral("no whole answer within %1 s").arg(kTotalTime.count() / 1'000)));
        });
        ExchangeListener& listener = *this;
        m_exchange = transport.send(std::move(request), listener);
    }
    void cancel() {
        m_done = nullptr;
        m_timer.cancel();
        m_exchange.reset();
    }

private:
    void onHead(int status, const Headers& /*headers*/) override { m_status = status; }
    void onBody(QByteArrayView bytes) override {
        if (m_body.size() + bytes.size() > kMostBytes) {
            end(failed(QStringLiteral("the answer is longer than %1 MiB").arg(kMostBytes / (1024 * 1024))));
            return;
        }
        m_body.append(bytes);
    }
    void onEnd(const TransportEnd& end) override {
        if (end.error != TransportError::None) {
            this->end(failed(end.detail.isEmpty() ? QStringLiteral("the connection failed") : end.detail));
        } else if (m_status != 200) {
            this->end(failed(QStringLiteral("HTTP status %1").arg(m_status)));
        } else if (std::optional<QStringList> models = m_adapter.readModels(m_body)) {
            this->end(Answer{std::move(*models), m_adapter.readPrices(m_body)});
        } else {
            this->end(failed(QStringLiteral("the answer is no list of models")));
        }
    }
    void end(const Result<Answer>& answer) {
        m_timer.cancel();
        m_exchange.reset();
        if (const Done done = std::exchange(m_done, nullptr)) {
            done(answer);
        }
    }
    static Error failed(const QString& reason) { return {ErrorCode::Failed, reason, {}}; }

    const ProtocolAdapter& m_adapter;
    Done m_done;
    std::unique_ptr<Exchange> m_exchange;
    Timer m_timer;
    int m_status = 0;
    QByteArray m_body;
};

ModelLists::ModelLists(Parts parts) : m_parts(std::move(parts)) {}

ModelLists::~ModelLists() = default;

bool ModelLists::wanted(const ProviderConfig& provider) {
    const bool statesPrices = vendorOfHost(provider.baseUrl.host()) == QLatin1String("openrouter");
    return (provider.models.isEmpty() || statesPrices) && protocolAdapter(provider.protocol) != nullptr;
}

void ModelLists::setConfig(ConfigPtr config) {
    const ConfigPtr former = std::exchange(m_config, std::move(config));
    QHash<QString, Entry> kept;
    bool lost = false;
    for (const ProviderConfig& provider : m_config->providers) {
        if (!wanted(provider)) {
            continue;
        }
        Entry& entry = kept[provider.id];
        const ProviderConfig* before = former ? former->provider(provider.id) : nullptr;
        const auto found = m_entries.find(provider.id);
        if (before == nullptr || found == m_entries.end() || !sameSource(*before, provider)) {
            continue;
        }
        entry = std::move(*found);
        m_entries.erase(found);
        if (!askedAlike(*before, provider)) {
            if (entry.fetch) {
                entry.fetch->cancel();
                entry.fetch.reset();
            }
            entry.asked = false;
        }
    }
    for (const Entry& entry : std::as_const(m_entries)) {
        if (entry.fetch) {
            entry.fetch->cancel();
        }
        lost = lost || !entry.models.isEmpty() || !entry.prices.empty();
    }
    m_entries = std::move(kept);
    wake();
    if (lost) {
        m_parts.changed();
    }
}

void ModelLists::lookAgain() {
    wake();
}

void ModelLists::restore(const ModelListRecord& record) {
    bool any = false;
    for (const ModelListRecord::List& list : record.lists) {
        const ProviderConfig* provider = m_config ? m_config->provider(list.provider) : nullptr;
        const auto entry = m_entries.find(list.provider);
        if (provider != nullptr && entry != m_entries.end() && entry->models.isEmpty() &&
            placeOf(*provider) == list.place) {
            setModels(*entry, cleaned(list.models));
            entry->prices = list.prices;
            for (PriceConfig& price : entry->prices) {
                price.provider = list.provider;
            }
            any = true;
        }
    }
    if (any) {
        m_parts.changed();
    }
}

ModelListRecord ModelLists::record() const {
    ModelListRecord record;
    if (m_config) {
        for (const ProviderConfig& provider : m_config->providers) {
            const auto entry = m_entries.constFind(provider.id);
            if (entry != m_entries.cend() && !entry->models.isEmpty()) {
                record.lists.push_back({provider.id, placeOf(provider), entry->models, entry->prices});
            }
        }
    }
    return record;
}

void ModelLists::doubtAll() {
    const QStringList providers = m_entries.keys();
    for (const QString& provider : providers) {
        doubt(provider);
    }
}

void ModelLists::doubt(const QString& provider) {
    const auto entry = m_entries.find(provider);
    if (entry == m_entries.end() || entry->models.isEmpty() || entry->fetch || !entry->asked) {
        return;
    }
    const qint64 soonest = entry->askedAtMs + kFirstRetry.count();
    if (soonest < entry->dueMs) {
        entry->dueMs = soonest;
        wake();
    }
}

const QStringList& ModelLists::modelsOf(const ProviderConfig& provider) const {
    static const QStringList none;
    if (!provider.models.isEmpty()) {
        return provider.models;
    }
    const auto entry = m_entries.constFind(provider.id);
    return entry == m_entries.cend() ? none : entry->models;
}

bool ModelLists::lists(const ProviderConfig& provider, const QString& model) const {
    if (!provider.models.isEmpty()) {
        return provider.models.contains(model);
    }
    const auto entry = m_entries.constFind(provider.id);
    if (entry == m_entries.cend() || entry->models.isEmpty()) {
        return true;
    }
    return entry->names.contains(model) ||
           (!model.contains(QLatin1Char(':')) && entry->names.contains(model + QLatin1String(":latest")));
}

void ModelLists::setModels(Entry& entry, QStringList models) {
    entry.names = QSet<QString>(models.begin(), models.end());
    entry.models = std::move(models);
}

bool ModelLists::setPrices(Entry& entry, const QString& provider, std::vector<PriceConfig> prices) const {
    std::erase_if(prices, [&](const PriceConfig& price) { return !entry.names.contains(price.model); });
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_parts.clock.wallMs(), Qt::UTC).date();
    QHash<QString, const PriceConfig*> former;
    for (const PriceConfig& price : entry.prices) {
        former.insert(price.model, &price);
    }
    for (PriceConfig& price : prices) {
        price.provider = provider;
        // It holds from the day it was first read.
        const PriceConfig* before = former.value(price.model);
        price.from = before != nullptr ? before->from : today;
        if (before != nullptr && !(price == *before)) {
            price.from = today;
        }
    }
    if (prices == entry.prices) {
        return false;
    }
    entry.prices = std::move(prices);
    return true;
}

std::vector<PriceConfig> ModelLists::prices() const {
    std::vector<PriceConfig> all;
    for (const Entry& entry : m_entries) {
        all.insert(all.end(), entry.prices.begin(), entry.prices.end());
    }
    return all;
}

void ModelLists::wake() {
    m_timer = m_parts.scheduler.after(Milliseconds(0), [this] { look(); });
}

// Begins what is due, in the order of the configuration, and sets the timer for the next.
void ModelLists::look() {
    m_past.clear();
    if (!m_config) {
        return;
    }
    const qint64 now = m_parts.clock.sleeplessMs();
    auto running = std::count_if(m_entries.cbegin(), m_entries.cend(),
                                 [](const Entry& entry) { return entry.fetch != nullptr; });
    std::optional<qint64> next;
    for (const ProviderConfig& provider : m_config->providers) {
        const auto entry = m_entries.find(provider.id);
        if (entry == m_entries.end()) {
            continue;
        }
        const std::optional<Secret> key = provider.enabled ? m_parts.keyOf(provider) : std::nullopt;
        const bool known = key && entry->asked && sameKey(entry->askedWith, *key);
        if (entry->fetch && known) {
            continue;
        }
        if (entry->fetch) {
            entry->fetch->cancel();
            entry->fetch.reset();
            --running;
        }
        if (!key) {
            entry->asked = false;  // as soon as it may be; what it last listed stays known
            continue;
        }
        if (known && entry->dueMs > now) {
            next = next ? std::min(*next, entry->dueMs) : entry->dueMs;
        } else if (running < kMostAtOnce) {
            begin(provider, *entry, *key);
            ++running;
        }  // else when one of those under way ends
    }
    if (next) {
        m_timer = m_parts.scheduler.after(Milliseconds(*next - now), [this] { look(); });
    }
}

void ModelLists::begin(const ProviderConfig& provider, Entry& entry, const Secret& key) {
    if (!entry.asked || !sameKey(entry.askedWith, key)) {
        entry.retry = kFirstRetry;
    }
    entry.asked = true;
    entry.askedAtMs = m_parts.clock.sleeplessMs();
    entry.askedWith = key;
    entry.fetch = std::make_shared<Fetch>(
        m_parts, provider, *protocolAdapter(provider.protocol), key,
        [this, id = provider.id](const Result<Answer>& answer) { ended(id, answer); });
}

void ModelLists::ended(const QString& provider, const Result<Answer>& answer) {
    Entry& entry = m_entries[provider];
    m_past.push_back(std::move(entry.fetch));  // this is its own call
    entry.fetch.reset();
    const qint64 now = m_parts.clock.sleeplessMs();
    const QString failure = answer ? QString() : answer.error().message;
    if (!failure.isEmpty() && failure != entry.failure) {
        qCWarning(listsLog).noquote()
            << QStringLiteral("%1: its list of models cannot be read: %2").arg(provider, failure);
    }
    entry.failure = failure;
    if (answer) {
        entry.retry = kFirstRetry;
        entry.dueMs = now + kRefresh.count();
    } else {
        // The last list is kept: a provider that cannot be asked now still serves what it did.
        entry.dueMs = now + entry.retry.count();
        entry.retry = std::min(entry.retry * 2, kRefresh);
    }
    wake();
    if (answer) {
        QStringList names = cleaned(answer.value().models);
        const bool others = names != entry.models;
        if (others) {
            setModels(entry, std::move(names));
        }
        if (setPrices(entry, provider, answer.value().prices) || others) {
            m_parts.changed();
        }
    }
}

}  // namespace signalbox
