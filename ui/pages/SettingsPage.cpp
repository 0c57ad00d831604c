#include "ui/pages/SettingsPage.h"

#include "ui/models/SettingsPart.h"
#include "ui/settings/BudgetsPanel.h"
#include "ui/settings/ClientsPanel.h"
#include "ui/settings/KeepingPanel.h"
#include "ui/settings/ListenPanel.h"
#include "ui/settings/WindowPanel.h"
#include "ui/widgets/DraftBar.h"
#include "ui/widgets/PageScroll.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QScrollBar>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostWidth = 760;  // lines beyond it are hard to follow
constexpr int kSectionsWidth = 148;

class Panels final : public PageScroll {
public:
    explicit Panels(const QString& name) : PageScroll(name, 0, nullptr) {}
    using PageScroll::column;
};

}  // namespace

SettingsPage::SettingsPage(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_draft(context.service, {&copySettings, &sameSettings, &settleClients}),
      m_head(new DraftBar(
          m_draft,
          {tr("Settings"), tr("What concerns the gateway is in force when you apply"),
           tr("There is no configuration that could be read yet. Mend the file, and its settings are here."),
           tr("The settings were changed in the file, too, while you edited them here.")},
          context.format)),
      m_sections(new QListWidget),
      m_listen(new ListenPanel(context, m_draft)),
      m_clients(new ClientsPanel(context, m_draft)),
      m_budgets(new BudgetsPanel(context, m_draft)),
      m_keeping(new KeepingPanel(context, m_draft)),
      m_window(new WindowPanel(context)) {
    setObjectName(u"page"_s);
    setAccessibleName(tr("Settings"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    column->addWidget(m_head);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kGap);
    row->addWidget(buildSections());
    row->addWidget(buildPanels(), 1);
    column->addLayout(row, 1);

    m_head->setEditors({m_listen, m_clients, m_budgets, m_keeping});
    connect(&m_draft, &FileDraft::changed, this, &SettingsPage::refresh);
    connect(&m_draft, &FileDraft::checked, this, &SettingsPage::refresh);
    connect(&m_draft, &FileDraft::stateChanged, this, &SettingsPage::refreshHead);
    connect(&m_draft, &FileDraft::reloaded, this, &SettingsPage::reload);
    reload();
}

QWidget* SettingsPage::buildSections() {
    m_sections->setObjectName(u"sections"_s);
    m_sections->setAccessibleName(tr("Sections"));
    m_sections->setProperty("bare", true);
    m_sections->setProperty("sections", true);
    m_sections->setFixedWidth(kSectionsWidth);
    m_sections->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sections->setTabKeyNavigation(false);
    connect(m_sections, &QListWidget::currentRowChanged, this, &SettingsPage::showSection);
    return m_sections;
}

QWidget* SettingsPage::buildPanels() {
    auto* panels = new Panels(tr("Settings"));
    m_scroll = panels;
    panels->widget()->setMaximumWidth(kMostWidth);
    panels->column()->addWidget(m_listen);
    panels->column()->addWidget(m_clients);
    panels->column()->addWidget(m_budgets);
    panels->column()->addWidget(m_keeping);
    panels->column()->addWidget(m_window);
    panels->column()->addStretch(1);
    addSection(tr("Address"), m_listen);
    addSection(tr("Clients"), m_clients);
    addSection(tr("Budgets"), m_budgets);
    addSection(tr("What is kept"), m_keeping);
    addSection(tr("Look and language"), m_window->look());
    addSection(tr("Notifications"), m_window->notices());
    addSection(tr("Start"), m_window->start());
    m_sections->setCurrentRow(0);
    connect(panels->verticalScrollBar(), &QScrollBar::valueChanged, this, &SettingsPage::followScrolling);
    return panels;
}

void SettingsPage::addSection(const QString& name, QWidget* panel) {
    m_places.append(panel);
    m_sections->addItem(name);
}

void SettingsPage::showSection(int row) {
    if (m_leading || row < 0 || row >= m_places.size()) {
        return;
    }
    m_leading = true;
    const int top = m_places[row]->mapTo(m_scroll->widget(), QPoint()).y();
    m_scroll->verticalScrollBar()->setValue(top);
    m_leading = false;
}

// The section that is at the top, or the last one at the end.
void SettingsPage::followScrolling() {
    if (m_leading) {
        return;
    }
    const QScrollBar* bar = m_scroll->verticalScrollBar();
    int row = 0;
    for (int i = 0; i < m_places.size(); ++i) {
        if (m_places[i]->mapTo(m_scroll->widget(), QPoint()).y() <= bar->value() + space::kGap) {
            row = i;
        }
    }
    m_leading = true;
    m_sections->setCurrentRow(row);
    m_leading = false;
}

void SettingsPage::reload() {
    m_listen->open();
    m_clients->open();
    m_budgets->open();
    m_keeping->open();
    refreshHead();
}

void SettingsPage::refresh() {
    m_listen->refresh();
    m_clients->refresh();
    m_budgets->refresh();
    m_keeping->refresh();
    refreshHead();
}

// A fault elsewhere in the file, such as in a rule.
QString SettingsPage::hiddenFault() const {
    const ConfigFaults& faults = m_draft.check().faults;
    const auto hidden = std::find_if(faults.begin(), faults.end(), [](const ConfigFault& fault) {
        const QString part = fault.path.section(u'[', 0, 0).section(u'.', 0, 0);
        return part != u"listen"_s && part != u"clients"_s && part != u"budgets"_s &&
               part != u"retention_days"_s && part != u"capture_days"_s;
    });
    return hidden == faults.end() ? QString() : hidden->toString();
}

void SettingsPage::refreshHead() {
    m_head->present(m_draft.file() ? countSettingsChanges(*m_draft.file(), m_draft.config()) : 0,
                    hiddenFault());
}

}  // namespace signalbox
