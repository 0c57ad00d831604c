#include "core/service/ModelListStore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;

class TestModelListStore final : public QObject {
    Q_OBJECT

    static PriceConfig price() {
        PriceConfig price;
        price.provider = QStringLiteral("openai");
        price.model = QStringLiteral("a");
        price.from = QDate(2026, 11, 22);
        price.input = 1'250'000;
        price.output = 10'000'000;
        price.cachedInput = 125'000;
        price.perSearch = 10'000'000'000;
        price.published = true;
        return price;
    }
    static ModelListRecord sample() {
        return {{{QStringLiteral("openai"),
                  QStringLiteral("https://api.openai.com/v1"),
                  {QStringLiteral("a"), QStringLiteral("b\"é")},
                  {price()}},
                 {QStringLiteral("local"), QStringLiteral("http://localhost:11434/v1"), {}, {}}}};
    }

private Q_SLOTS:
    void whatIsSavedIsThereAgain() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("models.json"));
        {
            ModelListStore store(path);
            const Result<ModelListRecord> none = store.load();
            QVERIFY(none.ok());
            QVERIFY(none.value().lists.empty());
            store.save({});
            store.save(sample());
        }
        const Result<ModelListRecord> loaded = ModelListStore(path).load();
        QVERIFY(loaded.ok());
        QCOMPARE(loaded.value(), sample());
        QCOMPARE(QFile::permissions(path) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
    }

    // The rest of the list counts all the same; the provider is asked for its prices soon anyway.
    void pricesThatMakeNoSenseAreLeft_data() {
        QTest::addColumn<QByteArray>("price");
        QTest::newRow("negative") << QByteArray(R"("model":"a","from":"2026-11-22","input":-1,"output":1)");
        QTest::newRow("no number") << QByteArray(R"("model":"a","from":"2026-11-22","input":"x","output":1)");
        QTest::newRow("huge") << QByteArray(R"("model":"a","from":"2026-11-22","input":1e30,"output":1)");
        QTest::newRow("no day") << QByteArray(R"("model":"a","from":"soon","input":1,"output":1)");
        QTest::newRow("no model") << QByteArray(R"("model":7,"from":"2026-11-22","input":1,"output":1)");
        QTest::newRow("no price") << QByteArray(R"("model":"a","from":"2026-11-22")");
    }
    void pricesThatMakeNoSenseAreLeft() {
        QFETCH(QByteArray, price);
        const Result<ModelListRecord> read = readModelLists(
            "{\"version\":1,\"lists\":[{\"provider\":\"p\",\"place\":\"x\",\"models\":[\"a\"],\"prices\":[{" +
            price + "},7]}]}");
        QVERIFY(read.ok());
        QCOMPARE(read.value().lists.at(0).models.size(), 1);
        QVERIFY(read.value().lists.at(0).prices.empty());
    }

    void damageIsReportedAndReplaced_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("cut") << QByteArray("{\"version\":1,\"lists\":[");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("another version") << QByteArray("{\"version\":9}");
        QTest::newRow("no list") << QByteArray("{\"version\":1,\"lists\":[3]}");
    }
    void damageIsReportedAndReplaced() {
        QFETCH(QByteArray, bytes);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("models.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
        file.close();
        ModelListStore store(path);
        const Result<ModelListRecord> damaged = store.load();
        QVERIFY(!damaged.ok());
        QVERIFY(damaged.error().message.contains(path));
        store.save(sample());
        store.flush();
        QCOMPARE(store.load().value(), sample());
    }
};

QTEST_GUILESS_MAIN(TestModelListStore)
#include "tst_modelliststore.moc"
