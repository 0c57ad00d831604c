#include "ui/providers/ProviderEditor.h"

#include "core/api/ProviderPresets.h"
#include "ui/ReasonText.h"
#include "ui/models/ProviderUses.h"
#include "ui/providers/KeysPanel.h"
#include "ui/providers/LimitsPanel.h"
#include "ui/providers/ModelsPanel.h"
#include "ui/providers/PricesPanel.h"
#include "ui/providers/TestCallPanel.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/Field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

bool isThisMachine(const QString& host) {
    return host.compare(u"localhost"_s, Qt::CaseInsensitive) == 0 || host.startsWith(u"127."_s) ||
           host == u"::1"_s;
}

}  // namespace

ProviderEditor::ProviderEditor(const Context& context, ConfigDraft& draft, QWidget* parent)
    : PageScroll(tr("Provider"), 0, parent),
      m_context(context),
      m_draft(draft),
      m_keys(new KeysPanel(context, draft)),
      m_test(new TestCallPanel(context, draft)),
      m_models(new ModelsPanel(context, draft)),
      m_prices(new PricesPanel(context, draft)),
      m_limits(new LimitsPanel(context, draft)) {
    QVBoxLayout* column = PageScroll::column();
    buildAccount(*column);
    for (QWidget* panel :
         {static_cast<QWidget*>(m_keys), static_cast<QWidget*>(m_test), static_cast<QWidget*>(m_models),
          static_cast<QWidget*>(m_prices), static_cast<QWidget*>(m_limits)}) {
        column->addWidget(panel);
    }
    buildEnd(*column);
    column->addStretch(1);
}

void ProviderEditor::buildHead(QVBoxLayout& column) {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_title = new ElidedLabel(TextSize::Title, Tone::Normal, Weight::Strong);
    m_chip = new Chip(m_context.theme);
    row->addWidget(m_title, 1);
    row->addWidget(m_chip);
    column.addLayout(row);
    m_reason = makeLabel({}, TextSize::Secondary, Tone::Secondary);
    m_reason->setWordWrap(true);
    column.addWidget(m_reason);
}

void ProviderEditor::buildAccount(QVBoxLayout& column) {
    auto* card = new Card;
    card->setObjectName(u"account"_s);
    card->setAccessibleName(tr("Account"));
    buildHead(*card->column());
    m_name = new QLineEdit;
    m_name->setObjectName(u"name"_s);
    m_nameField = new Field(tr("&Name"), m_name);
    m_id = new QLineEdit;
    m_id->setObjectName(u"id"_s);
    m_idField = new Field(tr("I&d"), m_id);
    m_protocol = new QComboBox;
    m_protocol->setObjectName(u"protocol"_s);
    m_protocol->addItem(tr("OpenAI"), static_cast<int>(Protocol::OpenAi));
    m_protocol->addItem(tr("Anthropic"), static_cast<int>(Protocol::Anthropic));
    m_protocol->addItem(tr("Gemini"), static_cast<int>(Protocol::Gemini));
    m_protocol->addItem(tr("Simulated"), static_cast<int>(Protocol::Simulated));
    m_protocolField = new Field(tr("&Protocol"), m_protocol);
    m_url = new QLineEdit;
    m_url->setObjectName(u"baseUrl"_s);
    m_url->setPlaceholderText(u"https://api.example.com/v1"_s);
    m_url->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    m_urlField = new Field(tr("Base &URL"), m_url);
    for (const auto& [first, second] :
         {std::pair(m_nameField, m_idField), std::pair(m_urlField, m_protocolField)}) {
        auto* row = new QHBoxLayout;
        row->setSpacing(space::kCard);
        row->addWidget(first, 2);
        row->addWidget(second, 1);
        card->column()->addLayout(row);
    }
    m_plain = new QWidget;
    auto* plain = new QVBoxLayout(m_plain);
    plain->setContentsMargins(0, 0, 0, 0);
    plain->setSpacing(2);
    m_allowPlain = new QCheckBox(tr("Allow plain &HTTP to this address"));
    m_allowPlain->setObjectName(u"allowPlainHttp"_s);
    plain->addWidget(m_allowPlain);
    QLabel* why = makeLabel(tr("Without encryption, anyone on the way reads the key, the prompts and the "
                               "answers. Only for a server on a network that is yours alone."),
                            TextSize::Secondary, Tone::Secondary);
    why->setWordWrap(true);
    plain->addWidget(why);
    m_allowPlain->setAccessibleDescription(why->text());
    card->column()->addWidget(m_plain);
    m_enabled = new QCheckBox(tr("&Enabled: requests may go here"));
    m_enabled->setObjectName(u"enabled"_s);
    card->column()->addWidget(m_enabled);
    column.addWidget(card);

    connect(m_name, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_draft.change(m_provider, [&](ProviderConfig& one) { one.name = text.trimmed(); });
    });
    connect(m_id, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_draft.change(m_provider, [&](ProviderConfig& one) { one.id = text.trimmed(); });
    });
    connect(m_url, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_draft.change(m_provider,
                       [&](ProviderConfig& one) { one.baseUrl = QUrl(text.trimmed(), QUrl::StrictMode); });
    });
    connect(m_protocol, &QComboBox::activated, this, [this](int index) {
        const auto protocol = static_cast<Protocol>(m_protocol->itemData(index).toInt());
        m_draft.change(m_provider, [&](ProviderConfig& one) { one.protocol = protocol; });
    });
    connect(m_enabled, &QCheckBox::clicked, this,
            [this](bool on) { m_draft.change(m_provider, [&](ProviderConfig& one) { one.enabled = on; }); });
    connect(m_allowPlain, &QCheckBox::clicked, this, [this](bool on) {
        m_draft.change(m_provider, [&](ProviderConfig& one) { one.allowPlainHttp = on; });
    });
}

