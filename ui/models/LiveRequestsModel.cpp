#include "ui/models/LiveRequestsModel.h"

#include "ui/ReasonText.h"

#include <QSet>

#include <algorithm>

namespace signalbox {

namespace {
bool same(const LiveRequest& a, const LiveRequest& b) {
    return a.phase == b.phase && a.status == b.status && a.httpStatus == b.httpStatus &&
           a.attempts == b.attempts && a.ttftMs == b.ttftMs && a.tokens == b.tokens && a.cost == b.cost &&
           a.estimated == b.estimated && a.startedAtMs == b.startedAtMs && a.providers == b.providers &&
           a.model == b.model && a.client == b.client;
}
}  // namespace

LiveRequestsModel::LiveRequestsModel(const Theme& theme, Format format, QObject* parent)
    : QAbstractTableModel(parent), m_theme(theme), m_format(std::move(format)) {
    connect(&m_theme, &Theme::changed, this, [this] {
        if (!m_rows.isEmpty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::ForegroundRole});
        }
    });
}

void LiveRequestsModel::update(const QVector<LiveRequest>& requests,
                               const QHash<QString, QString>& providerNames, qint64 nowMs) {
    m_nowMs = nowMs;
    m_names = providerNames;
    QSet<QByteArray> wanted;
    wanted.reserve(requests.size());
    for (const LiveRequest& request : requests) {
        wanted.insert(request.requestId);
    }
    for (int row = static_cast<int>(m_rows.size()) - 1; row >= 0; --row) {
        if (!wanted.contains(m_rows[row].requestId)) {
            beginRemoveRows({}, row, row);
            m_rows.removeAt(row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < requests.size(); ++row) {
        const LiveRequest& request = requests[row];
        if (row < m_rows.size() && m_rows[row].requestId == request.requestId) {
            if (!same(m_rows[row], request)) {
                m_rows[row] = request;
                Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
            }
            continue;
        }
        const auto old = std::find_if(
            m_rows.cbegin() + row, m_rows.cend(),
            [&](const LiveRequest& candidate) { return candidate.requestId == request.requestId; });
        if (old == m_rows.cend()) {
            beginInsertRows({}, row, row);
            m_rows.insert(row, request);
            endInsertRows();
        } else {
            const int from = static_cast<int>(old - m_rows.cbegin());
            beginMoveRows({}, from, from, {}, row);
            m_rows.move(from, row);
            m_rows[row] = request;
            endMoveRows();
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

int LiveRequestsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LiveRequestsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LiveRequestsModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid() || at.row() >= m_rows.size()) {
        return {};
    }
    const LiveRequest& request = m_rows[at.row()];
    switch (role) {
        case Qt::DisplayRole:
            return text(request, at.column());
        case Qt::ToolTipRole:
            if (at.column() == Provider || at.column() == Model || at.column() == Client) {
                return text(request, at.column());
            }
            if (at.column() == State) {
                return QString::fromUtf8(request.requestId);
            }
            return {};
        case kIdRole:
            return request.requestId;
        case Qt::ForegroundRole:
            return color(request, at.column());
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter |
                                       (at.column() >= FirstToken ? Qt::AlignRight : Qt::AlignLeft));
        default:
            return {};
    }
}

QVariant LiveRequestsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (section >= FirstToken ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Time:
            return tr("Time");
        case Client:
            return tr("Client");
        case Model:
            return tr("Model");
        case Provider:
            return tr("Provider");
        case State:
            return tr("State");
        case FirstToken:
            return tr("First token");
        case Tokens:
            return tr("Tokens");
        case CostColumn:
            return tr("Cost");
        default:
            return {};
    }
}

QString LiveRequestsModel::providers(const LiveRequest& request) const {
    QStringList names;
    for (const QString& id : request.providers) {
        const QString name = m_names.value(id, id);
        if (names.isEmpty() || names.last() != name) {
            names.append(name.isEmpty() ? id : name);
        }
    }
    // Who answers, or is asked now, comes first: a narrow column cuts the end.
    std::reverse(names.begin(), names.end());
    return names.isEmpty() ? Format::none() : names.join(QStringLiteral(" ← "));
}

QString LiveRequestsModel::text(const LiveRequest& request, int column) const {
    switch (column) {
        case Time:
            return m_format.clockTime(request.startedAtMs);
        case Client:
            return request.client;
        case Model:
            return request.model;
        case Provider:
            return providers(request);
        case State:
            return ReasonText::request(request);
        case FirstToken:
            return request.ttftMs ? m_format.latency(*request.ttftMs) : Format::none();
        case Tokens:
            if (request.tokens == 0) {
                return Format::none();
            }
            return request.estimated ? tr("~%1", "about a number").arg(m_format.tokens(request.tokens))
                                     : m_format.tokens(request.tokens);
        case CostColumn: {
            const bool open = request.phase != LiveRequest::Phase::Done;
            const bool nothingUsed = request.status != RequestStatus::Ok && request.tokens == 0;
            if (request.cost.source == CostSource::Unknown && (open || nothingUsed)) {
                return Format::none();
            }
            return m_format.cost(request.cost, request.estimated);
        }
        default:
            return {};
    }
}

QVariant LiveRequestsModel::color(const LiveRequest& request, int column) const {
    if (column == CostColumn && request.cost.source == CostSource::Unknown) {
        return m_theme.colors().secondary;
    }
    if (column != State) {
        return {};
    }
    if (request.phase != LiveRequest::Phase::Done) {
        return m_theme.onPanel(m_theme.colors().accent);
    }
    switch (request.status) {
        case RequestStatus::Ok:
            return request.attempts > 1
                       ? QVariant(m_theme.onPanel(m_theme.colors().state(HealthState::Attention)))
                       : QVariant();
        case RequestStatus::Cancelled:
            return m_theme.colors().secondary;
        default:
            return m_theme.onPanel(m_theme.colors().state(HealthState::Failed));
    }
}

}  // namespace signalbox
