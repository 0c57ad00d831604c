#include "ui/pages/RoutesPage.h"

#include "ui/ReasonText.h"
#include "ui/models/MoveItem.h"
#include "ui/routes/RouteEditor.h"
#include "ui/routes/RouteList.h"
#include "ui/routes/RouteText.h"
#include "ui/routes/SimulatorPanel.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/DraftBar.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/IconButton.h"

#include <QHBoxLayout>
#include <QStackedWidget>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

RoutesPage::RoutesPage(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_draft(context.service, {&copyRoutes, &sameRoutes, &settleRoutes}),
      m_head(new DraftBar(
          m_draft,
          {tr("Routes"), tr("The first rule that matches takes the request"),
           tr("There is no configuration that could be read yet. Mend the file, and its rules are here."),
           tr("The rules were changed in the file, too, while you edited them here.")},
          context.format)),
      m_list(new RouteList(context.theme)),
      m_else(new ElidedLabel(TextSize::Secondary, Tone::Secondary)),
      m_add(new QPushButton(tr("Add a &rule"))),
      m_duplicate(new QPushButton(tr("D&uplicate"))),
      m_remove(new QPushButton(tr("Delete"))),
      m_up(new IconButton(context.theme, u"up"_s, tr("Move the rule up (Alt+Up)"))),
      m_down(new IconButton(context.theme, u"down"_s, tr("Move the rule down (Alt+Down)"))),
      m_side(new QStackedWidget),
      m_editor(new RouteEditor(context, m_draft)),
      m_simulator(new SimulatorPanel(context, m_draft)) {
    setObjectName(u"page"_s);
    setAccessibleName(tr("Routes"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    column->addWidget(m_head);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kGap);
    auto* left = new QVBoxLayout;
    left->setSpacing(space::kCard);
    left->addWidget(buildRules());
    m_side->addWidget(m_editor);
    m_side->addWidget(buildEmpty());
    left->addWidget(m_side, 1);
    row->addLayout(left, 64);
    m_simulator->setMinimumWidth(250);
    row->addWidget(m_simulator, 36);
    column->addLayout(row, 1);
    connectAll();
    reload();
}

QWidget* RoutesPage::buildRules() {
    auto* card = new Card;
    card->setAccessibleName(tr("Rules"));
    card->column()->addWidget(m_list);
    m_else->setObjectName(u"everythingElse"_s);
    m_else->setContentsMargins(space::kStep * 3 + 2, 0, space::kStep, 0);
    card->column()->addWidget(m_else);
    card->column()->addWidget(buildButtons());
    return card;
}

QWidget* RoutesPage::buildButtons() {
    auto* buttons = new QWidget;
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kStep);
    m_add->setObjectName(u"addRule"_s);
    m_duplicate->setObjectName(u"duplicateRule"_s);
    m_duplicate->setToolTip(QKeySequence(Qt::CTRL | Qt::Key_D).toString(QKeySequence::NativeText));
    m_remove->setObjectName(u"removeRule"_s);
    m_remove->setAccessibleName(tr("Delete the chosen rule"));
    m_remove->setToolTip(QKeySequence(QKeySequence::Delete).toString(QKeySequence::NativeText));
    m_up->setObjectName(u"ruleUp"_s);
    m_down->setObjectName(u"ruleDown"_s);
    row->addWidget(m_add);
    row->addWidget(m_duplicate);
    row->addWidget(m_remove);
    row->addStretch(1);
    row->addWidget(m_up);
    row->addWidget(m_down);
    return buttons;
}

QWidget* RoutesPage::buildEmpty() {
    auto* card = new Card;
    card->setObjectName(u"noRules"_s);
    auto* empty = new EmptyState(
        tr("No rules yet"),
        tr("A request goes to the first enabled provider that lists its model, and to the next "
           "one when that fails. Add a rule to choose the targets and their order yourself."));
    card->column()->addWidget(empty, 0, Qt::AlignTop);
    return card;
}

void RoutesPage::connectAll() {
    m_head->setEditors({m_side, m_list});
    connect(&m_draft, &FileDraft::changed, this, &RoutesPage::refresh);
    connect(&m_draft, &FileDraft::checked, this, &RoutesPage::refresh);
    connect(&m_draft, &FileDraft::stateChanged, this, &RoutesPage::refreshHead);
    connect(&m_draft, &FileDraft::reloaded, this, &RoutesPage::reload);
    connect(m_head, &DraftBar::otherActionAsked, this, [this] {
        if (const auto hidden = hiddenFault()) {
            m_list->setCurrentRow(static_cast<int>(*hidden));
            m_editor->focusFirst();
        }
    });
    connect(m_list, &QListWidget::currentRowChanged, this, &RoutesPage::chooseRow);
    connect(m_list, &RouteList::moveAsked, this, &RoutesPage::move);
    connect(m_list, &RouteList::removeAsked, this, &RoutesPage::remove);
    connect(m_list, &RouteList::duplicateAsked, this, &RoutesPage::duplicate);
    connect(m_list, &RouteList::editAsked, m_editor, &RouteEditor::focusFirst);
    connect(m_add, &QPushButton::clicked, this, &RoutesPage::addRule);
    connect(m_duplicate, &QPushButton::clicked, this, &RoutesPage::duplicate);
    connect(m_remove, &QPushButton::clicked, this, &RoutesPage::remove);
    connect(m_up, &QPushButton::clicked, this, [this] { move(m_row, m_row - 1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(m_row, m_row + 1); });
    connect(m_simulator, &SimulatorPanel::takenByChanged, this, &RoutesPage::refreshList);
}

void RoutesPage::select(const QString& route) {
    const auto& routes = m_draft.config().routes;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (routes[i].name == route) {
            m_list->setCurrentRow(static_cast<int>(i));
        }
    }
}

void RoutesPage::simulate(const QByteArray& requestId) {
    m_simulator->openLogged(requestId);
    m_simulator->focusSource();
}

void RoutesPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_list->setRoom(height() * 2 / 5);  // so that the rule itself has some, too
}

