// SpendTiles: the sums of the spend page as figures, each with a line that says what it is measured against.
// Thread: GUI. Wraps; owns its height.
#pragma once

#include "core/api/SpendReport.h"
#include "ui/Format.h"
#include "ui/widgets/Labels.h"

#include <QWidget>

#include <optional>

namespace signalbox {

class CardGrid;

class SpendTiles final : public QWidget {
    Q_OBJECT

public:
    explicit SpendTiles(Format format, QWidget* parent = nullptr);

    struct Content {
        SpendRow total;
        std::optional<SpendRow> before = {};
        QString beforeName = {};  // "10/1/26 – 10/22/26"
        std::optional<SpendForecast> forecast = {};
        QDate today = {};
    };
    void present(const Content& content);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Tile {
        QWidget* card = nullptr;
        QLabel* name = nullptr;
        QLabel* value = nullptr;
        QLabel* note = nullptr;
    };
    [[nodiscard]] Tile add(const QString& objectName, const QString& name);
    void set(Tile& tile, const QString& value, const QString& note, Tone tone = Tone::Normal);
    void fitNotes();
    [[nodiscard]] QString comparison(const Content& content) const;

    Format m_format;
    CardGrid* m_grid;
    Tile m_total;
    Tile m_list;
    Tile m_saved;
    Tile m_wasted;
    Tile m_unknown;
    Tile m_forecast;
};

}  // namespace signalbox
