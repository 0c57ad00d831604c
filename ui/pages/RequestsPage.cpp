#include "ui/pages/RequestsPage.h"

#include "ui/SecretClipboard.h"
#include "ui/models/RequestsModel.h"
#include "ui/pages/RequestDetailPanel.h"
#include "ui/pages/RequestFilters.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/ExportBar.h"
#include "ui/widgets/ExportDialog.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Tables.h"

#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDetailWidth = 380;
// Of State and what follows; the time's is measured, the last one takes what is left.
constexpr std::array kWidths{166, 166, 88, 74, 98, 124, 80, 108};

}  // namespace

RequestsPage::RequestsPage(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_pages(context.service),
      m_model(new RequestsModel(
          m_pages, context.theme, context.format,
          [context](const QString& id) { return context.providerName(id); },
          [context] { return context.clock.wallMs(); }, this)),
      m_filters(new RequestFilters(context)),
      m_exports(new ExportBar(context)) {
    setObjectName(u"page"_s);
    setAccessibleName(tr("Requests"));
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    buildHead(*column);
    column->addWidget(m_exports);
    buildTable();
    column->addWidget(m_splitter, 1);
    connectAll();
    presentState();
}

void RequestsPage::buildHead(QVBoxLayout& column) {
    column.addWidget(m_filters);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_count = makeLabel({}, TextSize::Secondary, Tone::Secondary);
    m_count->setObjectName(u"requestCount"_s);
    row->addWidget(m_count);
    m_newer = new QPushButton;
    m_newer->setObjectName(u"newerRequests"_s);
    m_newer->setProperty("chip", true);
    m_newer->hide();
    row->addWidget(m_newer);
    m_problem = makeLabel({}, TextSize::Body, Tone::Bad);
    m_problem->setObjectName(u"requestProblem"_s);
    m_problem->setWordWrap(true);
    row->addWidget(m_problem, 1);
    m_again = new QPushButton(tr("&Try again"));
    m_again->setObjectName(u"requestsAgain"_s);
    row->addWidget(m_again);
    row->addStretch(1);
    m_export = new QPushButton(tr("&Export…"));
    m_export->setObjectName(u"requestsExport"_s);
    m_export->setToolTip(tr("Write the requests that the filters let through to a file"));
    row->addWidget(m_export);
    column.addLayout(row);
}

void RequestsPage::buildTable() {
    auto* card = new Card;
    card->setAccessibleName(tr("List of requests"));
    card->setMinimumWidth(320);
    m_empty = new QWidget;
    m_empty->setObjectName(u"requestsEmpty"_s);
    auto* empty = new QVBoxLayout(m_empty);
    m_emptyTitle = makeLabel({}, TextSize::Body, Tone::Normal, Weight::Strong);
    m_emptyText = makeLabel({}, TextSize::Body, Tone::Secondary);
    m_emptyText->setWordWrap(true);
    m_emptyStep = new QPushButton(tr("Show all requests"));
    m_emptyStep->setObjectName(u"showAll"_s);
    empty->setContentsMargins(0, 0, 0, 0);
    empty->addWidget(m_emptyTitle);
    empty->addWidget(m_emptyText);
    empty->addWidget(m_emptyStep, 0, Qt::AlignLeading);
    empty->addStretch(1);
    card->column()->addWidget(m_empty);
    m_table = new QTableView;
    m_table->setObjectName(u"requestsTable"_s);
    m_table->setAccessibleName(tr("Requests, newest first"));
    m_table->setAccessibleDescription(tr("Enter opens a request; the context menu narrows the list"));
    m_table->setModel(m_model);
    setUpTable(*m_table);
    m_table->setTextElideMode(Qt::ElideMiddle);  // folders and models differ at their ends
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->horizontalHeader()->setSectionsMovable(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    for (std::size_t i = 0; i < kWidths.size(); ++i) {
        m_table->setColumnWidth(RequestsModel::State + static_cast<int>(i), kWidths.at(i));
    }
    fitColumn(*m_table, m_context.theme, RequestsModel::Time,
              m_context.format.shortTime(Format::wideTime(), 0));
    m_table->installEventFilter(this);
    card->column()->addWidget(m_table, 1);
    m_detail = new RequestDetailPanel(m_context);
    m_detail->hide();
    m_detail->setMinimumWidth(260);
    m_detail->installEventFilter(this);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::kCard);
    m_splitter->addWidget(card);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({1'000, kDetailWidth});
}

void RequestsPage::connectAll() {
    connect(&m_pages, &RequestPages::stateChanged, this, &RequestsPage::presentState);
    connect(&m_pages, &RequestPages::newer, this, &RequestsPage::presentNewer);
    connect(&m_pages, &RequestPages::grown, this, [this] {
        if (const auto row = m_shown.isEmpty() ? std::nullopt : m_pages.rowOf(m_shown);
            row && !m_table->currentIndex().isValid()) {
            m_table->selectRow(*row);
        }
    });
    connect(m_filters, &RequestFilters::changed, this, [this] {
        m_newer->hide();
        m_pages.start(m_filters->filter());
    });
    connect(m_again, &QPushButton::clicked, &m_pages, &RequestPages::retry);
    connect(m_emptyStep, &QPushButton::clicked, m_filters, &RequestFilters::clear);
    connect(m_newer, &QPushButton::clicked, this, [this] {
        m_newer->hide();
        m_pages.showNewer();
        m_table->setFocus();
    });
    connect(m_table, &QTableView::activated, this, &RequestsPage::openCurrent);
    connect(m_table, &QTableView::clicked, this, &RequestsPage::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) {
                if (now.isValid() && m_detail->isVisible()) {
                    openCurrent();  // the arrows go through the details
                }
            });
    connect(m_table, &QWidget::customContextMenuRequested, this, &RequestsPage::showMenu);
    connect(m_detail, &RequestDetailPanel::closeAsked, this, &RequestsPage::closeDetail);
    connect(m_detail, &RequestDetailPanel::simulateAsked, this, &RequestsPage::simulateAsked);
    connect(m_export, &QPushButton::clicked, this, &RequestsPage::askExport);
    connect(m_exports, &ExportBar::runningChanged, this,
            [this](bool running) { m_export->setEnabled(!running); });
    connect(&m_context.service, &GatewayService::statusChanged, this, &RequestsPage::onStatus);
    auto* find = new QShortcut(QKeySequence(QKeySequence::Find), this);
    connect(find, &QShortcut::activated, m_filters, &RequestFilters::focusText);
}

void RequestsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_pages.rows() == 0 && !m_pages.isReading() && m_pages.problem().isEmpty()) {
        m_pages.start(m_filters->filter());
    }
    onStatus(m_context.service.status());
}