void RoutesPage::reload() {
    const auto& routes = m_draft.config().routes;
    const int count = static_cast<int>(routes.size());
    const auto found = std::find_if(routes.begin(), routes.end(),
                                    [&](const RouteConfig& one) { return one.name == m_chosen; });
    const int row = found != routes.end() ? static_cast<int>(found - routes.begin())
                                          : std::clamp(m_list->currentRow(), 0, std::max(0, count - 1));
    refreshList();
    m_list->setVisible(count > 0);
    m_row = -1;
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(count == 0 ? -1 : row);
    }
    m_side->setCurrentIndex(count == 0 ? 1 : 0);
    if (count == 0) {
        m_editor->close();
        m_simulator->suggest(RouteConfig());
    }
    chooseRow(m_list->currentRow());
    refresh();
}

void RoutesPage::chooseRow(int row) {
    const auto& routes = m_draft.config().routes;
    if (row < 0 || static_cast<std::size_t>(row) >= routes.size()) {
        return;
    }
    m_row = row;
    m_chosen = routes[static_cast<std::size_t>(row)].name;
    m_editor->open(row);
    m_simulator->suggest(routes[static_cast<std::size_t>(row)]);
    refreshHead();
}

void RoutesPage::refresh() {
    refreshList();
    refreshElse();
    m_editor->refresh();
    const auto& routes = m_draft.config().routes;
    if (m_row >= 0 && static_cast<std::size_t>(m_row) < routes.size()) {
        m_chosen = routes[static_cast<std::size_t>(m_row)].name;  // it may be typed just now
        m_simulator->suggest(routes[static_cast<std::size_t>(m_row)]);
    }
    refreshHead();
}

QString RoutesPage::ruleName(const RouteConfig& route) const {
    return route.name.isEmpty() ? tr("Rule without a name") : route.name;
}

void RoutesPage::refreshList() {
    const Config& draft = m_draft.config();
    const RouteChanges changes = m_draft.file() ? RouteChanges::of(*m_draft.file(), draft) : RouteChanges();
    const RouteText::NameOf nameOf = [this](const QString& id) { return m_context.providerName(id); };
    QVector<RouteList::Row> rows;
    for (std::size_t i = 0; i < draft.routes.size(); ++i) {
        const RouteConfig& route = draft.routes[i];
        RouteList::Row row;
        row.name = ruleName(route);
        row.match = RouteText::match(route.match, m_context.format);
        row.targets = RouteText::targets(route, nameOf);
        row.strategy = ReasonText::strategy(route.strategy);
        row.faulty = !m_draft.faultAt(u"routes[%1]"_s.arg(i)).isEmpty();
        const auto mark = i < changes.marks.size() ? changes.marks[i] : RouteChanges::Mark::None;
        row.mark = row.faulty                           ? tr("fault")
                   : mark == RouteChanges::Mark::New    ? tr("new")
                   : mark == RouteChanges::Mark::Edited ? tr("edited")
                                                        : QString();
        row.takes = !route.name.isEmpty() && route.name == m_simulator->takenBy();
        rows.append(row);
    }
    m_list->present(rows);
}

