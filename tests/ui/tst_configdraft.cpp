// The draft of the providers: what counts as a change, what is asked of the gateway and in which order, whose
// change wins, and what becomes of keys.
#include "tests/ui/support/FakeGatewayService.h"
#include "tests/ui/support/Samples.h"
#include "ui/models/ConfigDraft.h"
#include "ui/models/ProviderUses.h"

#include <QSignalSpy>
#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kOpenAi = 0;
constexpr int kComet = 1;
constexpr int kOllama = 3;

void rename(ConfigDraft& draft, int provider, const QString& name) {
    draft.change(provider, [&](ProviderConfig& one) { one.name = name; });
}

}  // namespace

class TestConfigDraft final : public QObject {
    Q_OBJECT

    FakeGatewayService m_service;
    std::unique_ptr<ConfigDraft> m_draft;

    const KeySource m_keyring{KeySource::Kind::Keychain, u"openai"_s};

    // As the gateway tells of a file that was written.
    void changeFile(const std::function<void(Config&)>& edit) {
        auto config = std::make_shared<Config>(*m_service.fileConfig());
        edit(*config);
        m_service.configure(config);
    }
    QStringList ids() const {
        QStringList all;
        for (const ProviderConfig& one : m_draft->config().providers) {
            all.append(one.id);
        }
        return all;
    }
    void finishSave(const Result<void>& result = {}) {
        const SaveCall call = m_service.saves.last();
        if (result) {
            m_service.configure(std::make_shared<Config>(call.config));
        }
        m_service.done(call.ticket, result);
    }

private Q_SLOTS:
    void init() {
        m_service.saves.clear();
        m_service.checks.clear();
        m_service.keysStored.clear();
        m_service.keysRemoved.clear();
        m_service.configure(providersConfig());
        m_draft = std::make_unique<ConfigDraft>(m_service);
    }

    void whatIsAsTheFileIsNoChange() {
        QVERIFY(m_draft->isLoaded());
        QCOMPARE(m_draft->changes(), 0);
        rename(*m_draft, kOpenAi, u"Work"_s);
        QCOMPARE(m_draft->changes(), 1);
        QVERIFY(m_draft->isChanged(kOpenAi));
        QVERIFY(!m_draft->isChanged(kComet));
        QVERIFY(!m_draft->isNew(kOpenAi));
        rename(*m_draft, kOpenAi, u"OpenAI"_s);
        QCOMPARE(m_draft->changes(), 0);
        QVERIFY(m_service.saves.isEmpty());
    }

    void oneCheckIsUnderWayAtATime() {
        QCOMPARE(m_service.checks.size(), 1);
        rename(*m_draft, kOpenAi, u"a"_s);
        rename(*m_draft, kOpenAi, u"ab"_s);
        QCOMPARE(m_service.checks.size(), 1);
        ConfigCheck stale;
        stale.faults = {{u"providers[0].name"_s, u"of what it was before"_s}};
        m_service.answerChecks(stale);
        QCOMPARE(m_draft->faultAt(kOpenAi, u"name"_s), QString());  // the places may be others by now
        QCOMPARE(m_service.checks.size(), 1);
        QCOMPARE(m_service.checks[0].second.providers[0].name, u"ab"_s);
        ConfigCheck check;
        check.faults = {{u"providers[0].keys[1].env"_s, u"wrong"_s}, {u"providers[10].name"_s, u"other"_s}};
        check.warnings = {{u"providers[0].protocol"_s, u"hm"_s}};
        m_service.answerChecks(check);
        QVERIFY(m_service.checks.isEmpty());
        QCOMPARE(m_draft->faultAt(kOpenAi, u"keys"_s), u"wrong"_s);
        QCOMPARE(m_draft->faultAt(kOpenAi, u"keys[0]"_s), QString());
        QCOMPARE(m_draft->faultAt(1, u"name"_s), QString());  // [1] is not [10]
        QCOMPARE(m_draft->warningAt(kOpenAi, u"protocol"_s), u"hm"_s);
    }