void ProviderEditor::buildEnd(QVBoxLayout& column) {
    auto* card = new Card;
    card->setObjectName(u"end"_s);
    card->setAccessibleName(tr("Delete"));
    m_delete = new QPushButton;
    m_delete->setObjectName(u"deleteProvider"_s);
    card->column()->addWidget(m_delete, 0, Qt::AlignLeft);
    m_question = new QWidget;
    auto* question = new QVBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(space::kStep);
    m_asks = makeLabel({});
    m_asks->setObjectName(u"deleteUses"_s);
    m_asks->setWordWrap(true);
    question->addWidget(m_asks);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    auto* confirm = new QPushButton(tr("Delete it"));
    confirm->setObjectName(u"confirmDelete"_s);
    m_keep = new QPushButton(tr("Keep it"));
    m_keep->setObjectName(u"keepProvider"_s);
    row->addWidget(confirm);
    row->addWidget(m_keep);
    row->addStretch(1);
    question->addLayout(row);
    m_question->hide();
    card->column()->addWidget(m_question);
    column.addWidget(card);
    connect(m_delete, &QPushButton::clicked, this, [this] {
        if (m_draft.isNew(m_provider)) {
            remove();
        } else {
            askDelete(true);
        }
    });
    connect(m_keep, &QPushButton::clicked, this, [this] { askDelete(false); });
    connect(confirm, &QPushButton::clicked, this, &ProviderEditor::remove);
}

const ProviderConfig& ProviderEditor::config() const {
    return m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
}

void ProviderEditor::open(int provider) {
    const bool same = m_provider == provider && m_shown == config();
    m_provider = provider;
    if (!same) {
        load();
    }
    refresh();
}

void ProviderEditor::close() {
    m_provider = -1;
    m_keys->close();
    m_test->close();
}

void ProviderEditor::load() {
    const ProviderConfig& one = config();
    m_name->setText(one.name);
    m_id->setText(one.id);
    m_url->setText(one.baseUrl.toString());
    m_url->setCursorPosition(0);
    m_protocol->setCurrentIndex(m_protocol->findData(static_cast<int>(one.protocol)));
    m_enabled->setChecked(one.enabled);
    m_allowPlain->setChecked(one.allowPlainHttp);
    askDelete(false);
    m_keys->open(m_provider);
    m_test->open(m_provider);
    m_models->open(m_provider);
    m_prices->open(m_provider);
    m_limits->open(m_provider);
    verticalScrollBar()->setValue(0);
}

void ProviderEditor::refresh() {
    if (m_provider < 0) {
        return;
    }
    m_shown = config();
    refreshHead();
    refreshAccount();
    m_keys->refresh();
    m_models->refresh();
    m_test->refresh(m_models->known());
    m_prices->refresh();
    m_limits->refresh();
    refreshEnd();
}

void ProviderEditor::refreshHead() {
    const ProviderConfig& one = config();
    m_title->setFullText(one.name.isEmpty() ? (one.id.isEmpty() ? tr("New provider") : one.id) : one.name);
    const StatusSnapshot& status = m_context.service.status();
    for (const ProviderStatus& state : status.providers) {
        if (state.id != one.id || m_draft.isNew(m_provider)) {
            continue;
        }
        const qint64 now = m_context.clock.wallMs();
        m_chip->present(state.state, ReasonText::word(state.state, state.reason, m_context.format, now));
        const QString reason = ReasonText::sentence(state.reason, m_context.format, now);
        m_reason->setText(reason.isEmpty() ? tr("Ready.") : reason);
        return;
    }
    m_chip->present(HealthState::Out, m_draft.isNew(m_provider) ? tr("New") : tr("Not in force"));
    m_reason->setText(m_draft.isNew(m_provider) ? tr("Not in force until you apply.") : QString());
}

