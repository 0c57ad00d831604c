// RequestDetailPanel: one request of the ledger: what was asked and by whom, each attempt and why it ended,
// what was used and what it cost by which price, and what was kept of prompt and answer. Thread: GUI; asks
// GatewayService, never waits.
#pragma once

#include "ui/Context.h"

#include <QScrollArea>

#include <optional>

class QFormLayout;
class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class AttemptBars;
class Chip;

class RequestDetailPanel final : public QScrollArea {
    Q_OBJECT

public:
    explicit RequestDetailPanel(const Context& context, QWidget* parent = nullptr);

    void show(const QByteArray& requestId);
    [[nodiscard]] const QByteArray& requestId() const { return m_id; }

Q_SIGNALS:
    void closeAsked();
    // What would happen to it by the rules of now.
    void simulateAsked(const QByteArray& requestId);

private:
    void onDetail(Ticket ticket, const Result<RequestDetail>& detail);
    void present(const RequestDetail& detail);
    void presentFacts(const LoggedRequest& request);
    void presentCost(const LoggedRequest& request);
    void presentCaptured(const QVector<CapturedText>& captured);
    void replay();
    void addFact(const QString& name, const QString& value);
    void say(const QString& text, bool bad);

    Context m_context;
    QByteArray m_id;
    std::optional<Ticket> m_asked;
    QLabel* m_title;
    Chip* m_state;
    QLabel* m_message;
    QPushButton* m_again;
    QWidget* m_body;
    RequestDetail m_detail;
    QFormLayout* m_facts;
    QPushButton* m_replay;
    QLabel* m_noReplay;
    QLabel* m_attemptsTitle;
    AttemptBars* m_attempts;
    QGridLayout* m_cost;
    QLabel* m_price;
    QWidget* m_captured;
    QVBoxLayout* m_texts;
};

// "input $5.00 · output $30.00 per million tokens, since 01/05/2026" from the price an attempt was booked
// with; empty where there is none. Thread: any.
[[nodiscard]] QString priceWords(const QByteArray& price, const Format& format);

}  // namespace signalbox
