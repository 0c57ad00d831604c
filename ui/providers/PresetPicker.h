// PresetPicker: the first of two steps to a new provider: which one. Thread: GUI.
#pragma once

#include "core/api/ProviderPresets.h"
#include "ui/Theme.h"
#include "ui/widgets/PageScroll.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class PresetPicker final : public PageScroll {
    Q_OBJECT

public:
    enum class Occasion { First, Another };

    explicit PresetPicker(const Theme& theme, QWidget* parent = nullptr);
    // `present`: base URLs that are configured already; those are marked.
    void open(Occasion occasion, const QVector<QUrl>& present);
    void focusFirst();

Q_SIGNALS:
    void chosen(const signalbox::ProviderPreset& preset);
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Tile;
    void addGroup(QVBoxLayout& column, const QString& title, ProviderPreset::Kind kind);

    const Theme& m_theme;
    QLabel* m_title;
    QLabel* m_hint;
    QPushButton* m_cancel;
    QVector<Tile*> m_tiles;
};

}  // namespace signalbox
