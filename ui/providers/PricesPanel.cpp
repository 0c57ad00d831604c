#include "ui/providers/PricesPanel.h"

#include "ui/models/PriceTableModel.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"
#include "ui/widgets/Tables.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMostRows = 8;
}  // namespace

PricesPanel::PricesPanel(const Context& context, ConfigDraft& draft, QWidget* parent)
    : Card(tr("Prices"), parent),
      m_context(context),
      m_draft(draft),
      m_factor(new QDoubleSpinBox),
      m_model(new PriceTableModel(context.format, this)),
      m_table(new QTableView),
      m_add(new QPushButton(tr("Add a pr&ice"))),
      m_remove(new QPushButton(tr("Remove the price"))),
      m_none(makeLabel(tr("No prices of its own: the catalogue's list prices hold, times the factor."),
                       TextSize::Secondary, Tone::Secondary)),
      m_problem(makeLabel({}, TextSize::Secondary, Tone::Bad)) {
    setObjectName(u"prices"_s);
    m_factor->setObjectName(u"factor"_s);
    m_factor->setRange(0, 100);
    m_factor->setDecimals(3);
    m_factor->setSingleStep(0.05);
    m_factor->setLocale(context.format.locale());
    m_factorField = new Field(tr("Price &factor"), m_factor);
    auto* row = new QHBoxLayout;
    row->addWidget(m_factorField, 1);
    row->addStretch(1);
    column()->addLayout(row);
    column()->addSpacing(space::kStep / 2);
    column()->addWidget(makeLabel(tr("Own prices, in USD per million tokens"), TextSize::Secondary,
                                  Tone::Secondary, Weight::Strong));
    m_table->setObjectName(u"ownPrices"_s);
    m_table->setAccessibleName(tr("Own prices, in USD per million tokens"));
    m_table->setModel(m_model);
    setUpTable(*m_table);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                             QAbstractItemView::AnyKeyPressed);
    m_table->setToolTip(tr("Type to change a cell, Delete removes the row"));
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setSectionsClickable(false);
    column()->addWidget(m_table);
    m_none->setWordWrap(true);
    column()->addWidget(m_none);
    m_problem->setWordWrap(true);
    column()->addWidget(m_problem);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kStep);
    m_add->setObjectName(u"addPrice"_s);
    m_remove->setObjectName(u"removePrice"_s);
    buttons->addWidget(m_add);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    column()->addLayout(buttons);

    auto* erase =
        new QShortcut(QKeySequence(QKeySequence::Delete), m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(erase, &QShortcut::activated, this, &PricesPanel::removePrice);
    connect(m_add, &QPushButton::clicked, this, &PricesPanel::addPrice);
    connect(m_remove, &QPushButton::clicked, this, &PricesPanel::removePrice);
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_draft.change(m_provider, [value](ProviderConfig& one) { one.priceFactor = value; });
        refreshFactor();
    });
    connect(m_model, &PriceTableModel::edited, this, [this] {
        m_refused.clear();
        m_draft.setPrices(provider().id, m_model->prices());
        refresh();
    });
    connect(m_model, &PriceTableModel::refused, this, [this](const QString& sentence) {
        m_refused = sentence;
        refresh();
    });
}

const ProviderConfig& PricesPanel::provider() const {
    return m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
}

void PricesPanel::open(int provider) {
    m_provider = provider;
    m_refused.clear();
    const QSignalBlocker quiet(m_factor);
    m_factor->setValue(this->provider().priceFactor);
    refresh();
}

void PricesPanel::refreshFactor() {
    const double factor = provider().priceFactor;
    QString said = tr("What you pay is the vendor's list price.");
    if (factor < 1) {
        said = tr("You pay %1 less than list; the difference counts as saved.")
                   .arg(m_context.format.percent(1 - factor, 0));
    } else if (factor > 1) {
        said = tr("You pay %1 more than list.").arg(m_context.format.percent(factor - 1, 0));
    }
    m_factorField->setHint(said);
    m_factorField->present(m_draft.faultAt(m_provider, u"price_factor"_s));
}

void PricesPanel::refresh() {
    m_model->present(m_draft.prices(provider().id));
    const bool any = m_model->rowCount() > 0;
    m_table->setVisible(any);
    m_remove->setVisible(any);
    m_none->setVisible(!any);
    const QString problem = m_refused.isEmpty() ? m_draft.priceFault(provider().id) : m_refused;
    m_problem->setText(signText(HealthState::Failed) + u' ' + problem);
    m_problem->setVisible(!problem.isEmpty());
    m_table->setAccessibleDescription(problem);
    refreshFactor();
    fit();
}

void PricesPanel::fit() {
    const int rows = std::min(kMostRows, m_model->rowCount());
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + rows * space::kRowHeight + 4);
}

void PricesPanel::addPrice() {
    PriceConfig price;
    price.provider = provider().id;
    price.model = provider().models.value(0, u"*"_s);
    price.from = m_context.today();
    m_model->add(price);
    const QModelIndex cell = m_model->index(m_model->rowCount() - 1, PriceTableModel::Input);
    m_table->setFocus(Qt::OtherFocusReason);
    m_table->setCurrentIndex(cell);
}

void PricesPanel::removePrice() {
    const QModelIndex current = m_table->currentIndex();
    const int row = current.isValid() ? current.row() : m_model->rowCount() - 1;
    if (row < 0) {
        return;
    }
    const bool hadFocus = m_remove->hasFocus() || m_table->hasFocus();
    m_model->removeAt(row);
    if (hadFocus && m_model->rowCount() == 0) {
        m_add->setFocus(Qt::OtherFocusReason);
    }
}

}  // namespace signalbox
