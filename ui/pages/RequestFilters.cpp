#include "ui/pages/RequestFilters.h"

#include "ui/pages/NarrowMenu.h"
#include "ui/widgets/DayRangeEdit.h"
#include "ui/widgets/Labels.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

enum class Ended { Any, Failed, Ok, Error, Cancelled, Incomplete, Interrupted };
enum class Since { Ever, Hour, Today, Week, Month, Days };

constexpr qint64 kHourMs = 3'600'000;
constexpr int kTextLeast = 140;
constexpr int kTextWidth = 200;  // beside the boxes
constexpr int kBoxWidth = 170;
constexpr int kChipWidth = 200;

}  // namespace

RequestFilters::RequestFilters(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_row(new QBoxLayout(QBoxLayout::LeftToRight)),
      m_text(new QLineEdit),
      m_boxes(new QWidget),
      m_state(new QComboBox),
      m_provider(new QComboBox),
      m_client(new QComboBox),
      m_time(new QComboBox),
      m_only(new NarrowMenu(context)),
      m_days(new DayRangeEdit(context, u"request"_s)),
      m_clear(new QPushButton(tr("C&lear"))),
      m_chips(new QWidget),
      m_chipRow(new QHBoxLayout(m_chips)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kStep);
    m_row->setSpacing(space::kStep);
    column->addLayout(m_row);
    auto* row = new QHBoxLayout(m_boxes);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kStep);
    m_text->setObjectName(u"requestText"_s);
    m_text->setPlaceholderText(tr("Model, provider, client, project or request id"));
    m_text->setAccessibleName(tr("Search"));
    m_text->setToolTip(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText));
    m_text->setClearButtonEnabled(true);
    m_text->setMaxLength(200);
    m_text->setMinimumWidth(kTextLeast);
    m_row->addWidget(m_text, 1);
    m_row->addWidget(m_boxes);
    m_state->addItem(tr("Any end"), static_cast<int>(Ended::Any));
    m_state->addItem(tr("All but answered"), static_cast<int>(Ended::Failed));
    m_state->addItem(tr("Answered"), static_cast<int>(Ended::Ok));
    m_state->addItem(tr("Failed"), static_cast<int>(Ended::Error));
    m_state->addItem(tr("Cancelled"), static_cast<int>(Ended::Cancelled));
    m_state->addItem(tr("Broke off"), static_cast<int>(Ended::Incomplete));
    m_state->addItem(tr("Interrupted"), static_cast<int>(Ended::Interrupted));
    m_time->addItem(tr("Any time"), static_cast<int>(Since::Ever));
    m_time->addItem(tr("Last hour"), static_cast<int>(Since::Hour));
    m_time->addItem(tr("Today"), static_cast<int>(Since::Today));
    m_time->addItem(tr("Last 7 days"), static_cast<int>(Since::Week));
    m_time->addItem(tr("Last 30 days"), static_cast<int>(Since::Month));
    m_time->addItem(tr("From … to …"), static_cast<int>(Since::Days));
    addBox(*m_state, tr("How it ended"), "requestState");
    addBox(*m_provider, tr("Provider"), "requestProvider");
    addBox(*m_client, tr("Client"), "requestClient");
    addBox(*m_time, tr("When"), "requestTime");
    for (QComboBox* box : {m_state, m_provider, m_client, m_time}) {
        row->addWidget(box);
    }
    row->addWidget(m_only);
    connect(m_only, &NarrowMenu::modelChosen, this, &RequestFilters::narrowModel);
    connect(m_only, &NarrowMenu::projectChosen, this, &RequestFilters::narrowProject);
    m_clear->setObjectName(u"clearFilters"_s);
    m_clear->setAccessibleName(tr("Clear all filters"));
    row->addStretch(1);
    row->addWidget(m_clear);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(space::kStep);
    m_chipRow->addStretch(1);
    m_chipRow->addWidget(m_days);
    connect(m_days, &DayRangeEdit::changed, this, &RequestFilters::tell);
    column->addWidget(m_chips);
    fillNames();
    presentChips();
    connect(m_text, &QLineEdit::textChanged, this,
            [this] { m_typing = m_context.scheduler.after(kTypingPause, [this] { tell(); }); });
    connect(m_text, &QLineEdit::returnPressed, this, &RequestFilters::tell);
    connect(m_clear, &QPushButton::clicked, this, &RequestFilters::clear);
    connect(&context.service, &GatewayService::configChanged, this, &RequestFilters::fillNames);
    m_clear->setEnabled(false);
}

void RequestFilters::addBox(QComboBox& box, const QString& name, const char* object) {
    box.setObjectName(QString::fromLatin1(object));
    box.setAccessibleName(name);
    box.setToolTip(name);
    box.setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box.setMinimumContentsLength(5);
    box.setMaximumWidth(kBoxWidth);
    connect(&box, &QComboBox::activated, this, &RequestFilters::tell);
}

