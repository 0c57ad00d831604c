#include "ui/widgets/ExportBar.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QUrl>

#include <algorithm>

namespace signalbox {

namespace {
constexpr int kSteps = 1'000;
}

ExportBar::ExportBar(const Context& context, QWidget* parent)
    : Card({}, parent),
      m_context(context),
      m_text(makeLabel({})),
      m_progress(new QProgressBar),
      m_cancel(new QPushButton(tr("&Cancel"))),
      m_again(new QPushButton(tr("Try &again"))),
      m_folder(new QPushButton(tr("Open &folder"))),
      m_dismiss(new QPushButton(tr("&Dismiss"))) {
    setObjectName(QStringLiteral("exportBar"));
    setAccessibleName(tr("Export"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_text->setWordWrap(true);
    row->addWidget(m_text, 1);
    m_progress->setAccessibleName(tr("How far the export is"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_progress->setMaximumWidth(240);
    row->addWidget(m_progress, 1);
    m_cancel->setAccessibleName(tr("Cancel the export"));
    m_cancel->setObjectName(QStringLiteral("cancelExport"));
    m_again->setAccessibleName(tr("Try the export again"));
    m_folder->setAccessibleName(tr("Open the folder of the file"));
    m_dismiss->setAccessibleName(tr("Dismiss what is said of the export"));
    for (QPushButton* button : {m_cancel, m_again, m_folder, m_dismiss}) {
        row->addWidget(button);
    }
    column()->addLayout(row);
    hide();
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_ticket) {
            m_cancel->setEnabled(false);
            m_text->setText(tr("Cancelling the export of %1…").arg(fileName()));
            m_context.service.cancel(*m_ticket);
        }
    });
    connect(m_again, &QPushButton::clicked, this, [this] { start(What(m_what)); });
    connect(m_folder, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path()).path())); });
    connect(m_dismiss, &QPushButton::clicked, this, &QWidget::hide);
    connect(&context.service, &GatewayService::ledgerProgress, this, &ExportBar::progress);
    connect(&context.service, &GatewayService::exportDone, this, &ExportBar::done);
}

QString ExportBar::path() const {
    return std::visit([](const auto& what) { return what.path; }, m_what);
}

QString ExportBar::fileName() const {
    return QFileInfo(path()).fileName();
}

void ExportBar::start(const What& what) {
    if (m_ticket) {
        return;
    }
    m_what = what;
    setTone(*m_text, Tone::Normal);
    m_text->setText(tr("Writing %1…").arg(fileName()));
    m_progress->setRange(0, 0);  // it is not known yet how far it goes
    m_progress->show();
    m_cancel->setEnabled(true);
    m_cancel->show();
    for (QPushButton* button : {m_again, m_folder, m_dismiss}) {
        button->hide();
    }
    show();
    const auto* spend = std::get_if<SpendExport>(&m_what);
    m_ticket = spend != nullptr ? m_context.service.exportSpend(*spend)
                                : m_context.service.exportRequests(std::get<RequestExport>(m_what));
    Q_EMIT runningChanged(true);
}

void ExportBar::progress(Ticket ticket, const LedgerProgress& progress) {
    if (m_ticket != ticket || !m_cancel->isEnabled()) {
        return;
    }
    const Format& format = m_context.format;
    if (progress.total <= 0) {
        m_progress->setRange(0, 0);
        m_text->setText(tr("Writing %1: %2 rows so far").arg(fileName(), format.number(progress.done)));
        return;
    }
    // The total is an estimate: it never stands full before it is done.
    m_progress->setRange(0, kSteps);
    m_progress->setValue(static_cast<int>(
        std::min<qint64>(kSteps - 1, progress.done * kSteps / std::max<qint64>(1, progress.total))));
    m_text->setText(tr("Writing %1: %2 of about %3 rows")
                        .arg(fileName(), format.number(progress.done),
                             format.number(std::max(progress.done, progress.total))));
}

void ExportBar::done(Ticket ticket, const Result<ExportResult>& result) {
    if (m_ticket != ticket) {
        return;
    }
    m_ticket.reset();
    Q_EMIT runningChanged(false);
    if (result) {
        const qint64 rows = result.value().rows;
        tell(Ended::Done, rows == 1
                              ? tr("1 row is in %1.").arg(fileName())
                              : tr("%1 rows are in %2.").arg(m_context.format.number(rows), fileName()));
    } else if (result.error().code == ErrorCode::Cancelled) {
        tell(Ended::Cancelled, tr("The export was cancelled; %1 was not written.").arg(fileName()));
    } else {
        tell(Ended::Failed,
             tr("%1 was not written: %2", "file, why").arg(fileName(), result.error().message));
    }
}

void ExportBar::tell(Ended ended, const QString& sentence) {
    const bool hadFocus = m_cancel->hasFocus();
    m_text->setText(sentence);
    setTone(*m_text, ended == Ended::Failed ? Tone::Bad : Tone::Normal);
    m_progress->hide();
    m_folder->setVisible(ended == Ended::Done);
    m_again->setVisible(ended != Ended::Done);
    m_dismiss->show();
    if (hadFocus) {
        m_dismiss->setFocus();
    }
    m_cancel->hide();
}

}  // namespace signalbox
