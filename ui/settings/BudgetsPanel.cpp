#include "ui/settings/BudgetsPanel.h"

#include "ui/models/KnownModels.h"
#include "ui/widgets/Choices.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Signs.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>

#include <algorithm>
#include <cmath>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

using Scope = BudgetConfig::Scope;
using Period = BudgetConfig::Period;
using AtLimit = BudgetConfig::AtLimit;

constexpr double kMostUsd = 1'000'000;
constexpr double kFirstLimit = 50;

}  // namespace

BudgetsPanel::BudgetsPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Budgets"), parent),
      m_context(context),
      m_draft(draft),
      m_list(new QVBoxLayout),
      m_add(new QPushButton(tr("Add a &budget"))) {
    setObjectName(u"budgets"_s);
    QLabel* what = makeLabel(
        tr("You are warned at 80 %. What is under way is counted before it is sent, so that requests at the "
           "same time cannot slip past."),
        TextSize::Secondary, Tone::Secondary);
    what->setWordWrap(true);
    column()->addWidget(what);
    m_list->setSpacing(space::kCard);
    column()->addLayout(m_list);
    m_add->setObjectName(u"addBudget"_s);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &BudgetsPanel::add);
}

int BudgetsPanel::indexOf(const QWidget* row) const {
    const auto found =
        std::find_if(m_rows.cbegin(), m_rows.cend(), [row](const Row& one) { return one.widget == row; });
    return found == m_rows.cend() ? -1 : static_cast<int>(found - m_rows.cbegin());
}

void BudgetsPanel::edit(const QWidget* row, const std::function<void(BudgetConfig&)>& change) {
    const int index = indexOf(row);
    if (m_showing || index < 0) {
        return;
    }
    m_draft.edit([&](Config& config) { change(config.budgets.at(static_cast<std::size_t>(index))); });
    refresh();
}

BudgetsPanel::Row BudgetsPanel::makeRow() {
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kStep / 2);
    const Row row{widget,
                  new QComboBox,
                  new QComboBox,
                  new QComboBox,
                  new QDoubleSpinBox,
                  new QComboBox,
                  new QComboBox,
                  new IconButton(m_context.theme, u"remove"_s, {}),
                  makeLabel({}, TextSize::Secondary, Tone::Bad)};
    row.scope->setObjectName(u"budgetScope"_s);
    row.scope->addItem(tr("For everything"), static_cast<int>(Scope::All));
    row.scope->addItem(tr("For a client"), static_cast<int>(Scope::Client));
    row.scope->addItem(tr("For a model"), static_cast<int>(Scope::Model));
    row.scope->addItem(tr("For a provider"), static_cast<int>(Scope::Provider));
    row.name->setObjectName(u"budgetName"_s);
    row.name->setEditable(true);
    row.name->setInsertPolicy(QComboBox::NoInsert);
    row.period->setObjectName(u"budgetPeriod"_s);
    row.period->addItem(tr("per month"), static_cast<int>(Period::Month));
    row.period->addItem(tr("per day"), static_cast<int>(Period::Day));
    row.limit->setObjectName(u"budgetLimit"_s);
    row.limit->setRange(0, kMostUsd);
    row.limit->setDecimals(2);
    row.limit->setGroupSeparatorShown(true);
    row.limit->setLocale(m_context.format.locale());
    if (m_context.format.leadsWithSign()) {
        row.limit->setPrefix(u"$"_s);
    } else {
        row.limit->setSuffix(u" $"_s);
    }
    row.atLimit->setObjectName(u"budgetAtLimit"_s);
    row.atLimit->addItem(tr("then refuse"), static_cast<int>(AtLimit::Refuse));
    row.atLimit->addItem(tr("then send to"), static_cast<int>(AtLimit::Route));
    row.routeTo->setObjectName(u"budgetRouteTo"_s);
    row.routeTo->setEditable(true);
    row.routeTo->setInsertPolicy(QComboBox::NoInsert);
    row.remove->setObjectName(u"removeBudget"_s);
    row.wrong->setObjectName(u"budgetWrong"_s);
    row.wrong->setWordWrap(true);
    for (QComboBox* box : {row.scope, row.name, row.period, row.atLimit, row.routeTo}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(5);
    }
    auto* first = new QHBoxLayout;
    first->setSpacing(space::kStep);
    first->addWidget(row.scope, 2);
    first->addWidget(row.name, 3);
    first->addWidget(row.remove);
    auto* second = new QHBoxLayout;
    second->setSpacing(space::kStep);
    second->addWidget(row.limit, 2);
    second->addWidget(row.period, 2);
    second->addWidget(row.atLimit, 2);
    second->addWidget(row.routeTo, 2);
    column->addLayout(first);
    column->addLayout(second);
    column->addWidget(row.wrong);
    return row;
}

