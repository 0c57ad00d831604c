// TopBar: is the gateway there, where, with which key; what needs a look; how much is under way. Thread: GUI.
#pragma once

#include "ui/Context.h"

#include <QFrame>
#include <QIcon>

class QLabel;
class QMenu;
class QPushButton;

namespace signalbox {

class Chip;
class CopyButton;
class ElidedLabel;

class TopBar final : public QFrame {
    Q_OBJECT

public:
    explicit TopBar(const Context& context, QWidget* parent = nullptr);
    void present(const StatusSnapshot& status);
    [[nodiscard]] QString noticeText() const;
    [[nodiscard]] QString stateText() const;

Q_SIGNALS:
    // How is a tool set up?
    void connectAsked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void paint();
    void presentState(const StatusSnapshot& status);
    void presentNotice(const StatusSnapshot& status);
    void presentKeys();
    void copyKey(const QString& client);

    Context m_context;
    Chip* m_state;
    ElidedLabel* m_url;
    CopyButton* m_copyUrl;
    CopyButton* m_copyKey;
    QPushButton* m_connect;
    QMenu* m_keys;
    Chip* m_notice;
    QLabel* m_open;
    QIcon m_copyIcon;
    QString m_baseUrl;
    QString m_noticeText;
    QString m_noticeInShort;
    int m_openRequests = 0;
};

}  // namespace signalbox
