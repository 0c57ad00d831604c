#include "ui/widgets/ExportDialog.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QStandardPaths>

#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

struct ExportDialog {
    Q_DECLARE_TR_FUNCTIONS(ExportDialog)
};

}  // namespace

void askExportFile(QWidget& parent, const QString& title, const QString& name,
                   std::function<void(const QString& path, ExportFormat format)> chosen) {
    auto* dialog =
        new QFileDialog(&parent, title, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    const QString csv = ExportDialog::tr("CSV, for spreadsheets (*.csv)");
    const QString json = ExportDialog::tr("JSON, for programs (*.json)");
    dialog->setNameFilters({csv, json});
    dialog->setDefaultSuffix(u"csv"_s);
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, json](const QString& filter) {
        dialog->setDefaultSuffix(filter == json ? u"json"_s : u"csv"_s);
    });
    dialog->selectFile(name);
    QObject::connect(dialog, &QFileDialog::fileSelected, &parent,
                     [chosen = std::move(chosen)](const QString& path) {
                         const bool asJson = path.endsWith(u".json"_s, Qt::CaseInsensitive);
                         chosen(path, asJson ? ExportFormat::Json : ExportFormat::Csv);
                     });
    dialog->open();
}

}  // namespace signalbox
