// Prices that a provider states in its list of models: what is read of them, when they are asked for, and
// what a request costs by them.
#include "core/protocol/PublishedPrices.h"
#include "tests/gateway/GatewayFixture.h"
#include "tests/gateway/Scripts.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;

namespace {

const QString kRouter = QStringLiteral("router");
const QString kHost = QStringLiteral("openrouter.ai");

QByteArray entry(const QByteArray& id, const QByteArray& pricing) {
    return "{\"id\":\"" + id + "\",\"pricing\":" + pricing + "}";
}

QByteArray priced(const QByteArray& prompt, const QByteArray& completion, const QByteArray& more = {}) {
    return "{\"prompt\":" + prompt + ",\"completion\":" + completion + more + "}";
}

QByteArray listed(const QByteArray& entries) {
    return "{\"data\":[" + entries + "]}";
}

Script list(const QByteArray& body) {
    Script script = plain();
    script.pieces = {body};
    return script;
}

// A provider at OpenRouter's address that is configured with one model, and the list it states.
Config configured(double factor = 1.0) {
    Config config;
    ProviderConfig router = GatewayFixture::provider(kRouter);
    router.baseUrl = QUrl(QStringLiteral("https://openrouter.ai/api/v1"));
    router.models = {QStringLiteral("gpt")};
    router.priceFactor = factor;
    config.providers = {router};
    return config;
}

std::optional<NanoUsd> costOfOne(GatewayFixture& box) {
    box.transport.script(kHost, plain());  // 10 tokens in, 5 out
    box.chatRequest(false);
    box.clock.advance(Milliseconds(10));
    const RequestFinished& last = box.finished.back();
    return last.cost.source == CostSource::Unknown ? std::nullopt : std::optional(last.cost.charged);
}

}  // namespace

