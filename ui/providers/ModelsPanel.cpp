#include "ui/providers/ModelsPanel.h"

#include "ui/widgets/Choices.h"
#include "ui/widgets/Field.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QShortcut>
#include <QStringListModel>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kNamed = 12;  // of those found
constexpr int kMostRows = 6;
}  // namespace

ModelsPanel::ModelsPanel(const Context& context, ConfigDraft& draft, QWidget* parent)
    : Card(tr("Models"), parent),
      m_context(context),
      m_draft(draft),
      m_all(new QRadioButton(tr("&All that it lists itself"))),
      m_only(new QRadioButton(tr("&Only these"))),
      m_foundText(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_named(new QWidget),
      m_list(new QListWidget),
      m_name(new QLineEdit),
      m_offers(new QStringListModel(this)),
      m_remove(new QPushButton(tr("Remove"))) {
    setObjectName(u"models"_s);
    m_all->setObjectName(u"allModels"_s);
    m_only->setObjectName(u"onlyModels"_s);
    column()->addWidget(m_all);
    m_foundText->setWordWrap(true);
    m_foundText->setIndent(space::kStep * 3 + 2);  // below the words of the choice
    m_foundText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column()->addWidget(m_foundText);
    column()->addWidget(m_only);

    auto* named = new QVBoxLayout(m_named);
    named->setContentsMargins(0, 0, 0, 0);
    named->setSpacing(space::kStep);
    m_list->setObjectName(u"namedModels"_s);
    m_list->setAccessibleName(tr("Models that are served"));
    named->addWidget(m_list);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_name->setObjectName(u"modelName"_s);
    m_nameField = new Field(tr("&Model name"), m_name);
    completeWith(*m_name, *m_offers);
    auto* add = new QPushButton(tr("Add"));
    add->setObjectName(u"addModel"_s);
    add->setAccessibleName(tr("Add the model"));
    m_remove->setObjectName(u"removeModel"_s);
    m_remove->setAccessibleName(tr("Remove the chosen model"));
    row->addWidget(m_nameField, 1);
    row->addWidget(add, 0, Qt::AlignBottom);
    row->addWidget(m_remove, 0, Qt::AlignBottom);
    named->addLayout(row);
    column()->addWidget(m_named);

    auto* erase =
        new QShortcut(QKeySequence(QKeySequence::Delete), m_list, nullptr, nullptr, Qt::WidgetShortcut);
    connect(erase, &QShortcut::activated, this, &ModelsPanel::removeModel);
    connect(m_remove, &QPushButton::clicked, this, &ModelsPanel::removeModel);
    connect(add, &QPushButton::clicked, this, &ModelsPanel::addModel);
    connect(m_name, &QLineEdit::returnPressed, this, &ModelsPanel::addModel);
    connect(m_all, &QRadioButton::toggled, this, [this](bool all) {
        if (all) {
            setModels({});
        }
        refresh();
    });
}

const ProviderConfig& ModelsPanel::provider() const {
    return m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
}

void ModelsPanel::open(int provider) {
    m_provider = provider;
    m_found.clear();
    m_name->clear();
    const QSignalBlocker quiet(m_all);
    (this->provider().models.isEmpty() ? m_all : m_only)->setChecked(true);
    refresh();
}

QStringList ModelsPanel::known() const {
    QStringList models = provider().models;
    for (const QString& model : m_found) {
        if (!models.contains(model)) {
            models.append(model);
        }
    }
    return models;
}

void ModelsPanel::refresh() {
    for (const ProviderStatus& status : m_context.service.status().providers) {
        const ProviderConfig* saved = m_draft.saved(m_provider);
        if (status.id == provider().id && saved != nullptr && saved->models.isEmpty() &&
            !status.models.isEmpty()) {
            m_found = status.models;
        }
    }
    if (m_found.isEmpty()) {
        m_foundText->setText(m_draft.isNew(m_provider)
                                 ? tr("Its list is asked for once this is applied.")
                                 : tr("None found yet. If it publishes no list, name its models."));
    } else {
        QString names = QStringList(m_found.first(std::min<qsizetype>(kNamed, m_found.size())))
                            .join(tr(", ", "between names"));
        if (m_found.size() > kNamed) {
            names = tr("%1 and %2 more").arg(names, m_context.format.number(m_found.size() - kNamed));
        }
        m_foundText->setText(tr("Found: %1").arg(names));
    }
    m_foundText->setVisible(m_all->isChecked());
    m_named->setVisible(m_only->isChecked());

    const QStringList& models = provider().models;
    QStringList shown;
    for (int i = 0; i < m_list->count(); ++i) {
        shown.append(m_list->item(i)->text());
    }
    if (shown != models) {
        m_list->clear();
        m_list->addItems(models);
    }
    const int rows = std::clamp(m_list->count(), 2, kMostRows);
    m_list->setFixedHeight(rows * (fontMetrics().height() + 6) + 6);
    m_list->setVisible(!models.isEmpty());
    m_remove->setVisible(!models.isEmpty());
    completions(*m_offers, m_found);
    m_nameField->setHint(models.isEmpty() ? tr("Name at least one: while there is none, all are served.")
                                          : QString());
    m_nameField->present(m_draft.faultAt(m_provider, u"models"_s),
                         m_draft.warningAt(m_provider, u"models"_s));
}

void ModelsPanel::setModels(const QStringList& models) {
    m_draft.change(m_provider, [&](ProviderConfig& one) { one.models = models; });
}

void ModelsPanel::addModel() {
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || provider().models.contains(name)) {
        m_nameField->present(name.isEmpty() ? tr("Type the model's name first.")
                                            : tr("This model is in the list already."));
        return;
    }
    m_name->clear();
    setModels(provider().models + QStringList(name));
    refresh();
}

void ModelsPanel::removeModel() {
    QStringList models = provider().models;
    const int row = m_list->currentRow() < 0 ? static_cast<int>(models.size()) - 1 : m_list->currentRow();
    if (row < 0) {
        return;
    }
    const bool hadFocus = m_remove->hasFocus() || m_list->hasFocus();
    models.removeAt(row);
    setModels(models);
    refresh();
    if (models.isEmpty() && hadFocus) {
        m_name->setFocus(Qt::OtherFocusReason);
    } else {
        m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    }
}

}  // namespace signalbox
