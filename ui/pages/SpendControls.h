// SpendControls: the head of the spend page: what is summed, of which days, narrowed to what, and the export
// of it. Holds the choice; each narrowing stands as a chip that takes it back. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/SpendChoice.h"
#include "ui/widgets/ExportBar.h"

#include <QWidget>

class QBoxLayout;
class QComboBox;
class QHBoxLayout;
class QPushButton;

namespace signalbox {

class DayRangeEdit;

class ElidedLabel;

class SpendControls final : public QWidget {
    Q_OBJECT

public:
    explicit SpendControls(const Context& context, QWidget* parent = nullptr);

    [[nodiscard]] const SpendChoice& choice() const { return m_choice; }
    // Only what has this name in the dimension now shown.
    void narrow(const QString& key);
    // Only these days.
    void narrow(const DayRange& days);
    void widen();
    void setPeriod(Period period);
    // What stands beside the title: the days in force, or that they are being read.
    void setStatus(const QString& text);
    void setExporting(bool exporting);
    void setNothingToExport(bool nothing);

    // "11/1/26 – 11/22/26"; one day alone by itself.
    [[nodiscard]] static QString rangeName(const DayRange& range, const Format& format);
    // "Model"
    [[nodiscard]] static QString dimensionName(SpendBy by);
    // "model", within a sentence.
    [[nodiscard]] static QString dimensionWord(SpendBy by);

Q_SIGNALS:
    void changed();
    void exportAsked(const signalbox::ExportBar::What& what);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class ExportKind { Table, Days, Requests };
    void buildPeriod(QHBoxLayout& row);
    void buildExport(QHBoxLayout& row);
    void choosePeriod();
    void chooseDates();
    void rebuildChips();
    void fitChips();
    void addChip(const QString& text, const QString& accessibleName, void (SpendControls::*drop)(SpendBy),
                 SpendBy by);
    void dropFilter(SpendBy by);
    void dropDays(SpendBy by);
    void apply();
    void askWhere(ExportKind kind);
    [[nodiscard]] ExportBar::What exportOf(ExportKind kind, const QString& path, ExportFormat format) const;

    Context m_context;
    SpendChoice m_choice;
    ElidedLabel* m_status;
    QComboBox* m_by;
    QComboBox* m_period;
    DayRangeEdit* m_dates;
    QPushButton* m_export;
    bool m_exporting = false;
    bool m_nothing = true;
    QWidget* m_second;  // the row below, with chips and dates; hidden where there is neither
    QBoxLayout* m_secondRow;
    QWidget* m_chips;
    QHBoxLayout* m_chipRow;
    QVector<QPair<QPushButton*, QString>> m_chipTexts;
};

}  // namespace signalbox