void RequestFilters::fillNames() {
    const ConfigPtr config = m_context.service.config();
    const auto refill = [](QComboBox& box, const QString& all,
                           const QVector<QPair<QString, QString>>& names) {
        const QVariant chosen = box.currentData();
        const QString before = box.currentText();
        const QSignalBlocker silent(box);
        box.clear();
        box.addItem(all, QVariant());
        for (const auto& [name, id] : names) {
            box.addItem(name, id);
        }
        if (chosen.isValid() && box.findData(chosen) < 0) {
            box.addItem(before, chosen);  // it is gone from the configuration, and still what the list shows
        }
        box.setCurrentIndex(chosen.isValid() ? box.findData(chosen) : 0);
    };
    QVector<QPair<QString, QString>> providers;
    QVector<QPair<QString, QString>> clients;
    if (config) {
        for (const ProviderConfig& provider : config->providers) {
            providers.append({m_context.providerName(provider.id), provider.id});
        }
        for (const ClientConfig& client : config->clients) {
            clients.append({client.name, client.name});
        }
    }
    refill(*m_provider, tr("Any provider"), providers);
    refill(*m_client, tr("Any client"), clients);
}

RequestFilter RequestFilters::filter() const {
    RequestFilter filter;
    filter.text = m_text->text().trimmed();
    switch (static_cast<Ended>(m_state->currentData().toInt())) {
        case Ended::Any:
            break;
        case Ended::Failed:
            filter.failedOnly = true;
            break;
        case Ended::Ok:
            filter.status = RequestStatus::Ok;
            break;
        case Ended::Error:
            filter.status = RequestStatus::Error;
            break;
        case Ended::Cancelled:
            filter.status = RequestStatus::Cancelled;
            break;
        case Ended::Incomplete:
            filter.status = RequestStatus::Incomplete;
            break;
        case Ended::Interrupted:
            filter.status = RequestStatus::Interrupted;
            break;
    }
    if (const QVariant provider = m_provider->currentData(); provider.isValid()) {
        filter.provider = provider.toString();
    }
    if (const QVariant client = m_client->currentData(); client.isValid()) {
        filter.client = client.toString();
    }
    filter.model = m_model;
    filter.project = m_project;
    const auto daysAgo = [this](int days) {
        return m_context.today().addDays(-days).startOfDay().toMSecsSinceEpoch();
    };
    switch (static_cast<Since>(m_time->currentData().toInt())) {
        case Since::Ever:
            break;
        case Since::Hour:
            filter.sinceMs = m_context.clock.wallMs() - kHourMs;
            break;
        case Since::Today:
            filter.sinceMs = daysAgo(0);
            break;
        case Since::Week:
            filter.sinceMs = daysAgo(6);
            break;
        case Since::Month:
            filter.sinceMs = daysAgo(29);
            break;
        case Since::Days:
            filter.sinceMs = m_days->range().first.startOfDay().toMSecsSinceEpoch();
            filter.untilMs = m_days->range().last.addDays(1).startOfDay().toMSecsSinceEpoch();
            break;
    }
    return filter;
}

void RequestFilters::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitRow();
}

void RequestFilters::fitRow() {
    const bool beside = m_boxes->sizeHint().width() + space::kStep + kTextWidth <= width();
    m_row->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

bool RequestFilters::isNarrow() const {
    return filter() != RequestFilter();
}

void RequestFilters::focusText() {
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void RequestFilters::clear() {
    {
        const QSignalBlocker silent(m_text);
        m_text->clear();
    }
    for (QComboBox* box : {m_state, m_provider, m_client, m_time}) {
        box->setCurrentIndex(0);
    }
    m_model.reset();
    m_project.reset();
    tell();
    m_text->setFocus(Qt::OtherFocusReason);
}

void RequestFilters::choose(QComboBox& box, const QString& value) {
    int at = box.findData(value);
    if (at < 0) {  // of a name that the configuration has no more
        box.addItem(value, value);
        at = box.count() - 1;
    }
    box.setCurrentIndex(at);
    tell();
}

void RequestFilters::narrowProvider(const QString& provider) {
    choose(*m_provider, provider);
}

void RequestFilters::narrowClient(const QString& client) {
    choose(*m_client, client);
}

void RequestFilters::narrowModel(const QString& model) {
    m_model = model;
    tell();
}

void RequestFilters::narrowProject(const QString& project) {
    m_project = project;
    tell();
}

void RequestFilters::addChip(const QString& text, const QString& name, std::optional<QString>& what) {
    const QString shown = fontMetrics().elidedText(text, Qt::ElideMiddle, kChipWidth);
    auto* chip = new QPushButton(tr("%1 ✕", "what is filtered, take it back").arg(withoutAltLetter(shown)));
    chip->setProperty("chip", true);
    chip->setAccessibleName(name);
    chip->setToolTip(text + u'\n' + name);
    connect(chip, &QPushButton::clicked, this, [this, &what] {
        what.reset();
        tell();
        m_text->setFocus(Qt::OtherFocusReason);
    });
    m_chipRow->insertWidget(m_chipRow->count() - 2, chip);
}

void RequestFilters::presentChips() {
    while (m_chipRow->count() > 2) {  // the stretch and the days stay
        QLayoutItem* item = m_chipRow->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    if (m_model) {
        addChip(tr("Model %1").arg(*m_model), tr("Show all models again"), m_model);
    }
    if (m_project) {
        addChip(m_project->isEmpty() ? tr("No project") : tr("Project %1").arg(*m_project),
                tr("Show all projects again"), m_project);
    }
    const bool days = static_cast<Since>(m_time->currentData().toInt()) == Since::Days;
    m_days->setVisible(days);
    m_chips->setVisible(days || m_model || m_project);
}

void RequestFilters::tell() {
    m_typing.cancel();
    presentChips();
    m_clear->setEnabled(isNarrow());
    Q_EMIT changed();
}

}  // namespace signalbox
