#include "ui/models/SpendModel.h"

#include "ui/charts/SeriesStyle.h"

#include <QFont>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace signalbox {

namespace {

constexpr int kSwatch = 10;

// Nothing of it has a known price.
bool isUnpriced(const SpendRow& row) {
    return row.requests > 0 && row.unknownCostRequests >= row.requests;
}

double share(qint64 part, qint64 whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

double change(NanoUsd now, NanoUsd before) {
    return before > 0 ? static_cast<double>(now - before) / static_cast<double>(before)
           : now > 0  ? std::numeric_limits<double>::max()
                      : 0.0;
}

}  // namespace

SpendModel::SpendModel(const Theme& theme, Format format, QObject* parent)
    : QAbstractTableModel(parent), m_theme(theme), m_format(std::move(format)), m_keyTitle(tr("Model")) {
    makeIcons();
    connect(&m_theme, &Theme::changed, this, [this] {
        makeIcons();
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    });
}

void SpendModel::makeIcons() {
    m_icons.clear();
    const auto series = static_cast<qsizetype>(m_theme.colors().series.size());
    for (qsizetype place = 0; place <= series; ++place) {
        m_icons.append(seriesIcon(seriesStyle(m_theme, place < series ? place : -1), kSwatch));
    }
}

void SpendModel::setKeyTitle(const QString& title) {
    m_keyTitle = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, Key, Key);
}

// Rows come and go before the total, and the others stay where they are, so that the selection does too.
void SpendModel::update(Content content) {
    m_before.clear();
    m_beforeTotal = 0;
    for (const SpendRow& row : content.before.value_or(QVector<SpendRow>())) {
        m_before[row.key] += row.cost;
        m_beforeTotal += row.cost;
    }
    const auto before = static_cast<int>(m_content.rows.size());
    const auto after = static_cast<int>(content.rows.size());
    if (before == 0 || after == 0) {
        beginResetModel();
        m_content = std::move(content);
        endResetModel();
        return;
    }
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_content.rows.resize(after);
        endRemoveRows();
    }
    QVector<SpendRow> rows = content.rows;
    content.rows.resize(std::min(before, after));
    m_content = std::move(content);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_content.rows = std::move(rows);
        endInsertRows();
    }
}

int SpendModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || m_content.rows.isEmpty() ? 0 : static_cast<int>(m_content.rows.size()) + 1;
}

int SpendModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

std::optional<NanoUsd> SpendModel::before(int at) const {
    if (!m_content.before) {
        return std::nullopt;
    }
    return isTotal(at) ? m_beforeTotal : m_before.value(row(at).key);
}

QString SpendModel::changeText(NanoUsd now, NanoUsd before, const Format& format) {
    if (before <= 0) {
        return now > 0 ? tr("new", "it cost nothing before") : Format::none();
    }
    // What rounds to nothing has no sign.
    const double by = std::abs(change(now, before)) < 0.005 ? 0.0 : change(now, before);
    const QString text = format.percent(by, 0);
    return by > 0 ? tr("+%1", "more by").arg(text) : text;
}

QString SpendModel::text(int at, int column) const {
    const SpendRow& row = this->row(at);
    const bool noPrice = isUnpriced(row);
    switch (column) {
        case Key:
            return isTotal(at) ? tr("Total") : keyName(row.key);
        case CostColumn:
            if (noPrice) {
                return m_format.unknown();
            }
            return row.estimatedRequests > 0 ? tr("~%1", "about an amount").arg(m_format.money(row.cost))
                                             : m_format.money(row.cost);
        case Change:
            return noPrice || !before(at) ? Format::none() : changeText(row.cost, *before(at), m_format);
        case List:
            return noPrice ? m_format.unknown() : m_format.money(row.listCost);
        case Saved:
            return noPrice || row.saved() == 0 ? Format::none() : m_format.money(row.saved());
        case Wasted:
            return row.wasted == 0 ? Format::none() : m_format.money(row.wasted);
        case Unknown:
            return row.unknownCostRequests == 0 ? Format::none() : m_format.number(row.unknownCostRequests);
        case Requests:
            return m_format.number(row.requests);
        case Input:
            return m_format.tokens(row.inputTokens);
        case Cached:
            return row.inputTokens > 0 ? m_format.percent(share(row.cachedInputTokens, row.inputTokens), 0)
                                       : Format::none();
        case Output:
            return m_format.tokens(row.outputTokens);
        default:
            return {};
    }
}

