// Small labels: sizes and tones come from the style sheet by property. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QLabel>

namespace signalbox {

enum class Tone { Normal, Secondary, Good, Bad };
enum class Weight { Normal, Strong };

// Plain text, never read as markup.
[[nodiscard]] QLabel* makeLabel(const QString& text, TextSize size = TextSize::Body, Tone tone = Tone::Normal,
                                Weight weight = Weight::Normal);
void applyText(QWidget& widget, TextSize size, Tone tone, Weight weight);
void setTone(QWidget& widget, Tone tone);

// Names that clients and users chose, for menus and buttons, where '&' marks the Alt letter.
[[nodiscard]] QString withoutAltLetter(QString text);
// Likewise; the middle of a long one is left out.
[[nodiscard]] QString nameForButton(const QString& name);

// One line that gives way: the end is left out where there is no room, and the whole is its tooltip then.
class ElidedLabel final : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(TextSize size = TextSize::Body, Tone tone = Tone::Normal,
                         Weight weight = Weight::Normal, QWidget* parent = nullptr);
    void setFullText(const QString& text);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace signalbox
