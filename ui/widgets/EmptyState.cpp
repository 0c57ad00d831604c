#include "ui/widgets/EmptyState.h"

#include "ui/widgets/Labels.h"

#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

EmptyState::EmptyState(const QString& title, const QString& nextStep, QWidget* parent)
    : QWidget(parent), m_code(new QLineEdit), m_copy(new QPushButton(tr("Copy"))), m_go(new QPushButton) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, space::kStep);
    column->setSpacing(space::kStep / 2);
    auto* head = makeLabel(title, TextSize::Body, Tone::Normal, Weight::Strong);
    head->setWordWrap(true);
    column->addWidget(head);
    auto* step = makeLabel(nextStep, TextSize::Body, Tone::Secondary);
    step->setWordWrap(true);
    column->addWidget(step);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, space::kStep / 2, 0, 0);
    m_code->setReadOnly(true);
    m_code->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_code->setProperty("code", true);
    m_copy->setAutoDefault(false);
    row->addWidget(m_code, 1);
    row->addWidget(m_copy);
    column->addLayout(row);
    m_code->hide();
    m_copy->hide();
    m_go->setObjectName(u"go"_s);
    m_go->setAutoDefault(false);
    m_go->hide();
    column->addWidget(m_go, 0, Qt::AlignLeading);
    connect(m_go, &QPushButton::clicked, this, &EmptyState::goAsked);
    connect(m_copy, &QPushButton::clicked, this, &EmptyState::copyAsked);
}

void EmptyState::setCode(const QString& shown, const QString& accessibleName) {
    if (m_code->text() != shown) {
        m_code->setText(shown);
        m_code->setCursorPosition(0);
    }
    m_code->setAccessibleName(accessibleName);
    m_copy->setAccessibleName(tr("Copy: %1").arg(accessibleName));
    m_code->show();
    m_copy->show();
}

void EmptyState::setGo(const QString& text) {
    m_go->setText(text);
    m_go->show();
}

}  // namespace signalbox