    void keysAreKeptBeforeTheFileIsWritten() {
        m_draft->addKey(kComet, KeySource::Kind::Keychain, Secret("canary-key"));
        const KeySource source = m_draft->config().providers[kComet].keys.back();
        QCOMPARE(source.name, u"cometapi-2"_s);  // the first name is taken
        QVERIFY(m_draft->isPending(source));
        QCOMPARE(m_draft->changes(), 1);
        QVERIFY(m_service.keysStored.isEmpty());
        m_draft->apply();
        QCOMPARE(m_draft->state(), ConfigDraft::State::Applying);
        QCOMPARE(m_service.keysStored.size(), 1);
        QCOMPARE(m_service.keysStored[0].stored, "canary-key");
        QCOMPARE(m_service.keysStored[0].baseUrl, QUrl(u"https://api.cometapi.com/v1"_s));
        QVERIFY(m_service.saves.isEmpty());
        m_service.done(m_service.keysStored[0].ticket);
        QCOMPARE(m_service.saves.size(), 1);
        const QSignalSpy applied(m_draft.get(), &ConfigDraft::applied);
        finishSave();
        QCOMPARE(applied.size(), 1);
        QCOMPARE(m_draft->changes(), 0);
        QVERIFY(!m_draft->isPending(source));
        QCOMPARE(m_draft->state(), ConfigDraft::State::Idle);
    }

    void aFileThatIsToldOfLaterIsNoChange() {
        rename(*m_draft, kOpenAi, u"Work"_s);
        m_draft->apply();
        const SaveCall call = m_service.saves.last();
        m_service.done(call.ticket);
        QCOMPARE(m_draft->changes(), 0);
        QCOMPARE(m_draft->config().providers[kOpenAi].name, u"Work"_s);
        m_service.configure(std::make_shared<Config>(call.config));
        QCOMPARE(m_draft->changes(), 0);
        QCOMPARE(m_draft->config().providers[kOpenAi].name, u"Work"_s);
    }

