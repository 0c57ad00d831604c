#include "core/service/ControlProtocol.h"

#include "core/service/ControlFields.h"
#include "core/service/ControlLedger.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>

namespace signalbox {

namespace {

struct ErrorRow {
    ErrorCode code;
    const char* name;
};
constexpr std::array kErrors{
    ErrorRow{ErrorCode::Failed, "failed"},           ErrorRow{ErrorCode::InvalidInput, "invalid_input"},
    ErrorRow{ErrorCode::NotFound, "not_found"},      ErrorRow{ErrorCode::Busy, "busy"},
    ErrorRow{ErrorCode::Unavailable, "unavailable"}, ErrorRow{ErrorCode::Cancelled, "cancelled"}};

ControlCommand readSwitch(ControlFields& fields) {
    SwitchCommand command;
    command.route = fields.name(QStringLiteral("route"));
    const QString mode = fields.name(QStringLiteral("mode"));
    command.forMs = fields.duration(QStringLiteral("for_ms"));
    if (mode == QLatin1String("prefer") || mode == QLatin1String("only")) {
        command.mode = mode == QLatin1String("only") ? PinMode::Only : PinMode::Prefer;
        command.target = targetFromText(fields.name(QStringLiteral("target")));
    } else if (mode != QLatin1String("auto")) {
        fields.fail(QStringLiteral("mode"), QStringLiteral("is not auto, prefer or only"));
    }
    command.waiting = fields.flag(QStringLiteral("now")) ? WaitingRequests::Move : WaitingRequests::Stay;
    return command;
}

ControlCommand readDrill(ControlFields& fields) {
    DrillCommand command;
    command.provider = fields.name(QStringLiteral("provider"));
    const QString kind = fields.name(QStringLiteral("kind"));
    command.kind = drillFromName(kind);
    if (!command.kind && kind != QLatin1String("off")) {
        fields.fail(QStringLiteral("kind"), QStringLiteral("is no kind of drill"));
    }
    command.forMs = fields.duration(QStringLiteral("for_ms")).value_or(DrillCommand::kUsualMs);
    return command;
}

ControlCommand readExplain(ControlFields& fields) {
    ExplainCommand command;
    command.query.requestId = fields.optionalName(QStringLiteral("request_id")).toUtf8();
    command.query.client = fields.optionalName(QStringLiteral("client"));
    if (const QString name = fields.optionalName(QStringLiteral("endpoint")); !name.isEmpty()) {
        const std::optional<Endpoint> endpoint = endpointFromName(name.toUtf8());
        if (!endpoint) {
            fields.fail(QStringLiteral("endpoint"), QStringLiteral("is not an endpoint"));
        }
        command.query.endpoint = endpoint.value_or(Endpoint::ChatCompletions);
    }
    command.query.body = fields.bytes(QStringLiteral("body"));
    if (command.query.requestId.isEmpty() && command.query.body.isEmpty()) {
        fields.fail(QStringLiteral("body"), QStringLiteral("is missing"));
    }
    return command;
}

void writeForMs(QJsonObject& object, const std::optional<qint64>& forMs) {
    if (forMs) {
        object.insert(QStringLiteral("for_ms"), *forMs);
    }
}

struct CommandWriter {
    QJsonObject operator()(const StatusCommand&) const { return named("status"); }
    QJsonObject operator()(const RaiseCommand&) const { return named("raise"); }
    QJsonObject operator()(const SwitchCommand& command) const {
        static constexpr std::array kModes{"auto", "prefer", "only"};
        QJsonObject object = named("switch");
        object.insert(QStringLiteral("route"), command.route);
        object.insert(QStringLiteral("mode"),
                      QLatin1String(kModes.at(static_cast<std::size_t>(command.mode))));
        if (command.mode != PinMode::Auto) {
            object.insert(QStringLiteral("target"), command.target.toString());
        }
        writeForMs(object, command.forMs);
        if (command.waiting == WaitingRequests::Move) {
            object.insert(QStringLiteral("now"), true);
        }
        return object;
    }
    QJsonObject operator()(const UndoCommand&) const { return named("undo"); }
    QJsonObject operator()(const DrillCommand& command) const {
        QJsonObject object = named("drill");
        object.insert(QStringLiteral("provider"), command.provider);
        object.insert(QStringLiteral("kind"),
                      command.kind ? drillName(*command.kind) : QStringLiteral("off"));
        if (command.kind) {
            object.insert(QStringLiteral("for_ms"), command.forMs);
        }
        return object;
    }
    QJsonObject operator()(const ExplainCommand& command) const {
        const ExplainQuery& query = command.query;
        QJsonObject object = named("explain");
        if (!query.requestId.isEmpty()) {
            object.insert(QStringLiteral("request_id"), QString::fromUtf8(query.requestId));
            return object;
        }
        object.insert(QStringLiteral("endpoint"), endpointName(query.endpoint));
        if (!query.client.isEmpty()) {
            object.insert(QStringLiteral("client"), query.client);
        }
        object.insert(QStringLiteral("body"), QString::fromLatin1(query.body.toBase64()));
        return object;
    }
    QJsonObject operator()(const DrainCommand& command) const {
        QJsonObject object = named("drain");
        object.insert(QStringLiteral("provider"), command.provider);
        writeForMs(object, command.forMs);
        return object;
    }
    QJsonObject operator()(const UndrainCommand& command) const {
        QJsonObject object = named("undrain");
        object.insert(QStringLiteral("provider"), command.provider);
        return object;
    }
    QJsonObject operator()(const ResetCommand& command) const {
        QJsonObject object = named("reset");
        object.insert(QStringLiteral("provider"), command.provider);
        if (!command.model.isEmpty()) {
            object.insert(QStringLiteral("model"), command.model);
        }
        return object;
    }
    QJsonObject operator()(const SpendCommand& command) const { return writeSpend(command); }
    QJsonObject operator()(const ExportCommand& command) const { return writeExport(command); }
    QJsonObject operator()(const ImportCommand& command) const {
        QJsonObject object = named("import");
        object.insert(QStringLiteral("path"), command.path);
        return object;
    }
    QJsonObject operator()(const SwitchesCommand& command) const {
        QJsonObject object = named("switches");
        object.insert(QStringLiteral("limit"), command.limit);
        return object;
    }
    QJsonObject operator()(const KeyCommand& command) const {
        QJsonObject object = named("key");
        if (!command.client.isEmpty()) {
            object.insert(QStringLiteral("client"), command.client);
        }
        return object;
    }

private:
    static QJsonObject named(const char* name) {
        return {{QStringLiteral("command"), QString::fromLatin1(name)}};
    }
};

}  // namespace

QJsonObject writeCommand(const ControlCommand& command) {
    return std::visit(CommandWriter{}, command);
}

Result<ControlCommand> readCommand(const QByteArray& line, QDate today) {
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(line, &parseError);
    if (!document.isObject()) {
        return Error{ErrorCode::InvalidInput, QStringLiteral("the question is not a JSON object"), {}};
    }
    const QJsonObject object = document.object();
    ControlFields fields(object);
    const QString name = fields.name(QStringLiteral("command"));
    ControlCommand command;
    if (name == QLatin1String("status")) {
        command = StatusCommand{};
    } else if (name == QLatin1String("switch")) {
        command = readSwitch(fields);
    } else if (name == QLatin1String("undo")) {
        command = UndoCommand{};
    } else if (name == QLatin1String("drill")) {
        command = readDrill(fields);
    } else if (name == QLatin1String("explain")) {
        command = readExplain(fields);
    } else if (name == QLatin1String("drain")) {
        command =
            DrainCommand{fields.name(QStringLiteral("provider")), fields.duration(QStringLiteral("for_ms"))};
    } else if (name == QLatin1String("undrain")) {
        command = UndrainCommand{fields.name(QStringLiteral("provider"))};
    } else if (name == QLatin1String("reset")) {
        command = ResetCommand{fields.name(QStringLiteral("provider")),
                               fields.optionalName(QStringLiteral("model"))};
    } else if (name == QLatin1String("spend")) {
        command = readSpend(fields, today);
    } else if (name == QLatin1String("export")) {
        command = readExport(fields, today);
    } else if (name == QLatin1String("import")) {
        command = ImportCommand{fields.path(QStringLiteral("path"))};
    } else if (name == QLatin1String("switches")) {
        command = SwitchesCommand{
            fields.count(QStringLiteral("limit"), SwitchesCommand::kMost).value_or(SwitchesCommand::kUsual)};
    } else if (name == QLatin1String("key")) {
        command = KeyCommand{fields.optionalName(QStringLiteral("client"))};
    } else if (name == QLatin1String("raise")) {
        command = RaiseCommand{};
    } else {
        fields.fail(QStringLiteral("command"), QStringLiteral("is not known to this Signalbox"));
    }
    if (fields.fault()) {
        return *fields.fault();
    }
    return command;
}

QByteArray writeAnswer(const QJsonObject& answer) {
    return QJsonDocument(QJsonObject{{QStringLiteral("ok"), true}, {QStringLiteral("answer"), answer}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

QByteArray writeError(const Error& error) {
    QString code = QStringLiteral("failed");
    for (const ErrorRow& row : kErrors) {
        if (row.code == error.code) {
            code = QString::fromLatin1(row.name);
        }
    }
    const QJsonObject object{{QStringLiteral("code"), code},
                             {QStringLiteral("message"), error.message},
                             {QStringLiteral("place"), error.place}};
    return QJsonDocument(QJsonObject{{QStringLiteral("ok"), false}, {QStringLiteral("error"), object}})
               .toJson(QJsonDocument::Compact) +
           '\n';
}

Result<QJsonObject> readAnswer(const QByteArray& line) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QJsonValue ok = object.value(QStringLiteral("ok"));
    if (!ok.isBool()) {
        return Error{
            ErrorCode::Failed, QStringLiteral("the running Signalbox answered in an unknown way"), {}};
    }
    if (ok.toBool()) {
        return object.value(QStringLiteral("answer")).toObject();
    }
    const QJsonObject fault = object.value(QStringLiteral("error")).toObject();
    Error error{ErrorCode::Failed, fault.value(QStringLiteral("message")).toString(),
                fault.value(QStringLiteral("place")).toString()};
    const QString code = fault.value(QStringLiteral("code")).toString();
    for (const ErrorRow& row : kErrors) {
        if (code == QLatin1String(row.name)) {
            error.code = row.code;
        }
    }
    return error;
}

TargetRef targetFromText(const QString& text) {
    const qsizetype slash = text.indexOf(QLatin1Char('/'));
    return slash < 0 ? TargetRef{text, {}} : TargetRef{text.left(slash), text.mid(slash + 1)};
}

}  // namespace signalbox
