#include "ui/providers/KeyRow.h"

#include "ui/SecretClipboard.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

QString KeyRow::kindName(KeySource::Kind kind) {
    switch (kind) {
        case KeySource::Kind::Keychain:
            return tr("Keyring");
        case KeySource::Kind::Env:
            return tr("Environment variable");
        case KeySource::Kind::File:
            return tr("File");
        case KeySource::Kind::Memory:
            return tr("This run only");
    }
    return {};
}

KeyRow::KeyRow(const Context& context, QString provider, KeySource source, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_provider(std::move(provider)),
      m_source(std::move(source)),
      m_note(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_rise(new IconButton(context.theme, u"up"_s, {})),
      m_show(new QPushButton(tr("Show"))),
      m_copy(new QPushButton(tr("Copy"))),
      m_remove(new QPushButton(tr("Remove"))),
      m_shown(new QLineEdit),
      m_question(new QWidget),
      m_keep(new QPushButton(tr("Keep it"))) {
    setObjectName(u"key:"_s + m_source.name);
    const QString spoken =
        tr("%1 %2", "where a key is kept, its name there").arg(kindName(m_source.kind), m_source.name);
    setAccessibleName(spoken);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);

    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(makeLabel(kindName(m_source.kind), TextSize::Body, Tone::Normal, Weight::Strong));
    auto* name = new ElidedLabel(TextSize::Body, Tone::Secondary);
    name->setFullText(m_source.name);
    row->addWidget(name, 1);
    m_rise->setObjectName(u"rise"_s);
    m_rise->setName(tr("Try this key before the one above it: %1").arg(spoken));
    row->addWidget(m_rise);
    for (const auto& [button, id, text] : {std::tuple(m_show, u"show"_s, tr("Show the key: %1")),
                                           {m_copy, u"copy"_s, tr("Copy the key: %1")},
                                           {m_remove, u"remove"_s, tr("Remove the key: %1")}}) {
        button->setObjectName(id);
        button->setAccessibleName(text.arg(spoken));
        row->addWidget(button);
    }
    column->addLayout(row);

    m_shown->setObjectName(u"shownKey"_s);
    m_shown->setProperty("code", true);
    m_shown->setReadOnly(true);
    m_shown->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_shown->setAccessibleName(tr("Key"));
    context.clipboard.guard(*m_shown);
    m_shown->hide();
    column->addWidget(m_shown);

    auto* question = new QHBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(space::kStep);
    const bool bound = m_source.kind == KeySource::Kind::Keychain || m_source.kind == KeySource::Kind::Memory;
    QLabel* asks = makeLabel(bound ? tr("Remove it? The key is deleted when you apply.")
                                   : tr("Remove it? Signalbox stops reading the key; what holds it is left "
                                        "alone."));
    asks->setWordWrap(true);
    question->addWidget(asks, 1);
    auto* confirm = new QPushButton(tr("Remove it"));
    confirm->setObjectName(u"confirmRemove"_s);
    confirm->setAccessibleName(tr("Yes, remove the key: %1").arg(spoken));
    m_keep->setObjectName(u"keep"_s);
    m_keep->setAccessibleName(tr("No, keep the key: %1").arg(spoken));
    question->addWidget(confirm);
    question->addWidget(m_keep);
    m_question->hide();
    column->addWidget(m_question);

    m_note->setWordWrap(true);
    column->addWidget(m_note);

    connect(m_rise, &QPushButton::clicked, this, &KeyRow::riseAsked);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_shown->isVisible()) {
            conceal();
        } else {
            askKey(Purpose::Show);
        }
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { askKey(Purpose::Copy); });
    connect(m_remove, &QPushButton::clicked, this, [this] { askRemove(true); });
    connect(m_keep, &QPushButton::clicked, this, [this] { askRemove(false); });
    connect(confirm, &QPushButton::clicked, this, &KeyRow::removed);
    connect(&m_context.service, &GatewayService::keyRevealed, this, &KeyRow::onRevealed);
    present({});
}

void KeyRow::present(const State& state) {
    m_state = state;
    showNote();
    showButtons();
}

void KeyRow::showNote() {
    if (!m_state.fault.isEmpty()) {
        say(m_state.fault, true);
    } else if (!m_problem.isEmpty()) {
        say(m_problem, true);
    } else if (m_state.foreign) {
        say(tr("It was entered for another address, and is not sent to this one. Remove it and enter it "
               "again."),
            true);
    } else if (m_state.pending) {
        say(tr("Kept when you apply."), false);
    } else if (m_source.kind == KeySource::Kind::Memory) {
        say(tr("Gone when Signalbox quits; enter it again after the next start."), false);
    } else {
        say({}, false);
    }
}

void KeyRow::say(const QString& text, bool wrong) {
    m_note->setText(wrong ? signText(HealthState::Failed) + u' ' + text : text);
    m_note->setVisible(!text.isEmpty());
    setTone(*m_note, wrong ? Tone::Bad : Tone::Secondary);
    setAccessibleDescription(text);
}

void KeyRow::focusRise() {
    (m_rise->isEnabled() ? static_cast<QPushButton*>(m_rise) : m_remove)->setFocus(Qt::OtherFocusReason);
}

void KeyRow::showButtons() {
    m_rise->setVisible(m_state.of > 1);
    m_rise->setEnabled(m_state.place > 0);
    const bool pending = m_state.pending || !m_state.inForce;
    const QString later = pending ? tr("Can be read once it is applied") : QString();
    m_show->setEnabled(!pending);
    m_copy->setEnabled(!pending);
    m_show->setToolTip(later);
    m_copy->setToolTip(pending ? later : tr("The clipboard is cleared after a minute"));
    const bool showing = m_asked != 0 && m_purpose == Purpose::Show;
    const bool copying = m_asked != 0 && m_purpose == Purpose::Copy;
    m_show->setText(showing ? tr("Reading…") : m_shown->isVisibleTo(this) ? tr("Hide") : tr("Show"));
    m_copy->setText(copying ? tr("Reading…") : m_copied.isActive() ? tr("Copied") : tr("Copy"));
}

void KeyRow::askKey(Purpose purpose) {
    if (m_asked != 0) {
        return;
    }
    m_purpose = purpose;
    m_problem.clear();
    m_asked = m_context.service.revealKey(m_provider, m_source);
    showButtons();
}

void KeyRow::onRevealed(Ticket ticket, const Result<Secret>& key) {
    if (m_asked == 0 || ticket != m_asked) {
        return;
    }
    m_asked = 0;
    if (!key) {
        m_problem = tr("The key cannot be read: %1").arg(key.error().message);
    } else if (m_purpose == Purpose::Copy) {
        m_context.clipboard.copySecret(key.value());
        m_copied = m_context.scheduler.after(Milliseconds(1'500), [this] { showButtons(); });
    } else if (isVisible()) {
        m_shown->setText(QString::fromUtf8(key.value().expose()));
        m_shown->setCursorPosition(0);
        m_shown->show();
        m_hiding = m_context.scheduler.after(kShown, [this] { conceal(); });
    }
    showNote();
    showButtons();
}

void KeyRow::conceal() {
    m_hiding.cancel();
    m_shown->clear();
    m_shown->hide();
    showButtons();
}

void KeyRow::askRemove(bool asks) {
    m_question->setVisible(asks);
    m_remove->setVisible(!asks);
    (asks ? m_keep : m_remove)->setFocus(Qt::OtherFocusReason);
}

void KeyRow::hideEvent(QHideEvent* event) {
    conceal();
    QWidget::hideEvent(event);
}

void KeyRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_question->isVisible()) {
        askRemove(false);
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace signalbox