    void withoutAKeyringTheKeyMayLastForThisRun() {
        m_draft->addKey(kOllama, KeySource::Kind::Keychain, Secret("canary-key"));
        m_draft->apply();
        m_service.done(m_service.keysStored[0].ticket,
                       Error{ErrorCode::Unavailable, u"there is no keyring"_s, {}});
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::KeyNotKept);
        QCOMPARE(m_draft->state(), ConfigDraft::State::Idle);
        QVERIFY(m_service.saves.isEmpty());
        m_draft->applyInMemory();
        QCOMPARE(m_service.keysStored.size(), 2);
        QCOMPARE(m_service.keysStored[1].source.kind, KeySource::Kind::Memory);
        QCOMPARE(m_service.keysStored[1].stored, "canary-key");
        m_service.done(m_service.keysStored[1].ticket);
        QCOMPARE(m_service.saves.last().config.providers[kOllama].keys.front().kind, KeySource::Kind::Memory);
        finishSave();
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::None);
    }

    void removedKeysAreForgottenAfterTheFileIsWritten() {
        m_draft->removeKey(kOpenAi, m_keyring);
        m_draft->removeKey(kOpenAi, {KeySource::Kind::Env, u"OPENAI_API_KEY"_s});
        QVERIFY(m_service.keysRemoved.isEmpty());
        m_draft->apply();
        QVERIFY(m_service.keysRemoved.isEmpty());
        finishSave();
        QCOMPARE(m_service.keysRemoved.size(), 1);  // a variable is nobody's to delete
        QVERIFY(m_service.keysRemoved[0].source == m_keyring);
    }

    void revertDropsWhatWasEntered() {
        m_draft->addKey(kOllama, KeySource::Kind::Keychain, Secret("canary-key"));
        m_draft->removeKey(kOpenAi, m_keyring);
        m_draft->remove(kComet);
        QCOMPARE(m_draft->changes(), 3);
        m_draft->revert();
        QCOMPARE(m_draft->changes(), 0);
        QCOMPARE(m_draft->config().providers.size(), 4U);
        QVERIFY(m_service.keysStored.isEmpty());
        QVERIFY(m_service.keysRemoved.isEmpty());
        rename(*m_draft, kOllama, u"x"_s);
        m_draft->apply();
        finishSave();
        QVERIFY(m_service.keysRemoved.isEmpty());
    }

    void aKeyThatWasKeptInVainIsForgottenOnRevert() {
        m_draft->addKey(kOllama, KeySource::Kind::Keychain, Secret("canary-key"));
        m_draft->apply();
        m_service.done(m_service.keysStored[0].ticket);
        finishSave(Error{ErrorCode::Failed, u"the disk is full"_s, {}});
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::Other);
        QVERIFY(m_service.keysRemoved.isEmpty());
        m_draft->revert();
        QCOMPARE(m_service.keysRemoved.size(), 1);
        QCOMPARE(m_service.keysRemoved[0].source.name, u"ollama"_s);
    }

    void aKeyBelongsToItsAddress() {
        QVERIFY(!m_draft->isForeign(kOpenAi, m_keyring));
        m_draft->change(kOpenAi,
                        [](ProviderConfig& one) { one.baseUrl = QUrl(u"https://api.openai.com/v2"_s); });
        QVERIFY(!m_draft->isForeign(kOpenAi, m_keyring));
        m_draft->change(kOpenAi,
                        [](ProviderConfig& one) { one.baseUrl = QUrl(u"https://evil.example/v1"_s); });
        QVERIFY(m_draft->isForeign(kOpenAi, m_keyring));
        QVERIFY(!m_draft->isForeign(kOpenAi, {KeySource::Kind::Env, u"OPENAI_API_KEY"_s}));
        // One that was entered before the address changed is kept for the old one.
        m_draft->addKey(kOllama, KeySource::Kind::Memory, Secret("canary-key"));
        m_draft->change(kOllama, [](ProviderConfig& one) { one.baseUrl = QUrl(u"http://localhost:9/v1"_s); });
        QVERIFY(m_draft->isForeign(kOllama, m_draft->config().providers[kOllama].keys.front()));
        m_draft->apply();
        QCOMPARE(m_service.keysStored[0].baseUrl, QUrl(u"http://localhost:11434/v1"_s));
    }

    void aRemovedProviderLeavesNoNameBehind() {
        auto config = std::make_shared<Config>(*providersConfig());
        BudgetConfig own;
        own.scope = BudgetConfig::Scope::Provider;
        own.name = u"ollama"_s;
        BudgetConfig sending;
        sending.atLimit = BudgetConfig::AtLimit::Route;
        sending.routeTo = u"ollama/llama4"_s;
        BudgetConfig toRoute = sending;
        toRoute.routeTo = u"night"_s;
        config->budgets = {own, sending, toRoute};
        m_service.configure(config);
        const ProviderUses uses = ProviderUses::of(m_draft->config(), u"ollama"_s);
        QCOMPARE(uses.ended, QStringList{u"night"_s});
        QVERIFY(uses.shortened.isEmpty());
        QCOMPARE(uses.budgets, 1);
        QCOMPARE(uses.refusing, 2);
        QCOMPARE(ProviderUses::of(m_draft->config(), u"openai"_s).shortened, QStringList{u"gpt-5.5"_s});
        m_draft->remove(kOllama);
        m_draft->remove(kComet);
        const Config& left = m_draft->config();
        QCOMPARE(left.routes.size(), 1U);
        QCOMPARE(left.routes[0].targets.size(), 1U);
        QVERIFY(left.prices.empty());
        QCOMPARE(left.budgets.size(), 2U);
        for (const BudgetConfig& budget : left.budgets) {
            QCOMPARE(budget.atLimit, BudgetConfig::AtLimit::Refuse);
            QVERIFY(budget.routeTo.isEmpty());
        }
    }

    void theOrderIsAChangeOfItsOwn() {
        m_draft->move(kOllama, 0);
        QCOMPARE(ids(), (QStringList{u"ollama"_s, u"openai"_s, u"cometapi"_s, u"anthropic"_s}));
        QCOMPARE(m_draft->changes(), 1);
        QVERIFY(!m_draft->isChanged(0));
        rename(*m_draft, 1, u"Work"_s);
        QCOMPARE(m_draft->changes(), 2);
        QVERIFY(m_draft->isChanged(1));
        // Others' changes do not take it back, and what they added comes last.
        changeFile([](Config& config) {
            config.providers[1].name = u"Theirs"_s;
            ProviderConfig added = config.providers[1];
            added.id = u"added"_s;
            config.providers.insert(config.providers.begin(), added);
        });
        QCOMPARE(ids(), (QStringList{u"ollama"_s, u"openai"_s, u"cometapi"_s, u"anthropic"_s, u"added"_s}));
        QCOMPARE(m_draft->config().providers[2].name, u"Theirs"_s);
        m_draft->apply();
        QCOMPARE(m_service.saves.last().config.providers[0].id, u"ollama"_s);
        finishSave();
        QCOMPARE(m_draft->changes(), 0);
        m_draft->move(0, 2);
        m_draft->move(2, 0);
        QCOMPARE(m_draft->changes(), 0);
    }

    void theirOrderHoldsWhereOursIsTheFiles() {
        rename(*m_draft, kOpenAi, u"Work"_s);
        changeFile([](Config& config) { std::reverse(config.providers.begin(), config.providers.end()); });
        QCOMPARE(ids(), (QStringList{u"ollama"_s, u"anthropic"_s, u"cometapi"_s, u"openai"_s}));
        QCOMPARE(m_draft->changes(), 1);
    }

    void othersChangesComeInUnderOurs() {
        rename(*m_draft, kOpenAi, u"Mine"_s);
        changeFile([](Config& config) {
            config.providers[kComet].name = u"Theirs"_s;
            config.routes.clear();
            config.retentionDays = 7;
        });
        QCOMPARE(m_draft->changes(), 1);
        QVERIFY(m_draft->contested().isEmpty());
        m_draft->apply();
        const Config& saved = m_service.saves.last().config;
        QCOMPARE(saved.providers[kOpenAi].name, u"Mine"_s);
        QCOMPARE(saved.providers[kComet].name, u"Theirs"_s);
        QVERIFY(saved.routes.empty());
        QCOMPARE(saved.retentionDays, 7);
    }

    // A keyring may ask the user for its password, and another page's changes are applied meanwhile.
    void whatIsWrittenWhileAKeyIsKeptStays() {
        m_draft->addKey(kComet, KeySource::Kind::Keychain, Secret("canary-key"));
        m_draft->apply();
        changeFile([](Config& config) { config.retentionDays = 7; });
        m_service.done(m_service.keysStored.last().ticket);
        QCOMPARE(m_service.saves.size(), 1);
        QCOMPARE(m_service.saves.last().config.retentionDays, 7);
        QCOMPARE(m_service.saves.last().config.providers[kComet].keys.back().name, u"cometapi-2"_s);
        finishSave();
        QCOMPARE(m_draft->changes(), 0);
    }

    void aContestWhileAKeyIsKeptIsAskedAbout() {
        m_draft->addKey(kComet, KeySource::Kind::Keychain, Secret("canary-key"));
        m_draft->apply();
        changeFile([](Config& config) { config.providers[kComet].name = u"Theirs"_s; });
        m_service.done(m_service.keysStored.last().ticket);
        QVERIFY(m_service.saves.isEmpty());
        QCOMPARE(m_draft->state(), ConfigDraft::State::Idle);
        QCOMPARE(m_draft->contested(), QStringList{u"cometapi"_s});
        m_draft->apply();  // ours, then
        QCOMPARE(m_service.saves.size(), 1);
    }

    void aProblemIsForgottenWithTheNextEdit() {
        rename(*m_draft, kOpenAi, u"Mine"_s);
        m_draft->apply();
        finishSave(Error{ErrorCode::Failed, u"the disk is full"_s, {}});
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::Other);
        rename(*m_draft, kOpenAi, u"Work"_s);
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::None);
        QCOMPARE(m_draft->problemText(), QString());
    }

    void anIdThatIsUsedAgainKeepsItsPrices() {
        const ProviderConfig again = m_draft->config().providers[kComet];
        m_draft->remove(kComet);
        m_draft->add(again);
        PriceConfig price;
        price.provider = again.id;
        price.model = u"gpt-5.5"_s;
        m_draft->setPrices(again.id, {price});
        changeFile([](Config& config) { config.retentionDays = 7; });
        QCOMPARE(m_draft->prices(again.id).size(), 1U);
    }

    void aContestLastsOverOtherChanges() {
        rename(*m_draft, kOpenAi, u"Mine"_s);
        changeFile([](Config& config) { config.providers[kOpenAi].name = u"Theirs"_s; });
        changeFile([](Config& config) { config.retentionDays = 7; });
        QCOMPARE(m_draft->contested(), QStringList{u"openai"_s});
    }

    void bothChangedIsSaid() {
        rename(*m_draft, kOpenAi, u"Mine"_s);
        m_draft->setPrices(u"cometapi"_s, {});
        changeFile([](Config& config) { config.providers[kOpenAi].name = u"Theirs"_s; });
        QCOMPARE(m_draft->contested(), QStringList{u"openai"_s});
        QCOMPARE(m_draft->config().providers[kOpenAi].name, u"Mine"_s);
        QVERIFY(m_draft->config().prices.empty());
        m_draft->revert();
        QCOMPARE(m_draft->config().providers[kOpenAi].name, u"Theirs"_s);
        QVERIFY(m_draft->contested().isEmpty());
    }

    void aRemovalSurvivesOthersChanges() {
        m_draft->remove(kOllama);
        changeFile([](Config& config) { config.retentionDays = 7; });
        QCOMPARE(m_draft->config().providers.size(), 3U);
        QCOMPARE(m_draft->config().routes.size(), 1U);
        QCOMPARE(m_draft->changes(), 1);
    }

    void aForeignFileIsReplacedOnlyWhenAsked() {
        rename(*m_draft, kOpenAi, u"Mine"_s);
        m_draft->apply();
        QCOMPARE(m_service.saves.last().onForeignChange, OnForeignChange::Refuse);
        finishSave(Error{ErrorCode::Busy, u"was changed by another program"_s, {}});
        QCOMPARE(m_draft->problem(), ConfigDraft::Problem::Foreign);
        QCOMPARE(m_draft->changes(), 1);
        m_draft->apply(OnForeignChange::SetAside);
        QCOMPARE(m_service.saves.last().onForeignChange, OnForeignChange::SetAside);
    }

    void pricesOfOneLeaveTheOthersAlone() {
        changeFile([](Config& config) {
            PriceConfig any = config.prices[0];
            any.provider = u"*"_s;
            config.prices.insert(config.prices.begin(), any);
        });
        PriceConfig price = m_draft->prices(u"cometapi"_s).front();
        price.input = 1;
        PriceConfig second = price;
        second.model = u"*"_s;
        m_draft->setPrices(u"cometapi"_s, {price, second});
        QCOMPARE(m_draft->config().prices.size(), 3U);
        QCOMPARE(m_draft->config().prices[0].provider, u"*"_s);
        QVERIFY(m_draft->isChanged(kComet));
        QVERIFY(!m_draft->isChanged(kOpenAi));
        m_service.answerChecks({});
        ConfigCheck check;
        check.faults = {{u"prices[2]"_s, u"must name a price"_s}};
        m_service.answerChecks(check);
        QCOMPARE(m_draft->priceFault(u"cometapi"_s), u"*: must name a price"_s);
        QCOMPARE(m_draft->priceFault(u"openai"_s), QString());
    }

    void aNewOneMayBorrowAnIdWhileItIsTyped() {
        ProviderConfig fresh;
        fresh.id = u"openai"_s;
        const int place = m_draft->add(fresh);
        QVERIFY(m_draft->isNew(place));
        QVERIFY(!m_draft->isNew(kOpenAi));
        QCOMPARE(m_draft->changes(), 1);
        m_draft->remove(place);
        QCOMPARE(m_draft->changes(), 0);
        QCOMPARE(m_draft->config().routes.size(), 2U);
    }
};

QTEST_GUILESS_MAIN(TestConfigDraft)
#include "tst_configdraft.moc"
