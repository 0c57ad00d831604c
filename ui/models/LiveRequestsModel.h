// LiveRequestsModel: the newest requests as a table. A snapshot changes only the rows and cells that differ,
// so selection and scroll position stay. Thread: GUI.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"

#include <QAbstractTableModel>
#include <QHash>

namespace signalbox {

class LiveRequestsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, Client, Model, Provider, State, FirstToken, Tokens, CostColumn, ColumnCount };

    static constexpr int kIdRole = Qt::UserRole;  // the request id

    LiveRequestsModel(const Theme& theme, Format format, QObject* parent = nullptr);

    // Newest first. `providerNames`: what to call a provider's id.
    void update(const QVector<LiveRequest>& requests, const QHash<QString, QString>& providerNames,
                qint64 nowMs);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const LiveRequest& request, int column) const;
    [[nodiscard]] QVariant color(const LiveRequest& request, int column) const;
    [[nodiscard]] QString providers(const LiveRequest& request) const;

    const Theme& m_theme;
    Format m_format;
    QVector<LiveRequest> m_rows;
    QHash<QString, QString> m_names;
    qint64 m_nowMs = 0;
};

}  // namespace signalbox
