#include "app/Commands.h"

#include "app/ExitCode.h"
#include "app/Output.h"
#include "app/Paths.h"
#include "app/StatusText.h"
#include "app/Text.h"
#include "core/config/ConfigStore.h"
#include "core/service/ControlClient.h"

#include <QJsonDocument>

namespace signalbox {

namespace {

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

int showSpend(ControlClient& client, const Invocation& invocation) {
    QJsonObject question = writeCommand(*invocation.question);
    if (!invocation.since.isEmpty()) {
        question.insert(QStringLiteral("since"), invocation.since);
    }
    if (!invocation.until.isEmpty()) {
        question.insert(QStringLiteral("until"), invocation.until);
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

int ask(ControlClient& client, const Invocation& invocation) {
    if (invocation.command == Subcommand::Status) {
        return showStatus(client, invocation.format);
    }
    if (invocation.command == Subcommand::Spend) {
        return showSpend(client, invocation);
    }
    const Result<QJsonObject> answer = client.ask(writeCommand(*invocation.question));
    if (!answer) {
        return failed(answer.error());
    }
    if (invocation.command == Subcommand::Key) {
        return print(answer.value().value(QStringLiteral("key")).toString() + QLatin1Char('\n'));
    }
    return kDone;
}

}  // namespace

int runCommand(const Invocation& invocation, const Clock& clock) {
    if (invocation.command == Subcommand::CheckConfig) {
        return checkConfig(invocation.checkedFile);
    }
    const QString folder = dataPath(invocation.dataFolder);
    const Result<std::unique_ptr<ControlClient>> client = ControlClient::connectTo(folder, clock);
    if (client) {
        return ask(*client.value(), invocation);
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
