#include "ui/SecretClipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>

#include <utility>

namespace signalbox {

namespace {
QString selectedIn(const QObject* field) {
    if (const auto* line = qobject_cast<const QLineEdit*>(field)) {
        return line->selectedText();
    }
    const auto* text = qobject_cast<const QPlainTextEdit*>(field);
    return text == nullptr ? QString()
                           : text->textCursor().selectedText().replace(QChar::ParagraphSeparator, u'\n');
}
}  // namespace

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

void SecretClipboard::guard(QLineEdit& field) {
    field.setContextMenuPolicy(Qt::PreventContextMenu);
    field.setDragEnabled(false);
    field.installEventFilter(this);
}

void SecretClipboard::guard(QPlainTextEdit& field) {
    field.setContextMenuPolicy(Qt::PreventContextMenu);
    field.installEventFilter(this);
}

bool SecretClipboard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::KeyRelease) {
        // What is selected goes to the second clipboard of X11 and Wayland by itself.
        QMetaObject::invokeMethod(
            this,
            [] {
                QClipboard* clipboard = QGuiApplication::clipboard();
                if (clipboard->supportsSelection() && clipboard->ownsSelection()) {
                    clipboard->clear(QClipboard::Selection);
                }
            },
            Qt::QueuedConnection);
    }
    if (event->type() != QEvent::KeyPress) {
        return false;
    }
    const auto* key = static_cast<const QKeyEvent*>(event);
    if (!key->matches(QKeySequence::Copy) && !key->matches(QKeySequence::Cut)) {
        return false;
    }
    const QString selected = selectedIn(watched);
    if (!selected.isEmpty()) {
        copySecret(Secret(selected.toUtf8()));
        auto* line = qobject_cast<QLineEdit*>(watched);
        if (line != nullptr && !line->isReadOnly() && key->matches(QKeySequence::Cut)) {
            line->del();
        }
    }
    return true;
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