void BudgetsPanel::connectRow(const Row& row) {
    QWidget* widget = row.widget;
    connect(row.scope, &QComboBox::activated, this, [this, widget, box = row.scope](int index) {
        const auto scope = static_cast<Scope>(box->itemData(index).toInt());
        edit(widget, [&](BudgetConfig& one) {
            if (one.scope != scope) {
                one.scope = scope;
                one.name.clear();
            }
        });
    });
    connect(row.name, &QComboBox::editTextChanged, this, [this, widget](const QString& text) {
        edit(widget, [&](BudgetConfig& one) {
            // A provider is shown by its name, and known by its id.
            one.name = text.trimmed();
            for (const ProviderConfig& provider : m_draft.config().providers) {
                if (one.scope == Scope::Provider && provider.name == one.name) {
                    one.name = provider.id;
                    break;
                }
            }
        });
    });
    connect(row.period, &QComboBox::activated, this, [this, widget, box = row.period](int index) {
        const auto period = static_cast<Period>(box->itemData(index).toInt());
        edit(widget, [&](BudgetConfig& one) { one.period = period; });
    });
    connect(row.limit, &QDoubleSpinBox::valueChanged, this, [this, widget](double dollars) {
        const auto limit = static_cast<NanoUsd>(std::llround(dollars * 1e9));
        edit(widget, [&](BudgetConfig& one) { one.limit = limit; });
    });
    connect(row.atLimit, &QComboBox::activated, this, [this, widget, box = row.atLimit](int index) {
        const auto atLimit = static_cast<AtLimit>(box->itemData(index).toInt());
        edit(widget, [&](BudgetConfig& one) {
            one.atLimit = atLimit;
            if (atLimit == AtLimit::Refuse) {
                one.routeTo.clear();
            }
        });
    });
    connect(row.routeTo, &QComboBox::editTextChanged, this, [this, widget](const QString& text) {
        edit(widget, [&](BudgetConfig& one) { one.routeTo = text.trimmed(); });
    });
    connect(row.remove, &QPushButton::clicked, this, [this, widget] { remove(widget); });
}

void BudgetsPanel::offerNames(QComboBox& box, const BudgetConfig& budget) const {
    QStringList names;
    const Config& config = m_draft.config();
    switch (budget.scope) {
        case Scope::All:
            break;
        case Scope::Client:
            for (const ClientConfig& client : config.clients) {
                names.append(client.name);
            }
            break;
        case Scope::Model:
            names = knownModels(config, m_context.service.status());
            break;
        case Scope::Provider:
            for (const ProviderConfig& provider : config.providers) {
                names.append(provider.name.isEmpty() ? provider.id : provider.name);
            }
            break;
    }
    offerTexts(box, names);
    QString shown = budget.name;
    if (const ProviderConfig* provider = config.provider(budget.name);
        budget.scope == Scope::Provider && provider != nullptr && !provider->name.isEmpty()) {
        shown = provider->name;
    }
    if (isFree(*box.lineEdit()) && box.currentText().trimmed() != shown) {
        box.setEditText(shown);
    }
    box.setVisible(budget.scope != Scope::All);
}

void BudgetsPanel::offerRoutes(QComboBox& box, const BudgetConfig& budget) const {
    QStringList names;
    for (const RouteConfig& route : m_draft.config().routes) {
        names.append(route.name);
    }
    for (const ProviderConfig& provider : m_draft.config().providers) {
        names.append(provider.id);
    }
    offerTexts(box, names);
    if (isFree(*box.lineEdit()) && box.currentText().trimmed() != budget.routeTo) {
        box.setEditText(budget.routeTo);
    }
    box.setVisible(budget.atLimit == AtLimit::Route);
}

