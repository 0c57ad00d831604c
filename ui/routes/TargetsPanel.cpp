#include "ui/routes/TargetsPanel.h"

#include "ui/ReasonText.h"
#include "ui/models/KnownModels.h"
#include "ui/widgets/Choices.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/IconButton.h"
#include "ui/widgets/Signs.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QShortcut>
#include <QSpinBox>
#include <QStringListModel>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostWeight = 10'000;  // as the configuration allows
constexpr Strategy kStrategies[] = {Strategy::Priority, Strategy::Weighted, Strategy::LowestLatency,
                                    Strategy::LowestCost, Strategy::LeastBusy};

}  // namespace

TargetsPanel::TargetsPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Sends them to"), parent),
      m_context(context),
      m_draft(draft),
      m_strategy(new QComboBox),
      m_strategyField(new Field(tr("&Strategy"), m_strategy)),
      m_rows(new QVBoxLayout),
      m_none(makeLabel({}, TextSize::Secondary, Tone::Bad)),
      m_add(new QPushButton(tr("Add a tar&get"))) {
    setObjectName(u"targets"_s);
    m_strategy->setObjectName(u"strategy"_s);
    for (const Strategy strategy : kStrategies) {
        m_strategy->addItem(ReasonText::strategy(strategy), static_cast<int>(strategy));
    }
    column()->addWidget(m_strategyField);
    m_rows->setSpacing(space::kStep);
    column()->addLayout(m_rows);
    m_none->setObjectName(u"targetsWrong"_s);
    m_none->setWordWrap(true);
    column()->addWidget(m_none);
    m_add->setObjectName(u"addTarget"_s);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_strategy, &QComboBox::activated, this, [this](int index) {
        const auto strategy = static_cast<Strategy>(m_strategy->itemData(index).toInt());
        change([strategy](RouteConfig& one) { one.strategy = strategy; });
    });
    connect(m_add, &QPushButton::clicked, this, &TargetsPanel::add);
}

const RouteConfig& TargetsPanel::route() const {
    return m_draft.config().routes.at(static_cast<std::size_t>(m_route));
}

int TargetsPanel::indexOf(const QWidget* row) const {
    const auto found = std::find_if(m_targets.cbegin(), m_targets.cend(),
                                    [row](const TargetRow& one) { return one.widget == row; });
    return found == m_targets.cend() ? -1 : static_cast<int>(found - m_targets.cbegin());
}

void TargetsPanel::change(const std::function<void(RouteConfig&)>& edit) {
    if (m_route >= 0 && !m_showing) {
        m_draft.edit([&](Config& config) { edit(config.routes.at(static_cast<std::size_t>(m_route))); });
    }
}

void TargetsPanel::changeTarget(const QWidget* row, const std::function<void(TargetConfig&)>& edit) {
    const int index = indexOf(row);
    change([&](RouteConfig& one) {
        if (index >= 0 && static_cast<std::size_t>(index) < one.targets.size()) {
            edit(one.targets[static_cast<std::size_t>(index)]);
        }
    });
}

