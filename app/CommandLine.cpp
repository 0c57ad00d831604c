#include "app/CommandLine.h"

#include "app/ArgumentText.h"
#include "app/Text.h"

#include <QDate>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace signalbox {

namespace {

enum class Option {
    Config,
    DataDir,
    Listen,
    Hidden,
    Json,
    Csv,
    Only,
    For,
    Now,
    Undo,
    By,
    Since,
    Until,
    Model,
    Provider,
    Project,
    Limit,
    Client,
    Endpoint,
    Help,
    Version
};

struct OptionRow {
    Option option;
    const char* name;
    const char* value;  // what it takes, as shown in the help; nullptr: nothing
    const char* help;
};

constexpr std::array kOptions{
    OptionRow{Option::Config, "--config", "FILE", QT_TRANSLATE_NOOP("signalbox", "configuration to use")},
    OptionRow{Option::DataDir, "--data-dir", "DIR",
              QT_TRANSLATE_NOOP("signalbox", "folder of the ledger and the control socket")},
    OptionRow{Option::Listen, "--listen", "HOST:PORT",
              QT_TRANSLATE_NOOP("signalbox", "where to accept requests (port 0: any free one)")},
    OptionRow{Option::Hidden, "--hidden", nullptr,
              QT_TRANSLATE_NOOP("signalbox", "start in the tray, without showing the window")},
    OptionRow{Option::Json, "--json", nullptr, QT_TRANSLATE_NOOP("signalbox", "print JSON")},
    OptionRow{Option::Csv, "--csv", nullptr, QT_TRANSLATE_NOOP("signalbox", "print comma-separated values")},
    OptionRow{
        Option::Only, "--only", nullptr,
        QT_TRANSLATE_NOOP("signalbox", "use this target or fail; without it others take over when it fails")},
    OptionRow{Option::For, "--for", "DURATION",
              QT_TRANSLATE_NOOP("signalbox", "for that long only: 90s, 30m, 2h, 1d")},
    OptionRow{Option::Now, "--now", nullptr,
              QT_TRANSLATE_NOOP("signalbox", "move requests that wait for an answer too")},
    OptionRow{Option::Undo, "--undo", nullptr,
              QT_TRANSLATE_NOOP("signalbox", "take back the last switch or drain, as “undo” does")},
    OptionRow{Option::By, "--by", "KEY",
              QT_TRANSLATE_NOOP("signalbox", "model (default), provider, client, project, day or hour")},
    OptionRow{Option::Since, "--since", "DATE",
              QT_TRANSLATE_NOOP("signalbox", "first day, such as 2026-05-01, or today")},
    OptionRow{Option::Until, "--until", "DATE", QT_TRANSLATE_NOOP("signalbox", "last day, included")},
    OptionRow{Option::Limit, "--limit", "NUMBER",
              QT_TRANSLATE_NOOP("signalbox", "how many, the newest first (20)")},
    OptionRow{Option::Model, "--model", "NAME", QT_TRANSLATE_NOOP("signalbox", "only this model")},
    OptionRow{Option::Provider, "--provider", "NAME", QT_TRANSLATE_NOOP("signalbox", "only this provider")},
    OptionRow{Option::Project, "--project", "NAME", QT_TRANSLATE_NOOP("signalbox", "only this project")},
    OptionRow{Option::Client, "--client", "NAME",
              QT_TRANSLATE_NOOP("signalbox", "only this client; of explain: as if this client had asked")},
    OptionRow{
        Option::Endpoint, "--endpoint", "NAME",
        QT_TRANSLATE_NOOP("signalbox", "what is asked, such as responses or embeddings (chat/completions)")},
    OptionRow{Option::Help, "--help", nullptr, QT_TRANSLATE_NOOP("signalbox", "show this help")},
    OptionRow{Option::Version, "--version", nullptr, QT_TRANSLATE_NOOP("signalbox", "show the version")},
};

constexpr unsigned bit(Option option) {
    return 1U << static_cast<unsigned>(option);
}
constexpr unsigned kCommon = bit(Option::Help) | bit(Option::Version);
constexpr unsigned kRun = bit(Option::Config) | bit(Option::DataDir) | bit(Option::Listen);
constexpr unsigned kLedgerOptions = bit(Option::By) | bit(Option::Since) | bit(Option::Until) |
                                    bit(Option::Model) | bit(Option::Provider) | bit(Option::Client) |
                                    bit(Option::Project) | bit(Option::Json) | bit(Option::Csv);
// Accepted by every command, so that one set of options serves all of a user's scripts.
constexpr unsigned kTalk = bit(Option::DataDir) | bit(Option::Config);

struct CommandRow {
    Subcommand command;
    const char* name;
    const char* arguments;
    int least;
    int most;
    unsigned options;
    const char* help;
};

constexpr std::array kCommands{
    CommandRow{Subcommand::Window, "", "", 0, 0, kRun | bit(Option::Hidden),
               QT_TRANSLATE_NOOP("signalbox", "window and gateway; a second start raises the first window")},
    CommandRow{Subcommand::Serve, "serve", "", 0, 0, kRun,
               QT_TRANSLATE_NOOP("signalbox", "gateway only, in the foreground, no display needed")},
    CommandRow{
        Subcommand::Status, "status", "", 0, 0, kTalk | bit(Option::Json),
        QT_TRANSLATE_NOOP("signalbox", "health, routes, switches and spend today of the running instance")},
    CommandRow{
        Subcommand::Switch, "switch", "ROUTE auto|TARGET", 0, 2,
        kTalk | bit(Option::Only) | bit(Option::For) | bit(Option::Now) | bit(Option::Undo),
        QT_TRANSLATE_NOOP("signalbox",
                          "send a route to a target (PROVIDER or PROVIDER/MODEL), or back to automatic")},
    CommandRow{Subcommand::Undo, "undo", "", 0, 0, kTalk,
               QT_TRANSLATE_NOOP("signalbox", "take back the last switch or drain that you made")},
    CommandRow{Subcommand::Switches, "switches", "", 0, 0, kTalk | bit(Option::Limit) | bit(Option::Json),
               QT_TRANSLATE_NOOP("signalbox", "what was switched and drained, when and by whom")},
    CommandRow{Subcommand::Drain, "drain", "PROVIDER", 1, 1, kTalk | bit(Option::For),
               QT_TRANSLATE_NOOP("signalbox", "take a provider out of use")},
    CommandRow{Subcommand::Undrain, "undrain", "PROVIDER", 1, 1, kTalk,
               QT_TRANSLATE_NOOP("signalbox", "put a provider back into use")},
    CommandRow{Subcommand::Reset, "reset", "PROVIDER[/MODEL]", 1, 1, kTalk,
               QT_TRANSLATE_NOOP("signalbox", "close the breaker, end the cooldown, try refused keys again")},
    CommandRow{
        Subcommand::Drill, "drill", "PROVIDER KIND|off", 2, 2, kTalk | bit(Option::For),
        QT_TRANSLATE_NOOP("signalbox",
                          "practise a failure for 2 minutes (or --for): rate_limited, server_error, slow, "
                          "stall, cut, offline")},
    CommandRow{Subcommand::Explain, "explain", "[FILE|-|REQUEST_ID]", 0, 1,
               kTalk | bit(Option::Client) | bit(Option::Endpoint) | bit(Option::Json),
               QT_TRANSLATE_NOOP("signalbox",
                                 "say where a request would go and why; nothing is sent (- or nothing: the "
                                 "request is read from standard input)")},
    CommandRow{Subcommand::Spend, "spend", "", 0, 0, kTalk | kLedgerOptions,
               QT_TRANSLATE_NOOP("signalbox", "what was spent, from the ledger")},
    CommandRow{Subcommand::Export, "export", "requests|spend FILE", 2, 2, kTalk | kLedgerOptions,
               QT_TRANSLATE_NOOP("signalbox",
                                 "write the ledger's requests, or the sums that “spend” shows, to a file: "
                                 "JSON if it is called .json or with --json, else CSV")},
    CommandRow{Subcommand::Import, "import", "FILE", 1, 1, kTalk,
               QT_TRANSLATE_NOOP("signalbox", "add the requests of an older ledger to this one")},
    CommandRow{Subcommand::Key, "key", "[CLIENT]", 0, 1, kTalk,
               QT_TRANSLATE_NOOP("signalbox", "print a client's local key")},
    CommandRow{Subcommand::CheckConfig, "check-config", "FILE", 1, 1, 0,
               QT_TRANSLATE_NOOP("signalbox",
                                 "check a configuration: prints nothing, or each fault with its JSON path")},
};

const CommandRow& rowOf(Subcommand command) {
    return *std::find_if(kCommands.begin(), kCommands.end(),
                         [command](const CommandRow& row) { return row.command == command; });
}

QString usageLine(const CommandRow& row) {
    QString line = QStringLiteral("signalbox");
    for (const char* part : {row.name, row.arguments}) {
        if (*part != '\0') {
            line += QLatin1Char(' ') + QString::fromLatin1(part);
        }
    }
    return line + QStringLiteral(" [OPTIONS]");
}

Error usage(const QString& message) {
    return {ErrorCode::InvalidInput, message, {}};
}

// One run over the arguments; what was typed, not yet what it means.
struct Typed {
    QStringList words;
    QHash<int, QString> values;
    [[nodiscard]] bool has(Option option) const { return values.contains(static_cast<int>(option)); }
    [[nodiscard]] QString value(Option option) const { return values.value(static_cast<int>(option)); }
};

Result<Typed> split(const QStringList& arguments) {
    Typed typed;
    bool wordsOnly = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString& argument = arguments[i];
        if (wordsOnly || !argument.startsWith(QLatin1Char('-')) || argument == QLatin1String("-")) {
            typed.words.append(argument);
            continue;
        }
        if (argument == QLatin1String("--")) {
            wordsOnly = true;
            continue;
        }
        const qsizetype equals = argument.indexOf(QLatin1Char('='));
        QString name = equals < 0 ? argument : argument.left(equals);
        name = name == QLatin1String("-h") ? QStringLiteral("--help") : name;
        const auto row = std::find_if(kOptions.begin(), kOptions.end(), [&name](const OptionRow& candidate) {
            return name == QLatin1String(candidate.name);
        });
        if (row == kOptions.end()) {
            return usage(text("unknown option %1").arg(name));
        }
        const int key = static_cast<int>(row->option);
        if (typed.values.contains(key)) {
            return usage(text("%1 is given twice").arg(name));
        }
        if (row->value == nullptr) {
            if (equals >= 0) {
                return usage(text("%1 takes no value").arg(name));
            }
            typed.values.insert(key, {});
        } else if (equals >= 0 || i + 1 < arguments.size()) {
            typed.values.insert(key, equals >= 0 ? argument.mid(equals + 1) : arguments[++i]);
        } else {
            return usage(text("%1 needs %2").arg(name, QString::fromLatin1(row->value)));
        }
    }
    return typed;
}

