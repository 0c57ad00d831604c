#include "ui/models/ConfigDraft.h"

#include "ui/models/MoveItem.h"
#include "ui/models/ProviderUses.h"

#include <algorithm>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

const ProviderConfig* find(const std::vector<ProviderConfig>& providers, const QString& id) {
    const auto found = std::find_if(providers.begin(), providers.end(),
                                    [&](const ProviderConfig& one) { return one.id == id; });
    return found == providers.end() ? nullptr : &*found;
}

std::vector<PriceConfig> pricesOf(const std::vector<PriceConfig>& all, const QString& provider) {
    std::vector<PriceConfig> own;
    std::copy_if(all.begin(), all.end(), std::back_inserter(own),
                 [&](const PriceConfig& price) { return price.provider == provider; });
    return own;
}

bool sameOrigin(const QUrl& a, const QUrl& b) {
    const auto port = [](const QUrl& url) { return url.port(url.scheme() == u"https"_s ? 443 : 80); };
    return a.scheme() == b.scheme() && a.host() == b.host() && port(a) == port(b);
}

bool isBound(const KeySource& source) {
    return source.kind == KeySource::Kind::Keychain || source.kind == KeySource::Kind::Memory;
}

// Those that are in both stand in another order.
bool areReordered(const std::vector<ProviderConfig>& before, const std::vector<ProviderConfig>& now) {
    const auto common = [](const std::vector<ProviderConfig>& list,
                           const std::vector<ProviderConfig>& other) {
        QStringList ids;
        for (const ProviderConfig& one : list) {
            if (find(other, one.id) != nullptr && !ids.contains(one.id)) {
                ids.append(one.id);
            }
        }
        return ids;
    };
    return common(before, now) != common(now, before);
}

// Those that stand in `order`, too, stand as there; the others after them.
void putInOrder(std::vector<ProviderConfig>& providers, const std::vector<ProviderConfig>& order) {
    const auto place = [&](const ProviderConfig& one) {
        return std::find_if(order.begin(), order.end(),
                            [&](const ProviderConfig& other) { return other.id == one.id; });
    };
    std::stable_sort(providers.begin(), providers.end(),
                     [&](const ProviderConfig& a, const ProviderConfig& b) { return place(a) < place(b); });
}

// Of what stood in the file, what we made of it, and what they made of it.
std::vector<ProviderConfig> merged(const std::vector<ProviderConfig>& before,
                                   const std::vector<ProviderConfig>& ours,
                                   const std::vector<ProviderConfig>& theirs, QStringList& contested) {
    std::vector<ProviderConfig> result;
    for (const ProviderConfig& their : theirs) {
        const ProviderConfig* was = find(before, their.id);
        const ProviderConfig* our = find(ours, their.id);
        if (our == nullptr && was != nullptr) {
            continue;  // we removed it
        }
        const bool weChanged = our != nullptr && (was == nullptr || !(*our == *was));
        if (weChanged && !(*our == their) && (was == nullptr || !(their == *was))) {
            contested.append(their.id);
        }
        result.push_back(weChanged ? *our : their);
    }
    for (const ProviderConfig& our : ours) {
        const ProviderConfig* was = find(before, our.id);
        if (find(theirs, our.id) == nullptr && (was == nullptr || !(our == *was))) {
            if (was != nullptr) {
                contested.append(our.id);  // they removed what we changed
            }
            result.push_back(our);
        }
    }
    if (areReordered(before, ours)) {
        putInOrder(result, ours);
    }
    return result;
}

}  // namespace

ConfigDraft::ConfigDraft(GatewayService& service, QObject* parent)
    : QObject(parent), m_service(service), m_check(service, m_config) {
    connect(&m_service, &GatewayService::configChanged, this, &ConfigDraft::onConfigChanged);
    connect(&m_check, &DraftCheck::answered, this, &ConfigDraft::checked);
    connect(&m_service, &GatewayService::commandDone, this, &ConfigDraft::onDone);
    load(m_service.fileConfig());
}

void ConfigDraft::load(const ConfigPtr& file) {
    m_file = file;
    m_providers = m_file ? m_file->providers : std::vector<ProviderConfig>();
    m_prices = m_file ? m_file->prices : std::vector<PriceConfig>();
    m_removed.clear();
    m_contested.clear();
    m_pending.clear();
    m_dropped.clear();
    build();
    m_check.forget();
    askCheck();
}

