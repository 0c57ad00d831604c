#include "ui/settings/WindowPanel.h"

#include "ui/Autostart.h"
#include "ui/Languages.h"
#include "ui/WindowSettings.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QTimeEdit>

namespace signalbox {

using namespace Qt::StringLiterals;

WindowPanel::WindowPanel(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_theme(new QComboBox),
      m_language(new QComboBox),
      m_notify(new QCheckBox(tr("Tell me through the desktop when something &happens"))),
      m_quiet(new QCheckBox(tr("But n&ot between"))),
      m_from(new QTimeEdit),
      m_to(new QTimeEdit),
      m_login(new QCheckBox(tr("Start when I &log in"))),
      m_hidden(new QCheckBox(tr("H&idden then, in the tray alone"))),
      m_startText(makeLabel({}, TextSize::Secondary, Tone::Secondary)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kCard);
    column->addWidget(m_lookCard = buildLook());
    column->addWidget(m_noticesCard = buildNotices());
    column->addWidget(m_startCard = buildStart());
    connect(&context.settings, &WindowSettings::changed, this, &WindowPanel::refresh);
    connect(&context.autostart, &Autostart::changed, this, &WindowPanel::refresh);
    refresh();
}

QWidget* WindowPanel::buildLook() {
    auto* card = new Card(tr("Look and language"));
    card->setObjectName(u"look"_s);
    m_theme->setObjectName(u"theme"_s);
    m_theme->addItem(tr("As the system"), static_cast<int>(ThemeChoice::System));
    m_theme->addItem(tr("Light"), static_cast<int>(ThemeChoice::Light));
    m_theme->addItem(tr("Dark"), static_cast<int>(ThemeChoice::Dark));
    m_language->setObjectName(u"language"_s);
    m_language->addItem(tr("As the system"), QString());
    for (const Language& language : languages()) {
        m_language->addItem(language.name, language.code);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    row->addWidget(new Field(tr("&Theme"), m_theme), 1);
    row->addWidget(new Field(tr("La&nguage"), m_language,
                             tr("From the next start on; numbers, dates and money follow it.")),
                   1);
    card->column()->addLayout(row);
    connect(m_theme, &QComboBox::activated, this, [this](int index) {
        const auto theme = static_cast<ThemeChoice>(m_theme->itemData(index).toInt());
        m_context.settings.change([theme](WindowChoices& one) { one.theme = theme; });
    });
    connect(m_language, &QComboBox::activated, this, [this](int index) {
        const QString language = m_language->itemData(index).toString();
        m_context.settings.change([&](WindowChoices& one) { one.language = language; });
    });
    return card;
}

QWidget* WindowPanel::buildNotices() {
    auto* card = new Card(tr("Notifications"));
    card->setObjectName(u"notices"_s);
    m_notify->setObjectName(u"notify"_s);
    card->column()->addWidget(m_notify);
    QLabel* what =
        makeLabel(tr("A provider fails or is back, requests wait for you, a budget comes to its limit: "
                     "one notification for an incident, not for a request."),
                  TextSize::Secondary, Tone::Secondary);
    what->setWordWrap(true);
    what->setIndent(space::kStep * 3 + 2);  // below the words
    m_notify->setAccessibleDescription(what->text());
    card->column()->addWidget(what);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_quiet->setObjectName(u"quiet"_s);
    m_quiet->setAccessibleName(tr("Quiet hours: no notifications between two times"));
    m_from->setObjectName(u"quietFrom"_s);
    m_from->setAccessibleName(tr("Quiet hours begin"));
    m_to->setObjectName(u"quietTo"_s);
    m_to->setAccessibleName(tr("Quiet hours end"));
    for (QTimeEdit* time : {m_from, m_to}) {
        time->setLocale(m_context.format.locale());
        time->setDisplayFormat(m_context.format.locale().timeFormat(QLocale::ShortFormat));
    }
    row->addWidget(m_quiet);
    row->addWidget(m_from);
    row->addWidget(makeLabel(tr("and", "quiet hours")));
    row->addWidget(m_to);
    row->addStretch(1);
    card->column()->addLayout(row);
    connect(m_notify, &QCheckBox::toggled, this, [this](bool on) {
        if (!m_showing) {
            m_context.settings.change([on](WindowChoices& one) { one.notify = on; });
        }
    });
    connect(m_quiet, &QCheckBox::toggled, this, &WindowPanel::takeQuiet);
    connect(m_from, &QTimeEdit::timeChanged, this, &WindowPanel::takeQuiet);
    connect(m_to, &QTimeEdit::timeChanged, this, &WindowPanel::takeQuiet);
    return card;
}

void WindowPanel::takeQuiet() {
    if (!m_showing) {
        m_context.settings.change([this](WindowChoices& one) {
            one.quiet = {m_quiet->isChecked(), m_from->time(), m_to->time()};
        });
    }
}

QWidget* WindowPanel::buildStart() {
    auto* card = new Card(tr("Start"));
    card->setObjectName(u"start"_s);
    m_login->setObjectName(u"startOnLogin"_s);
    m_hidden->setObjectName(u"startHidden"_s);
    card->column()->addWidget(m_login);
    card->column()->addWidget(m_hidden);
    m_startText->setObjectName(u"startText"_s);
    m_startText->setWordWrap(true);
    card->column()->addWidget(m_startText);
    const auto wish = [this] {
        if (!m_showing) {
            m_context.autostart.set(
                {m_login->isChecked() ? Autostart::State::On : Autostart::State::Off, m_hidden->isChecked()});
        }
    };
    connect(m_login, &QCheckBox::toggled, this, wish);
    connect(m_hidden, &QCheckBox::toggled, this, wish);
    return card;
}

void WindowPanel::refresh() {
    m_showing = true;
    const WindowChoices& choices = m_context.settings.choices();
    m_theme->setCurrentIndex(m_theme->findData(static_cast<int>(choices.theme)));
    const int language = m_language->findData(choices.language);
    m_language->setCurrentIndex(language < 0 ? 0 : language);
    m_notify->setChecked(choices.notify);
    m_quiet->setChecked(choices.quiet.on);
    m_quiet->setEnabled(choices.notify);
    m_from->setTime(choices.quiet.from);
    m_to->setTime(choices.quiet.to);
    m_from->setEnabled(choices.notify && choices.quiet.on);
    m_to->setEnabled(choices.notify && choices.quiet.on);

    const Autostart& autostart = m_context.autostart;
    const Autostart::Setting& setting = autostart.setting();
    if (!autostart.isBusy()) {  // else it shows what was wished
        m_login->setChecked(setting.state == Autostart::State::On);
        m_hidden->setChecked(setting.hidden);
    }
    m_login->setEnabled(autostart.isPossible());
    m_hidden->setEnabled(autostart.isPossible() && m_login->isChecked());
    const bool wrong = !autostart.problem().isEmpty() && !autostart.isBusy();
    QString text;
    if (!autostart.isPossible()) {
        text = tr("This program does not know by which command it was started.");
    } else if (autostart.isBusy()) {
        text = tr("Writing…");
    } else if (wrong) {
        text = signText(HealthState::Failed) + u' ' + tr("Not changed: %1").arg(autostart.problem());
    } else {
        text = tr("Without a tray the window is minimised instead.");
    }
    m_startText->setText(text);
    setTone(*m_startText, wrong ? Tone::Bad : Tone::Secondary);
    m_login->setAccessibleDescription(text);
    m_showing = false;
}

void WindowPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_context.autostart.read();  // somebody else may have changed it
}

}  // namespace signalbox
