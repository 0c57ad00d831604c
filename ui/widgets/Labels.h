// Small labels: sizes and tones come from the style sheet by property. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QLabel>
#include <QStringList>

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

// A line, or as many as it is given, that gives way: the end is left out where there is no room, and the
// whole is its tooltip then.
class ElidedLabel final : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(TextSize size = TextSize::Body, Tone tone = Tone::Normal,
                         Weight weight = Weight::Normal, QWidget* parent = nullptr);
    void setFullText(const QString& text);
    // It is that high from now on, whatever its text needs.
    void setLines(int lines);
    // How many the text needs in that width, but no more than `most`.
    [[nodiscard]] int linesIn(int width, int most) const;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    // What of the text stands in each line.
    [[nodiscard]] QStringList lines(int width, int most) const;

    int m_lines = 1;
};

}  // namespace signalbox
