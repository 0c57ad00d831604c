#include "ui/models/RequestsModel.h"

#include "ui/widgets/Signs.h"

#include <QRegularExpression>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

// Of a model's name without a path before it and a date behind it: "-2026-01-01", "@20250514", "-0613".
QString bareName(const QString& model) {
    static const QRegularExpression date(u"[-@][0-9][0-9-]{3,}$"_s);
    return model.mid(model.lastIndexOf(u'/') + 1).remove(date);
}

// The model that was sent, unless the answer names another one.
QString answeredBy(const RequestFinished& finished) {
    const bool same = finished.answeredModel.isEmpty() ||
                      bareName(finished.answeredModel) == bareName(finished.servedModel);
    return same ? finished.servedModel : finished.answeredModel;
}

}  // namespace

RequestsModel::RequestsModel(RequestPages& pages, const Theme& theme, Format format,
                             std::function<QString(const QString&)> names, std::function<qint64()> nowMs,
                             QObject* parent)
    : QAbstractTableModel(parent),
      m_pages(pages),
      m_theme(theme),
      m_format(std::move(format)),
      m_names(std::move(names)),
      m_nowMs(std::move(nowMs)) {
    connect(&pages, &RequestPages::reset, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(&pages, &RequestPages::aboutToGrow, this,
            [this](int first, int last) { beginInsertRows({}, first, last); });
    connect(&pages, &RequestPages::grown, this, [this] { endInsertRows(); });
    connect(&pages, &RequestPages::loaded, this, [this](int first, int last) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    });
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::ForegroundRole});
        }
    });
}

int RequestsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_pages.rows();
}

int RequestsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

bool RequestsModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !m_pages.isComplete() && !m_pages.isReading() && m_pages.problem().isEmpty();
}

void RequestsModel::fetchMore(const QModelIndex& parent) {
    if (!parent.isValid()) {
        m_pages.more();
    }
}

HealthState RequestsModel::stateOf(const LoggedRequest& request) {
    switch (request.finished.status) {
        case RequestStatus::Ok:
            return HealthState::Healthy;
        case RequestStatus::Error:
            return HealthState::Failed;
        case RequestStatus::Cancelled:
            return HealthState::Out;
        case RequestStatus::Incomplete:
        case RequestStatus::Interrupted:
            return HealthState::Attention;
    }
    return HealthState::Attention;
}

QString RequestsModel::stateText(const LoggedRequest& request) {
    switch (request.finished.status) {
        case RequestStatus::Ok:
            return request.attempts > 1 ? tr("Answered, %1 attempts").arg(request.attempts) : tr("Answered");
        case RequestStatus::Error:
            return request.finished.httpStatus > 0 ? tr("Failed %1").arg(request.finished.httpStatus)
                                                   : tr("Failed");
        case RequestStatus::Cancelled:
            return tr("Cancelled");
        case RequestStatus::Incomplete:
            return tr("Broke off");
        case RequestStatus::Interrupted:
            return tr("Interrupted");
    }
    return {};
}

QVariant RequestsModel::data(const QModelIndex& at, int role) const {
    if (!at.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (at.column() >= Tokens ? Qt::AlignRight : Qt::AlignLeft));
    }
    const LoggedRequest* request = m_pages.at(at.row());
    if (request == nullptr) {
        return role == Qt::DisplayRole && at.column() == Time ? QVariant(u"…"_s) : QVariant();
    }
    switch (role) {
        case Qt::DisplayRole:
            return text(*request, at.column());
        case Qt::ToolTipRole:
            return at.column() == State ? QVariant(QString::fromUtf8(request->started.requestId))
                                        : QVariant(text(*request, at.column()));
        case Qt::AccessibleTextRole:
            return at.column() == State ? stateText(*request) : text(*request, at.column());
        case Qt::ForegroundRole:
            if (at.column() == State) {
                return m_theme.onPanel(m_theme.colors().state(stateOf(*request)));
            }
            if (at.column() == CostColumn && request->finished.cost.source == CostSource::Unknown) {
                return m_theme.colors().secondary;
            }
            return at.column() >= Client ? QVariant(m_theme.colors().secondary) : QVariant();
        default:
            return {};
    }
}

QVariant RequestsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter | (section >= Tokens ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Time:
            return tr("Time");
        case State:
            return tr("State");
        case Model:
            return tr("Model");
        case Provider:
            return tr("Provider");
        case Client:
            return tr("Client");
        case Project:
            return tr("Project");
        case Tokens:
            return tr("Tokens in → out");
        case CostColumn:
            return tr("Cost");
        case Duration:
            return tr("First / all");
        default:
            return {};
    }
}

QString RequestsModel::text(const LoggedRequest& request, int column) const {
    const RequestStarted& started = request.started;
    const RequestFinished& finished = request.finished;
    switch (column) {
        case Time:
            return m_format.shortTime(started.startedAtMs, m_nowMs());
        case State:
            return signText(stateOf(request)) + u' ' + stateText(request);
        case Model:
            // A badge in words where another model answered than was asked for.
            return answeredBy(finished).isEmpty() || answeredBy(finished) == started.requestedModel
                       ? started.requestedModel
                       : tr("%1 → %2", "model asked for, model that answered")
                             .arg(started.requestedModel, answeredBy(finished));
        case Provider:
            return finished.provider.isEmpty() ? Format::none() : m_names(finished.provider);
        case Client:
            return started.client.isEmpty() ? Format::none() : started.client;
        case Project:
            return started.project.isEmpty() ? Format::none() : started.project;
        case Tokens:
            return tr("%1 → %2", "tokens in, tokens out")
                .arg(m_format.tokens(finished.usage.inputTokens),
                     m_format.tokens(finished.usage.outputTokens));
        case CostColumn:
            return m_format.cost(finished.cost, finished.cost.source == CostSource::Estimated);
        case Duration:
            return tr("%1 / %2", "time to first token, time of all")
                .arg(finished.ttftMs ? m_format.latency(*finished.ttftMs) : Format::none(),
                     m_format.latency(finished.durationMs));
        default:
            return {};
    }
}

}  // namespace signalbox
