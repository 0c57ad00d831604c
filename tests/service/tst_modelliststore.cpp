#include "core/service/ModelListStore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;

class TestModelListStore final : public QObject {
    Q_OBJECT

    static ModelListRecord sample() {
        return {{{QStringLiteral("openai"),
                  QStringLiteral("https://api.openai.com/v1"),
                  {QStringLiteral("a"), QStringLiteral("b\"é")}},
                 {QStringLiteral("local"), QStringLiteral("http://localhost:11434/v1"), {}}}};
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
