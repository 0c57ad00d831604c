#include "ui/providers/LimitsPanel.h"

#include "core/base/Redact.h"
#include "ui/SecretClipboard.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMost = 100'000;  // as the configuration allows
}  // namespace

LimitsPanel::LimitsPanel(const Context& context, ConfigDraft& draft, QWidget* parent)
    : Card(tr("Limit and headers"), parent),
      m_clipboard(context.clipboard),
      m_draft(draft),
      m_concurrent(new QSpinBox),
      m_rows(new QVBoxLayout),
      m_problem(makeLabel({}, TextSize::Secondary, Tone::Bad)),
      m_add(new QPushButton(tr("Add a &header"))) {
    setObjectName(u"limits"_s);
    m_concurrent->setObjectName(u"concurrent"_s);
    m_concurrent->setRange(0, kMost);
    m_concurrent->setSpecialValueText(tr("No limit"));
    m_concurrent->setLocale(context.format.locale());
    m_concurrentField = new Field(tr("Requests at the &same time, at most"), m_concurrent,
                                  tr("Beyond it, other targets are asked."));
    auto* row = new QHBoxLayout;
    row->addWidget(m_concurrentField, 1);
    row->addStretch(1);
    column()->addLayout(row);
    column()->addSpacing(space::kStep / 2);
    column()->addWidget(makeLabel(tr("Headers sent with every request"), TextSize::Secondary, Tone::Secondary,
                                  Weight::Strong));
    m_rows->setSpacing(space::kStep);
    column()->addLayout(m_rows);
    m_problem->setWordWrap(true);
    m_problem->hide();
    column()->addWidget(m_problem);
    m_add->setObjectName(u"addHeader"_s);
    column()->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_concurrent, &QSpinBox::valueChanged, this, [this](int value) {
        m_draft.change(m_provider, [value](ProviderConfig& one) { one.maxConcurrent = value; });
    });
    connect(m_add, &QPushButton::clicked, this, [this] {
        addHeader({}, {});
        m_headers.last().name->setFocus(Qt::OtherFocusReason);
    });
}

bool LimitsPanel::looksLikeKey(const QString& name, const QString& value) {
    static const QRegularExpression kNames(u"key|token|secret|auth|password|cookie|credential"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return kNames.match(name).hasMatch() || redacted(value) != value;
}

void LimitsPanel::open(int provider) {
    m_provider = provider;
    const ProviderConfig& one = m_draft.config().providers.at(static_cast<std::size_t>(provider));
    {
        const QSignalBlocker quiet(m_concurrent);
        m_concurrent->setValue(one.maxConcurrent);
    }
    clearHeaders();
    for (const auto& [name, value] : one.headers) {
        addHeader(QString::fromUtf8(name), QString::fromUtf8(value));
    }
    refresh();
}

void LimitsPanel::refresh() {
    m_concurrentField->present(m_draft.faultAt(m_provider, u"max_concurrent"_s));
    const QString fault = m_draft.faultAt(m_provider, u"headers"_s);
    m_problem->setText(signText(HealthState::Failed) + u' ' + tr("A header %1").arg(fault));
    m_problem->setVisible(!fault.isEmpty());
    m_add->setAccessibleDescription(fault);
    hideKeys();
}

void LimitsPanel::addHeader(const QString& name, const QString& value) {
    auto* widget = new QWidget;
    auto* line = new QHBoxLayout(widget);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::kStep);
    HeaderRow row{widget,
                  new QLineEdit(name),
                  new QLineEdit(value),
                  new QPushButton(tr("Show")),
                  new QPushButton(tr("Remove")),
                  false};
    row.name->setObjectName(u"headerName"_s);
    row.name->setPlaceholderText(tr("Name"));
    row.name->setAccessibleName(tr("Name of the header"));
    row.value->setObjectName(u"headerValue"_s);
    m_clipboard.guard(*row.value);
    row.value->setPlaceholderText(tr("Value"));
    row.show->setObjectName(u"showHeader"_s);
    row.remove->setObjectName(u"removeHeader"_s);
    line->addWidget(row.name, 2);
    line->addWidget(row.value, 3);
    line->addWidget(row.show);
    line->addWidget(row.remove);
    m_rows->addWidget(widget);
    m_headers.append(row);
    connect(row.name, &QLineEdit::textEdited, this, &LimitsPanel::take);
    connect(row.value, &QLineEdit::textEdited, this, &LimitsPanel::take);
    connect(row.show, &QPushButton::clicked, this, [this, widget] {
        for (HeaderRow& one : m_headers) {
            one.asked = one.widget == widget ? !one.asked : one.asked;
        }
        hideKeys();
    });
    connect(row.remove, &QPushButton::clicked, this, [this, widget] { removeHeader(widget); });
    QWidget* before =
        m_headers.size() > 1 ? static_cast<QWidget*>(m_headers[m_headers.size() - 2].remove) : m_concurrent;
    for (QWidget* next : {static_cast<QWidget*>(row.name), static_cast<QWidget*>(row.value),
                          static_cast<QWidget*>(row.show), static_cast<QWidget*>(row.remove)}) {
        setTabOrder(before, next);
        before = next;
    }
    hideKeys();
}

void LimitsPanel::hideKeys() {
    for (const HeaderRow& row : std::as_const(m_headers)) {
        const QString name = row.name->text();
        const bool key = looksLikeKey(name, row.value->text());
        const bool hidden = key && !row.asked;
        if (row.value->echoMode() != (hidden ? QLineEdit::Password : QLineEdit::Normal)) {
            row.value->setEchoMode(hidden ? QLineEdit::Password : QLineEdit::Normal);
        }
        row.show->setVisible(key);
        row.show->setText(hidden ? tr("Show") : tr("Hide"));
        const QString spoken = name.isEmpty() ? tr("new header") : name;
        row.value->setAccessibleName(tr("Value of %1", "a header").arg(spoken));
        row.show->setAccessibleName(hidden ? tr("Show the value of %1").arg(spoken)
                                           : tr("Hide the value of %1").arg(spoken));
        row.remove->setAccessibleName(tr("Remove the header: %1").arg(spoken));
    }
}

// Rows without a name are not part of the configuration yet.
void LimitsPanel::take() {
    std::vector<std::pair<QByteArray, QByteArray>> headers;
    for (const HeaderRow& row : std::as_const(m_headers)) {
        const QString name = row.name->text().trimmed();
        if (!name.isEmpty() || !row.value->text().isEmpty()) {
            headers.emplace_back(name.toUtf8(), row.value->text().toUtf8());
        }
    }
    m_draft.change(m_provider, [&](ProviderConfig& one) { one.headers = headers; });
    hideKeys();
}

void LimitsPanel::removeHeader(QWidget* row) {
    m_headers.removeIf([row](const HeaderRow& one) { return one.widget == row; });
    row->hide();
    row->deleteLater();
    m_add->setFocus(Qt::OtherFocusReason);
    take();
}

void LimitsPanel::clearHeaders() {
    for (const HeaderRow& row : std::as_const(m_headers)) {
        row.widget->hide();
        row.widget->deleteLater();
    }
    m_headers.clear();
}

}  // namespace signalbox