Result<void> readSwitch(const QStringList& words, const Typed& typed, const std::optional<qint64>& forMs,
                        Invocation& out) {
    if (typed.has(Option::Undo)) {
        if (!words.isEmpty() || typed.has(Option::Only) || typed.has(Option::Now) || forMs) {
            return usage(text("--undo takes back the last change and takes nothing else"));
        }
        out.command = Subcommand::Undo;
        out.question = UndoCommand{};
        return {};
    }
    if (words.size() != 2) {
        return usage(text("usage: %1").arg(usageLine(rowOf(Subcommand::Switch))));
    }
    SwitchCommand command;
    command.route = words[0];
    command.forMs = forMs;
    command.waiting = typed.has(Option::Now) ? WaitingRequests::Move : WaitingRequests::Stay;
    if (words[1] == QLatin1String("auto")) {
        if (typed.has(Option::Only) || forMs) {
            return usage(text("auto takes neither --only nor --for"));
        }
    } else {
        command.mode = typed.has(Option::Only) ? PinMode::Only : PinMode::Prefer;
        command.target = targetFromText(words[1]);
    }
    out.question = command;
    return {};
}

Result<void> readDrill(const QStringList& words, const std::optional<qint64>& forMs, Invocation& out) {
    DrillCommand command;
    command.provider = words[0];
    command.kind = drillFromName(words[1]);
    command.forMs = forMs.value_or(DrillCommand::kUsualMs);
    if (!command.kind && words[1] != QLatin1String("off")) {
        return usage(
            text("“%1” is no drill: rate_limited, server_error, slow, stall, cut, offline or off are")
                .arg(words[1]));
    }
    if (!command.kind && forMs) {
        return usage(text("off takes no --for"));
    }
    out.question = command;
    return {};
}

