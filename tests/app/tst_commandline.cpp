#include "app/ArgumentText.h"
#include "app/CommandLine.h"
#include "app/ExplainText.h"
#include "app/StatusText.h"
#include "app/SwitchText.h"
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
        row("--hidden", Subcommand::Window);
        row("serve", Subcommand::Serve);
        row("serve --listen=[::1]:80 --config=c", Subcommand::Serve);
        row("--data-dir d serve", Subcommand::Serve);
        row("status --json --data-dir d", Subcommand::Status);
        row("switch r auto", Subcommand::Switch);
        row("switch r p/m/n --only --for 30m", Subcommand::Switch);
        row("--for 2h switch -- r p", Subcommand::Switch);
        row("switch r p --now", Subcommand::Switch);
        row("switch r auto --now", Subcommand::Switch);
        row("switch --undo", Subcommand::Undo);
        row("undo", Subcommand::Undo);
        row("drill p rate_limited", Subcommand::Drill);
        row("drill p cut --for 30s", Subcommand::Drill);
        row("drill p off", Subcommand::Drill);
        row("explain", Subcommand::Explain);
        row("explain - --client ci --endpoint responses --json", Subcommand::Explain);
        row("explain request.json", Subcommand::Explain);
        row("drain p --for 90s", Subcommand::Drain);
        row("undrain p", Subcommand::Undrain);
        row("switches", Subcommand::Switches);
        row("switches --limit 5 --json", Subcommand::Switches);
        row("reset p/m", Subcommand::Reset);
        row("spend --by day --since 2026-05-01 --until today --csv", Subcommand::Spend);
        row("spend --by hour --model m --provider p --client c --project q", Subcommand::Spend);
        row("export requests file.csv --since 2026-05-01", Subcommand::Export);
        row("export spend file --by day --json", Subcommand::Export);
        row("import old.sqlite3", Subcommand::Import);
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
        for (const char* line : {"drill p",
                                 "drill p earthquake",
                                 "drill p off --for 2m",
                                 "drill p slow --only",
                                 "switch r p --undo",
                                 "switch --undo --now",
                                 "undo r",
                                 "switches r",
                                 "switches --limit 0",
                                 "switches --limit many",
                                 "switches --csv",
                                 "explain a b",
                                 "explain a --endpoint moon",
                                 "explain a --csv",
                                 "serv",
                                 "--nonsense",
                                 "serve extra",
                                 "serve --json",
                                 "serve --config",
                                 "serve --listen 5252",
                                 "serve --hidden",
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
                                 "drain",
                                 "drain p --only",
                                 "undrain p --for 5m",
                                 "reset",
                                 "spend --by moon",
                                 "spend --since yesterday",
                                 "spend --since 2026-02-30",
                                 "spend --json --csv",
                                 "export",
                                 "export keys file",
                                 "export requests file --by day",
                                 "export spend file --by moon",
                                 "export spend file --json --csv",
                                 "import",
                                 "import a b",
                                 "import a --json",
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
        QCOMPARE(command.waiting, WaitingRequests::Stay);
        const Invocation now = parseCommandLine({QStringLiteral("switch"), QStringLiteral("gpt"),
                                                 QStringLiteral("or"), QStringLiteral("--now")})
                                   .value();
        QCOMPARE(std::get<SwitchCommand>(*now.question).waiting, WaitingRequests::Move);
        const Invocation drill =
            parseCommandLine({QStringLiteral("drill"), QStringLiteral("p"), QStringLiteral("stall")}).value();
        QCOMPARE(std::get<DrillCommand>(*drill.question).kind, std::optional(DrillKind::Stall));
        QCOMPARE(std::get<DrillCommand>(*drill.question).forMs, qint64{120'000});
        const Invocation over =
            parseCommandLine({QStringLiteral("drill"), QStringLiteral("p"), QStringLiteral("off")}).value();
        QVERIFY(!std::get<DrillCommand>(*over.question).kind);
        const Invocation explain = parseCommandLine({QStringLiteral("explain")}).value();
        QCOMPARE(explain.explained, QStringLiteral("-"));
        const Invocation prefer =
            parseCommandLine({QStringLiteral("switch"), QStringLiteral("gpt"), QStringLiteral("or")}).value();
        QCOMPARE(std::get<SwitchCommand>(*prefer.question).mode, PinMode::Prefer);
        const Invocation listen = parseCommandLine({QStringLiteral("serve"), QStringLiteral("--listen"),
                                                    QStringLiteral("localhost:0")})
                                      .value();
        QCOMPARE(listen.listen->address, QStringLiteral("127.0.0.1"));
        QCOMPARE(listen.listen->port, quint16{0});
    }

    void explanations() {
        QJsonObject reason{{QStringLiteral("kind"), QStringLiteral("cooldown")},
                           {QStringLiteral("until"), QStringLiteral("2026-05-01T00:01:00.000Z")},
                           {QStringLiteral("http_status"), 429}};
        const QJsonObject chosen{{QStringLiteral("target"), QStringLiteral("local")},
                                 {QStringLiteral("model"), QStringLiteral("llama")},
                                 {QStringLiteral("place"), 1},
                                 {QStringLiteral("state"), QStringLiteral("healthy")},
                                 {QStringLiteral("estimated_cost_nanousd"), 1'200'000},
                                 {QStringLiteral("latency_ms"), 180},
                                 {QStringLiteral("keeps_conversation"), true}};
        const QJsonObject passed{{QStringLiteral("target"), QStringLiteral("openai")},
                                 {QStringLiteral("model"), QStringLiteral("gpt")},
                                 {QStringLiteral("place"), QJsonValue::Null},
                                 {QStringLiteral("state"), QStringLiteral("resting")},
                                 {QStringLiteral("reason"), reason}};
        const QJsonObject request{{QStringLiteral("endpoint"), QStringLiteral("chat/completions")},
                                  {QStringLiteral("model"), QStringLiteral("gpt")},
                                  {QStringLiteral("client"), QStringLiteral("ci")},
                                  {QStringLiteral("needs"), QJsonArray{QStringLiteral("tools")}},
                                  {QStringLiteral("prompt_tokens"), 1'500}};
        const auto rule = [](const char* route, const char* verdict) {
            return QJsonObject{{QStringLiteral("route"), QLatin1String(route)},
                               {QStringLiteral("verdict"), QLatin1String(verdict)}};
        };
        QJsonObject all{
            {QStringLiteral("at"), QStringLiteral("2026-05-01T00:00:00.000Z")},
            {QStringLiteral("request"), request},
            {QStringLiteral("route"), QStringLiteral("work")},
            {QStringLiteral("strategy"), QStringLiteral("lowest_cost")},
            {QStringLiteral("pin"), QJsonObject{{QStringLiteral("mode"), QStringLiteral("auto")}}},
            {QStringLiteral("rules"), QJsonArray{rule("night", "outside_hours"), rule("work", "matches"),
                                                 rule("rest", "not_reached")}},
            {QStringLiteral("targets"), QJsonArray{chosen, passed}}};
        const QString shown = explainText(all);
        for (const char* part :
             {"chat/completions for gpt", "client ci", "needs tools", "Route: work, strategy lowest_cost",
              "does not hold at this hour", "an earlier one matches", "holds this conversation's cache",
              "~$0.0012", "180 ms", "rate limited, it asked to wait (HTTP 429, 1 min left)", "unknown"}) {
            QVERIFY2(shown.contains(QString::fromUtf8(part)), qPrintable(QLatin1String(part) + shown));
        }
        QVERIFY(shown.indexOf(QStringLiteral("local")) < shown.indexOf(QStringLiteral("openai")));
        all[QStringLiteral("route")] = QJsonValue::Null;
        all[QStringLiteral("targets")] = QJsonArray();
        QVERIFY(explainText(all).contains(QStringLiteral("No provider serves this model")));
    }

    void whatWasUndone() {
        const QJsonObject pin{{QStringLiteral("mode"), QStringLiteral("only")},
                              {QStringLiteral("target"), QStringLiteral("p")}};
        QCOMPARE(undoneText({{QStringLiteral("route"), QStringLiteral("r")}, {QStringLiteral("pin"), pin}}),
                 QStringLiteral("r: back to only p\n"));
        QCOMPARE(undoneText(
                     {{QStringLiteral("provider"), QStringLiteral("p")}, {QStringLiteral("drained"), false}}),
                 QStringLiteral("p: back in use\n"));
    }

    void exports() {
        const auto read = [](const char* line) {
            const QStringList words = QString::fromLatin1(line).split(QLatin1Char(' '));
            return std::get<ExportCommand>(*parseCommandLine(words).value().question);
        };
        QCOMPARE(read("export spend a.JSON").format, ExportFormat::Json);
        QCOMPARE(read("export spend a.json --csv").format, ExportFormat::Csv);
        QCOMPARE(read("export spend a.txt").format, ExportFormat::Csv);
        QCOMPARE(read("export requests a.csv").what, ExportCommand::What::Requests);
        QVERIFY(read("export requests a.csv").path.startsWith(QLatin1Char('/')));
        QCOMPARE(read("export spend a --project p").query.filter.project, QStringLiteral("p"));
        QVERIFY(!read("export spend a").query.filter.project.has_value());
    }

    void spendWithWhatWasBeforeAndWhatWillBe() {
        SpendReport report;
        SpendRow row;
        row.key = QStringLiteral("m");
        row.requests = 3;
        row.cost = 1'500'000'000;
        row.listCost = 2'000'000'000;
        report.rows = {row};
        report.total = row;
        report.previous = row;
        report.previous->cost = 700'000'000;
        report.forecast = SpendForecast{2'000'000'000, 40'000'000'000, 12};
        const QString out = spendText(spendToJson(report));
        for (const char* part : {"$1.50", "$2.00", "$0.50", "before: $0.70 in 3 requests",
                                 "so far: $2.00; by its end about $40.00, from the last 12 days"}) {
            QVERIFY2(out.contains(QLatin1String(part)), qPrintable(out));
        }
        report.previous.reset();
        report.forecast.reset();
        QVERIFY(!spendText(spendToJson(report)).contains(QLatin1String("before")));
    }

    void whatWasDone() {
        const auto done = [](const char* line) {
            const QStringList words = QString::fromLatin1(line).split(QLatin1Char(' '));
            return doneText(*parseCommandLine(words).value().question);
        };
        QCOMPARE(done("switch r p/m --only --for 30m --now"),
                 QStringLiteral("r: only p/m, for 30 min; waiting requests go there where they can\n"));
        QCOMPARE(done("switch r p"), QStringLiteral("r: prefer p\n"));
        QCOMPARE(done("switch r auto"), QStringLiteral("r: automatic\n"));
        QCOMPARE(done("drain p --for 2h"), QStringLiteral("p: drained, for 2 h\n"));
        QCOMPARE(done("undrain p"), QStringLiteral("p: back in use\n"));
        QCOMPARE(done("reset p/m"), QStringLiteral("p/m: reset\n"));
        QCOMPARE(done("drill p slow"), QStringLiteral("p: drill slow, for 2 min\n"));
        QCOMPARE(done("drill p off"), QStringLiteral("p: no drill\n"));
        QCOMPARE(done("status"), QString());
    }

    void theSwitchHistory() {
        QCOMPARE(switchesText({}), QStringLiteral("Nothing has been switched yet.\n"));
        const QString table = switchesText(switchesToJson(
            {{1'780'000'000'000, QStringLiteral("user"), QStringLiteral("route:r"), QStringLiteral("auto"),
              QStringLiteral("only p"), std::nullopt, QStringLiteral("command line")}}));
        const QStringList lines = table.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].startsWith(QStringLiteral("When")));
        QVERIFY2(lines[1].contains(QStringLiteral("user  route:r  auto  only p")), qPrintable(lines[1]));
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
              "key [CLIENT]", "undo", "drill PROVIDER KIND|off", "explain [FILE|-|REQUEST_ID]",
              "check-config FILE", "--config", "--data-dir", "--listen"}) {
            QVERIFY2(help.contains(QLatin1String(word)), word);
        }
        const QString pin = helpText(Subcommand::Switch);
        for (const char* word : {"--only", "--for", "--now", "--undo"}) {
            QVERIFY2(pin.contains(QLatin1String(word)), word);
        }
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
