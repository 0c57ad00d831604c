// Budgets, as a client of the gateway sees them, and the sums themselves on a fake clock.
#include "core/gateway/Budgets.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr NanoUsd kDollar = 1'000'000'000;
// A thousandth of a dollar per token, so that an answer of Scripts.h (10 in, 5 out) costs 15 thousandths.
constexpr PicoUsdPerUnit kDear = 1'000'000'000;
constexpr NanoUsd kAnswer = 15'000'000;

QString word(const char* text) {
    return QString::fromLatin1(text);
}

PriceConfig price(const char* provider, PicoUsdPerUnit perToken) {
    PriceConfig price;
    price.provider = word(provider);
    price.model = word("*");
    price.input = perToken;
    price.output = perToken;
    return price;
}

BudgetConfig budget(NanoUsd limit, BudgetConfig::Scope scope = BudgetConfig::Scope::All,
                    const char* name = "") {
    BudgetConfig budget;
    budget.scope = scope;
    budget.name = word(name);
    budget.limit = limit;
    return budget;
}

// "dear" costs, "free" is known to cost nothing, "blank" has no price.
Config config(const std::vector<TargetConfig>& targets, std::vector<BudgetConfig> budgets) {
    Config config;
    for (const char* id : {"dear", "free", "blank"}) {
        config.providers.push_back(GatewayFixture::provider(word(id)));
    }
    config.routes = {GatewayFixture::route(word("r"), targets)};
    config.prices = {price("dear", kDear), price("free", 0)};
    config.budgets = std::move(budgets);
    return config;
}

QByteArray body(int maxTokens = 10) {
    return "{\"model\":\"gpt\",\"max_tokens\":" + QByteArray::number(maxTokens) +
           ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
}

const QByteArray kChat = QByteArrayLiteral("/v1/chat/completions");

Script slow(Script script, int ms) {
    script.headAfter = Milliseconds(ms);
    return script;
}

struct Fixture : GatewayFixture {
    RecordingWriter& ask() { return post(kChat, body()); }
    [[nodiscard]] BudgetStatus budgetStatus(int index = 0) const {
        return gateway.snapshot().budgets.value(index);
    }
};

}  // namespace

