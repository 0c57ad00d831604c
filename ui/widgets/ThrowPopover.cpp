#include "ui/widgets/ThrowPopover.h"

#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScreen>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kWidth = 380;
}

ThrowPopover::ThrowPopover(const Theme& theme, const QString& question, const QStringList& facts,
                           QWidget* parent)
    : QFrame(parent, Qt::Popup), m_theme(theme), m_throw(new QPushButton(tr("Throw the lever"))) {
    setObjectName(u"throwPopover"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(question);
    setAccessibleDescription(facts.join(u' '));
    setFixedWidth(kWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kCard, space::kCard, space::kCard, space::kCard);
    column->setSpacing(space::kStep);
    QLabel* title = makeLabel(question, TextSize::Body, Tone::Normal, Weight::Strong);
    title->setWordWrap(true);
    column->addWidget(title);
    for (const QString& fact : facts) {
        QLabel* line = makeLabel(fact, TextSize::Secondary);
        line->setWordWrap(true);
        column->addWidget(line);
    }
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::kStep);
    buttons->addStretch(1);
    auto* cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"cancel"_s);
    m_throw->setObjectName(u"throw"_s);
    m_throw->setProperty("primary", true);
    for (QPushButton* button : {cancel, m_throw}) {
        button->setAutoDefault(true);  // Return presses the one with the keyboard
        buttons->addWidget(button);
    }
    column->addSpacing(space::kStep / 2);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QWidget::close);
    connect(m_throw, &QPushButton::clicked, this, [this] {
        Q_EMIT confirmed();
        close();
    });
}

void ThrowPopover::openAt(const QPoint& corner) {
    adjustSize();
    QPoint at = corner;
    if (const QScreen* where = screen()) {
        const QRect room = where->availableGeometry();
        at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
        at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - height())));
    }
    move(at);
    show();
    m_throw->setFocus(Qt::PopupFocusReason);
}

void ThrowPopover::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.setPen(blend(m_theme.colors().line, m_theme.colors().text, 0.2));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace signalbox