// What is asked is read when the command runs.
Result<void> readExplain(const QStringList& words, const Typed& typed, Invocation& out) {
    out.explained = words.isEmpty() ? QStringLiteral("-") : words[0];
    out.client = typed.value(Option::Client);
    if (typed.has(Option::Endpoint)) {
        const std::optional<Endpoint> endpoint = endpointFromName(typed.value(Option::Endpoint).toUtf8());
        if (!endpoint) {
            return usage(text("--endpoint: “%1” is not one that Signalbox serves, such as chat/completions")
                             .arg(typed.value(Option::Endpoint)));
        }
        out.endpoint = *endpoint;
    }
    return {};
}

Result<void> readSwitches(const Typed& typed, Invocation& out) {
    SwitchesCommand command;
    if (typed.has(Option::Limit)) {
        bool isNumber = false;
        command.limit = typed.value(Option::Limit).toInt(&isNumber);
        if (!isNumber || command.limit < 1 || command.limit > SwitchesCommand::kMost) {
            return usage(text("--limit: “%1” is not a number from 1 to %2")
                             .arg(typed.value(Option::Limit))
                             .arg(SwitchesCommand::kMost));
        }
    }
    out.question = command;
    return {};
}

// What spend and export have in common: which requests, and by what they are summed.
Result<void> readLedgerQuery(const Typed& typed, SpendQuery& query, Invocation& out) {
    if (typed.has(Option::By)) {
        const std::optional<SpendBy> by = spendByFromName(typed.value(Option::By));
        if (!by) {
            return usage(text("--by: “%1” is not model, provider, client, project, day or hour")
                             .arg(typed.value(Option::By)));
        }
        query.by = *by;
    }
    for (const Option option : {Option::Since, Option::Until}) {
        const QString day = typed.value(option);
        if (typed.has(option) && day != QLatin1String("today") &&
            !QDate::fromString(day, Qt::ISODate).isValid()) {
            return usage(text("“%1” is not a day like 2026-05-31, nor today").arg(day));
        }
    }
    const auto filter = [&typed](Option option) {
        return typed.has(option) ? std::optional<QString>(typed.value(option)) : std::nullopt;
    };
    query.filter = {filter(Option::Model), filter(Option::Provider), filter(Option::Client),
                    filter(Option::Project)};
    if (typed.has(Option::Json) && typed.has(Option::Csv)) {
        return usage(text("--json and --csv exclude each other"));
    }
    out.since = typed.value(Option::Since);
    out.until = typed.value(Option::Until);
    return {};
}

