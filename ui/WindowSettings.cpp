#include "ui/WindowSettings.h"

#include <QSettings>
#include <QWidget>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// As the file says them.
QString nameOf(ThemeChoice theme) {
    switch (theme) {
        case ThemeChoice::System:
            return u"system"_s;
        case ThemeChoice::Light:
            return u"light"_s;
        case ThemeChoice::Dark:
            return u"dark"_s;
    }
    return {};
}

ThemeChoice themeOf(const QString& name) {
    return name == u"light"_s  ? ThemeChoice::Light
           : name == u"dark"_s ? ThemeChoice::Dark
                               : ThemeChoice::System;
}

QTime timeOf(const QVariant& value, const QTime& otherwise) {
    const QTime time = QTime::fromString(value.toString(), u"HH:mm"_s);
    return time.isValid() ? time : otherwise;
}

}  // namespace

bool QuietHours::holdAt(const QTime& time) const {
    if (!on || from == to) {
        return false;
    }
    return from < to ? time >= from && time < to : time >= from || time < to;
}

void WindowSettings::change(const std::function<void(WindowChoices&)>& edit) {
    const WindowChoices before = m_choices;
    edit(m_choices);
    if (!(before == m_choices)) {
        Q_EMIT changed();
    }
}

QSize WindowSettings::sheetSize(const QString& name, const QSize& otherwise) const {
    const QSize size = m_choices.sheets.value(name);
    return size.isValid() ? size : otherwise;
}

void WindowSettings::rememberSheet(const QWidget& sheet) {
    change([&](WindowChoices& choices) { choices.sheets[sheet.objectName()] = sheet.size(); });
}

bool WindowSettings::mayNotify(const QTime& now) const {
    return m_choices.notify && !m_choices.quiet.holdAt(now);
}

void WindowSettings::read(const QSettings& file) {
    const WindowChoices otherwise;
    change([&](WindowChoices& choices) {
        choices.theme = themeOf(file.value(u"theme"_s).toString());
        choices.language = file.value(u"language"_s).toString();
        choices.notify = file.value(u"notify"_s, true).toBool();
        choices.quiet.on = file.value(u"quietHours"_s, false).toBool();
        choices.quiet.from = timeOf(file.value(u"quietFrom"_s), otherwise.quiet.from);
        choices.quiet.to = timeOf(file.value(u"quietTo"_s), otherwise.quiet.to);
        for (const QString& name : {u"connectSheet"_s, u"replaySheet"_s}) {
            const QSize size = file.value(u"size/"_s + name).toSize();
            if (size.isValid()) {
                choices.sheets[name] = size;
            }
        }
    });
}

void WindowSettings::write(const WindowChoices& choices, QSettings& file) {
    file.setValue(u"theme"_s, nameOf(choices.theme));
    file.setValue(u"language"_s, choices.language);
    file.setValue(u"notify"_s, choices.notify);
    file.setValue(u"quietHours"_s, choices.quiet.on);
    file.setValue(u"quietFrom"_s, choices.quiet.from.toString(u"HH:mm"_s));
    file.setValue(u"quietTo"_s, choices.quiet.to.toString(u"HH:mm"_s));
    for (auto sheet = choices.sheets.cbegin(); sheet != choices.sheets.cend(); ++sheet) {
        file.setValue(u"size/"_s + sheet.key(), sheet.value());
    }
}

}  // namespace signalbox