TargetsPanel::TargetRow TargetsPanel::makeRow() {
    auto* widget = new QWidget;
    auto* column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    auto* line = new QHBoxLayout;
    line->setSpacing(space::kStep);
    const TargetRow row{widget,
                        new QComboBox,
                        new QLineEdit,
                        new QStringListModel,
                        new QSpinBox,
                        new IconButton(m_context.theme, u"up"_s, {}),
                        new IconButton(m_context.theme, u"down"_s, {}),
                        new IconButton(m_context.theme, u"remove"_s, {}),
                        makeLabel({}, TextSize::Secondary, Tone::Bad)};
    row.provider->setObjectName(u"targetProvider"_s);
    row.provider->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    row.provider->setMinimumContentsLength(5);
    row.model->setObjectName(u"targetModel"_s);
    row.model->setPlaceholderText(tr("as asked", "model"));
    row.weight->setObjectName(u"targetWeight"_s);
    row.weight->setRange(1, kMostWeight);
    row.weight->setPrefix(tr("× ", "weight"));
    row.weight->setToolTip(tr("Its share of the requests, beside the others' weights"));
    row.weight->setLocale(m_context.format.locale());
    row.up->setObjectName(u"targetUp"_s);
    row.down->setObjectName(u"targetDown"_s);
    row.remove->setObjectName(u"targetRemove"_s);
    row.wrong->setObjectName(u"targetWrong"_s);
    row.wrong->setWordWrap(true);
    line->addWidget(row.provider, 3);
    line->addWidget(row.model, 4);
    line->addWidget(row.weight, 0);
    line->addWidget(row.up);
    line->addWidget(row.down);
    line->addWidget(row.remove);
    column->addLayout(line);
    column->addWidget(row.wrong);
    row.models->setParent(row.model);
    completeWith(*row.model, *row.models);
    return row;
}

void TargetsPanel::connectRow(const TargetRow& row) {
    QWidget* widget = row.widget;
    connect(row.provider, &QComboBox::activated, this, [this, widget, box = row.provider](int index) {
        const QString provider = box->itemData(index).toString();
        changeTarget(widget, [&](TargetConfig& one) { one.provider = provider; });
    });
    connect(row.model, &QLineEdit::textChanged, this, [this, widget](const QString& text) {
        changeTarget(widget, [&](TargetConfig& one) { one.model = text.trimmed(); });
    });
    connect(row.weight, &QSpinBox::valueChanged, this, [this, widget](int value) {
        changeTarget(widget, [&](TargetConfig& one) { one.weight = value; });
    });
    connect(row.up, &QPushButton::clicked, this, [this, widget] { move(widget, -1); });
    connect(row.down, &QPushButton::clicked, this, [this, widget] { move(widget, 1); });
    connect(row.remove, &QPushButton::clicked, this, [this, widget] { remove(widget); });
    for (const auto& [keys, step] : {std::pair(Qt::Key_Up, -1), std::pair(Qt::Key_Down, 1)}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::ALT | keys), widget, nullptr, nullptr,
                                       Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, widget, by = step] { move(widget, by); });
    }
}

void TargetsPanel::open(int route) {
    m_route = route;
    refresh();
}

void TargetsPanel::refresh() {
    m_showing = true;
    m_strategy->setCurrentIndex(m_strategy->findData(static_cast<int>(route().strategy)));
    showRows();
    m_showing = false;
    const QString place = u"routes[%1]."_s.arg(m_route);
    m_strategyField->present(m_draft.faultAt(place + u"strategy"_s));
    QString wrong;
    for (int i = 0; i < m_targets.size(); ++i) {
        const QString at = place + u"targets[%1]"_s.arg(i);
        const QString fault = m_draft.faultAt(at);
        const QString warning = m_draft.warningAt(at);
        QLabel* label = m_targets[i].wrong;
        label->setText(fault.isEmpty() ? signText(HealthState::Attention) + u' ' + warning
                                       : signText(HealthState::Failed) + u' ' + fault);
        setTone(*label, fault.isEmpty() ? Tone::Normal : Tone::Bad);
        label->setVisible(!fault.isEmpty() || !warning.isEmpty());
        m_targets[i].provider->setAccessibleDescription(fault.isEmpty() ? warning : fault);
    }
    if (m_targets.isEmpty()) {
        wrong = m_draft.faultAt(place + u"targets"_s);
    }
    m_none->setText(signText(HealthState::Failed) + u' ' + wrong);
    m_none->setVisible(!wrong.isEmpty());
    m_add->setAccessibleDescription(wrong);
}