void ConfigDraft::build() {
    m_config = m_file ? *m_file : Config();
    m_config.providers = m_providers;
    m_config.prices = m_prices;
    for (const QString& id : std::as_const(m_removed)) {
        if (find(m_providers, id) == nullptr) {
            leaveOut(m_config, id);
        }
    }
}

void ConfigDraft::edited() {
    forgetProblem();
    build();
    askCheck();
    Q_EMIT changed();
}

// It was of another draft.
void ConfigDraft::forgetProblem() {
    m_problem = Problem::None;
    m_problemText.clear();
}

void ConfigDraft::moved() {
    forgetProblem();
    build();
    askCheck();
    Q_EMIT reloaded();
    Q_EMIT changed();
}

const ProviderConfig* ConfigDraft::saved(int provider) const {
    const ProviderConfig& now = m_providers.at(static_cast<std::size_t>(provider));
    // Of two with one id, while that is being typed, the later one is new.
    const bool second = find(m_providers, now.id) != &now;
    return m_file && !second ? find(m_file->providers, now.id) : nullptr;
}

bool ConfigDraft::isNew(int provider) const {
    return saved(provider) == nullptr;
}

bool ConfigDraft::isChanged(int provider) const {
    const ProviderConfig& now = m_providers.at(static_cast<std::size_t>(provider));
    const ProviderConfig* was = saved(provider);
    return was == nullptr || !(*was == now) ||
           pricesOf(m_prices, now.id) != pricesOf(m_file->prices, now.id) ||
           std::any_of(now.keys.begin(), now.keys.end(),
                       [&](const KeySource& key) { return isPending(key); });
}

int ConfigDraft::changes() const {
    int count = 0;
    for (std::size_t i = 0; i < m_providers.size(); ++i) {
        count += isChanged(static_cast<int>(i)) ? 1 : 0;
    }
    if (m_file) {
        count += static_cast<int>(
            std::count_if(m_file->providers.begin(), m_file->providers.end(),
                          [&](const ProviderConfig& one) { return find(m_providers, one.id) == nullptr; }));
        count += areReordered(m_file->providers, m_providers) ? 1 : 0;
    }
    return count;
}

QString ConfigDraft::faultAt(int provider, const QString& field) const {
    return m_check.faultAt(u"providers[%1].%2"_s.arg(provider).arg(field));
}

QString ConfigDraft::warningAt(int provider, const QString& field) const {
    return m_check.warningAt(u"providers[%1].%2"_s.arg(provider).arg(field));
}

QString ConfigDraft::priceFault(const QString& provider) const {
    for (std::size_t i = 0; i < m_prices.size(); ++i) {
        const QString path = u"prices[%1]"_s.arg(i);
        for (const ConfigFault& fault : m_check.result().faults) {
            if (m_prices[i].provider == provider && fault.path.startsWith(path)) {
                return m_prices[i].model.isEmpty() ? fault.message
                                                   : u"%1: %2"_s.arg(m_prices[i].model, fault.message);
            }
        }
    }
    return {};
}

int ConfigDraft::add(const ProviderConfig& provider) {
    m_removed.removeAll(provider.id);
    m_providers.push_back(provider);
    moved();
    return static_cast<int>(m_providers.size()) - 1;
}

void ConfigDraft::change(int provider, const std::function<void(ProviderConfig&)>& edit) {
    ProviderConfig& one = m_providers.at(static_cast<std::size_t>(provider));
    const ProviderConfig before = one;
    edit(one);
    if (one == before) {
        return;
    }
    if (one.id != before.id) {
        for (PriceConfig& price : m_prices) {
            if (price.provider == before.id && before.id != u"*"_s) {
                price.provider = one.id;
            }
        }
    }
    edited();
}

void ConfigDraft::move(int from, int to) {
    moveItem(m_providers, from, to);
    moved();
}

void ConfigDraft::remove(int provider) {
    const ProviderConfig gone = m_providers.at(static_cast<std::size_t>(provider));
    for (const KeySource& key : gone.keys) {
        removeKey(provider, key);
    }
    m_providers.erase(m_providers.begin() + provider);
    if (find(m_providers, gone.id) == nullptr) {
        m_removed.append(gone.id);
        std::erase_if(m_prices, [&](const PriceConfig& price) { return price.provider == gone.id; });
    }
    moved();
}

