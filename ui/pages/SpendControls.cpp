#include "ui/pages/SpendControls.h"

#include "ui/models/SpendModel.h"
#include "ui/widgets/DayRangeEdit.h"
#include "ui/widgets/ExportDialog.h"
#include "ui/widgets/Labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kChipText = 220;
constexpr int kChipLeast = 32;
constexpr int kChipReadable = 120;
constexpr int kChipFrame = 46;  // padding and the sign
constexpr SpendBy kDimensions[] = {SpendBy::Model, SpendBy::Provider, SpendBy::Client, SpendBy::Project};

}  // namespace

SpendControls::SpendControls(const Context& context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_status(new ElidedLabel(TextSize::Body, Tone::Secondary)),
      m_by(new QComboBox),
      m_period(new QComboBox),
      m_dates(new DayRangeEdit(context, u"spend"_s)),
      m_export(new QPushButton(tr("&Export…"))),
      m_second(new QWidget),
      m_secondRow(new QBoxLayout(QBoxLayout::LeftToRight, m_second)),
      m_chips(new QWidget),
      m_chipRow(new QHBoxLayout(m_chips)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::kStep);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(makeLabel(tr("Spend"), TextSize::Title, Tone::Normal, Weight::Strong));
    m_status->setObjectName(u"spendStatus"_s);
    row->addWidget(m_status, 1);
    m_by->setObjectName(u"spendBy"_s);
    m_by->setAccessibleName(tr("Sum by"));
    m_by->addItem(tr("By model"), static_cast<int>(SpendBy::Model));
    m_by->addItem(tr("By provider"), static_cast<int>(SpendBy::Provider));
    m_by->addItem(tr("By client"), static_cast<int>(SpendBy::Client));
    m_by->addItem(tr("By project"), static_cast<int>(SpendBy::Project));
    row->addWidget(m_by);
    connect(m_by, &QComboBox::currentIndexChanged, this, [this] {
        m_choice.by = static_cast<SpendBy>(m_by->currentData().toInt());
        apply();
    });
    buildPeriod(*row);
    buildExport(*row);
    column->addLayout(row);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(space::kStep);
    m_secondRow->setContentsMargins(0, 0, 0, 0);
    m_secondRow->setSpacing(space::kStep);
    m_secondRow->addWidget(m_chips, 1);
    m_secondRow->addWidget(m_dates, 0, Qt::AlignTrailing);
    column->addWidget(m_second);
    rebuildChips();
}

void SpendControls::buildPeriod(QHBoxLayout& row) {
    m_period->setObjectName(u"spendPeriod"_s);
    m_period->setAccessibleName(tr("Period"));
    for (const auto& [period, name] : {std::pair{Period::Today, tr("Today")},
                                       {Period::SevenDays, tr("Last 7 days")},
                                       {Period::ThirtyDays, tr("Last 30 days")},
                                       {Period::ThisMonth, tr("This month")},
                                       {Period::LastMonth, tr("Last month")},
                                       {Period::ThisYear, tr("This year")},
                                       {Period::Custom, tr("From … to …")}}) {
        m_period->addItem(name, static_cast<int>(period));
    }
    m_period->setCurrentIndex(m_period->findData(static_cast<int>(Period::ThisMonth)));
    row.addWidget(m_period);
    connect(m_period, &QComboBox::currentIndexChanged, this, &SpendControls::choosePeriod);
    connect(m_dates, &DayRangeEdit::changed, this, &SpendControls::chooseDates);
    m_dates->hide();
}

void SpendControls::buildExport(QHBoxLayout& row) {
    m_export->setObjectName(u"spendExport"_s);
    auto* menu = new QMenu(m_export);
    menu->addAction(tr("&Sums of this table…"), this, [this] { askWhere(ExportKind::Table); });
    menu->addAction(tr("Sums per &day…"), this, [this] { askWhere(ExportKind::Days); });
    menu->addAction(tr("Each &request…"), this, [this] { askWhere(ExportKind::Requests); });
    m_export->setMenu(menu);
    m_export->setEnabled(false);
    row.addWidget(m_export);
}

void SpendControls::setStatus(const QString& text) {
    m_status->setFullText(text);
}

void SpendControls::setExporting(bool exporting) {
    m_exporting = exporting;
    m_export->setEnabled(!m_exporting && !m_nothing);
    m_export->setText(exporting ? tr("Exporting…") : tr("&Export…"));
}

void SpendControls::setNothingToExport(bool nothing) {
    m_nothing = nothing;
    m_export->setEnabled(!m_exporting && !m_nothing);
}

void SpendControls::choosePeriod() {
    const DayRange shown = m_choice.range(m_context.today());
    m_choice.period = static_cast<Period>(m_period->currentData().toInt());
    m_choice.within.reset();
    if (m_choice.period == Period::Custom) {
        // From where the eye is.
        m_choice.custom = shown;
        m_dates->setRange(shown);
    }
    m_dates->setVisible(m_choice.period == Period::Custom);
    apply();
}

void SpendControls::chooseDates() {
    m_choice.custom = m_dates->range();
    m_choice.within.reset();
    apply();
}

void SpendControls::setPeriod(Period period) {
    m_period->setCurrentIndex(m_period->findData(static_cast<int>(period)));
}

void SpendControls::narrow(const QString& key) {
    if (std::optional<QString>* part = SpendChoice::part(m_choice.filter, m_choice.by)) {
        *part = key;
        apply();
    }
}

void SpendControls::narrow(const DayRange& days) {
    if (days != m_choice.range(m_context.today())) {
        m_choice.within = days;
        apply();
    }
}

void SpendControls::widen() {
    m_choice.filter = {};
    m_choice.within.reset();
    apply();
}