class TestPublishedPrices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsRead() {
        const auto prices = readPublishedPrices(listed(
            entry("openai/gpt",
                  priced(
                      "\"0.00000125\"", "\"0.00001\"",
                      ",\"request\":\"0\",\"image\":\"0.001\",\"web_search\":\"0.01\",\"internal_reasoning\":"
                      "\"0\",\"input_cache_read\":\"0.000000125\",\"input_cache_write\":\"0.0000015625\"")) +
            "," + entry("some/model:free", priced("\"0\"", "\"0\"")) + "," +
            entry("openrouter/auto", priced("\"-1\"", "\"-1\"")) + "," +
            entry("half", "{\"prompt\":\"0.1\"}") + "," + entry("numbers", priced("0.001", "0.001")) + "," +
            entry("absurd", priced("\"1.5\"", "\"0.1\"")) + "," +
            entry("not a price", priced("\"free\"", "\"0\"")) + ",{\"id\":\"bare\"},7," +
            entry("", priced("\"0\"", "\"0\""))));
        QCOMPARE(prices.size(), 2U);
        QCOMPARE(prices[0].model, QStringLiteral("openai/gpt"));
        QCOMPARE(prices[0].input.value_or(-1), PicoUsdPerUnit{1'250'000});
        QCOMPARE(prices[0].output.value_or(-1), PicoUsdPerUnit{10'000'000});
        QCOMPARE(prices[0].cachedInput.value_or(-1), PicoUsdPerUnit{125'000});
        QCOMPARE(prices[0].cacheWrite.value_or(-1), PicoUsdPerUnit{1'562'500});
        QCOMPARE(prices[0].perSearch.value_or(-1), PicoUsdPerUnit{10'000'000'000});
        QVERIFY(!prices[0].reasoning && !prices[0].perRequest && !prices[0].perImage);
        QVERIFY(prices[0].published);
        QCOMPARE(prices[1].model, QStringLiteral("some/model:free"));
        QCOMPARE(prices[1].input.value_or(-1), PicoUsdPerUnit{0});
    }

    void otherFormsHaveNone() {
        for (const char* body : {"", "[]", "{}", "{\"data\":7}", "{\"data\":null}", "nonsense",
                                 "[{\"id\":\"a\",\"pricing\":{\"prompt\":\"0\",\"completion\":\"0\"}}]"}) {
            QVERIFY2(readPublishedPrices(body).empty(), body);
        }
    }

    // Cut anywhere, it is no list.
    void aPartIsNothing() {
        const QByteArray whole = listed(entry("a", priced("\"0.1\"", "\"0.1\"")));
        QCOMPARE(readPublishedPrices(whole).size(), 1U);
        for (qsizetype size = 0; size < whole.size(); ++size) {
            QVERIFY(readPublishedPrices(whole.left(size)).empty());
        }
    }

    void aRequestCostsWhatTheProviderStates() {
        GatewayFixture box;
        box.transport.scriptList(kHost, list(listed(entry("gpt", priced("\"0.000002\"", "\"0.00001\"")))));
        box.configure(configured(0.5));
        QVERIFY(!costOfOne(box));  // asked before the list was here
        box.clock.advance(Milliseconds(1'000));
        // The price factor is not taken off what the provider says that it charges.
        QCOMPARE(costOfOne(box).value_or(-1), NanoUsd{10 * 2'000 + 5 * 10'000});
        QCOMPARE(box.finished.back().cost.source, CostSource::Computed);
        QVERIFY(box.finished.back().attempts.back().cost.price->contains("\"published\":true"));
        // What is configured stays the list of models.
        const QStringList models = box.gateway.snapshot().providers.value(0).models;
        QCOMPARE(models, QStringList{QStringLiteral("gpt")});
    }

    void whatTheUserConfiguresComesFirst() {
        GatewayFixture box;
        box.transport.scriptList(kHost, list(listed(entry("gpt", priced("\"0.000002\"", "\"0.00001\"")))));
        Config config = configured();
        PriceConfig own;
        own.provider = kRouter;
        own.model = QStringLiteral("gpt");
        own.input = 1'000'000;
        own.output = 0;
        config.prices = {own};
        box.configure(config);
        box.clock.advance(Milliseconds(1'000));
        QCOMPARE(costOfOne(box).value_or(-1), NanoUsd{10 * 1'000});
    }

    void aRestartKeepsThem() {
        ModelListRecord record;
        {
            GatewayFixture box;
            box.transport.scriptList(kHost,
                                     list(listed(entry("gpt", priced("\"0.000002\"", "\"0.00001\"")))));
            box.configure(configured());
            box.clock.advance(Milliseconds(1'000));
            record = box.gateway.modelLists();
        }
        QCOMPARE(record.lists.size(), 1U);
        QCOMPARE(record.lists[0].prices.size(), 1U);
        GatewayFixture again;
        again.configure(configured());
        again.gateway.restoreModelLists(record);
        QCOMPARE(costOfOne(again).value_or(-1), NanoUsd{10 * 2'000 + 5 * 10'000});
        // Elsewhere they mean nothing.
        Config moved = configured();
        moved.providers[0].baseUrl = QUrl(QStringLiteral("https://openrouter.ai/another/v1"));
        again.configure(moved);
        QVERIFY(!costOfOne(again));
    }

    // A new price holds for the requests that come; the day changes only with the price.
    void aPriceChanges() {
        GatewayFixture box;
        box.transport.scriptList(kHost, list(listed(entry("gpt", priced("\"0.000002\"", "\"0.00001\"")))));
        box.transport.scriptList(kHost, list(listed(entry("gpt", priced("\"0.000002\"", "\"0.00001\"")))));
        box.transport.scriptList(kHost, list(listed(entry("gpt", priced("\"0.000001\"", "\"0\"")))));
        box.configure(configured());
        box.clock.advance(Milliseconds(1'000));
        const QDate first = box.gateway.modelLists().lists.at(0).prices.at(0).from;
        const int changes = box.listsChanged;
        box.clock.advance(Milliseconds(601'000));
        QCOMPARE(box.listsChanged, changes);
        QCOMPARE(box.gateway.modelLists().lists.at(0).prices.at(0).from, first);
        box.clock.advance(Milliseconds(601'000));
        QCOMPARE(box.listsChanged, changes + 1);
        QCOMPARE(costOfOne(box).value_or(-1), NanoUsd{10 * 1'000});
    }

    void othersWithConfiguredModelsAreNotAsked() {
        GatewayFixture box;
        Config config = configured();
        config.providers[0].baseUrl = QUrl(QStringLiteral("https://provider.invalid/v1"));
        box.configure(config);
        box.clock.advance(Milliseconds(1'000));
        QVERIFY(box.transport.listsAsked.empty());
    }
};

QTEST_GUILESS_MAIN(TestPublishedPrices)
#include "tst_publishedprices.moc"
