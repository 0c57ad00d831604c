// RequestsPage: the ledger's requests, newest first, as far back as one scrolls; one of them in full at the
// side; an export of what is filtered. Thread: GUI; asks GatewayService, never waits.
#pragma once

#include "ui/Context.h"
#include "ui/models/RequestPages.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;
class QTableView;
class QVBoxLayout;

namespace signalbox {

class ExportBar;
class RequestDetailPanel;
class RequestFilters;
class RequestsModel;

class RequestsPage final : public QWidget {
    Q_OBJECT

public:
    // Between two looks for newer requests.
    static constexpr Milliseconds kLookEvery{2'000};

    explicit RequestsPage(const Context& context, QWidget* parent = nullptr);

    // Shows one of them, found or not in the list.
    void open(const QByteArray& requestId);

    // Widths of columns and of the detail, to be remembered.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);

Q_SIGNALS:
    void simulateAsked(const QByteArray& requestId);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildHead(QVBoxLayout& column);
    void buildTable();
    void connectAll();
    void presentState();
    void presentNewer(int count, bool orMore);
    void onStatus(const StatusSnapshot& status);
    void openCurrent();
    void closeDetail();
    void showMenu(const QPoint& at);
    void askExport();
    [[nodiscard]] bool isAtTop() const;

    Context m_context;
    RequestPages m_pages;
    RequestsModel* m_model;
    RequestFilters* m_filters;
    ExportBar* m_exports;
    QPushButton* m_export = nullptr;
    QPushButton* m_newer = nullptr;
    QLabel* m_count = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_again = nullptr;
    QWidget* m_empty = nullptr;
    QLabel* m_emptyTitle = nullptr;
    QLabel* m_emptyText = nullptr;
    QPushButton* m_emptyStep = nullptr;
    QSplitter* m_splitter = nullptr;
    QTableView* m_table = nullptr;
    RequestDetailPanel* m_detail = nullptr;
    QByteArray m_shown;  // selected again after the list began anew
    quint64 m_requestsSeen = 0;
    Timer m_look;
};

}  // namespace signalbox
