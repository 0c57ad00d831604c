#include "app/Commands.h"

#include "app/ExitCode.h"
#include "app/ExplainText.h"
#include "app/Output.h"
#include "app/Paths.h"
#include "app/StatusText.h"
#include "app/SwitchText.h"
#include "app/Text.h"
#include "core/config/ConfigStore.h"
#include "core/service/ControlClient.h"

#include <QFile>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <cstdio>

namespace signalbox {

namespace {

// Of a ledger of many millions of requests.
constexpr Milliseconds kLongWork{6LL * 3'600'000};

int failed(const Error& error) {
    printError(error.message);
    return kFailed;
}

int print(const QString& out) {
    return printOut(out) ? kDone : kFailed;
}

QString jsonText(const QJsonObject& object) {
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented));
}

int checkConfig(const QString& file) {
    const ConfigReading reading = readConfigFile(configPath(file));
    if (reading.found == ConfigReading::Found::Good) {
        return kDone;
    }
    if (reading.faults.empty()) {
        printError(text("%1: there is no such file").arg(file));
    }
    QString lines;
    for (const ConfigFault& fault : reading.faults) {
        lines += fault.toString() + QLatin1Char('\n');
    }
    return printOut(lines) ? kWrongUsage : kFailed;
}

QJsonObject spendToday() {
    QJsonObject question = writeCommand(SpendCommand{});
    question.insert(QStringLiteral("since"), QStringLiteral("today"));
    question.insert(QStringLiteral("until"), QStringLiteral("today"));
    return question;
}

int showStatus(ControlClient& client, OutputFormat format) {
    Result<QJsonObject> status = client.ask(writeCommand(StatusCommand{}));
    if (!status) {
        return failed(status.error());
    }
    const Result<QJsonObject> spend = client.ask(spendToday());
    const QJsonObject today = spend ? spend.value() : QJsonObject();
    if (format == OutputFormat::Table) {
        return print(statusText(status.value(), today));
    }
    const QJsonValue total = today.value(QStringLiteral("total"));
    status.value().insert(QStringLiteral("spend_today"), spend ? total : QJsonValue(QJsonValue::Null));
    return print(jsonText(status.value()));
}

// The days as typed: what "today" is, the running instance knows.
QJsonObject withDays(const Invocation& invocation) {
    QJsonObject question = writeCommand(*invocation.question);
    if (!invocation.since.isEmpty()) {
        question.insert(QStringLiteral("since"), invocation.since);
    }
    if (!invocation.until.isEmpty()) {
        question.insert(QStringLiteral("until"), invocation.until);
    }
    return question;
}

int showSpend(ControlClient& client, const Invocation& invocation) {
    QJsonObject question = withDays(invocation);
    if (!invocation.since.isEmpty() && invocation.format != OutputFormat::Csv) {
        if (invocation.until.isEmpty()) {
            question.insert(QStringLiteral("until"), QStringLiteral("today"));
        }
        question.insert(QStringLiteral("previous"), true);
    }
    const Result<QJsonObject> spend = client.ask(question);
    if (!spend) {
        return failed(spend.error());
    }
    switch (invocation.format) {
        case OutputFormat::Json:
            return print(jsonText(spend.value()));
        case OutputFormat::Csv:
            return print(spendCsv(spend.value()));
        case OutputFormat::Table:
            break;
    }
    return print(spendText(spend.value()));
}

// A request id is what no file is called and what has no separators in it.
bool looksLikeId(const QString& text) {
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar character) {
        return character == QLatin1Char('_') || character == QLatin1Char('-') ||
               (character.unicode() < 128 && character.isLetterOrNumber());
    });
}

Result<ExplainQuery> readExplained(const Invocation& invocation) {
    ExplainQuery query;
    query.endpoint = invocation.endpoint;
    query.client = invocation.client;
    const QString& source = invocation.explained;
    QFile file(source);
    const bool fromInput = source == QLatin1String("-");
    if (!fromInput && !file.exists()) {
        if (!looksLikeId(source)) {
            return Error{ErrorCode::NotFound, text("%1: there is no such file").arg(source), source};
        }
        query.requestId = source.toUtf8();
        return query;
    }
    if (!(fromInput ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly))) {
        return Error{ErrorCode::Failed, text("%1 cannot be read: %2").arg(source, file.errorString()),
                     source};
    }
    // A pipe tells its size only by ending.
    constexpr qint64 kPiece = 64 * 1024;
    for (QByteArray piece = file.read(kPiece);
         !piece.isEmpty() && query.body.size() <= ExplainCommand::kMostBytes; piece = file.read(kPiece)) {
        query.body += piece;
    }
    if (query.body.size() > ExplainCommand::kMostBytes) {
        return Error{ErrorCode::InvalidInput,
                     text("requests of up to %1 MiB can be explained").arg(ExplainCommand::kMostBytes >> 20),
                     source};
    }
    if (query.body.trimmed().isEmpty()) {
        return Error{ErrorCode::InvalidInput, text("the request is empty"), source};
    }
    return query;
}

