// ReplaySheet: sends a request that was kept once more, to a provider and model of the user's choice, and
// shows both answers beside each other. Thread: GUI; asks GatewayService, never waits. Closes itself away.
#pragma once

#include "ui/Context.h"
#include "ui/models/DetailLookup.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class Card;
class Field;

class ReplaySheet final : public QDialog {
    Q_OBJECT

public:
    ReplaySheet(const Context& context, const RequestDetail& original, QWidget* parent = nullptr);
    ~ReplaySheet() override;

    // Why a request cannot be sent again; empty: it can.
    [[nodiscard]] static QString obstacle(const RequestDetail& detail);

Q_SIGNALS:
    void requestAsked(const QByteArray& requestId);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    struct Side {
        QLabel* who;
        QLabel* facts;
        QPlainTextEdit* said;
    };
    [[nodiscard]] QWidget* buildSide(const QString& title, const QString& name, Side& side);
    void buildChoice(QVBoxLayout& column);
    void present(const Side& side, const RequestDetail& detail);
    void offerModels();
    void askCost();
    void showExpected(const QString& cost);
    void send();
    void onSent(Ticket ticket, const Result<TestCallResult>& result);
    void say(const QString& text, bool bad);
    void showButtons();

    Context m_context;
    RequestDetail m_original;
    DetailLookup m_lookup;
    QComboBox* m_provider;
    QComboBox* m_model;
    Field* m_modelField;
    QPushButton* m_send;
    QPushButton* m_cancel;
    QPushButton* m_open;
    QLabel* m_message;
    Side m_then{};
    Side m_now{};
    Ticket m_sent = 0;
    Ticket m_costAsked = 0;
    QByteArray m_again;  // the new request
    QString m_sentTo;    // the name of the provider it went to
};

}  // namespace signalbox
