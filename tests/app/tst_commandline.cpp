#include "app/CommandLine.h"
#include "app/StatusText.h"
#include "app/Table.h"

#include <QJsonArray>
#include <QTest>

using namespace signalbox;

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("command");
        const auto row = [](const char* line, Subcommand command) {
            QTest::newRow(*line == '\0' ? "(nothing)" : line)
                << QString::fromLatin1(line).split(QLatin1Char(' '), Qt::SkipEmptyParts)
                << static_cast<int>(command);
        };
        row("", Subcommand::Window);
        row("--config c --data-dir d --listen 127.0.0.1:0", Subcommand::Window);
        row("serve", Subcommand::Serve);
        row("serve --listen=[::1]:80 --config=c", Subcommand::Serve);
        row("--data-dir d serve", Subcommand::Serve);
        row("status --json --data-dir d", Subcommand::Status);
        row("switch r auto", Subcommand::Switch);
        row("switch r p/m/n --only --for 30m", Subcommand::Switch);
        row("--for 2h switch -- r p", Subcommand::Switch);
        row("drain p --for 90s", Subcommand::Drain);
        row("undrain p", Subcommand::Undrain);
        row("reset p/m", Subcommand::Reset);
        row("spend --by day --since 2026-05-01 --until today --csv", Subcommand::Spend);
        row("key", Subcommand::Key);
        row("key ci", Subcommand::Key);
        row("check-config file", Subcommand::CheckConfig);
    }
    void accepts() {
        QFETCH(QStringList, arguments);
        QFETCH(int, command);
        const Result<Invocation> parsed = parseCommandLine(arguments);
        QVERIFY2(parsed.ok(), parsed ? "" : qPrintable(parsed.error().message));
        QCOMPARE(static_cast<int>(parsed.value().command), command);
    }

    void refuses_data() {
        QTest::addColumn<QStringList>("arguments");
        for (const char* line : {"drill p off",
                                 "serv",
                                 "--nonsense",
                                 "serve extra",
                                 "serve --json",
                                 "serve --config",
                                 "serve --listen 5252",
                                 "serve --listen 127.0.0.1:70000",
                                 "serve --listen nohost:1",
                                 "serve --listen ::1:80",
                                 "serve --listen :1",
                                 "status --csv",
                                 "switch",
                                 "switch r",
                                 "switch r p q",
                                 "switch r auto --only",
                                 "switch r auto --for 5m",
                                 "switch r p --for",
                                 "switch r p --for 5",
                                 "switch r p --for 0s",
                                 "switch r p --now",
                                 "drain",
                                 "drain p --only",
                                 "undrain p --for 5m",
                                 "reset",
                                 "spend --by moon",
                                 "spend --since yesterday",
                                 "spend --since 2026-02-30",
                                 "spend --json --csv",
                                 "key a b",
                                 "check-config",
                                 "check-config a b",
                                 "check-config a --data-dir d",
                                 "status --json --json",
                                 "status --json=1",
                                 "serve --config="}) {
            QTest::newRow(line) << QString::fromLatin1(line).split(QLatin1Char(' '));
        }
        QTest::newRow("an empty route")
            << QStringList{QStringLiteral("switch"), QString(), QStringLiteral("p")};
    }
    void refuses() {
        QFETCH(QStringList, arguments);
        const Result<Invocation> parsed = parseCommandLine(arguments);
        QVERIFY(!parsed.ok());
        QVERIFY(!parsed.error().message.isEmpty());
    }

    void meanings() {
        const Invocation pin = parseCommandLine({QStringLiteral("switch"), QStringLiteral("gpt"),
                                                 QStringLiteral("or/vendor/model"),
                                                 QStringLiteral("--for=1h30m"), QStringLiteral("--only")})
                                   .value();
        const auto& command = std::get<SwitchCommand>(*pin.question);
        QCOMPARE(command.route, QStringLiteral("gpt"));
        QCOMPARE(command.mode, PinMode::Only);
        QCOMPARE(command.target, (TargetRef{QStringLiteral("or"), QStringLiteral("vendor/model")}));
        QCOMPARE(command.forMs, std::optional<qint64>(5'400'000));
        const Invocation prefer =
            parseCommandLine({QStringLiteral("switch"), QStringLiteral("gpt"), QStringLiteral("or")}).value();
        QCOMPARE(std::get<SwitchCommand>(*prefer.question).mode, PinMode::Prefer);
        const Invocation listen = parseCommandLine({QStringLiteral("serve"), QStringLiteral("--listen"),
                                                    QStringLiteral("localhost:0")})
                                      .value();
        QCOMPARE(listen.listen->address, QStringLiteral("127.0.0.1"));
        QCOMPARE(listen.listen->port, quint16{0});
    }

    void durations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");  // -1: none
        const auto row = [](const char* text, qint64 ms) {
            QTest::newRow(text) << QString::fromLatin1(text) << ms;
        };
        row("90s", 90'000);
        row("30m", 1'800'000);
        row("2h", 7'200'000);
        row("1d", 86'400'000);
        row("1h30m", 5'400'000);
        row("366d", 366LL * 86'400'000);
        row("367d", -1);
        row("366d1s", -1);
        row("0m", -1);
        row("30", -1);
        row("m", -1);
        row("-5m", -1);
        row("5 m", -1);
        row("5M", -1);
        row("1.5h", -1);
        row("99999999999999999999h", -1);
        row("9223372036854775807s", -1);
        QTest::newRow("empty") << QString() << qint64{-1};
    }
    void durations() {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        QCOMPARE(durationFromText(text).value_or(-1), ms);
    }

    void helpNamesEveryCommandAndOption() {
        const QString help = helpText(Subcommand::Window);
        for (const char* word :
             {"serve", "status", "switch ROUTE auto|TARGET", "drain PROVIDER", "undrain", "reset", "spend",
              "key [CLIENT]", "check-config FILE", "--config", "--data-dir", "--listen"}) {
            QVERIFY2(help.contains(QLatin1String(word)), word);
        }
        QVERIFY(!help.contains(QStringLiteral("drill")));
        const QString spend = helpText(Subcommand::Spend);
        for (const char* word : {"--by", "--since", "--until", "--json", "--csv"}) {
            QVERIFY2(spend.contains(QLatin1String(word)), word);
        }
        QVERIFY(parseCommandLine({QStringLiteral("spend"), QStringLiteral("-h")}).value().help);
    }

    void money_data() {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 nano, const char* text) {
            QTest::newRow(text) << nano << QString::fromLatin1(text);
        };
        row(0, "$0.00");
        row(1, "$0.000000001");
        row(12'345, "$0.000012");
        row(99'999'999, "$0.100");
        row(100'000'000, "$0.10");
        row(1'244'999'999, "$1.24");
        row(1'245'000'000, "$1.25");
        row(-1'500'000'000, "-$1.50");
        row(1'234'567'890'000'000'000, "$1234567890.00");
    }
    void money() {
        QFETCH(qint64, nano);
        QFETCH(QString, text);
        QCOMPARE(moneyText(nano), text);
    }

    void csvIsQuoted() {
        Table table({{QStringLiteral("a,b")}, {QStringLiteral("c")}});
        table.add({QStringLiteral("say \"hi\""), QStringLiteral("two\nlines")});
        table.add({QStringLiteral("plain"), QString()});
        QCOMPARE(table.csv(), QStringLiteral("\"a,b\",c\n\"say \"\"hi\"\"\",\"two\nlines\"\nplain,\n"));
    }

    void columnsAreAligned() {
        Table table({{QStringLiteral("NAME")}, {QStringLiteral("N"), Align::Right}, {QStringLiteral("WHY")}});
        table.add({QStringLiteral("a"), QStringLiteral("5"), QString()});
        table.add({QStringLiteral("longer"), QStringLiteral("1234"), QStringLiteral("x")});
        QCOMPARE(table.aligned(), QStringLiteral("NAME       N  WHY\na          5\nlonger  1234  x\n"));
    }

    void anUnknownCostIsNeverZero() {
        const QJsonObject row{{QStringLiteral("key"), QStringLiteral("m")},
                              {QStringLiteral("requests"), 2},
                              {QStringLiteral("cost_nanousd"), 0},
                              {QStringLiteral("unknown_cost_requests"), 2}};
        QJsonObject spend{{QStringLiteral("by"), QStringLiteral("model")},
                          {QStringLiteral("rows"), QJsonArray{row}},
                          {QStringLiteral("total"), row}};
        const QString shown = spendText(spend);
        QVERIFY2(shown.contains(QStringLiteral("unknown")), qPrintable(shown));
        QJsonObject known = row;
        known[QStringLiteral("unknown_cost_requests")] = 1;
        known[QStringLiteral("cost_nanousd")] = 2'000'000'000;
        spend[QStringLiteral("rows")] = QJsonArray{known};
        QVERIFY(spendText(spend).contains(QStringLiteral("$2.00 + ?")));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