void TargetsPanel::showRows() {
    const auto& targets = route().targets;
    while (static_cast<std::size_t>(m_targets.size()) > targets.size()) {
        QWidget* gone = m_targets.takeLast().widget;
        gone->hide();
        gone->deleteLater();
    }
    while (static_cast<std::size_t>(m_targets.size()) < targets.size()) {
        const TargetRow row = makeRow();
        m_rows->addWidget(row.widget);
        m_targets.append(row);
        connectRow(row);
    }
    QWidget* before = m_strategy;
    for (int i = 0; i < m_targets.size(); ++i) {
        const TargetRow& row = m_targets[i];
        put(row, targets[static_cast<std::size_t>(i)]);
        nameRow(row, i);
        for (QWidget* next : {static_cast<QWidget*>(row.provider), static_cast<QWidget*>(row.model),
                              static_cast<QWidget*>(row.weight), static_cast<QWidget*>(row.up),
                              static_cast<QWidget*>(row.down), static_cast<QWidget*>(row.remove)}) {
            setTabOrder(before, next);
            before = next;
        }
    }
    setTabOrder(before, m_add);
}

void TargetsPanel::put(const TargetRow& row, const TargetConfig& target) {
    QList<Choice> choices;
    for (const ProviderConfig& provider : m_draft.config().providers) {
        choices.append({m_context.providerName(provider.id), provider.id});
    }
    if (target.provider.isEmpty()) {
        choices.append({tr("Choose a provider"), {}});
    }
    offer(*row.provider, choices, target.provider);
    if (row.model->text().trimmed() != target.model) {
        row.model->setText(target.model);
    }
    row.weight->setValue(target.weight);
    row.weight->setVisible(route().strategy == Strategy::Weighted);
    completions(*row.models, knownModels(m_draft.config(), m_context.service.status(), target.provider));
}

void TargetsPanel::nameRow(const TargetRow& row, int index) {
    const QString number = m_context.format.number(index + 1);
    row.provider->setAccessibleName(tr("Provider of target %1").arg(number));
    row.model->setAccessibleName(tr("Model of target %1").arg(number));
    row.weight->setAccessibleName(tr("Weight of target %1").arg(number));
    row.up->setName(tr("Move target %1 up (Alt+Up)").arg(number));
    row.down->setName(tr("Move target %1 down (Alt+Down)").arg(number));
    row.remove->setName(tr("Remove target %1").arg(number));
    row.up->setEnabled(index > 0);
    row.down->setEnabled(index + 1 < m_targets.size());
}

void TargetsPanel::move(QWidget* row, int step) {
    const int from = indexOf(row);
    const int to = from + step;
    if (from < 0 || to < 0 || to >= m_targets.size()) {
        return;
    }
    // The row moves with what has the focus in it.
    m_targets.move(from, to);
    m_rows->removeWidget(row);
    m_rows->insertWidget(to, row);
    change([&](RouteConfig& one) {
        std::swap(one.targets[static_cast<std::size_t>(from)], one.targets[static_cast<std::size_t>(to)]);
    });
    refresh();
}

void TargetsPanel::remove(QWidget* row) {
    const int index = indexOf(row);
    if (index < 0) {
        return;
    }
    m_targets.removeAt(index);
    row->hide();
    row->deleteLater();
    change([&](RouteConfig& one) { one.targets.erase(one.targets.begin() + index); });
    refresh();
    m_add->setFocus(Qt::OtherFocusReason);
}

void TargetsPanel::add() {
    // The first provider that is not a target yet.
    TargetConfig target;
    const auto isTarget = [this](const QString& id) {
        const auto& targets = route().targets;
        return std::any_of(targets.begin(), targets.end(),
                           [&](const TargetConfig& one) { return one.provider == id; });
    };
    for (const ProviderConfig& provider : m_draft.config().providers) {
        if (!isTarget(provider.id)) {
            target.provider = provider.id;
            break;
        }
    }
    change([&](RouteConfig& one) { one.targets.push_back(target); });
    refresh();
    if (!m_targets.isEmpty()) {
        m_targets.last().provider->setFocus(Qt::OtherFocusReason);
    }
}

}  // namespace signalbox
