#include "app/JsonText.h"

#include "app/Table.h"
#include "app/Text.h"

#include <QDateTime>

#include <array>

namespace signalbox {

namespace {

struct ReasonRow {
    const char* kind;
    const char* sentence;
};
// %1: the HTTP status or the outcome, where there is one.
constexpr std::array kReasons{
    ReasonRow{"not_yet_used", QT_TRANSLATE_NOOP("signalbox", "not used yet")},
    ReasonRow{"disabled", QT_TRANSLATE_NOOP("signalbox", "switched off in the configuration")},
    ReasonRow{"drained", QT_TRANSLATE_NOOP("signalbox", "drained by you")},
    ReasonRow{"cooldown", QT_TRANSLATE_NOOP("signalbox", "rate limited, it asked to wait")},
    ReasonRow{"quota_exceeded", QT_TRANSLATE_NOOP("signalbox", "balance or spend limit reached")},
    ReasonRow{"bad_key", QT_TRANSLATE_NOOP("signalbox", "its key was refused")},
    ReasonRow{"no_key", QT_TRANSLATE_NOOP("signalbox", "no key could be read")},
    ReasonRow{"breaker_open", QT_TRANSLATE_NOOP("signalbox", "failing")},
    ReasonRow{"half_open", QT_TRANSLATE_NOOP("signalbox", "a probe will decide")},
    ReasonRow{"recent_failures", QT_TRANSLATE_NOOP("signalbox", "the last requests failed")},
    ReasonRow{"offline", QT_TRANSLATE_NOOP("signalbox", "this machine has no network")},
    ReasonRow{"unable", QT_TRANSLATE_NOOP("signalbox", "cannot do what the request needs")},
    ReasonRow{"pinned_elsewhere", QT_TRANSLATE_NOOP("signalbox", "you chose another target")},
    ReasonRow{"model_not_served", QT_TRANSLATE_NOOP("signalbox", "its list has not got the model")},
    ReasonRow{"context_too_small",
              QT_TRANSLATE_NOOP("signalbox", "the prompt is larger than what the model takes")},
    ReasonRow{"no_vision", QT_TRANSLATE_NOOP("signalbox", "the model takes no images")},
    ReasonRow{"no_tools", QT_TRANSLATE_NOOP("signalbox", "the model takes no tools")},
    ReasonRow{"no_json_schema", QT_TRANSLATE_NOOP("signalbox", "the model keeps no JSON schema")},
    ReasonRow{"busy", QT_TRANSLATE_NOOP("signalbox", "as many requests are under way as it may have")},
    ReasonRow{"low_headroom", QT_TRANSLATE_NOOP("signalbox", "too little of its rate limit is left")},
    ReasonRow{"out_of_budget", QT_TRANSLATE_NOOP("signalbox", "a budget has no room for it")},
};

struct StateRow {
    const char* state;
    const char* sign;
    const char* word;
};
constexpr std::array kStates{
    StateRow{"healthy", "\u25CF", QT_TRANSLATE_NOOP("signalbox", "healthy")},
    StateRow{"attention", "\u25B2", QT_TRANSLATE_NOOP("signalbox", "attention")},
    StateRow{"resting", "\u25C6", QT_TRANSLATE_NOOP("signalbox", "resting")},
    StateRow{"out", "\u25A0", QT_TRANSLATE_NOOP("signalbox", "out")},
    StateRow{"failed", "\u2715", QT_TRANSLATE_NOOP("signalbox", "failed")},
};

}  // namespace

QString textOf(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toString();
}
qint64 numberOf(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toInteger();
}
QJsonObject objectOf(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toObject();
}

qint64 msOf(const QString& isoTime) {
    return QDateTime::fromString(isoTime, Qt::ISODateWithMs).toMSecsSinceEpoch();
}

QString untilText(const QJsonObject& object, qint64 nowMs) {
    const QString until = textOf(object, "until");
    return until.isEmpty() ? QString() : text("%1 left").arg(durationText(msOf(until) - nowMs));
}

QString reasonText(const QJsonObject& reason, qint64 nowMs) {
    QString sentence;
    const QString kind = textOf(reason, "kind");
    for (const ReasonRow& row : kReasons) {
        if (kind == QLatin1String(row.kind)) {
            sentence = text(row.sentence);
        }
    }
    QStringList facts;
    if (const qint64 status = numberOf(reason, "http_status"); status != 0) {
        facts.append(text("HTTP %1").arg(status));
    } else if (const QString outcome = textOf(reason, "outcome"); !outcome.isEmpty()) {
        facts.append(outcome);
    }
    if (const QString left = untilText(reason, nowMs); !left.isEmpty()) {
        facts.append(left);
    }
    if (!facts.isEmpty()) {
        sentence += QStringLiteral(" (") + facts.join(QStringLiteral(", ")) + QLatin1Char(')');
    }
    if (const QString detail = textOf(reason, "detail"); !detail.isEmpty()) {
        sentence += QStringLiteral(": ") + detail.simplified();
    }
    return sentence.trimmed();
}

QString stateText(const QString& state) {
    for (const StateRow& row : kStates) {
        if (state == QLatin1String(row.state)) {
            return QString::fromUtf8(row.sign) + QLatin1Char(' ') + text(row.word);
        }
    }
    return state;
}

QString pinText(const QJsonObject& pin, qint64 nowMs) {
    const QString mode = textOf(pin, "mode");
    if (mode == QLatin1String("auto")) {
        return text("automatic");
    }
    QString decider =
        (mode == QLatin1String("only") ? text("only %1") : text("prefer %1")).arg(textOf(pin, "target"));
    if (const QString left = untilText(pin, nowMs); !left.isEmpty()) {
        decider += QStringLiteral(", ") + left;
    }
    return decider;
}

}  // namespace signalbox
