// DashboardPage: provider cards, the lever frame, live requests, spend. Thread: GUI. While it is hidden it
// keeps the latest snapshot and shows it when it comes back.
#pragma once

#include "ui/Context.h"

#include <QHash>
#include <QScrollArea>

class QBoxLayout;
class QPushButton;
class QTableView;

namespace signalbox {

class Card;
class CardGrid;
class EmptyState;
class LeverRow;
class LiveRequestsModel;
class ProviderCard;
class SpendPanel;

class DashboardPage final : public QScrollArea {
    Q_OBJECT

public:
    explicit DashboardPage(const Context& context, QWidget* parent = nullptr);
    void present(const StatusSnapshot& status);
    // Brings a route's lever into view and gives it the keyboard.
    void showLever(const QString& route);

Q_SIGNALS:
    void spendAsked();
    void providersAsked();
    void routesAsked();
    void requestAsked(const QByteArray& requestId);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildLive(QBoxLayout& column);
    void refresh();
    void tick();
    void presentProviders(const StatusSnapshot& status);
    void presentRoutes(const StatusSnapshot& status);
    void presentUndo(const StatusSnapshot& status);
    void presentLive(const StatusSnapshot& status);
    void fitTable();
    void fitCards();
    void orderTabs();
    void copyCurl();
    [[nodiscard]] QString curlLine(const QString& key) const;

    Context m_context;
    bool m_stale = true;
    Timer m_tick;
    QHash<QString, QString> m_names;

    QWidget* m_page;
    QWidget* m_cards;
    CardGrid* m_grid;
    QHash<QString, ProviderCard*> m_cardOf;
    QStringList m_providerOrder;
    QVector<QWidget*> m_tabs;
    EmptyState* m_noProviders;
    QBoxLayout* m_lower;
    QBoxLayout* m_routes;
    QPushButton* m_undo;
    QVector<LeverRow*> m_rows;
    EmptyState* m_noRoutes;
    LiveRequestsModel* m_live = nullptr;
    QTableView* m_table = nullptr;
    EmptyState* m_noRequests = nullptr;
    SpendPanel* m_spend;
};

}  // namespace signalbox