QString SpendModel::toolTip(int at, int column) const {
    const SpendRow& row = this->row(at);
    switch (column) {
        case Key:
            return isTotal(at) ? QString() : tr("%1. Double-click or Enter: only this.").arg(text(at, Key));
        case CostColumn:
        case Unknown:
            if (row.unknownCostRequests == 0) {
                return {};
            }
            return row.unknownCostRequests == 1 ? tr("One request has no known price and is not in the sum")
                                                : tr("%1 requests have no known price and are not in the sum")
                                                      .arg(m_format.number(row.unknownCostRequests));
        case Change:
            return before(at)
                       ? tr("%1: %2", "days, cost").arg(m_content.beforeName, m_format.money(*before(at)))
                       : QString();
        case Requests:
            return row.failedRequests == 0
                       ? QString()
                       : tr("%1 did not complete").arg(m_format.number(row.failedRequests));
        default:
            return {};
    }
}

QVariant SpendModel::sortValue(int at, int column) const {
    const SpendRow& row = this->row(at);
    switch (column) {
        case CostColumn:
            return row.cost;
        case Change:
            return change(row.cost, before(at).value_or(0));
        case List:
            return row.listCost;
        case Saved:
            return row.saved();
        case Wasted:
            return row.wasted;
        case Unknown:
            return row.unknownCostRequests;
        case Requests:
            return row.requests;
        case Input:
            return row.inputTokens;
        case Cached:
            return share(row.cachedInputTokens, row.inputTokens);
        case Output:
            return row.outputTokens;
        default:
            return row.key;
    }
}

SpendModel::Rank SpendModel::rank(int at, int column) const {
    if (isTotal(at)) {
        return Total;
    }
    const SpendRow& row = this->row(at);
    switch (column) {
        case CostColumn:
        case List:
        case Saved:
            return isUnpriced(row) ? NoValue : Value;
        case Change:
            return isUnpriced(row) || !before(at) || (row.cost <= 0 && *before(at) <= 0) ? NoValue : Value;
        case Cached:
            return row.inputTokens > 0 ? Value : NoValue;
        default:
            return Value;
    }
}

QVariant SpendModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= rowCount()) {
        return {};
    }
    const int row = at.row();
    const int column = at.column();
    switch (role) {
        case Qt::DisplayRole:
            return text(row, column);
        case Qt::ToolTipRole: {
            const QString tip = toolTip(row, column);
            return tip.isEmpty() ? QVariant() : QVariant(tip);
        }
        case Qt::AccessibleTextRole:
            return column == Key ? text(row, column)
                                 : tr("%1: %2", "column, value")
                                       .arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                                            text(row, column));
        case Qt::DecorationRole:
            if (column != Key || isTotal(row)) {
                return {};
            }
            return row < m_content.named && row < m_icons.size() - 1 ? m_icons[row] : m_icons.last();
        case Qt::FontRole:
            if (isTotal(row) || column == CostColumn) {
                QFont font;
                font.setWeight(QFont::DemiBold);
                return font;
            }
            return {};
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter | (column == Key ? Qt::AlignLeft : Qt::AlignRight));
        case Qt::ForegroundRole:
            if (column == Saved && this->row(row).saved() > 0 && !isUnpriced(this->row(row))) {
                return m_theme.onPanel(m_theme.colors().state(HealthState::Healthy));
            }
            return {};
        case kSortRole:
            return sortValue(row, column);
        case kRankRole:
            return static_cast<int>(rank(row, column));
        default:
            return {};
    }
}

QVariant SpendModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter | (section == Key ? Qt::AlignLeft : Qt::AlignRight));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
        case Key:
            return m_keyTitle;
        case CostColumn:
            return tip ? tr("What it cost") : tr("Cost");
        case Change:
            return tip ? tr("Against the period before") : tr("Change");
        case List:
            return tip ? tr("What the same would have cost at the vendors' list prices") : tr("List price");
        case Saved:
            return tip ? tr("List price less cost") : tr("Saved");
        case Wasted:
            return tip ? tr("Paid for attempts that failed or were cut off") : tr("Wasted");
        case Unknown:
            return tip ? tr("Requests without a known price; they are in no sum") : tr("No price");
        case Requests:
            return tr("Requests");
        case Input:
            return tip ? tr("Input tokens") : tr("Input");
        case Cached:
            return tip ? tr("Share of the input read from a cache") : tr("Cached");
        case Output:
            return tip ? tr("Output tokens") : tr("Output");
        default:
            return {};
    }
}

SpendOrder::SpendOrder(QObject* parent) : QSortFilterProxyModel(parent) {
    setSortRole(SpendModel::kSortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setSortLocaleAware(true);
}

bool SpendOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const int a = left.data(SpendModel::kRankRole).toInt();
    const int b = right.data(SpendModel::kRankRole).toInt();
    if (a != b) {
        return sortOrder() == Qt::AscendingOrder ? a < b : a > b;
    }
    return QSortFilterProxyModel::lessThan(left, right);
}

}  // namespace signalbox
