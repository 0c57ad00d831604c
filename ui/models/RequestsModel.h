// RequestsModel: the ledger's requests as a table, over RequestPages. Thread: GUI.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"
#include "ui/models/RequestPages.h"

#include <QAbstractTableModel>

#include <functional>

namespace signalbox {

class RequestsModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Time, State, Model, Provider, Client, Project, Tokens, CostColumn, Duration, ColumnCount };

    // `names`: what to call a provider's id; `nowMs` for days that are not today's.
    RequestsModel(RequestPages& pages, const Theme& theme, Format format,
                  std::function<QString(const QString&)> names, std::function<qint64()> nowMs,
                  QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& at, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

    // How it ended, as sign, word and colour.
    [[nodiscard]] static HealthState stateOf(const LoggedRequest& request);
    [[nodiscard]] static QString stateText(const LoggedRequest& request);

private:
    [[nodiscard]] QString text(const LoggedRequest& request, int column) const;

    RequestPages& m_pages;
    const Theme& m_theme;
    Format m_format;
    std::function<QString(const QString&)> m_names;
    std::function<qint64()> m_nowMs;
};

}  // namespace signalbox