void SpendControls::apply() {
    rebuildChips();
    Q_EMIT changed();
}

void SpendControls::dropFilter(SpendBy by) {
    if (std::optional<QString>* part = SpendChoice::part(m_choice.filter, by)) {
        part->reset();
        apply();
    }
}

void SpendControls::dropDays(SpendBy) {
    m_choice.within.reset();
    apply();
}

QString SpendControls::dimensionName(SpendBy by) {
    switch (by) {
        case SpendBy::Provider:
            return tr("Provider");
        case SpendBy::Client:
            return tr("Client");
        case SpendBy::Project:
            return tr("Project");
        default:
            return tr("Model");
    }
}

QString SpendControls::dimensionWord(SpendBy by) {
    switch (by) {
        case SpendBy::Provider:
            return tr("provider", "Cost per day by …");
        case SpendBy::Client:
            return tr("client", "Cost per day by …");
        case SpendBy::Project:
            return tr("project", "Cost per day by …");
        default:
            return tr("model", "Cost per day by …");
    }
}

QString SpendControls::rangeName(const DayRange& range, const Format& format) {
    return range.first == range.last
               ? format.day(range.first)
               : tr("%1 – %2", "first day, last day").arg(format.day(range.first), format.day(range.last));
}

void SpendControls::addChip(const QString& text, const QString& accessibleName,
                            void (SpendControls::*drop)(SpendBy), SpendBy by) {
    auto* chip = new QPushButton(m_chips);
    chip->setProperty("chip", true);
    chip->setObjectName(u"chip:%1"_s.arg(m_chipRow->count()));
    chip->setAccessibleName(accessibleName);
    chip->setToolTip(accessibleName);
    connect(chip, &QPushButton::clicked, this, [this, drop, by] { (this->*drop)(by); });
    m_chipRow->addWidget(chip);
    m_chipTexts.append({chip, text});
    chip->show();
}

void SpendControls::rebuildChips() {
    const bool hadFocus = m_chips->isAncestorOf(focusWidget());
    m_chipTexts.clear();
    while (QLayoutItem* item = m_chipRow->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    m_chipRow->addWidget(makeLabel(tr("Only"), TextSize::Body, Tone::Secondary));
    for (const SpendBy by : kDimensions) {
        const std::optional<QString>* part = SpendChoice::part(m_choice.filter, by);
        if (part != nullptr && part->has_value()) {
            const QString text =
                tr("%1: %2", "dimension, name").arg(dimensionName(by), SpendModel::keyName(**part));
            addChip(text, tr("Take back the filter %1").arg(text), &SpendControls::dropFilter, by);
        }
    }
    if (m_choice.within) {
        const QString text = rangeName(*m_choice.within, m_context.format);
        addChip(text, tr("Back from %1 to the whole period").arg(text), &SpendControls::dropDays,
                SpendBy::Day);
    }
    m_chipRow->addStretch(1);
    fitChips();
    m_chips->setVisible(!m_chipTexts.isEmpty());
    m_second->setVisible(!m_chipTexts.isEmpty() || !m_dates->isHidden());
    if (hadFocus) {
        m_by->setFocus();
    }
}

// However many and however long, they do not make the page wider than the window.
void SpendControls::fitChips() {
    const auto count = static_cast<int>(m_chipTexts.size());
    if (count == 0) {
        return;
    }
    const QFontMetrics metrics(m_context.theme.font(TextSize::Body));
    const int dates = m_dates->isHidden() ? 0 : m_dates->sizeHint().width() + space::kStep;
    const auto roomBeside = [&](int taken) {
        return (width() - taken - kChipText / 3) / count - kChipFrame - space::kStep;
    };
    // The dates go below where they would leave too little of the names.
    const bool below = roomBeside(dates) < kChipReadable;
    m_secondRow->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    const int room = std::clamp(roomBeside(below ? 0 : dates), kChipLeast, kChipText);
    for (const auto& [chip, text] : std::as_const(m_chipTexts)) {
        const QString shown =
            metrics.elidedText(text, room < kChipReadable ? Qt::ElideRight : Qt::ElideMiddle, room);
        chip->setText(tr("%1  ✕", "what is filtered, take it back").arg(withoutAltLetter(shown)));
    }
}

void SpendControls::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitChips();
}

ExportBar::What SpendControls::exportOf(ExportKind kind, const QString& path, ExportFormat format) const {
    const QDate today = m_context.today();
    if (kind == ExportKind::Requests) {
        return RequestExport{m_choice.requests(today), format, path};
    }
    // Filled in place: GCC 12 takes the optional names of one that is moved for uninitialised.
    ExportBar::What what(std::in_place_type<SpendExport>);
    auto& spend = std::get<SpendExport>(what);
    spend.query = m_choice.queries(today).constFirst();
    spend.query.perDay = kind == ExportKind::Days;
    spend.query.perHour = false;
    spend.query.forecastOn.reset();
    spend.format = format;
    spend.path = path;
    return what;
}

void SpendControls::askWhere(ExportKind kind) {
    const DayRange range = m_choice.range(m_context.today());
    const QString what = kind == ExportKind::Requests ? u"requests"_s
                         : kind == ExportKind::Days   ? spendByName(m_choice.by) + u"-per-day"_s
                                                      : spendByName(m_choice.by);
    const QString name = u"signalbox-%1-%2-%3"_s.arg(what, range.first.toString(Qt::ISODate),
                                                     range.last.toString(Qt::ISODate));
    askExportFile(*this, tr("Export spend"), name, [this, kind](const QString& path, ExportFormat format) {
        Q_EMIT exportAsked(exportOf(kind, path, format));
    });
}

}  // namespace signalbox