void ProviderEditor::refreshAccount() {
    const ProviderConfig& one = config();
    const bool isNew = m_draft.isNew(m_provider);
    m_nameField->present(m_draft.faultAt(m_provider, u"name"_s));
    m_id->setReadOnly(!isNew && m_id->text() == one.id);
    m_id->setEnabled(isNew);
    m_idField->setHint(isNew ? tr("Its name in routes and in the ledger.") : QString());
    m_id->setToolTip(isNew ? QString() : tr("It stays: routes and the ledger know the provider by it."));
    m_idField->present(m_draft.faultAt(m_provider, u"id"_s), m_draft.warningAt(m_provider, u"id"_s));
    m_protocolField->present(m_draft.faultAt(m_provider, u"protocol"_s),
                             m_draft.warningAt(m_provider, u"protocol"_s));
    const ProviderPreset* preset = presetFor(one.baseUrl);
    QStringList others = preset != nullptr ? preset->otherUrls : QStringList();
    others.removeAll(one.baseUrl.toString());
    m_urlField->setHint(
        others.isEmpty() ? QString() : tr("Another region: %1").arg(others.join(tr(", ", "between names"))));
    const bool typed = !m_url->text().trimmed().isEmpty();
    m_urlField->present(typed || !isNew ? m_draft.faultAt(m_provider, u"base_url"_s) : QString(),
                        m_draft.warningAt(m_provider, u"base_url"_s));
    if (!typed && isNew) {
        m_urlField->setHint(tr("Where its API is, such as https://api.example.com/v1"));
    }
    m_plain->setVisible(one.allowPlainHttp ||
                        (one.baseUrl.scheme() == u"http"_s && !one.baseUrl.host().isEmpty() &&
                         !isThisMachine(one.baseUrl.host())));
}

QString ProviderEditor::usesText() const {
    const QString separator = tr(", ", "between names");
    const ProviderUses uses = ProviderUses::of(m_draft.config(), config().id);
    QStringList sentences;
    if (uses.shortened.isEmpty() && uses.ended.isEmpty()) {
        sentences.append(tr("No route names it."));
    }
    if (!uses.shortened.isEmpty()) {
        sentences.append(tr("These routes lose it as a target: %1.").arg(uses.shortened.join(separator)));
    }
    if (!uses.ended.isEmpty()) {
        sentences.append(tr("These routes have no other target and are deleted with it: %1.")
                             .arg(uses.ended.join(separator)));
    }
    if (uses.budgets > 0) {
        sentences.append(tr("Its budget goes, too."));
    }
    if (uses.refusing > 0) {
        sentences.append(tr("A budget that would send requests there refuses them instead."));
    }
    sentences.append(
        tr("Its keys in the keyring and its prices are deleted when you apply; what it has cost "
           "stays in the ledger."));
    return sentences.join(u' ');
}

void ProviderEditor::refreshEnd() {
    const bool isNew = m_draft.isNew(m_provider);
    m_delete->setText(isNew ? tr("Discard this provider") : tr("Delete this provider…"));
    m_delete->setAccessibleName(isNew ? tr("Discard %1").arg(m_title->text())
                                      : tr("Delete %1").arg(m_title->text()));
    m_asks->setText(tr("Delete %1?").arg(m_title->text()) + u' ' + usesText());
    m_question->setAccessibleName(m_asks->text());
    m_keep->setAccessibleName(tr("Keep %1").arg(m_title->text()));
    m_question->findChild<QPushButton*>(u"confirmDelete"_s)
        ->setAccessibleName(tr("Yes, delete %1").arg(m_title->text()));
}

void ProviderEditor::askDelete(bool asks) {
    const bool had = m_question->isVisibleTo(this);
    m_question->setVisible(asks);
    m_delete->setVisible(!asks);
    if (asks) {
        m_keep->setFocus(Qt::OtherFocusReason);
        m_keep->setAccessibleDescription(m_asks->text());
        ensureWidgetVisible(m_question);
    } else if (had && m_keep->hasFocus()) {
        m_delete->setFocus(Qt::OtherFocusReason);
    }
}

void ProviderEditor::remove() {
    const int gone = m_provider;
    close();
    m_draft.remove(gone);
    Q_EMIT removed();
}

bool ProviderEditor::finish() {
    return m_provider < 0 || m_keys->takePasted();
}

void ProviderEditor::focusFirst() {
    const ProviderConfig& one = config();
    const ProviderPreset* preset = presetFor(one.baseUrl);
    if (one.baseUrl.isEmpty()) {
        m_url->setFocus(Qt::OtherFocusReason);
    } else if (one.keys.empty() && preset != nullptr && preset->needsKey()) {
        m_keys->askKey();
    } else {
        m_name->setFocus(Qt::OtherFocusReason);
    }
}

}  // namespace signalbox
