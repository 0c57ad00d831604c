// Theme: the one place for colours, spacing, text sizes and the style sheet made from them; follows the
// system's light or dark palette. Thread: GUI. Lengths in device-independent pixels.
#pragma once

#include "core/api/StatusSnapshot.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <array>

namespace signalbox {

namespace space {
inline constexpr int kStep = 8;
inline constexpr int kCard = 12;
inline constexpr int kGap = 16;
inline constexpr int kRadius = 8;
inline constexpr int kControlRadius = 6;
inline constexpr int kNavWidth = 172;
inline constexpr int kTopBarHeight = 48;
inline constexpr int kRowHeight = 26;
}  // namespace space

enum class Appearance { Light, Dark };
// What the user wants; the system's own is followed while it changes.
enum class ThemeChoice { System, Light, Dark };
enum class TextSize { Secondary, Body, Title, Figure };

struct Colors {
    QColor background;
    QColor side;  // the navigation's ground
    QColor panel;
    QColor line;
    QColor text;
    QColor secondary;
    QColor accent;
    QColor onAccent;               // text on a surface of the accent colour
    std::array<QColor, 5> states;  // by HealthState
    std::array<QColor, 5> series;

    [[nodiscard]] const QColor& state(HealthState state) const {
        return states[static_cast<std::size_t>(state)];
    }
};

[[nodiscard]] const Colors& colorsOf(Appearance appearance);
// WCAG 2 contrast of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
// `share` (0 to 1) of `over` on top of `under`.
[[nodiscard]] QColor blend(const QColor& under, const QColor& over, double share);
// `color` moved towards black or white just as far as text on `ground` needs for 4.5 to 1.
[[nodiscard]] QColor readable(const QColor& color, const QColor& ground);

class Theme final : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    // Light or dark as `system` is, and its font's size. Emits changed() if that differs.
    void follow(const QPalette& system, const QFont& font);
    // Stands before what the system is.
    void choose(ThemeChoice choice);

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    [[nodiscard]] const Colors& colors() const { return colorsOf(m_appearance); }
    // A chip's ground for a colour, and the text on it.
    [[nodiscard]] QColor tint(const QColor& color) const;
    [[nodiscard]] QColor onTint(const QColor& color) const { return readable(color, tint(color)); }
    [[nodiscard]] QColor onPanel(const QColor& color) const { return readable(color, colors().panel); }

    [[nodiscard]] int pixels(TextSize size) const;
    [[nodiscard]] QFont font(TextSize size, QFont::Weight weight = QFont::Normal) const;
    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;

Q_SIGNALS:
    void changed();

private:
    void take(Appearance appearance, const QFont& font, int body);

    ThemeChoice m_choice = ThemeChoice::System;
    Appearance m_system = Appearance::Light;
    Appearance m_appearance = Appearance::Light;
    QFont m_font;
    int m_body = 13;
};

}  // namespace signalbox