Result<void> readSpend(const Typed& typed, Invocation& out) {
    SpendCommand command;
    if (Result<void> read = readLedgerQuery(typed, command.query, out); !read) {
        return read;
    }
    command.forecast = !typed.has(Option::Csv);
    out.question = command;
    return {};
}

Result<void> readExport(const QStringList& words, const Typed& typed, Invocation& out) {
    ExportCommand command;
    if (words[0] != QLatin1String("requests") && words[0] != QLatin1String("spend")) {
        return usage(text("“%1” cannot be exported: requests or spend can").arg(words[0]));
    }
    command.what =
        words[0] == QLatin1String("spend") ? ExportCommand::What::Spend : ExportCommand::What::Requests;
    if (Result<void> read = readLedgerQuery(typed, command.query, out); !read) {
        return read;
    }
    if (command.what == ExportCommand::What::Requests && typed.has(Option::By)) {
        return usage(text("--by is for sums: export spend"));
    }
    const bool json =
        typed.has(Option::Json) ||
        (!typed.has(Option::Csv) && words[1].endsWith(QLatin1String(".json"), Qt::CaseInsensitive));
    command.format = json ? ExportFormat::Json : ExportFormat::Csv;
    command.path = QFileInfo(words[1]).absoluteFilePath();
    out.question = command;
    return {};
}

Result<void> readQuestion(const QStringList& words, const Typed& typed, Invocation& out) {
    std::optional<qint64> forMs;
    if (typed.has(Option::For)) {
        forMs = durationFromText(typed.value(Option::For));
        if (!forMs) {
            return usage(
                text("--for: “%1” is not a duration like 90s, 30m, 2h or 1d").arg(typed.value(Option::For)));
        }
    }
    for (const QString& word : words) {
        if (word.isEmpty()) {
            return usage(text("an argument is empty"));
        }
    }
    switch (out.command) {
        case Subcommand::Status:
            out.question = StatusCommand{};
            break;
        case Subcommand::Switch:
            return readSwitch(words, typed, forMs, out);
        case Subcommand::Undo:
            out.question = UndoCommand{};
            break;
        case Subcommand::Switches:
            return readSwitches(typed, out);
        case Subcommand::Drill:
            return readDrill(words, forMs, out);
        case Subcommand::Explain:
            return readExplain(words, typed, out);
        case Subcommand::Drain:
            out.question = DrainCommand{words[0], forMs};
            break;
        case Subcommand::Undrain:
            out.question = UndrainCommand{words[0]};
            break;
        case Subcommand::Reset: {
            const TargetRef target = targetFromText(words[0]);
            out.question = ResetCommand{target.provider, target.model};
            break;
        }
        case Subcommand::Spend:
            return readSpend(typed, out);
        case Subcommand::Export:
            return readExport(words, typed, out);
        case Subcommand::Import:
            out.question = ImportCommand{QFileInfo(words[0]).absoluteFilePath()};
            break;
        case Subcommand::Key:
            out.question = KeyCommand{words.value(0)};
            break;
        case Subcommand::CheckConfig:
            out.checkedFile = words[0];
            break;
        case Subcommand::Window:
        case Subcommand::Serve:
            break;
    }
    return {};
}