void RequestsPage::presentState() {
    const Format& format = m_context.format;
    const int rows = m_pages.rows();
    const bool failed = !m_pages.problem().isEmpty();
    const bool none = rows == 0 && m_pages.isComplete();
    if (failed) {
        m_count->clear();
    } else if (rows == 0 && !none) {
        m_count->setText(m_pages.searchedToMs()
                             ? tr("Searching, back to %1…")
                                   .arg(format.time(*m_pages.searchedToMs(), m_context.clock.wallMs()))
                             : tr("Reading the ledger…"));
    } else if (m_pages.isComplete()) {
        m_count->setText(rows == 1 ? tr("1 request") : tr("%1 requests").arg(format.number(rows)));
    } else {
        m_count->setText(tr("%1 requests so far; scroll for more").arg(format.number(rows)));
    }
    m_count->setVisible(!failed);
    m_problem->setText(failed ? tr("The ledger could not be read: %1").arg(m_pages.problem()) : QString());
    m_problem->setVisible(failed);
    m_again->setVisible(failed);
    m_empty->setVisible(none);
    m_table->setVisible(!none);
    if (none) {
        const bool narrow = m_filters->isNarrow();
        m_emptyTitle->setText(narrow ? tr("No request is like this") : tr("No requests yet"));
        m_emptyText->setText(narrow
                                 ? tr("None of the ledger's requests passes all of the filters.")
                                 : tr("Point a tool at %1; each of its requests is here when it has ended.")
                                       .arg(m_context.service.status().baseUrl));
        m_emptyStep->setVisible(narrow);
    }
    m_export->setEnabled(!none && !m_exports->isRunning());
}

