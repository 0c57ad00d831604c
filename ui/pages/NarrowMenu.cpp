#include "ui/pages/NarrowMenu.h"

#include "ui/widgets/Labels.h"

#include <QMenu>

#include <algorithm>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

void addNote(QMenu& menu, const QString& text) {
    menu.addAction(text)->setEnabled(false);
}

}  // namespace

NarrowMenu::NarrowMenu(const Context& context, QWidget* parent)
    : QPushButton(tr("&Only…"), parent),
      m_context(context),
      m_models{SpendBy::Model, new QMenu(tr("One &model"), this)},
      m_projects{SpendBy::Project, new QMenu(tr("One &project"), this)} {
    setObjectName(u"requestOnly"_s);
    setAccessibleName(tr("Only one model or project"));
    setToolTip(tr("Only one model or project"));
    auto* menu = new QMenu(this);
    menu->setObjectName(u"requestOnlyMenu"_s);
    m_models.menu->setObjectName(u"onlyModel"_s);
    m_projects.menu->setObjectName(u"onlyProject"_s);
    menu->addMenu(m_models.menu);
    menu->addMenu(m_projects.menu);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &NarrowMenu::ask);
    connect(menu, &QMenu::aboutToHide, this, &NarrowMenu::cancel);
    connect(&context.service, &GatewayService::spendReady, this, &NarrowMenu::answer);
}

void NarrowMenu::ask() {
    for (Side* side : {&m_models, &m_projects}) {
        side->menu->clear();
        addNote(*side->menu, tr("Asking the ledger…"));
        SpendQuery query;
        query.by = side->by;
        side->ticket = m_context.service.spend(query);
    }
}

void NarrowMenu::cancel() {
    for (Side* side : {&m_models, &m_projects}) {
        if (const Ticket open = std::exchange(side->ticket, 0); open != 0) {
            m_context.service.cancel(open);
        }
    }
}

void NarrowMenu::answer(Ticket ticket, const Result<SpendReport>& report) {
    for (Side* side : {&m_models, &m_projects}) {
        if (side->ticket == 0 || side->ticket != ticket) {
            continue;
        }
        side->ticket = 0;
        side->menu->clear();
        if (report) {
            fill(*side, report.value().rows);
        } else {
            addNote(*side->menu, tr("The ledger could not be read"));
        }
    }
}

void NarrowMenu::fill(const Side& side, QVector<SpendRow> rows) {
    const bool projects = side.by == SpendBy::Project;
    std::stable_sort(rows.begin(), rows.end(), [](const SpendRow& one, const SpendRow& other) {
        return one.requests > other.requests;
    });
    const qsizetype left = std::max<qsizetype>(0, rows.size() - kMost);
    rows.resize(rows.size() - left);
    for (const SpendRow& row : std::as_const(rows)) {
        if (row.key.isEmpty() && !projects) {
            continue;  // a request that named none
        }
        side.menu->addAction(row.key.isEmpty() ? tr("No project") : nameForButton(row.key), this,
                             [this, projects, name = row.key] {
                                 if (projects) {
                                     Q_EMIT projectChosen(name);
                                 } else {
                                     Q_EMIT modelChosen(name);
                                 }
                             });
    }
    if (side.menu->isEmpty()) {
        addNote(*side.menu, tr("None yet"));
    }
    if (left > 0) {
        addNote(*side.menu, tr("%n more: search by name", nullptr, static_cast<int>(left)));
    }
}

}  // namespace signalbox