QString optionLines(unsigned options) {
    QString lines;
    for (const OptionRow& row : kOptions) {
        if ((options & bit(row.option)) != 0) {
            QString left = QString::fromLatin1(row.name);
            if (row.value != nullptr) {
                left += QLatin1Char(' ') + QString::fromLatin1(row.value);
            }
            lines += QStringLiteral("  %1  %2\n").arg(left, -20).arg(text(row.help));
        }
    }
    return lines;
}

}  // namespace

Result<Invocation> parseCommandLine(const QStringList& arguments) {
    Result<Typed> split_ = split(arguments);
    if (!split_) {
        return split_.error();
    }
    Typed& typed = split_.value();
    Invocation out;
    out.help = typed.has(Option::Help);
    out.version = typed.has(Option::Version);
    const QString name = typed.words.isEmpty() ? QString() : typed.words.takeFirst();
    const auto row = std::find_if(kCommands.begin(), kCommands.end(), [&name](const CommandRow& candidate) {
        return name == QLatin1String(candidate.name);
    });
    if (row == kCommands.end()) {
        return usage(text("unknown command “%1”").arg(name));
    }
    out.command = row->command;
    if (out.help || out.version) {
        return out;
    }
    for (const OptionRow& option : kOptions) {
        if (typed.has(option.option) && ((row->options | kCommon) & bit(option.option)) == 0) {
            return usage(text("%1 takes no option %2")
                             .arg(name.isEmpty() ? QStringLiteral("signalbox") : name,
                                  QString::fromLatin1(option.name)));
        }
    }
    if (typed.words.size() < row->least || typed.words.size() > row->most) {
        return usage(text("usage: %1").arg(usageLine(*row)));
    }
    for (const Option option : {Option::Config, Option::DataDir}) {
        if (typed.has(option) && typed.value(option).isEmpty()) {
            return usage(text("an option's value is empty"));
        }
    }
    out.configFile = typed.value(Option::Config);
    out.dataFolder = typed.value(Option::DataDir);
    out.hidden = typed.has(Option::Hidden);
    if (typed.has(Option::Listen)) {
        out.listen = listenFromText(typed.value(Option::Listen));
        if (!out.listen) {
            return usage(text("--listen: “%1” is not HOST:PORT, such as 127.0.0.1:5252")
                             .arg(typed.value(Option::Listen)));
        }
    }
    if (typed.has(Option::Json)) {
        out.format = OutputFormat::Json;
    } else if (typed.has(Option::Csv)) {
        out.format = OutputFormat::Csv;
    }
    const Result<void> read = readQuestion(typed.words, typed, out);
    if (!read) {
        return read.error();
    }
    return out;
}

QString helpText(Subcommand command) {
    if (command != Subcommand::Window) {
        const CommandRow& row = rowOf(command);
        return text("Usage: %1").arg(usageLine(row)) + QStringLiteral("\n\n") + text(row.help) +
               QStringLiteral("\n\n") + text("Options:") + QLatin1Char('\n') +
               optionLines(row.options | kCommon);
    }
    QString out = text("Signalbox: one local address for every LLM provider, and the switch between them.");
    out += QStringLiteral("\n\n") + text("Usage: %1").arg(QStringLiteral("signalbox [COMMAND] [OPTIONS]")) +
           QStringLiteral("\n\n") + text("Commands:") + QLatin1Char('\n');
    for (const CommandRow& row : kCommands) {
        const QString left = QStringLiteral("%1 %2")
                                 .arg(*row.name == '\0' ? text("(none)") : QString::fromLatin1(row.name),
                                      QString::fromLatin1(row.arguments))
                                 .trimmed();
        out += QStringLiteral("  %1  %2\n").arg(left, -24).arg(text(row.help));
    }
    out += QLatin1Char('\n') + text("Options:") + QLatin1Char('\n') + optionLines(kRun | kCommon);
    out += QLatin1Char('\n') + text("“signalbox COMMAND --help” shows a command's own options.") +
           QLatin1Char('\n') +
           text(
               "Exit: 0 done, 1 failed, 2 wrong usage or configuration, 3 another instance runs or the port "
               "is taken.") +
           QLatin1Char('\n');
    return out;
}

}  // namespace signalbox
