#include "ui/settings/ClientsPanel.h"

#include "core/api/LocalKey.h"
#include "ui/models/SettingsPart.h"
#include "ui/settings/ClientRow.h"
#include "ui/widgets/Signs.h"

#include <QPushButton>

namespace signalbox {

using namespace Qt::StringLiterals;

ClientsPanel::ClientsPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Clients and their keys"), parent),
      m_context(context),
      m_draft(draft),
      m_list(new QVBoxLayout),
      m_warning(makeLabel({}, TextSize::Secondary)),
      m_add(new QPushButton(tr("Add a &client"))) {
    setObjectName(u"clients"_s);
    QLabel* what = makeLabel(
        tr("A client is a tool with a key of its own, so that its spend is told apart and rules can be for "
           "it."),
        TextSize::Secondary, Tone::Secondary);
    what->setWordWrap(true);
    column()->addWidget(what);
    m_list->setSpacing(space::kGap);
    column()->addLayout(m_list);
    m_warning->setObjectName(u"clientsWarning"_s);
    m_warning->setWordWrap(true);
    m_warning->hide();
    column()->addWidget(m_warning);
    m_add->setObjectName(u"addClient"_s);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, &ClientsPanel::add);
}

int ClientsPanel::indexOf(const ClientRow* row) const {
    return static_cast<int>(m_rows.indexOf(const_cast<ClientRow*>(row)));
}

void ClientsPanel::addRow() {
    auto* row = new ClientRow(m_context);
    m_list->addWidget(row);
    m_rows.append(row);
    const auto edit = [this, row](const std::function<void(Config&, std::size_t)>& change) {
        if (const int index = indexOf(row); index >= 0) {
            m_draft.edit([&](Config& config) { change(config, static_cast<std::size_t>(index)); });
        }
    };
    connect(row, &ClientRow::named, this, [edit](const QString& name) {
        edit([&](Config& config, std::size_t index) { config.clients.at(index).name = name; });
    });
    connect(row, &ClientRow::captureChosen, this, [edit](bool on) {
        edit([on](Config& config, std::size_t index) { config.clients.at(index).capture = on; });
    });
    connect(row, &ClientRow::freshKeyAsked, this, [edit] {
        edit([](Config& config, std::size_t index) { config.clients.at(index).key = freshLocalKey(); });
    });
    connect(row, &ClientRow::deleteAsked, this, [this, row] { row->askDelete(consequences(indexOf(row))); });
    connect(row, &ClientRow::deleteConfirmed, this, [this, row] { remove(row); });
}

void ClientsPanel::open() {
    refresh();
}

void ClientsPanel::refresh() {
    const auto& clients = m_draft.config().clients;
    while (static_cast<std::size_t>(m_rows.size()) > clients.size()) {
        QWidget* gone = m_rows.takeLast();
        gone->hide();
        gone->deleteLater();
    }
    while (static_cast<std::size_t>(m_rows.size()) < clients.size()) {
        addRow();
    }
    for (int i = 0; i < m_rows.size(); ++i) {
        const QString place = u"clients[%1]"_s.arg(i);
        m_rows[i]->present(clients[static_cast<std::size_t>(i)]);
        m_rows[i]->presentFault(m_draft.faultAt(place + u".name"_s), m_draft.faultAt(place));
    }
    QString warning;
    for (const ConfigFault& one : m_draft.check().warnings) {
        warning = one.path == u"clients"_s ? one.message : warning;
    }
    m_warning->setText(signText(HealthState::Attention) + u' ' + warning);
    m_warning->setVisible(!warning.isEmpty());
}

void ClientsPanel::add() {
    const QString name = freeClientName(m_draft.config(), tr("tool", "name of a new client"));
    m_draft.edit([&](Config& config) { config.clients.push_back({name, freshLocalKey(), false}); });
    open();
    if (!m_rows.isEmpty()) {
        m_rows.last()->focusName();
    }
}

QString ClientsPanel::consequences(int client) const {
    const Config& draft = m_draft.config();
    if (client < 0 || !m_draft.file()) {
        return {};
    }
    const auto place = static_cast<std::size_t>(client);
    const ClientConfig* was = clientBefore(*m_draft.file(), draft, place);
    const QStringList routes = was == nullptr ? QStringList() : routesOfClient(*m_draft.file(), was->name);
    const QString& name = draft.clients.at(place).name;
    const int budgets = budgetsOfClient(draft, name.isEmpty() && was != nullptr ? was->name : name);
    QString text = tr("Delete it? Tools with its key are refused as soon as you apply.");
    if (routes.size() == 1) {
        text += u' ' + tr("The rule for it, %1, goes with it.").arg(routes.first());
    } else if (routes.size() > 1) {
        text += u' ' + tr("The rules for it go with it: %1.").arg(routes.join(tr(", ", "between names")));
    }
    if (budgets > 0) {
        text += u' ' + tr("So does its budget.");
    }
    return text;
}

void ClientsPanel::remove(const ClientRow* row) {
    const int index = indexOf(row);
    if (index < 0) {
        return;
    }
    // The row itself goes, so that those behind it keep what is typed in them.
    QWidget* gone = m_rows.takeAt(index);
    gone->hide();
    gone->deleteLater();
    m_draft.edit(
        [&](Config& edited) { removeClient(*m_draft.file(), edited, static_cast<std::size_t>(index)); });
    m_add->setFocus(Qt::OtherFocusReason);
}

}  // namespace signalbox