class TestBudgets final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void manyAtOnceStayWithinTheLimitAndUseItUp() {
        Fixture f;
        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        f.transport.script(word("dear"), slow(plain(), 20));
        std::vector<RecordingWriter*> writers;
        writers.reserve(200);
        for (int i = 0; i < 200; ++i) {
            writers.push_back(&f.ask());
        }
        const BudgetStatus during = f.budgetStatus();
        QVERIFY(during.reserved > 0);
        QVERIFY2(during.reserved <= kDollar, "what is reserved never exceeds the limit");
        const NanoUsd estimate = during.reserved / f.transport.running;
        QVERIFY(estimate >= 10'000'000);
        f.clock.advance(Milliseconds(5'000));

        int answered = 0;
        int refused = 0;
        for (const RecordingWriter* writer : writers) {
            QVERIFY(writer->ended());
            answered += writer->status == 200 ? 1 : 0;
            refused += writer->status == 429 ? 1 : 0;
        }
        QCOMPARE(answered + refused, 200);
        const BudgetStatus after = f.budgetStatus();
        QCOMPARE(after.spent, answered * kAnswer);
        QCOMPARE(after.reserved, NanoUsd{0});
        QVERIFY(after.spent <= kDollar + std::max<NanoUsd>(0, kAnswer - estimate));
        QVERIFY2(kDollar - after.spent < estimate, "nobody is refused while there is room");
    }

    void refusesWithWhatTheClientNeedsToKnow() {
        Fixture f;
        f.configure(config({{word("dear"), {}}}, {budget(kAnswer / 2)}));
        const RecordingWriter& writer = f.ask();
        QCOMPARE(writer.status, 429);
        QCOMPARE(writer.header("x-should-retry"), QByteArray("false"));
        QVERIFY(writer.body.contains("\"code\":\"budget_exceeded\""));
        QVERIFY2(writer.body.contains("per month for all"), writer.body);
        QVERIFY2(writer.body.contains("$0.00 of $0.007500"), writer.body);
        QVERIFY2(writer.body.contains("renews on 2026-06-01T00:00:00"), writer.body);
        QCOMPARE(f.transport.sentTo(word("dear")), 0);
        QCOMPARE(f.finished.back().status, RequestStatus::Error);
    }

    void whatIsFreePassesAndWhatHasNoPriceIsCounted() {
        Fixture f;
        f.configure(config({{word("dear"), {}}, {word("free"), {}}}, {budget(0)}));
        f.transport.script(word("free"), plain());
        f.transport.script(word("blank"), plain());
        const RecordingWriter& writer = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(writer.status, 200);
        QCOMPARE(writer.header("x-signalbox-provider"), QByteArray("free"));
        QCOMPARE(f.budgetStatus().unknownAttempts, qint64{0});

        f.configure(config({{word("blank"), {}}}, {budget(0)}));
        const RecordingWriter& unknown = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(unknown.status, 200);
        QCOMPARE(f.budgetStatus().unknownAttempts, qint64{1});
    }

    void scopesCoverWhatTheyName_data() {
        QTest::addColumn<int>("scope");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("covers");
        const auto row = [](const char* title, BudgetConfig::Scope scope, const char* name, bool covers) {
            QTest::newRow(title) << static_cast<int>(scope) << word(name) << covers;
        };
        row("all", BudgetConfig::Scope::All, "", true);
        row("this client", BudgetConfig::Scope::Client, "tester", true);
        row("another client", BudgetConfig::Scope::Client, "somebody", false);
        row("this provider", BudgetConfig::Scope::Provider, "dear", true);
        row("another provider", BudgetConfig::Scope::Provider, "blank", false);
        row("this model", BudgetConfig::Scope::Model, "gpt", true);
        row("models like this", BudgetConfig::Scope::Model, "gp*", true);
        row("another model", BudgetConfig::Scope::Model, "claude", false);
    }
    void scopesCoverWhatTheyName() {
        QFETCH(int, scope);
        QFETCH(QString, name);
        QFETCH(bool, covers);
        Fixture f;
        BudgetConfig limit = budget(0, static_cast<BudgetConfig::Scope>(scope));
        limit.name = name;
        f.configure(config({{word("dear"), {}}}, {limit}));
        f.transport.script(word("dear"), plain());
        const RecordingWriter& writer = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(writer.status, covers ? 429 : 200);
    }

    void aProviderOutOfBudgetIsPassedOverAndSaysSo() {
        Fixture f;
        f.configure(config({{word("dear"), {}}, {word("blank"), {}}},
                           {budget(0, BudgetConfig::Scope::Provider, "dear")}));
        f.transport.script(word("blank"), plain());
        const RecordingWriter& writer = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(writer.header("x-signalbox-provider"), QByteArray("blank"));

        RequestFacts facts;
        facts.model = word("gpt");
        facts.promptTokens = 10;
        const Explanation explanation = f.gateway.explain(facts);
        QCOMPARE(explanation.targets[0].target.provider, word("blank"));
        QCOMPARE(explanation.targets[1].place, -1);
        QCOMPARE(explanation.targets[1].reason.kind, HealthReason::Kind::OutOfBudget);
        QCOMPARE(explanation.targets[1].reason.detail, word("per month for the provider \"dear\""));
    }

    void onlyDoesNotOverruleABudget() {
        Fixture f;
        f.configure(config({{word("dear"), {}}, {word("free"), {}}}, {budget(0)}));
        Pin pin;
        pin.mode = PinMode::Only;
        pin.target = {word("dear"), {}};
        QVERIFY(f.gateway.setPin(word("r"), pin, word("user"), {}));
        QCOMPARE(f.ask().status, 429);
    }

    void aBudgetThatIsUsedUpSendsElsewhere_data() {
        QTest::addColumn<QString>("to");
        QTest::newRow("a provider") << word("free");
        QTest::newRow("a route") << word("spare");
    }
    void aBudgetThatIsUsedUpSendsElsewhere() {
        QFETCH(QString, to);
        Fixture f;
        BudgetConfig limit = budget(kAnswer);
        limit.atLimit = BudgetConfig::AtLimit::Route;
        limit.routeTo = to;
        Config wanted = config({{word("dear"), {}}}, {limit});
        RouteConfig spare = GatewayFixture::route(word("spare"), {{word("free"), word("small")}});
        spare.match.model = word("spare");
        wanted.routes.push_back(spare);
        f.configure(wanted);
        f.transport.script(word("free"), plain());
        const RecordingWriter& writer = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(writer.status, 200);
        QCOMPARE(writer.header("x-signalbox-provider"), QByteArray("free"));
        QCOMPARE(writer.header("x-signalbox-model"), QByteArray(to == word("spare") ? "small" : "gpt"));
    }

    void whereTheOtherTargetCostsTooItIsRefused() {
        Fixture f;
        BudgetConfig limit = budget(0);
        limit.atLimit = BudgetConfig::AtLimit::Route;
        limit.routeTo = word("dear");
        f.configure(config({{word("dear"), word("large")}}, {limit}));
        const RecordingWriter& writer = f.ask();
        QCOMPARE(writer.status, 429);
        QVERIFY(writer.body.contains("budget_exceeded"));
    }

    void whatFailedOrWasGivenUpIsGivenBack() {
        Fixture f;
        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        f.transport.script(word("dear"), slow(error(400, "invalid"), 10));
        (void)f.ask();
        QVERIFY(f.budgetStatus().reserved > 0);
        f.clock.advance(Milliseconds(20));
        QCOMPARE(f.budgetStatus().reserved, NanoUsd{0});
        QCOMPARE(f.budgetStatus().spent, NanoUsd{0});

        RecordingWriter& leaves = f.ask();
        QVERIFY(f.budgetStatus().reserved > 0);
        leaves.onGone();
        QCOMPARE(f.budgetStatus().reserved, NanoUsd{0});
    }

    void eachAttemptReservesItsOwn() {
        Fixture f;
        Config wanted = config({{word("first"), {}}, {word("second"), {}}}, {budget(kDollar)});
        wanted.providers = {GatewayFixture::provider(word("first")),
                            GatewayFixture::provider(word("second"))};
        wanted.prices = {price("*", kDear)};
        f.configure(wanted);
        f.transport.script(word("first"), slow(error(500, "broken"), 10));
        f.transport.script(word("second"), slow(plain(), 10));
        const RecordingWriter& writer = f.ask();
        const NanoUsd once = f.budgetStatus().reserved;
        f.clock.advance(Milliseconds(15));
        QCOMPARE(f.transport.sentTo(word("second")), 1);
        QCOMPARE(f.budgetStatus().reserved, once);
        f.clock.advance(Milliseconds(15));
        QCOMPARE(writer.status, 200);
        QCOMPARE(f.budgetStatus().spent, kAnswer);
    }

    void oneThatWaitsForRoomLeavesWithItsClient() {
        Fixture f;
        f.configure(config({{word("dear"), {}}}, {budget(kAnswer * 2)}));
        f.transport.script(word("dear"), slow(plain(), 50));
        (void)f.ask();
        RecordingWriter& waiting = f.ask();
        QCOMPARE(f.transport.sentTo(word("dear")), 1);
        QVERIFY(!waiting.ended());
        QCOMPARE(f.gateway.snapshot().routes[0].parked, 0);  // nobody is asked to decide
        waiting.onGone();
        f.clock.advance(Milliseconds(200));
        QCOMPARE(f.transport.sentTo(word("dear")), 1);
        QCOMPARE(f.finished.size(), std::size_t{2});
        QCOMPARE(f.gateway.openRequests(), 0);
    }

    void oneThatWaitsTooLongIsRefused() {
        Fixture f;
        Config wanted = config({{word("dear"), {}}}, {budget(kAnswer * 2)});
        wanted.routes[0].timeouts.total = Milliseconds(300);
        f.configure(wanted);
        Script never = plain();
        never.headAfter = Milliseconds(250);
        f.transport.script(word("dear"), never);
        (void)f.ask();
        f.clock.advance(Milliseconds(100));
        const RecordingWriter& waiting = f.ask();
        f.clock.advance(Milliseconds(400));
        QVERIFY(waiting.ended());
        QCOMPARE(waiting.status, 429);
    }

    void whileTheLedgerIsReadRequestsThatCostWait() {
        Fixture f;
        f.answersSpent = false;
        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        f.transport.script(word("dear"), plain());
        QCOMPARE(f.spentAsked.size(), std::size_t{1});
        QCOMPARE(f.budgetStatus().state, BudgetStatus::State::Unread);
        const RecordingWriter& writer = f.ask();
        QVERIFY(!writer.ended());
        f.gateway.setSpent({f.spentAsked[0], {kAnswer}, {}});
        f.clock.advance(Milliseconds(10));
        QCOMPARE(writer.status, 200);
        QCOMPARE(f.budgetStatus().spent, 2 * kAnswer);
    }

    void aLedgerThatCannotBeReadFailsClosed() {
        Fixture f;
        f.answersSpent = false;
        f.configure(config({{word("dear"), {}}, {word("free"), {}}}, {budget(kDollar)}));
        f.transport.script(word("dear"), plain());
        f.transport.script(word("free"), plain());
        f.gateway.setSpent({f.spentAsked[0], {}, word("disk on fire")});
        QCOMPARE(f.budgetStatus().problem, word("disk on fire"));
        const RecordingWriter& free = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(free.header("x-signalbox-provider"), QByteArray("free"));

        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        const RecordingWriter& writer = f.ask();
        QCOMPARE(writer.status, 503);
        QVERIFY2(writer.body.contains("the ledger cannot be read (disk on fire)"), writer.body);
        QVERIFY(writer.body.contains("budget_exceeded"));

        f.gateway.setSpent({f.spentAsked[0], {0}, {}});  // asked again by the one who keeps it
        const RecordingWriter& again = f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(again.status, 200);
    }

    void warnsAtFourFifths() {
        Fixture f;
        f.answersSpent = false;
        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        f.gateway.setSpent({f.spentAsked[0], {kDollar * 4 / 5 - 1}, {}});
        QCOMPARE(f.budgetStatus().state, BudgetStatus::State::Open);
        f.transport.script(word("dear"), plain());
        (void)f.ask();
        f.clock.advance(Milliseconds(10));
        QCOMPARE(f.budgetStatus().state, BudgetStatus::State::Warning);
    }

    void aChangedLimitKeepsWhatWasSpent() {
        Fixture f;
        f.configure(config({{word("dear"), {}}}, {budget(kDollar)}));
        f.transport.script(word("dear"), plain());
        (void)f.ask();
        f.clock.advance(Milliseconds(10));
        f.configure(config({{word("dear"), {}}}, {budget(kAnswer)}));
        QCOMPARE(f.spentAsked.size(), std::size_t{1});
        QCOMPARE(f.budgetStatus().spent, kAnswer);
        QCOMPARE(f.budgetStatus().state, BudgetStatus::State::Reached);
    }

    // Where answers are longer than guessed, the guess follows; it fades again.
    void theEstimateFollowsWhatIsUsed() {
        const FakeClock clock;
        Budgets budgets(clock);
        Config wanted = config({{word("dear"), {}}}, {budget(kDollar)});
        budgets.setConfig(wanted);
        const ProviderConfig& dear = wanted.providers[0];
        class PerToken final : public CostView {
        public:
            [[nodiscard]] std::optional<NanoUsd> cost(const ProviderConfig&, const QString&,
                                                      const Usage& usage) const override {
                return usage.inputTokens + usage.outputTokens;
            }
        };
        const PerToken costs;
        RequestFacts facts;
        facts.promptTokens = 100;
        const auto estimate = [&] { return *budgets.call(facts, dear, word("m"), costs).estimate; };
        QCOMPARE(estimate(), 125 + Budgets::kUnnamedOutputTokens);
        Usage usage;
        usage.outputTokens = 8'000;
        const auto use = [&] {
            budgets.settle(budgets.reserve(budgets.call(facts, dear, word("m"), costs)), Cost{}, usage);
        };
        use();
        QCOMPARE(estimate(), 125 + 8'000);
        facts.maxOutputTokens = 50;
        QCOMPARE(estimate(), 125 + 50);
        facts.maxOutputTokens = 0;
        usage.outputTokens = 10;
        for (int i = 0; i < 200; ++i) {
            use();
        }
        QCOMPARE(estimate(), 125 + Budgets::kUnnamedOutputTokens);
        facts.endpoint = Endpoint::Embeddings;
        QVERIFY(estimate() < 125 + 100);
    }

    void periodsAreLocalAndKnowTheChangeOfClocks() {
        const QTimeZone berlin("Europe/Berlin");
        const auto at = [&](int month, int day, int hour) {
            return QDateTime(QDate(2026, month, day), QTime(hour, 0), berlin).toMSecsSinceEpoch();
        };
        const qint64 hour = 3'600'000;
        const BudgetSpan spring = budgetSpan(BudgetConfig::Period::Day, at(3, 29, 12), berlin);
        QCOMPARE(spring.endMs - spring.startMs, 23 * hour);
        QVERIFY(spring.holds(at(3, 29, 0)) && spring.holds(at(3, 30, 0) - 1) && !spring.holds(at(3, 30, 0)));
        const BudgetSpan autumn = budgetSpan(BudgetConfig::Period::Day, at(10, 25, 12), berlin);
        QCOMPARE(autumn.endMs - autumn.startMs, 25 * hour);
        const BudgetSpan month = budgetSpan(BudgetConfig::Period::Month, at(10, 31, 23), berlin);
        QCOMPARE(month.firstDay, QDate(2026, 10, 1));
        QCOMPARE(month.startMs, at(10, 1, 0));
        QCOMPARE(month.endMs, at(11, 1, 0));
    }

    void aNewPeriodBeginsWithNothingAndAnEarlierOneIsReadAgain() {
        FakeClock clock;
        Budgets budgets(clock, QTimeZone::utc());
        std::vector<SpentQuestion> asked;
        budgets.onUnread = [&] { asked.push_back(*budgets.takeQuestion()); };
        BudgetConfig daily = budget(kDollar);
        daily.period = BudgetConfig::Period::Day;
        Config wanted;
        wanted.budgets = {daily};
        budgets.setConfig(wanted);
        QCOMPARE(asked.size(), std::size_t{1});
        budgets.setSpent({asked[0], {kDollar / 2}, {}});
        const quint64 overnight = budgets.reserve({{}, word("p"), word("m"), kAnswer});
        QCOMPARE(budgets.status().constFirst().reserved, kAnswer);

        clock.jumpWall(24 * 3'600'000);
        QCOMPARE(budgets.status().constFirst().spent, NanoUsd{0});
        QCOMPARE(budgets.status().constFirst().state, BudgetStatus::State::Open);
        Cost cost;
        cost.charged = kAnswer;
        budgets.settle(overnight, cost, {});  // of yesterday
        QCOMPARE(budgets.status().constFirst().spent, NanoUsd{0});
        QCOMPARE(budgets.status().constFirst().reserved, NanoUsd{0});
        QCOMPARE(asked.size(), std::size_t{1});

        clock.jumpWall(-24 * 3'600'000);
        QCOMPARE(budgets.status().constFirst().state, BudgetStatus::State::Unread);
        QCOMPARE(asked.size(), std::size_t{2});
        budgets.setSpent({asked[0], {kDollar}, {}});  // an answer to the question before
        QCOMPARE(budgets.status().constFirst().state, BudgetStatus::State::Unread);
        budgets.setSpent({asked[1], {kDollar / 4}, {}});
        QCOMPARE(budgets.status().constFirst().spent, kDollar / 4);
        clock.jumpWall(24 * 3'600'000);  // it was here before: what it spent then is in the ledger
        QCOMPARE(budgets.status().constFirst().state, BudgetStatus::State::Unread);
    }
};

QTEST_APPLESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