std::vector<PriceConfig> ConfigDraft::prices(const QString& provider) const {
    return pricesOf(m_prices, provider);
}

void ConfigDraft::setPrices(const QString& provider, const std::vector<PriceConfig>& prices) {
    std::vector<PriceConfig> result;
    auto next = prices.begin();
    for (const PriceConfig& price : m_prices) {
        if (price.provider != provider) {
            result.push_back(price);
        } else if (next != prices.end()) {
            result.push_back(*next++);
        }
    }
    result.insert(result.end(), next, prices.end());
    if (result != m_prices) {
        m_prices = std::move(result);
        edited();
    }
}

// A name for a key that no provider of the file or of the draft uses.
QString ConfigDraft::freeKeyName(const QString& provider) const {
    const auto taken = [this](const QString& name) {
        const auto uses = [&](const std::vector<ProviderConfig>& providers) {
            return std::any_of(providers.begin(), providers.end(), [&](const ProviderConfig& one) {
                return std::any_of(one.keys.begin(), one.keys.end(),
                                   [&](const KeySource& key) { return isBound(key) && key.name == name; });
            });
        };
        return uses(m_providers) || (m_file && uses(m_file->providers));
    };
    const QString stem = provider.isEmpty() ? u"provider"_s : provider;
    QString name = stem;
    for (int number = 2; taken(name); ++number) {
        name = u"%1-%2"_s.arg(stem).arg(number);
    }
    return name;
}

void ConfigDraft::addKey(int provider, KeySource::Kind kind, const Secret& key) {
    const ProviderConfig& one = m_providers.at(static_cast<std::size_t>(provider));
    const KeySource source{kind, freeKeyName(one.id)};
    m_pending.push_back({source, one.baseUrl, key});
    addKeySource(provider, source);
}

void ConfigDraft::addKeySource(int provider, const KeySource& source) {
    change(provider, [&](ProviderConfig& one) { one.keys.push_back(source); });
}

void ConfigDraft::removeKey(int provider, const KeySource& source) {
    const auto pending =
        std::erase_if(m_pending, [&](const PendingKey& one) { return one.source == source; });
    if (pending == 0 && isBound(source)) {
        m_dropped.push_back(source);
    }
    change(provider, [&](ProviderConfig& one) { std::erase(one.keys, source); });
}

bool ConfigDraft::isPending(const KeySource& source) const {
    return std::any_of(m_pending.begin(), m_pending.end(),
                       [&](const PendingKey& one) { return one.source == source; });
}

bool ConfigDraft::isForeign(int provider, const KeySource& source) const {
    const QUrl& now = m_providers.at(static_cast<std::size_t>(provider)).baseUrl;
    if (now.host().isEmpty()) {
        return false;  // still being typed
    }
    for (const PendingKey& pending : m_pending) {
        if (pending.source == source) {
            return !sameOrigin(pending.baseUrl, now);
        }
    }
    const ProviderConfig* was = saved(provider);
    return isBound(source) && was != nullptr && !sameOrigin(was->baseUrl, now);
}

void ConfigDraft::askCheck() {
    if (m_file) {
        m_check.ask();
    }
}

void ConfigDraft::onConfigChanged() {
    const ConfigPtr theirs = m_service.fileConfig();
    if (!theirs || theirs == m_file || m_state == State::Applying) {
        return;  // what apply() brings about is taken when it has ended
    }
    if (!m_file || changes() == 0) {
        load(theirs);
    } else {
        takeTheirs();
    }
    Q_EMIT reloaded();
    Q_EMIT changed();
}

// What the file says now, under the edits. False: nothing new.
bool ConfigDraft::takeTheirs() {
    const ConfigPtr theirs = m_service.fileConfig();
    if (!theirs || theirs == m_file) {
        return false;
    }
    takeIn(*theirs);
    m_file = theirs;
    build();
    askCheck();
    return true;
}

