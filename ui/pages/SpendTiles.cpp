#include "ui/pages/SpendTiles.h"

#include "ui/widgets/Card.h"
#include "ui/widgets/CardGrid.h"

#include <cmath>
#include <cstdlib>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLeast = 164;
constexpr int kMost = 480;

double share(NanoUsd part, NanoUsd whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}
}  // namespace

SpendTiles::SpendTiles(Format format, QWidget* parent)
    : QWidget(parent), m_format(std::move(format)), m_grid(new CardGrid(kLeast, kMost, space::kCard)) {
    setLayout(m_grid);
    m_total = add(u"tileTotal"_s, tr("Total"));
    m_list = add(u"tileList"_s, tr("At list prices"));
    m_saved = add(u"tileSaved"_s, tr("Saved"));
    m_wasted = add(u"tileWasted"_s, tr("Wasted on failures"));
    m_unknown = add(u"tileUnknown"_s, tr("Price unknown"));
    m_forecast = add(u"tileForecast"_s, tr("Forecast"));
}

SpendTiles::Tile SpendTiles::add(const QString& objectName, const QString& name) {
    auto* card = new Card;
    card->setObjectName(objectName);
    card->column()->setSpacing(2);
    Tile tile;
    tile.card = card;
    tile.name = new ElidedLabel(TextSize::Secondary, Tone::Secondary);
    tile.name->setText(name);
    tile.value = new ElidedLabel(TextSize::Figure, Tone::Normal, Weight::Strong);
    tile.note = makeLabel({}, TextSize::Secondary, Tone::Secondary);
    tile.note->setWordWrap(true);
    tile.note->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    for (QLabel* label : {tile.name, tile.value, tile.note}) {
        card->column()->addWidget(label);
    }
    m_grid->addWidget(card);
    return tile;
}

void SpendTiles::set(Tile& tile, const QString& value, const QString& note, Tone tone) {
    tile.value->setText(value);
    setTone(*tile.value, tone);
    tile.note->setText(note);
    tile.card->setAccessibleName(tr("%1: %2. %3", "name, value, note").arg(tile.name->text(), value, note));
}

QString SpendTiles::comparison(const Content& content) const {
    if (!content.before) {
        return {};
    }
    const NanoUsd now = content.total.cost;
    const NanoUsd before = content.before->cost;
    // Two days and what stands between them are not torn apart.
    const QString when =
        QString(content.beforeName).replace(u' ', QChar(QChar::Nbsp)).replace(u"–"_s, u"\u2060–\u2060"_s);
    if (before <= 0) {
        return tr("nothing spent %1", "in that time").arg(when);
    }
    const QString by = m_format.percent(std::abs(share(now - before, before)), 0);
    if (std::abs(share(now - before, before)) < 0.005) {
        return tr("as much as %1", "in that time").arg(when);
    }
    return now > before ? tr("▲ %1 more than %2", "share, time").arg(by, when)
                        : tr("▼ %1 less than %2", "share, time").arg(by, when);
}

void SpendTiles::present(const Content& content) {
    const SpendRow& total = content.total;
    const bool unpriced = total.requests > 0 && total.unknownCostRequests >= total.requests;
    set(m_total, unpriced ? m_format.unknown() : m_format.money(total.cost), comparison(content));
    set(m_list, unpriced ? m_format.unknown() : m_format.money(total.listCost),
        total.requests == 1 ? tr("1 request") : tr("%1 requests").arg(m_format.number(total.requests)));
    const NanoUsd saved = total.saved();
    set(m_saved, unpriced ? m_format.unknown() : m_format.money(saved),
        unpriced    ? tr("no price is known")
        : saved < 0 ? tr("%1 above list prices").arg(m_format.percent(share(-saved, total.listCost), 0))
                    : tr("%1 of list prices").arg(m_format.percent(share(saved, total.listCost), 0)),
        saved > 0 && !unpriced ? Tone::Good : Tone::Normal);
    set(m_wasted, m_format.money(total.wasted),
        total.failedRequests == 1
            ? tr("1 request did not complete")
            : tr("%1 requests did not complete").arg(m_format.number(total.failedRequests)));
    set(m_unknown, m_format.number(total.unknownCostRequests),
        total.unknownCostRequests == 0   ? tr("every request has a price")
        : total.unknownCostRequests == 1 ? tr("request, not in the total")
                                         : tr("requests, not in the total"));
    m_forecast.name->setText(tr("Forecast for %1").arg(m_format.month(content.today)));
    if (content.forecast) {
        const int days = content.forecast->basedOnDays;
        set(m_forecast, m_format.money(content.forecast->expected),
            days == 1 ? tr("from 1 complete day") : tr("from %1 complete days").arg(m_format.number(days)));
    } else {
        set(m_forecast, Format::none(), tr("after the first complete day"));
    }
}

// Two lines each, whatever they say: nothing below jumps when they change.
void SpendTiles::fitNotes() {
    for (const Tile* tile : {&m_total, &m_list, &m_saved, &m_wasted, &m_unknown, &m_forecast}) {
        tile->note->setFixedHeight(2 * tile->note->fontMetrics().lineSpacing());
    }
}

void SpendTiles::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitNotes();
    const int height = m_grid->height(width());
    if (height != this->height()) {
        setFixedHeight(height);
    }
}

}  // namespace signalbox