bool RequestsPage::isAtTop() const {
    return m_table->verticalScrollBar()->value() == m_table->verticalScrollBar()->minimum() &&
           !m_detail->isVisible();
}

void RequestsPage::presentNewer(int count, bool orMore) {
    // Not under somebody's hand: the row that is chosen keeps its place.
    if (isAtTop() && !m_table->currentIndex().isValid()) {
        m_pages.showNewer();
        return;
    }
    const QString number = m_context.format.number(count) + (orMore ? u"+"_s : QString());
    m_newer->setText(count == 1 && !orMore ? tr("1 new") : tr("%1 new").arg(number));
    m_newer->setAccessibleName(tr("%1: show them").arg(m_newer->text()));
    m_newer->show();
}

void RequestsPage::onStatus(const StatusSnapshot& status) {
    const quint64 ended = status.requestsTotal - std::min<quint64>(status.requestsTotal, status.openRequests);
    if (!isVisible() || ended == m_requestsSeen || m_look.isActive()) {
        return;
    }
    m_requestsSeen = ended;
    m_look = m_context.scheduler.after(kLookEvery, [this] {
        m_pages.look();
        onStatus(m_context.service.status());
    });
}

void RequestsPage::open(const QByteArray& requestId) {
    m_shown = requestId;
    m_detail->show(requestId);
    static_cast<QWidget*>(m_detail)->show();
    if (const std::optional<int> row = m_pages.rowOf(requestId)) {
        m_table->selectRow(*row);
    }
}

void RequestsPage::openCurrent() {
    const LoggedRequest* request = m_pages.known(m_table->currentIndex().row());
    if (request != nullptr &&
        (request->started.requestId != m_detail->requestId() || !m_detail->isVisible())) {
        open(QByteArray(request->started.requestId));
    }
}

void RequestsPage::closeDetail() {
    m_detail->hide();
    m_shown.clear();
    m_table->setFocus();
}

bool RequestsPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && m_detail->isVisible()) {
            closeDetail();
            return true;
        }
        if (watched == m_table && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            openCurrent();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void RequestsPage::showMenu(const QPoint& at) {
    const LoggedRequest* request = m_pages.known(m_table->currentIndex().row());
    if (request == nullptr) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"requestMenu"_s);
    const QString model = request->model();
    const QString provider = request->finished.provider;
    const QString client = request->started.client;
    const QString project = request->started.project;
    const QByteArray id = request->started.requestId;
    menu->addAction(tr("&Open"), this, &RequestsPage::openCurrent);
    menu->addAction(tr("&Copy the request id"), this,
                    [this, id] { m_context.clipboard.copy(QString::fromUtf8(id)); });
    menu->addSeparator();
    menu->addAction(tr("Only &model %1").arg(nameForButton(model)), this,
                    [this, model] { m_filters->narrowModel(model); });
    if (!provider.isEmpty()) {
        menu->addAction(tr("Only &provider %1").arg(nameForButton(m_context.providerName(provider))), this,
                        [this, provider] { m_filters->narrowProvider(provider); });
    }
    if (!client.isEmpty()) {
        menu->addAction(tr("Only c&lient %1").arg(nameForButton(client)), this,
                        [this, client] { m_filters->narrowClient(client); });
    }
    menu->addAction(
        project.isEmpty() ? tr("Only without p&roject") : tr("Only p&roject %1").arg(nameForButton(project)),
        this, [this, project] { m_filters->narrowProject(project); });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void RequestsPage::askExport() {
    const QString name = u"signalbox-requests-"_s + m_context.today().toString(Qt::ISODate);
    askExportFile(*this, tr("Export requests"), name, [this](const QString& path, ExportFormat format) {
        m_exports->start(RequestExport{m_filters->filter(), format, path});
    });
}

QByteArray RequestsPage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << m_table->horizontalHeader()->saveState() << m_splitter->saveState();
    return state;
}

void RequestsPage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    QByteArray header;
    QByteArray splitter;
    in >> header >> splitter;
    if (in.status() == QDataStream::Ok) {
        m_table->horizontalHeader()->restoreState(header);
        m_splitter->restoreState(splitter);
    }
}

}  // namespace signalbox