void ConfigDraft::takeIn(const Config& theirs) {
    m_providers = merged(m_file->providers, m_providers, theirs.providers, m_contested);
    m_contested.removeDuplicates();  // what was contested before stays so until it is applied or reverted
    // Prices have no names of their own: a provider's are ours where we changed them.
    std::vector<PriceConfig> prices;
    QStringList seen;
    const auto take = [&](const QString& id) {
        if (seen.contains(id) || m_removed.contains(id)) {
            return;
        }
        seen.append(id);
        const std::vector<PriceConfig> ours = pricesOf(m_prices, id);
        const bool weChanged = ours != pricesOf(m_file->prices, id);
        const std::vector<PriceConfig> taken = weChanged ? ours : pricesOf(theirs.prices, id);
        prices.insert(prices.end(), taken.begin(), taken.end());
    };
    for (const PriceConfig& price : theirs.prices) {
        take(price.provider);
    }
    for (const PriceConfig& price : m_prices) {
        take(price.provider);
    }
    m_prices = std::move(prices);
}

void ConfigDraft::apply(OnForeignChange onForeignChange) {
    if (m_state == State::Applying || !m_file) {
        return;
    }
    m_onForeignChange = onForeignChange;
    m_state = State::Applying;
    forgetProblem();
    Q_EMIT stateChanged();
    keepNextKey();
}

void ConfigDraft::applyInMemory() {
    for (PendingKey& pending : m_pending) {
        if (pending.source.kind != KeySource::Kind::Keychain) {
            continue;
        }
        const KeySource before = pending.source;
        pending.source.kind = KeySource::Kind::Memory;
        for (ProviderConfig& one : m_providers) {
            std::replace(one.keys.begin(), one.keys.end(), before, pending.source);
        }
    }
    edited();
    apply(m_onForeignChange);
}

void ConfigDraft::keepNextKey() {
    m_keyAsked = 0;
    if (m_pending.empty()) {
        const qsizetype contested = m_contested.size();
        if (takeTheirs() && m_contested.size() > contested) {  // keeping keys may have taken a while
            stop(Problem::None, {});
            return;
        }
        m_saveAsked = m_service.saveConfig(m_config, m_onForeignChange);
        return;
    }
    const PendingKey& next = m_pending.front();
    m_keyAsked = m_service.storeKey(next.source, next.baseUrl, next.key);
}

void ConfigDraft::onDone(Ticket ticket, const Result<void>& result) {
    if (m_state != State::Applying || ticket == 0) {
        return;
    }
    if (ticket == m_keyAsked) {
        if (result) {
            m_kept.push_back(m_pending.front().source);
            m_pending.erase(m_pending.begin());
            keepNextKey();
        } else {
            m_keyAsked = 0;
            const bool offers = m_pending.front().source.kind == KeySource::Kind::Keychain &&
                                result.error().code == ErrorCode::Unavailable;
            stop(offers ? Problem::KeyNotKept : Problem::Other, result.error().message);
        }
    } else if (ticket == m_saveAsked) {
        m_saveAsked = 0;
        saved(result);
    }
}

void ConfigDraft::saved(const Result<void>& result) {
    if (!result) {
        const bool foreign = result.error().code == ErrorCode::Busy;
        stop(foreign ? Problem::Foreign : Problem::Other, result.error().message);
        return;
    }
    for (const KeySource& source : std::exchange(m_dropped, {})) {
        const bool used = std::any_of(m_providers.begin(), m_providers.end(), [&](const ProviderConfig& one) {
            return std::find(one.keys.begin(), one.keys.end(), source) != one.keys.end();
        });
        if (!used) {
            m_service.removeKey(source);
        }
    }
    m_state = State::Idle;
    m_kept.clear();
    const ConfigPtr before = m_file;
    const auto written = std::make_shared<const Config>(m_config);
    load(m_service.fileConfig() == before ? written : m_service.fileConfig());  // it may tell of it later
    Q_EMIT reloaded();
    Q_EMIT stateChanged();
    Q_EMIT changed();
    Q_EMIT applied();
}

void ConfigDraft::stop(Problem problem, const QString& text) {
    m_state = State::Idle;
    m_problem = problem;
    m_problemText = text;
    onConfigChanged();  // what came meanwhile
    Q_EMIT stateChanged();
    Q_EMIT changed();
}

void ConfigDraft::revert() {
    if (m_state == State::Applying) {
        return;
    }
    for (const KeySource& source : std::exchange(m_kept, {})) {
        m_service.removeKey(source);
    }
    load(m_service.fileConfig());
    forgetProblem();
    Q_EMIT reloaded();
    Q_EMIT stateChanged();
    Q_EMIT changed();
}

}  // namespace signalbox
