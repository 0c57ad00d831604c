#include "ui/pages/ProvidersPage.h"

#include "core/api/ProviderPresets.h"
#include "ui/ReasonText.h"
#include "ui/providers/PresetPicker.h"
#include "ui/providers/ProviderEditor.h"
#include "ui/widgets/ApplyBar.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/ProviderList.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

ProvidersPage::ProvidersPage(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_draft(context.service),
      m_head(new ApplyBar(tr("Providers"), context.format)),
      m_side(new QStackedWidget),
      m_editor(new ProviderEditor(context, m_draft)),
      m_picker(new PresetPicker(context.theme)) {
    setObjectName(u"page"_s);
    setAccessibleName(tr("Providers"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    column->addWidget(m_head);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kGap);
    row->addWidget(buildList(), 2);
    m_side->addWidget(m_editor);
    m_side->addWidget(m_picker);
    row->addWidget(m_side, 6);
    column->addLayout(row, 1);

    connect(m_head, &ApplyBar::revertAsked, &m_draft, &ConfigDraft::revert);
    connect(m_head, &ApplyBar::actionAsked, this, &ProvidersPage::act);
    connect(m_head, &ApplyBar::applyAsked, this, [this] {
        if (m_draft.state() == ConfigDraft::State::Idle && m_editor->finish()) {
            m_draft.apply();
        }
    });
    connect(&m_draft, &ConfigDraft::changed, this, &ProvidersPage::refresh);
    connect(&m_draft, &ConfigDraft::checked, this, &ProvidersPage::refresh);
    connect(&m_draft, &ConfigDraft::stateChanged, this, &ProvidersPage::refresh);
    connect(&m_draft, &ConfigDraft::reloaded, this, &ProvidersPage::reload);
    connect(&context.service, &GatewayService::statusChanged, this, [this] {
        if (isVisible()) {
            refresh();
        }
    });
    connect(m_picker, &PresetPicker::chosen, this, &ProvidersPage::add);
    connect(m_picker, &PresetPicker::cancelled, this, [this] {
        m_picking = false;
        reload();
        m_add->setFocus(Qt::OtherFocusReason);
    });
    connect(m_editor, &ProviderEditor::removed, this, [this] {
        reload();
        if (m_list->count() > 0) {
            m_list->setFocus(Qt::OtherFocusReason);
        } else {
            m_picker->focusFirst();
        }
    });
    reload();
}

QWidget* ProvidersPage::buildList() {
    auto* card = new Card;
    m_listCard = card;
    card->setAccessibleName(tr("Providers"));
    card->setMinimumWidth(190);
    card->setMaximumWidth(320);
    m_list = new ProviderList(m_context.theme);
    card->column()->addWidget(m_list, 1);
    m_up = new IconButton(m_context.theme, u"up"_s, tr("Move the provider up (Alt+Up)"));
    m_up->setObjectName(u"providerUp"_s);
    m_down = new IconButton(m_context.theme, u"down"_s, tr("Move the provider down (Alt+Down)"));
    m_down->setObjectName(u"providerDown"_s);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kStep);
    m_orderNote = makeLabel(tr("Asked in this order"), TextSize::Secondary, Tone::Secondary);
    m_orderNote->setWordWrap(true);
    m_orderNote->setToolTip(tr("Where no rule decides, the first that lists the model is asked first."));
    buttons->addWidget(m_orderNote, 1);
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    card->column()->addLayout(buttons);
    m_add = new QPushButton(tr("Add a provide&r…"));
    m_add->setObjectName(u"addProvider"_s);
    card->column()->addWidget(m_add);
    connect(m_list, &ProviderList::moveAsked, this, &ProvidersPage::move);
    connect(m_up, &QPushButton::clicked, this, [this] { move(m_row, m_row - 1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(m_row, m_row + 1); });
    connect(m_list, &QListWidget::currentRowChanged, this, &ProvidersPage::chooseRow);
    connect(m_add, &QPushButton::clicked, this, &ProvidersPage::pick);
    return card;
}

void ProvidersPage::select(const QString& provider) {
    const auto& providers = m_draft.config().providers;
    for (std::size_t i = 0; i < providers.size(); ++i) {
        if (providers[i].id == provider) {
            m_list->setCurrentRow(static_cast<int>(i));
        }
    }
}

void ProvidersPage::pick() {
    m_picking = true;
    reload();
    m_picker->focusFirst();
}

void ProvidersPage::add(const ProviderPreset& preset) {
    QStringList taken;
    for (const ProviderConfig& one : m_draft.config().providers) {
        taken.append(one.id);
    }
    ProviderConfig provider = providerFrom(preset, taken);
    for (const QString& variable : preset.environment) {
        if (provider.keys.empty() && qEnvironmentVariableIsSet(variable.toLatin1().constData())) {
            provider.keys.push_back({KeySource::Kind::Env, variable});
        }
    }
    m_draft.add(provider);
    m_picking = false;
    m_chosen = provider.id;
    reload();
    m_editor->focusFirst();
}

void ProvidersPage::move(int from, int to) {
    const int count = static_cast<int>(m_draft.config().providers.size());
    if (from >= 0 && to >= 0 && from < count && to < count && m_draft.state() == ConfigDraft::State::Idle) {
        m_row = to;
        m_draft.move(from, to);
    }
}

void ProvidersPage::chooseRow(int row) {
    const auto& providers = m_draft.config().providers;
    if (row < 0 || static_cast<std::size_t>(row) >= providers.size()) {
        return;
    }
    m_picking = false;
    m_row = row;
    m_chosen = providers[static_cast<std::size_t>(row)].id;
    m_editor->open(row);
    m_side->setCurrentWidget(m_editor);
    refreshHead();
    refreshProblem();
}

void ProvidersPage::reload() {
    const auto& providers = m_draft.config().providers;
    const auto found = std::find_if(providers.begin(), providers.end(),
                                    [&](const ProviderConfig& one) { return one.id == m_chosen; });
    const int count = static_cast<int>(providers.size());
    int row = found == providers.end() ? std::clamp(m_row, 0, std::max(0, count - 1))
                                       : static_cast<int>(found - providers.begin());
    refreshList();
    m_listCard->setVisible(count > 0);  // else the choice stands alone
    if (count == 0) {
        row = -1;
        m_editor->close();
    }
    const bool picking = m_picking;
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(row);
    }
    chooseRow(row);
    m_picking = picking;
    if (count == 0 || m_picking) {
        QVector<QUrl> there;
        for (const ProviderConfig& one : providers) {
            there.append(one.baseUrl);
        }
        m_picker->open(count == 0 ? PresetPicker::Occasion::First : PresetPicker::Occasion::Another, there);
        m_side->setCurrentWidget(m_picker);
    }
    refresh();
}

void ProvidersPage::refresh() {
    const auto& providers = m_draft.config().providers;
    if (m_row >= 0 && static_cast<std::size_t>(m_row) < providers.size()) {
        m_chosen = providers[static_cast<std::size_t>(m_row)].id;  // it may be typed just now
    }
    if (m_editor->provider() >= 0 && static_cast<std::size_t>(m_editor->provider()) < providers.size()) {
        m_editor->refresh();
    }
    refreshList();
    refreshHead();
    refreshProblem();
}

void ProvidersPage::refreshList() {
    const StatusSnapshot& status = m_context.service.status();
    const qint64 now = m_context.clock.wallMs();
    QVector<ProviderList::Row> rows;
    const auto& providers = m_draft.config().providers;
    for (std::size_t i = 0; i < providers.size(); ++i) {
        const ProviderConfig& one = providers[i];
        const int place = static_cast<int>(i);
        ProviderList::Row row;
        row.id = one.id;
        row.name = one.name.isEmpty() ? one.id : one.name;
        if (row.name.isEmpty()) {
            row.name = tr("New provider");
        }
        row.state = HealthState::Out;
        row.word = m_draft.isNew(place) ? tr("Not in force") : tr("Unknown");
        const auto state = std::find_if(status.providers.cbegin(), status.providers.cend(),
                                        [&](const ProviderStatus& known) { return known.id == one.id; });
        if (state != status.providers.cend() && !m_draft.isNew(place)) {
            row.state = state->state;
            row.word = ReasonText::word(state->state, state->reason, m_context.format, now);
        }
        const QString path = u"providers[%1]"_s.arg(i);
        const ConfigFaults& faults = m_draft.check().faults;
        const bool faulty = std::any_of(faults.begin(), faults.end(), [&](const ConfigFault& fault) {
            return fault.path.startsWith(path);
        });
        row.mark = faulty                     ? tr("fault")
                   : m_draft.isNew(place)     ? tr("new")
                   : m_draft.isChanged(place) ? tr("edited")
                                              : QString();
        rows.append(row);
    }
    m_list->present(rows);
}

void ProvidersPage::refreshHead() {
    const bool applying = m_draft.state() == ConfigDraft::State::Applying;
    m_head->present({m_draft.changes(), static_cast<qint64>(m_draft.check().faults.size()), applying, false,
                     tr("Changes take effect from the next request")});
    m_side->setEnabled(!applying);
    m_add->setEnabled(!applying && m_draft.isLoaded());
    const auto count = static_cast<int>(m_draft.config().providers.size());
    for (QWidget* one :
         {static_cast<QWidget*>(m_orderNote), static_cast<QWidget*>(m_up), static_cast<QWidget*>(m_down)}) {
        one->setVisible(count > 1);
    }
    m_up->setEnabled(!applying && m_row > 0);
    m_down->setEnabled(!applying && m_row >= 0 && m_row + 1 < count);
}

QString ProvidersPage::hiddenFault() const {
    for (const ConfigFault& fault : m_draft.check().faults) {
        const bool shown = (m_row >= 0 && fault.path.startsWith(u"providers[%1]."_s.arg(m_row))) ||
                           fault.path.startsWith(u"prices["_s);
        if (shown) {
            continue;
        }
        const auto& providers = m_draft.config().providers;
        for (std::size_t i = 0; i < providers.size(); ++i) {
            if (fault.path.startsWith(u"providers[%1]"_s.arg(i))) {
                return tr("%1: %2", "provider, what is wrong")
                    .arg(m_list->rows().value(static_cast<int>(i)).name, fault.message);
            }
        }
        return fault.toString();
    }
    return {};
}

void ProvidersPage::refreshProblem() {
    QString text;
    QString action;
    switch (m_draft.problem()) {
        case ConfigDraft::Problem::None:
            break;
        case ConfigDraft::Problem::KeyNotKept:
            text =
                tr("The key could not be kept in the keyring: %1 Nothing was applied. Unlock the keyring and "
                   "apply again, or keep the key for this run only.")
                    .arg(m_draft.problemText());
            action = tr("Keep it for this run");
            break;
        case ConfigDraft::Problem::Foreign:
            text = tr("Not applied: %1. Revert to see what it says, or replace it; it is kept beside as "
                      "“.previous”.")
                       .arg(m_draft.problemText());
            action = tr("Replace it");
            break;
        case ConfigDraft::Problem::Other:
            text = tr("Not applied: %1").arg(m_draft.problemText());
            break;
    }
    if (text.isEmpty() && !m_draft.contested().isEmpty() && m_draft.changes() > 0) {
        text = tr("The configuration was changed elsewhere, too, at %1. Apply keeps what stands here, Revert "
                  "shows the other.")
                   .arg(m_draft.contested().join(tr(", ", "between names")));
    }
    if (text.isEmpty()) {
        text = hiddenFault();
    }
    if (text.isEmpty() && !m_draft.isLoaded()) {
        text = tr(
            "There is no configuration that could be read yet. Mend the file, and its providers are here.");
    }
    m_head->presentProblem(text, action);
}

void ProvidersPage::act() {
    if (m_draft.problem() == ConfigDraft::Problem::KeyNotKept) {
        m_draft.applyInMemory();
    } else if (m_draft.problem() == ConfigDraft::Problem::Foreign) {
        m_draft.apply(OnForeignChange::SetAside);
    }
}

void ProvidersPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

}  // namespace signalbox
