#include "ui/settings/ClientRow.h"

#include "ui/SecretClipboard.h"
#include "ui/widgets/CopyButton.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Signs.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr Milliseconds kShownFor{30'000};
}  // namespace

ClientRow::ClientRow(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_name(new QLineEdit),
      m_wrong(makeLabel({}, TextSize::Secondary, Tone::Bad)),
      m_key(new QLineEdit),
      m_show(new QPushButton(tr("Show"))),
      m_copy(new CopyButton(context.scheduler, tr("Copy"))),
      m_fresh(new QPushButton(tr("New key…"))),
      m_delete(new QPushButton(tr("Delete…"))),
      m_capture(new QCheckBox(tr("Keep its prompts and answers"))),
      m_asking(new QWidget),
      m_askText(makeLabel({}, TextSize::Body)),
      m_yes(new QPushButton),
      m_no(new QPushButton(tr("Cancel"))) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kStep / 2);
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kCard);
    m_name->setObjectName(u"clientName"_s);
    m_name->setPlaceholderText(tr("Name of the tool"));
    m_capture->setObjectName(u"clientCapture"_s);
    first->addWidget(m_name, 1);
    first->addWidget(m_capture);
    column->addLayout(first);
    m_wrong->setObjectName(u"clientWrong"_s);
    m_wrong->setWordWrap(true);
    column->addWidget(m_wrong);
    auto* second = new QHBoxLayout;
    second->setSpacing(space::kStep);
    m_key->setObjectName(u"clientKey"_s);
    m_key->setProperty("code", true);
    m_key->setReadOnly(true);
    context.clipboard.guard(*m_key);
    m_key->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_show->setObjectName(u"showClientKey"_s);
    m_copy->setObjectName(u"copyClientKey"_s);
    m_copy->setToolTip(tr("The clipboard is cleared after a minute"));
    m_fresh->setObjectName(u"freshKey"_s);
    m_delete->setObjectName(u"deleteClient"_s);
    second->addWidget(m_key, 1);
    for (QPushButton* button : {m_show, static_cast<QPushButton*>(m_copy), m_fresh, m_delete}) {
        second->addWidget(button);
    }
    column->addLayout(second);
    auto* asking = new QHBoxLayout(m_asking);
    asking->setContentsMargins(0, 0, 0, 0);
    asking->setSpacing(space::kStep);
    m_askText->setWordWrap(true);
    m_askText->setObjectName(u"clientQuestion"_s);
    m_yes->setObjectName(u"clientYes"_s);
    m_no->setObjectName(u"clientNo"_s);
    asking->addWidget(m_askText, 1);
    asking->addWidget(m_yes);
    asking->addWidget(m_no);
    m_asking->hide();
    column->addWidget(m_asking);

    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString& text) { Q_EMIT named(text.trimmed()); });
    connect(m_capture, &QCheckBox::clicked, this, &ClientRow::captureChosen);
    connect(m_show, &QPushButton::clicked, this, [this] { showKey(!m_shown); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        m_context.clipboard.copySecret(m_secret);
        m_copy->confirm();
    });
    connect(m_fresh, &QPushButton::clicked, this, [this] {
        ask(Question::FreshKey, tr("A new key? Tools with the old one are refused as soon as you apply."),
            tr("New key"));
    });
    connect(m_delete, &QPushButton::clicked, this, &ClientRow::deleteAsked);
    connect(m_no, &QPushButton::clicked, this, &ClientRow::endQuestion);
    connect(m_yes, &QPushButton::clicked, this, [this] {
        const Question question = m_question;
        endQuestion();
        if (question == Question::FreshKey) {
            Q_EMIT freshKeyAsked();
        } else if (question == Question::Delete) {
            Q_EMIT deleteConfirmed();
        }
    });
}

void ClientRow::present(const ClientConfig& client) {
    if (m_name->text().trimmed() != client.name) {
        m_name->setText(client.name);
    }
    m_capture->setChecked(client.capture);
    if (!m_secret.matches(client.key.expose())) {
        m_secret = client.key;
        showKey(false);
        m_question = Question::None;  // it was about another key
        m_asking->hide();
    }
    nameControls(client.name);
}

void ClientRow::nameControls(const QString& client) {
    const QString name = client.isEmpty() ? tr("the new client") : client;
    m_name->setAccessibleName(tr("Name of the client: %1").arg(name));
    m_key->setAccessibleName(tr("Key of %1").arg(name));
    m_show->setAccessibleName((m_shown ? tr("Hide the key of %1") : tr("Show the key of %1")).arg(name));
    m_copy->setAccessibleName(tr("Copy the key of %1").arg(name));
    m_fresh->setAccessibleName(tr("A new key for %1").arg(name));
    m_delete->setAccessibleName(tr("Delete the client %1").arg(name));
    m_capture->setAccessibleName(tr("Keep the prompts and answers of %1").arg(name));
}

void ClientRow::presentFault(const QString& nameFault, const QString& otherFault) {
    const QString& wrong = nameFault.isEmpty() ? otherFault : nameFault;
    m_wrong->setText(signText(HealthState::Failed) + u' ' + wrong);
    m_wrong->setVisible(!wrong.isEmpty());
    m_name->setAccessibleDescription(wrong);
}

void ClientRow::showKey(bool shown) {
    m_shown = shown;
    m_key->setText(shown ? QString::fromUtf8(m_secret.expose()) : maskedKey(m_secret));
    m_key->setCursorPosition(0);
    m_show->setText(shown ? tr("Hide") : tr("Show"));
    if (shown) {
        m_hiding = m_context.scheduler.after(kShownFor, [this] { showKey(false); });
    } else {
        m_hiding.cancel();
    }
}

void ClientRow::askDelete(const QString& consequences) {
    ask(Question::Delete, consequences, tr("Delete"));
}

void ClientRow::ask(Question question, const QString& text, const QString& yes) {
    m_question = question;
    m_askText->setText(text);
    m_yes->setText(yes);
    m_yes->setAccessibleDescription(text);
    m_asking->show();
    m_no->setFocus(Qt::OtherFocusReason);
}

void ClientRow::endQuestion() {
    const Question question = std::exchange(m_question, Question::None);
    m_asking->hide();
    (question == Question::FreshKey ? m_fresh : m_delete)->setFocus(Qt::OtherFocusReason);
}

void ClientRow::focusName() {
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

void ClientRow::hideEvent(QHideEvent* event) {
    showKey(false);
    QWidget::hideEvent(event);
}

void ClientRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_question != Question::None) {
        endQuestion();
        return;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace signalbox