int showExplanation(ControlClient& client, const ExplainQuery& query, OutputFormat format) {
    const Result<QJsonObject> answer = client.ask(writeCommand(ExplainCommand{query}));
    if (!answer) {
        return failed(answer.error());
    }
    if (format == OutputFormat::Json) {
        return print(jsonText(answer.value()));
    }
    const QString then =
        query.requestId.isEmpty()
            ? QString()
            : text("As things stand now; which target held its conversation's cache is not in the ledger.") +
                  QLatin1Char('\n');
    return print(explainText(answer.value()) + then);
}

// Says what it brings back: the user may not remember.
int undo(ControlClient& client, const Invocation& invocation) {
    const Result<QJsonObject> status = client.ask(writeCommand(StatusCommand{}));
    if (!status) {
        return failed(status.error());
    }
    const Result<QJsonObject> answer = client.ask(writeCommand(*invocation.question));
    if (!answer) {
        return failed(answer.error());
    }
    return print(undoneText(status.value().value(QStringLiteral("undo")).toObject()));
}

// Whoever ends the command ends the work.
int exportOrImport(ControlClient& client, const Invocation& invocation) {
    const Result<QJsonObject> answer = client.ask(withDays(invocation), kLongWork);
    if (!answer) {
        return failed(answer.error());
    }
    const QLocale locale;
    const auto number = [&](const char* name) {
        return locale.toString(qint64(answer.value().value(QLatin1String(name)).toDouble()));
    };
    return print((invocation.command == Subcommand::Import
                      ? text("%1 requests added, %2 were there already").arg(number("added"), number("known"))
                      : text("%1: %2 rows")
                            .arg(answer.value().value(QLatin1String("path")).toString(), number("rows"))) +
                 QLatin1Char('\n'));
}

int ask(ControlClient& client, const Invocation& invocation) {
    if (invocation.command == Subcommand::Export || invocation.command == Subcommand::Import) {
        return exportOrImport(client, invocation);
    }
    if (invocation.command == Subcommand::Status) {
        return showStatus(client, invocation.format);
    }
    if (invocation.command == Subcommand::Spend) {
        return showSpend(client, invocation);
    }
    if (invocation.command == Subcommand::Undo) {
        return undo(client, invocation);
    }
    const Result<QJsonObject> answer = client.ask(writeCommand(*invocation.question));
    if (!answer) {
        return failed(answer.error());
    }
    if (invocation.command == Subcommand::Key) {
        return print(answer.value().value(QStringLiteral("key")).toString() + QLatin1Char('\n'));
    }
    if (invocation.command == Subcommand::Switches) {
        return print(invocation.format == OutputFormat::Json ? jsonText(answer.value())
                                                             : switchesText(answer.value()));
    }
    return print(doneText(*invocation.question));
}

}  // namespace

int runCommand(const Invocation& invocation, const Clock& clock) {
    if (invocation.command == Subcommand::CheckConfig) {
        return checkConfig(invocation.checkedFile);
    }
    std::optional<ExplainQuery> explained;
    if (invocation.command == Subcommand::Explain) {
        const Result<ExplainQuery> read = readExplained(invocation);
        if (!read) {
            return failed(read.error());
        }
        explained = read.value();
    }
    const QString folder = dataPath(invocation.dataFolder);
    const Result<std::unique_ptr<ControlClient>> client = ControlClient::connectTo(folder, clock);
    if (client) {
        return explained ? showExplanation(*client.value(), *explained, invocation.format)
                         : ask(*client.value(), invocation);
    }
    if (client.error().code == ErrorCode::NotFound) {
        printError(
            text("no Signalbox runs with this data folder (%1): start it with signalbox serve").arg(folder));
        return kFailed;
    }
    return failed(client.error());
}

bool raiseRunningWindow(const QString& dataFolder, const Clock& clock) {
    const Result<std::unique_ptr<ControlClient>> client = ControlClient::connectTo(dataFolder, clock);
    return client && client.value()->ask(writeCommand(RaiseCommand{})).ok();
}

}  // namespace signalbox
