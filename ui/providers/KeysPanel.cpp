#include "ui/providers/KeysPanel.h"

#include "core/api/ProviderPresets.h"
#include "core/base/Redact.h"
#include "ui/models/MoveItem.h"
#include "ui/providers/KeyRow.h"
#include "ui/widgets/Field.h"

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

bool isVisibleAscii(const QString& text) {
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

}  // namespace

KeysPanel::KeysPanel(const Context& context, ConfigDraft& draft, QWidget* parent)
    : Card(tr("Keys"), parent),
      m_context(context),
      m_draft(draft),
      m_rows(new QVBoxLayout),
      m_note(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_add(new QPushButton(tr("Add a &key…"))),
      m_form(new QWidget) {
    setObjectName(u"keys"_s);
    m_rows->setSpacing(space::kStep);
    column()->addLayout(m_rows);
    m_note->setWordWrap(true);
    column()->addWidget(m_note);
    buildForm();
    column()->addWidget(m_form);
    m_add->setObjectName(u"addKey"_s);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &KeysPanel::askKey);
}

void KeysPanel::buildForm() {
    auto* column = new QVBoxLayout(m_form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kStep);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    m_way = new QComboBox;
    m_way->setObjectName(u"keyWay"_s);
    m_way->addItem(tr("Paste it"), static_cast<int>(Way::Paste));
    m_way->addItem(tr("From an environment variable"), static_cast<int>(Way::Environment));
    m_way->addItem(tr("From a file"), static_cast<int>(Way::File));
    row->addWidget(new Field(tr("Where the key comes from"), m_way), 1);

    m_secret = new QLineEdit;
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(tr("Paste the key"));
    m_secret->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_secretField = new Field(tr("Key, hidden as you type"), m_secret);
    row->addWidget(m_secretField, 2);
    m_variable = new QLineEdit;
    m_variable->setObjectName(u"variable"_s);
    m_variableField = new Field(tr("Name of the variable"), m_variable,
                                tr("Read when Signalbox starts; nothing is stored."));
    row->addWidget(m_variableField, 2);
    auto* file = new QWidget;
    auto* fileRow = new QHBoxLayout(file);
    fileRow->setContentsMargins(0, 0, 0, 0);
    m_file = new QLineEdit;
    m_file->setObjectName(u"file"_s);
    m_file->setAccessibleName(tr("Path of the file"));
    auto* choose = new QPushButton(tr("Choose…"));
    choose->setAccessibleName(tr("Choose the file with the key"));
    fileRow->addWidget(m_file, 1);
    fileRow->addWidget(choose);
    m_fileField = new Field(tr("Path of the file"), file, tr("It holds the key and nothing else."));
    file->setFocusProxy(m_file);
    row->addWidget(m_fileField, 2);
    column->addLayout(row);

    m_keep = new QComboBox;
    m_keep->setObjectName(u"keepWhere"_s);
    m_keep->addItem(tr("In the system's keyring"), static_cast<int>(KeySource::Kind::Keychain));
    m_keep->addItem(tr("For this run only, in memory"), static_cast<int>(KeySource::Kind::Memory));
    auto* last = new QHBoxLayout;
    last->setSpacing(space::kStep);
    m_keepField = new Field(tr("Keep it"), m_keep);
    last->addWidget(m_keepField, 1);
    auto* add = new QPushButton(tr("Add key"));
    add->setObjectName(u"addKeyNow"_s);
    add->setProperty("primary", true);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancelKey"_s);
    cancel->setAccessibleName(tr("Add no key"));
    last->addStretch(1);
    last->addWidget(add, 0, Qt::AlignBottom);
    last->addWidget(cancel, 0, Qt::AlignBottom);
    column->addLayout(last);
    m_form->hide();

    connect(m_way, &QComboBox::currentIndexChanged, this, [this](int index) { chooseWay(index); });
    connect(choose, &QPushButton::clicked, this, &KeysPanel::chooseFile);
    connect(add, &QPushButton::clicked, this, &KeysPanel::addKey);
    connect(cancel, &QPushButton::clicked, this, [this] {
        closeForm();
        m_add->setFocus(Qt::OtherFocusReason);
    });
    for (QLineEdit* edit : {m_secret, m_variable, m_file}) {
        connect(edit, &QLineEdit::returnPressed, this, &KeysPanel::addKey);
        connect(edit, &QLineEdit::textEdited, this, [this] {
            for (Field* field : {m_secretField, m_variableField, m_fileField}) {
                field->present({});
            }
        });
    }
}

void KeysPanel::open(int provider) {
    m_provider = provider;
    closeForm();
    rebuild();
    refresh();
}

void KeysPanel::askKey() {
    const auto& provider = m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
    const ProviderPreset* preset = presetFor(provider.baseUrl);
    m_variable->setText(preset != nullptr ? preset->environment.value(0) : QString());
    m_file->clear();
    m_way->setCurrentIndex(0);
    chooseWay(0);
    m_keep->setCurrentIndex(m_context.service.status().keysOnlyInMemory ? 1 : 0);
    m_form->show();
    m_add->hide();
    m_secret->setFocus(Qt::OtherFocusReason);
}

void KeysPanel::close() {
    closeForm();
    clearRows();
}

void KeysPanel::clearRows() {
    for (KeyRow* row : std::as_const(m_keys)) {
        row->hide();
        row->deleteLater();
    }
    m_keys.clear();
}

void KeysPanel::closeForm() {
    m_secret->clear();
    m_form->hide();
    m_add->show();
}