// What is being typed is left alone, unless it is another draft.
bool BudgetsPanel::isFree(const QWidget& control) const {
    return m_opening || !control.hasFocus();
}

void BudgetsPanel::put(const Row& row, const BudgetConfig& budget) {
    m_showing = true;
    row.scope->setCurrentIndex(row.scope->findData(static_cast<int>(budget.scope)));
    offerNames(*row.name, budget);
    row.period->setCurrentIndex(row.period->findData(static_cast<int>(budget.period)));
    constexpr NanoUsd kCent = 10'000'000;
    if (const int decimals = budget.limit % kCent == 0 ? 2 : 4;
        decimals != row.limit->decimals() && isFree(*row.limit)) {
        row.limit->setDecimals(decimals);
    }
    if (isFree(*row.limit) && std::llround(row.limit->value() * 1e9) != budget.limit) {
        row.limit->setValue(static_cast<double>(budget.limit) / 1e9);
    }
    row.atLimit->setCurrentIndex(row.atLimit->findData(static_cast<int>(budget.atLimit)));
    offerRoutes(*row.routeTo, budget);
    m_showing = false;
}

void BudgetsPanel::nameRow(const Row& row, int index) {
    const QString number = m_context.format.number(index + 1);
    row.scope->setAccessibleName(tr("What budget %1 is for").arg(number));
    row.name->setAccessibleName(tr("For which: budget %1").arg(number));
    row.period->setAccessibleName(tr("Period of budget %1").arg(number));
    row.limit->setAccessibleName(tr("Limit of budget %1, in dollars").arg(number));
    row.atLimit->setAccessibleName(tr("What happens at the limit of budget %1").arg(number));
    row.routeTo->setAccessibleName(tr("Where requests beyond budget %1 go").arg(number));
    row.remove->setName(tr("Delete budget %1").arg(number));
    for (QComboBox* box : {row.name, row.routeTo}) {
        box->lineEdit()->setAccessibleName(box->accessibleName());
    }
}

void BudgetsPanel::open() {
    m_opening = true;
    refresh();
    m_opening = false;
}

void BudgetsPanel::refresh() {
    const auto& budgets = m_draft.config().budgets;
    while (static_cast<std::size_t>(m_rows.size()) > budgets.size()) {
        QWidget* gone = m_rows.takeLast().widget;
        gone->hide();
        gone->deleteLater();
    }
    while (static_cast<std::size_t>(m_rows.size()) < budgets.size()) {
        const Row row = makeRow();
        m_list->addWidget(row.widget);
        m_rows.append(row);
        connectRow(row);
    }
    for (int i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        put(row, budgets[static_cast<std::size_t>(i)]);
        nameRow(row, i);
        const QString wrong = m_draft.faultAt(u"budgets[%1]"_s.arg(i));
        row.wrong->setText(signText(HealthState::Failed) + u' ' + wrong);
        row.wrong->setVisible(!wrong.isEmpty());
        row.scope->setAccessibleDescription(wrong);
    }
}

void BudgetsPanel::add() {
    BudgetConfig budget;
    budget.limit = static_cast<NanoUsd>(kFirstLimit * 1e9);
    m_draft.edit([&](Config& config) { config.budgets.push_back(budget); });
    open();
    if (!m_rows.isEmpty()) {
        m_rows.last().scope->setFocus(Qt::OtherFocusReason);
    }
}

void BudgetsPanel::remove(const QWidget* row) {
    const int index = indexOf(row);
    if (index < 0) {
        return;
    }
    QWidget* gone = m_rows.takeAt(index).widget;
    gone->hide();
    gone->deleteLater();
    m_draft.edit([&](Config& config) { config.budgets.erase(config.budgets.begin() + index); });
    refresh();
    m_add->setFocus(Qt::OtherFocusReason);
}

}  // namespace signalbox
