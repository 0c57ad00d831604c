#include "app/SwitchText.h"

#include "app/JsonText.h"
#include "app/Table.h"
#include "app/Text.h"

#include <QDateTime>
#include <QJsonArray>
#include <QLocale>

namespace signalbox {

namespace {

// ", for 30 min"
QString forText(const std::optional<qint64>& forMs) {
    return forMs ? text(", for %1").arg(durationText(*forMs)) : QString();
}

struct Done {
    QString operator()(const SwitchCommand& command) const {
        const QString target = command.target.toString();
        const QString now = command.waiting == WaitingRequests::Move
                                ? text("; waiting requests go there where they can")
                                : QString();
        switch (command.mode) {
            case PinMode::Auto:
                return text("%1: automatic").arg(command.route) + now;
            case PinMode::Prefer:
                return text("%1: prefer %2").arg(command.route, target) + forText(command.forMs) + now;
            case PinMode::Only:
                return text("%1: only %2").arg(command.route, target) + forText(command.forMs) + now;
        }
        return {};
    }
    QString operator()(const DrainCommand& command) const {
        return text("%1: drained").arg(command.provider) + forText(command.forMs);
    }
    QString operator()(const UndrainCommand& command) const {
        return text("%1: back in use").arg(command.provider);
    }
    QString operator()(const ResetCommand& command) const {
        return text("%1: reset").arg(TargetRef{command.provider, command.model}.toString());
    }
    QString operator()(const DrillCommand& command) const {
        return command.kind ? text("%1: drill %2").arg(command.provider, drillName(*command.kind)) +
                                  forText(command.forMs)
                            : text("%1: no drill").arg(command.provider);
    }
    template <class Other>
    QString operator()(const Other&) const {
        return {};
    }
};

QString localTime(const QJsonObject& object, const char* name) {
    const QString iso = textOf(object, name);
    return iso.isEmpty() ? QString()
                         : QLocale().toString(QDateTime::fromMSecsSinceEpoch(msOf(iso)),
                                              QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

}  // namespace

QString doneText(const ControlCommand& command) {
    const QString line = std::visit(Done{}, command);
    return line.isEmpty() ? line : line + QLatin1Char('\n');
}

QString undoneText(const QJsonObject& change) {
    QString out;
    if (const QString provider = textOf(change, "provider"); !provider.isEmpty()) {
        out = change.value(QLatin1String("drained")).toBool() ? text("%1: drained again").arg(provider)
                                                              : text("%1: back in use").arg(provider);
    } else if (const QString route = textOf(change, "route"); !route.isEmpty()) {
        const QJsonObject pin = objectOf(change, "pin");
        const QString target = textOf(pin, "target");
        out = target.isEmpty() ? text("%1: back to automatic").arg(route)
              : textOf(pin, "mode") == QLatin1String("only")
                  ? text("%1: back to only %2").arg(route, target)
                  : text("%1: back to prefer %2").arg(route, target);
    } else {
        out = text("done");
    }
    return out + QLatin1Char('\n');
}

QString switchesText(const QJsonObject& history) {
    Table table({{text("When")},
                 {text("Who")},
                 {text("What")},
                 {text("From")},
                 {text("To")},
                 {text("Until")},
                 {text("Reason")}});
    const QJsonArray switches = history.value(QLatin1String("switches")).toArray();
    for (const auto& value : switches) {
        const QJsonObject change = value.toObject();
        table.add({localTime(change, "at"), textOf(change, "actor"), textOf(change, "scope"),
                   textOf(change, "from"), textOf(change, "to"), localTime(change, "until"),
                   textOf(change, "reason")});
    }
    return table.isEmpty() ? text("Nothing has been switched yet.") + QLatin1Char('\n') : table.aligned();
}

}  // namespace signalbox