void KeysPanel::chooseWay(int index) {
    const auto way = static_cast<Way>(index);
    m_secretField->setVisible(way == Way::Paste);
    m_keepField->setVisible(way == Way::Paste);
    m_variableField->setVisible(way == Way::Environment);
    m_fileField->setVisible(way == Way::File);
    m_secret->clear();
}

void KeysPanel::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("File with the key"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

bool KeysPanel::addKey() {
    const QString secret = m_secret->text().trimmed();
    const QString variable = m_variable->text().trimmed();
    const QString file = m_file->text().trimmed();
    switch (static_cast<Way>(m_way->currentIndex())) {
        case Way::Paste:
            if (secret.isEmpty() || !isVisibleAscii(secret)) {
                m_secretField->present(
                    secret.isEmpty() ? tr("Paste the key first.")
                                     : tr("A key has no spaces and no special characters; paste it again."));
                m_secret->setFocus(Qt::OtherFocusReason);
                return false;
            }
            if (m_draft.config()
                    .providers.at(static_cast<std::size_t>(m_provider))
                    .baseUrl.host()
                    .isEmpty()) {
                m_secretField->present(tr("Give the base URL first: a key is sent to that address alone."));
                return false;
            }
            m_draft.addKey(m_provider, static_cast<KeySource::Kind>(m_keep->currentData().toInt()),
                           Secret(secret.toUtf8()));
            break;
        case Way::Environment:
            if (variable.isEmpty() || redacted(variable) != variable) {
                m_variableField->present(
                    variable.isEmpty() ? tr("Name the variable, such as OPENAI_API_KEY.")
                                       : tr("This looks like the key itself. Choose “Paste it” for that."));
                m_variable->setFocus(Qt::OtherFocusReason);
                return false;
            }
            m_draft.addKeySource(m_provider, {KeySource::Kind::Env, variable});
            break;
        case Way::File:
            if (!file.startsWith(u'/')) {
                m_fileField->present(tr("Name the file with its whole path, beginning with “/”."));
                m_file->setFocus(Qt::OtherFocusReason);
                return false;
            }
            m_draft.addKeySource(m_provider, {KeySource::Kind::File, file});
            break;
    }
    closeForm();
    m_add->setFocus(Qt::OtherFocusReason);
    return true;
}

bool KeysPanel::takePasted() {
    return !m_form->isVisible() || m_secret->text().isEmpty() || addKey();
}

void KeysPanel::rise(const KeySource& source) {
    const auto& keys = m_draft.config().providers.at(static_cast<std::size_t>(m_provider)).keys;
    const auto from = std::find(keys.begin(), keys.end(), source) - keys.begin();
    if (from < 1 || static_cast<std::size_t>(from) >= keys.size()) {
        return;
    }
    const int to = static_cast<int>(from) - 1;
    m_draft.change(m_provider, [&](ProviderConfig& provider) { moveItem(provider.keys, to + 1, to); });
    refresh();
    m_keys[to]->focusRise();
}

void KeysPanel::rebuild() {
    const ProviderConfig& provider = m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    clearRows();
    for (const KeySource& source : provider.keys) {
        auto* row = new KeyRow(m_context, provider.id, source);
        connect(row, &KeyRow::removed, this, [this, source] { m_draft.removeKey(m_provider, source); });
        connect(row, &KeyRow::riseAsked, this, [this, source] { rise(source); });
        m_rows->addWidget(row);
        m_keys.append(row);
    }
    QWidget* before = this;
    for (KeyRow* row : std::as_const(m_keys)) {
        for (QPushButton* button : row->findChildren<QPushButton*>()) {
            setTabOrder(before, button);
            before = button;
        }
    }
    if (hadFocus && m_add->isVisible()) {
        m_add->setFocus(Qt::OtherFocusReason);
    }
}

void KeysPanel::refresh() {
    const auto& provider = m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
    const bool same =
        std::equal(provider.keys.begin(), provider.keys.end(), m_keys.cbegin(), m_keys.cend(),
                   [](const KeySource& source, const KeyRow* row) { return row->source() == source; });
    if (!same) {
        rebuild();
    }
    for (qsizetype i = 0; i < m_keys.size(); ++i) {
        const KeySource& source = m_keys[i]->source();
        const ProviderConfig* saved = m_draft.saved(m_provider);
        const bool inForce = saved != nullptr &&
                             std::find(saved->keys.begin(), saved->keys.end(), source) != saved->keys.end();
        m_keys[i]->present({m_draft.faultAt(m_provider, u"keys[%1]"_s.arg(i)), m_draft.isPending(source),
                            m_draft.isForeign(m_provider, source), inForce, static_cast<int>(i),
                            static_cast<int>(m_keys.size())});
    }
    refreshNote();
}

void KeysPanel::refreshNote() {
    const auto& provider = m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
    const ProviderPreset* preset = presetFor(provider.baseUrl);
    QString note;
    if (provider.protocol == Protocol::Simulated) {
        note = tr("A simulated provider needs no key.");
    } else if (m_keys.isEmpty() && preset != nullptr && preset->needsKey()) {
        note = tr("%1 answers nobody without a key.").arg(preset->name);
    } else if (m_keys.isEmpty()) {
        note = tr("Asked without a key, as local servers usually are.");
    } else if (m_keys.size() > 1) {
        note = tr("Tried from top to bottom: where one is refused, the next is used.");
    }
    if (m_form->isVisible() && m_context.service.status().keysOnlyInMemory) {
        note =
            tr("There is no keyring that could be used: a key that is pasted is gone when Signalbox quits. A "
               "variable or a file lasts.");
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void KeysPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_form->isVisible()) {
        closeForm();
        m_add->setFocus(Qt::OtherFocusReason);
        return;
    }
    Card::keyPressEvent(event);
}

}  // namespace signalbox
