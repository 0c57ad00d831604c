#include "ui/SecretClipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <utility>

namespace signalbox {

void SecretClipboard::copy(const QString& text) {
    m_timer.cancel();
    m_ours = Secret();
    QGuiApplication::clipboard()->setText(text);
}

void SecretClipboard::copySecret(Secret secret) {
    auto* data = new QMimeData;
    data->setText(QString::fromUtf8(secret.expose()));
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    QGuiApplication::clipboard()->setMimeData(data);
    m_ours = std::move(secret);
    m_timer = m_scheduler.after(kKept, [this] { clear(); });
}

void SecretClipboard::clear() {
    m_timer.cancel();
    if (m_ours.isEmpty()) {
        return;
    }
    QClipboard* clipboard = qGuiApp != nullptr ? QGuiApplication::clipboard() : nullptr;
    if (clipboard != nullptr && m_ours.matches(clipboard->text().toUtf8())) {
        clipboard->clear();
    }
    m_ours = Secret();
}

}  // namespace signalbox