void RoutesPage::refreshElse() {
    const ConfigPtr inForce = m_context.service.config();
    const ConfigPtr file = m_draft.file();
    const bool demo = inForce && file && inForce->routes.size() > file->routes.size();
    m_else->setFullText(
        demo ? tr("Everything else: the simulated providers, as long as no other is there")
             : tr("Everything else: every enabled provider that lists the model, in their order"));
}

std::optional<std::size_t> RoutesPage::hiddenFault() const {
    const auto& routes = m_draft.config().routes;
    for (std::size_t i = 0; i < routes.size(); ++i) {
        if (static_cast<int>(i) != m_row && !m_draft.faultAt(u"routes[%1]"_s.arg(i)).isEmpty()) {
            return i;
        }
    }
    return std::nullopt;
}

void RoutesPage::refreshHead() {
    const bool applying = m_draft.state() == FileDraft::State::Applying;
    const auto count = static_cast<int>(m_draft.config().routes.size());
    const bool chosen = m_row >= 0 && m_row < count;
    m_add->setEnabled(!applying && m_draft.file() != nullptr);
    m_duplicate->setEnabled(!applying && chosen);
    m_remove->setEnabled(!applying && chosen);
    m_up->setEnabled(!applying && chosen && m_row > 0);
    m_down->setEnabled(!applying && chosen && m_row + 1 < count);

    const int changes = m_draft.file() ? RouteChanges::of(*m_draft.file(), m_draft.config()).count : 0;
    if (const auto hidden = hiddenFault()) {
        m_head->present(changes,
                        tr("%1: %2", "rule, what is wrong")
                            .arg(ruleName(m_draft.config().routes[*hidden]),
                                 m_draft.faultAt(u"routes[%1]"_s.arg(*hidden))),
                        tr("Show it"));
    } else {
        const ConfigFaults& faults = m_draft.check().faults;
        const bool elsewhere = !faults.empty() && m_draft.faultAt(u"routes"_s).isEmpty();
        m_head->present(changes, elsewhere ? faults.front().toString() : QString());
    }
}

void RoutesPage::add(const RouteConfig& route, int at) {
    m_row = -1;
    m_chosen = route.name;
    m_draft.edit([&](Config& config) { config.routes.insert(config.routes.begin() + at, route); });
    reload();
    m_editor->focusFirst();
}

void RoutesPage::addRule() {
    if (m_draft.state() == FileDraft::State::Applying || m_draft.file() == nullptr) {
        return;
    }
    const Config& config = m_draft.config();
    RouteConfig route;
    route.name = freeRouteName(config, tr("rule", "name of a new route"));
    // The first that may be used, and rather one that is not simulated.
    const ProviderConfig* first = nullptr;
    for (const ProviderConfig& one : config.providers) {
        const bool better = first == nullptr ||
                            (first->protocol == Protocol::Simulated && one.protocol != Protocol::Simulated);
        first = one.enabled && better ? &one : first;
    }
    if (first != nullptr) {
        route.targets.push_back({first->id, {}, 1});
    }
    // Before the chosen one it would take what that one took: the last place is the careful one.
    add(route, static_cast<int>(config.routes.size()));
}

void RoutesPage::duplicate() {
    if (m_row < 0 || m_draft.state() == FileDraft::State::Applying) {
        return;
    }
    RouteConfig route = m_draft.config().routes.at(static_cast<std::size_t>(m_row));
    route.name = freeRouteName(m_draft.config(), route.name);
    add(route, m_row + 1);
}

void RoutesPage::remove() {
    if (m_row < 0 || m_draft.state() == FileDraft::State::Applying) {
        return;
    }
    const int row = m_row;
    m_row = -1;
    m_chosen.clear();
    m_draft.edit([row](Config& config) { config.routes.erase(config.routes.begin() + row); });
    reload();
    if (m_list->count() > 0) {
        m_list->setFocus(Qt::OtherFocusReason);
    } else {
        m_add->setFocus(Qt::OtherFocusReason);
    }
}

void RoutesPage::move(int from, int to) {
    const int count = static_cast<int>(m_draft.config().routes.size());
    if (from < 0 || to < 0 || from >= count || to >= count || m_draft.state() == FileDraft::State::Applying) {
        return;
    }
    m_row = -1;
    m_draft.edit([&](Config& config) { moveItem(config.routes, from, to); });
    {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(to);
    }
    chooseRow(to);
    refresh();
}

}  // namespace signalbox
