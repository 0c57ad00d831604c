// ConfigDraft: the providers, their prices and their keys while the user edits them: what the file would say,
// what a check says of it as one types, and how it is put in force. Nothing leaves it before apply().
// Somebody else's change of the file is taken in under the edits, provider by provider. Thread: GUI. Keys
// that were entered are held here until they are kept or dropped.
#pragma once

#include "core/api/GatewayService.h"
#include "ui/models/DraftCheck.h"

#include <QObject>

#include <functional>
#include <vector>

namespace signalbox {

class ConfigDraft final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Applying };
    // Why the last apply() did not work.
    enum class Problem {
        None,
        KeyNotKept,  // there is no keyring, or it is locked
        Foreign,     // the file on disk is not the one that was read
        Other,
    };

    explicit ConfigDraft(GatewayService& service, QObject* parent = nullptr);

    // What the file would say.
    [[nodiscard]] const Config& config() const { return m_config; }
    [[nodiscard]] bool isLoaded() const { return m_file != nullptr; }
    [[nodiscard]] State state() const { return m_state; }
    // How many providers differ from the file; a removed one and one whose prices differ count, too, and
    // another order once.
    [[nodiscard]] int changes() const;
    [[nodiscard]] bool isChanged(int provider) const;
    // Is not in the file yet.
    [[nodiscard]] bool isNew(int provider) const;
    // As the file has it; null: not there.
    [[nodiscard]] const ProviderConfig* saved(int provider) const;
    // Providers that somebody else changed in the file, too, while they were edited here.
    [[nodiscard]] const QStringList& contested() const { return m_contested; }

    // Of the latest check that was answered.
    [[nodiscard]] const ConfigCheck& check() const { return m_check.result(); }
    // The first fault (else the first warning) at a field of a provider: "base_url", "keys", "headers" …, and
    // at what lies within it. Empty: none.
    [[nodiscard]] QString faultAt(int provider, const QString& field) const;
    [[nodiscard]] QString warningAt(int provider, const QString& field) const;
    [[nodiscard]] QString priceFault(const QString& provider) const;

    // Each returns the place of the provider in config().
    int add(const ProviderConfig& provider);
    void change(int provider, const std::function<void(ProviderConfig&)>& edit);
    // The provider at `from` is to stand at `to`. Their order decides where no rule does.
    void move(int from, int to);
    // Takes it out of the configuration, and out of all that names it.
    void remove(int provider);
    // Of one provider; those for others stay.
    void setPrices(const QString& provider, const std::vector<PriceConfig>& prices);
    [[nodiscard]] std::vector<PriceConfig> prices(const QString& provider) const;

    // A key that was entered: kept when the draft is applied, for the address the provider has now.
    void addKey(int provider, KeySource::Kind kind, const Secret& key);
    void addKeySource(int provider, const KeySource& source);
    void removeKey(int provider, const KeySource& source);
    // Entered, and not kept yet.
    [[nodiscard]] bool isPending(const KeySource& source) const;
    // Entered, or kept, for another address than the provider has now, where it will not be given out.
    [[nodiscard]] bool isForeign(int provider, const KeySource& source) const;

    // Keeps the keys, writes the file, forgets the keys that were removed; in this order.
    void apply(OnForeignChange onForeignChange = OnForeignChange::Refuse);
    // Keys that the keyring did not take are kept in memory instead; then apply().
    void applyInMemory();
    void revert();

    [[nodiscard]] Problem problem() const { return m_problem; }
    [[nodiscard]] const QString& problemText() const { return m_problemText; }

Q_SIGNALS:
    void changed();
    // Providers are others, or in other places. Comes before the other signals.
    void reloaded();
    void checked();
    // State or problem.
    void stateChanged();
    void applied();

private:
    struct PendingKey {
        KeySource source;
        QUrl baseUrl;
        Secret key;
    };

    void load(const ConfigPtr& file);
    void takeIn(const Config& theirs);
    bool takeTheirs();
    void edited();
    void moved();
    void forgetProblem();
    void build();
    void askCheck();
    void onDone(Ticket ticket, const Result<void>& result);
    void onConfigChanged();
    void keepNextKey();
    void saved(const Result<void>& result);
    void stop(Problem problem, const QString& text);
    [[nodiscard]] QString freeKeyName(const QString& provider) const;

    GatewayService& m_service;
    ConfigPtr m_file;  // what the draft was made from
    Config m_config;
    std::vector<ProviderConfig> m_providers;
    std::vector<PriceConfig> m_prices;
    QStringList m_removed;
    QStringList m_contested;
    std::vector<PendingKey> m_pending;
    std::vector<KeySource> m_dropped;  // of the file, to be forgotten
    std::vector<KeySource> m_kept;     // by an apply() that did not come to its end
    DraftCheck m_check;
    State m_state = State::Idle;
    Problem m_problem = Problem::None;
    QString m_problemText;
    OnForeignChange m_onForeignChange = OnForeignChange::Refuse;
    Ticket m_keyAsked = 0;
    Ticket m_saveAsked = 0;
};

}  // namespace signalbox
