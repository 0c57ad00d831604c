#include "ui/models/SpendModel.h"

namespace signalbox {

QColor seriesColor(const Theme& theme, qsizetype place) {
    const auto& series = theme.colors().series;
    return place >= 0 && place < static_cast<qsizetype>(series.size())
               ? series[static_cast<std::size_t>(place)]
               : theme.colors().state(HealthState::Out);
}

SpendModel::SpendModel(const Theme& theme, Format format, QObject* parent)
    : QAbstractTableModel(parent), m_theme(theme), m_format(std::move(format)), m_keyTitle(tr("Model")) {
    connect(&m_theme, &Theme::changed, this, [this] {
        if (!m_rows.isEmpty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        }
    });
}

void SpendModel::setKeyTitle(const QString& title) {
    m_keyTitle = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, Key, Key);
}

void SpendModel::update(const QVector<SpendRow>& rows, int colored) {
    m_colored = colored;
    const int before = static_cast<int>(m_rows.size());
    const int after = static_cast<int>(rows.size());
    const int kept = qMin(before, after);
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_rows.resize(after);
        endRemoveRows();
    }
    for (int i = 0; i < kept; ++i) {
        m_rows[i] = rows[i];
    }
    if (kept > 0) {
        Q_EMIT dataChanged(index(0, 0), index(kept - 1, ColumnCount - 1));
    }
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_rows = rows;
        endInsertRows();
    }
}

int SpendModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int SpendModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString SpendModel::text(const SpendRow& row, int column) const {
    const bool noPrice = row.requests > 0 && row.unknownCostRequests >= row.requests;
    switch (column) {
        case Key:
            return row.key.isEmpty() ? tr("(none)") : row.key;
        case Requests:
            return m_format.number(row.requests);
        case Input:
            return m_format.tokens(row.inputTokens);
        case Cached:
            return row.inputTokens > 0 ? m_format.percent(static_cast<double>(row.cachedInputTokens) /
                                                              static_cast<double>(row.inputTokens),
                                                          0)
                                       : Format::none();
        case Output:
            return m_format.tokens(row.outputTokens);
        case CostColumn:
            if (noPrice) {
                return m_format.unknown();
            }
            return row.estimatedRequests > 0 ? tr("~%1", "about an amount").arg(m_format.money(row.cost))
                                             : m_format.money(row.cost);
        case Saved:
            return noPrice || row.listCost == row.cost ? Format::none()
                                                       : m_format.money(row.listCost - row.cost);
        case Wasted:
            return row.wasted == 0 ? Format::none() : m_format.money(row.wasted);
        default:
            return {};
    }
}

QVariant SpendModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= m_rows.size()) {
        return {};
    }
    const SpendRow& row = m_rows[at.row()];
    switch (role) {
        case Qt::DisplayRole:
            return text(row, at.column());
        case Qt::ToolTipRole:
            if (at.column() == CostColumn && row.unknownCostRequests > 0) {
                return row.unknownCostRequests == 1
                           ? tr("One request has no known price and is not in the sum")
                           : tr("%1 requests have no known price and are not in the sum")
                                 .arg(m_format.number(row.unknownCostRequests));
            }
            return at.column() == Key ? QVariant(text(row, Key)) : QVariant();
        case Qt::DecorationRole:
            return at.column() == Key ? QVariant(at.row() < m_colored ? seriesColor(m_theme, at.row())
                                                                      : seriesColor(m_theme, -1))
                                      : QVariant();
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter |
                                       (at.column() == Key ? Qt::AlignLeft : Qt::AlignRight));
        case Qt::ForegroundRole:
            if (at.column() == Saved && row.listCost > row.cost) {
                return m_theme.onPanel(m_theme.colors().state(HealthState::Healthy));
            }
            return {};
        case kSortRole:
            switch (at.column()) {
                case Requests:
                    return row.requests;
                case Input:
                    return row.inputTokens;
                case Cached:
                    return row.inputTokens > 0 ? static_cast<double>(row.cachedInputTokens) /
                                                     static_cast<double>(row.inputTokens)
                                               : 0.0;
                case Output:
                    return row.outputTokens;
                case CostColumn:
                    return row.cost;
                case Saved:
                    return row.listCost - row.cost;
                case Wasted:
                    return row.wasted;
                default:
                    return row.key;
            }
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
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Key:
            return m_keyTitle;
        case Requests:
            return tr("Requests");
        case Input:
            return tr("Input");
        case Cached:
            return tr("Cached");
        case Output:
            return tr("Output");
        case CostColumn:
            return tr("Cost");
        case Saved:
            return tr("Saved");
        case Wasted:
            return tr("Wasted");
        default:
            return {};
    }
}

}  // namespace signalbox
