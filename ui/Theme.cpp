#include "ui/Theme.h"

#include <QFontInfo>

#include <algorithm>
#include <cmath>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

double channel(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

constexpr double kTextContrast = 4.5;

// Names in @ stand for colours and sizes of the theme.
constexpr auto kSheet = R"(
#window, #page, QDialog, #pageScroll, #pageScroll > QWidget > QWidget#page { background: @background; }
QLabel { background: transparent; color: @text; }
#nav { background: @side; border: none; border-right: 1px solid @line; }
#topBar { background: @panel; border: none; border-bottom: 1px solid @line; }
QFrame[card="true"] { background: @panel; border: 1px solid @line; border-radius: @radiuspx; }
QFrame[rule="true"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
*[tone="secondary"] { color: @secondary; }
*[tone="good"] { color: @good; }
*[tone="bad"] { color: @bad; }
*[textSize="secondary"] { font-size: @smallpx; }
*[textSize="title"] { font-size: @titlepx; }
*[textSize="figure"] { font-size: @figurepx; }
*[strong="true"] { font-weight: 600; }
QPushButton { background: @panel; color: @text; border: 1px solid @edge; border-radius: @controlRadiuspx;
  padding: 4px 10px; }
QPushButton, QCheckBox, QRadioButton { outline: none; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border: 2px solid @accent; padding: 3px 9px; }
QPushButton:disabled { color: @secondary; background: @background; }
QPushButton[link="true"] { background: transparent; border: none; color: @onPanelAccent;
  padding: 0px 4px; min-height: 1.15em; font-size: @smallpx; }
QPushButton[link="true"]:hover { background: @hover; }
QPushButton[link="true"]:focus { background: @selected; color: @onSelected; text-decoration: underline; }
QPushButton[chip="true"] { background: @selected; color: @onSelected; border: 1px solid @selected;
  border-radius: 12px; padding: 3px 10px; }
QPushButton[chip="true"]:hover { border: 1px solid @accent; }
QPushButton[chip="true"]:focus { border: 2px solid @accent; padding: 2px 9px; }
QPushButton::menu-indicator { image: url(:/signalbox/icons/chevron-@variant.svg); width: 12px; height: 12px;
  subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton[compact="true"] { padding: 4px 8px; }
QPushButton[compact="true"]:focus { padding: 3px 7px; }
QPushButton#spendExport { padding: 5px 26px 5px 10px; }
QPushButton#spendExport:focus { padding: 4px 25px 4px 9px; }
QProgressBar { background: @line; border: none; border-radius: 3px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border: 1px solid @accent; }
QPushButton[primary="true"]:focus { border: 2px solid @text; padding: 3px 9px; }
QPushButton[nav="true"] { background: transparent; border: 2px solid transparent; text-align: left;
  padding: 6px 8px; }
QPushButton[nav="true"]:hover { background: @hover; }
QPushButton[nav="true"]:checked { background: @selected; color: @onSelected; font-weight: 600; }
QPushButton[nav="true"]:focus { border: 2px solid @accent; padding: 6px 8px; }
QPushButton[primary="true"]:disabled { background: @background; color: @secondary; border: 1px solid @edge; }
QComboBox, QDateEdit, QTimeEdit { background: @panel; color: @text; border: 1px solid @edge;
  border-radius: @controlRadiuspx; padding: 4px 10px; selection-background-color: @accent;
  selection-color: @onAccent; }
QComboBox:focus, QDateEdit:focus, QTimeEdit:focus { border: 2px solid @accent; padding: 3px 9px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url(:/signalbox/icons/chevron-@variant.svg);
  width: 12px; height: 12px; }
QComboBox[fault="true"], QTimeEdit[fault="true"] { border: 1px solid @bad; }
QComboBox:disabled, QTimeEdit:disabled { color: @secondary; background: @background; }
QTimeEdit::up-button, QTimeEdit::down-button { background: transparent; border: none; width: 18px; }
QTimeEdit::up-arrow { image: url(:/signalbox/icons/chevron-up-@variant.svg); width: 8px; height: 8px; }
QTimeEdit::down-arrow { image: url(:/signalbox/icons/chevron-@variant.svg); width: 8px; height: 8px; }
QPushButton[icon="true"] { padding: 4px; }
QPushButton[icon="true"]:focus { padding: 3px; }
QFrame[line="true"] { background: @line; border: none; }
QComboBox QAbstractItemView { background: @panel; color: @text; border: 1px solid @edge;
  selection-background-color: @selected; selection-color: @onSelected; }
QComboBox QListView, QComboBox QListView:focus { border: none; border-radius: 0px; padding: 0px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: @panel; border: 1px solid @edge; }
QTableView { background: @panel; alternate-background-color: @panel; color: @text; border: none;
  selection-background-color: @selected; selection-color: @text; outline: none; }
QTableView::item { border: none; border-bottom: 1px solid @line; padding: 0 6px; }
QTableView:focus { border: none; }
QHeaderView { background: @panel; border: none; font-size: @smallpx; }
QHeaderView::section { background: @panel; color: @secondary; border: none; border-bottom: 1px solid @line;
  padding: 4px 0 4px 8px; font-weight: 600; }
QHeaderView::up-arrow { image: url(:/signalbox/icons/chevron-up-@variant.svg); width: 8px; height: 8px;
  subcontrol-origin: padding; subcontrol-position: center right; }
QHeaderView::down-arrow { image: url(:/signalbox/icons/chevron-@variant.svg); width: 8px; height: 8px;
  subcontrol-origin: padding; subcontrol-position: center right; }
QLineEdit[code="true"] { background: @background; color: @text; border: 1px solid @edge;
  border-radius: @controlRadiuspx; padding: 4px 8px; selection-background-color: @accent;
  selection-color: @onAccent; }
QLineEdit[code="true"]:focus { border: 2px solid @accent; padding: 3px 7px; }
QLineEdit, QSpinBox, QDoubleSpinBox { background: @panel; color: @text; border: 1px solid @edge;
  border-radius: @controlRadiuspx; padding: 4px 8px; selection-background-color: @accent;
  selection-color: @onAccent; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid @accent; padding: 3px 7px; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @secondary; background: @background; }
QLineEdit[fault="true"], QSpinBox[fault="true"], QDoubleSpinBox[fault="true"] { border: 1px solid @bad; }
QLineEdit[fault="true"]:focus { border: 2px solid @bad; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { background: transparent; border: none;
  width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/signalbox/icons/chevron-up-@variant.svg); width: 8px; height: 8px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/signalbox/icons/chevron-@variant.svg); width: 8px; height: 8px; }
QTableView QLineEdit { border: 2px solid @accent; border-radius: 0px; padding: 0px 4px; }
QCheckBox, QRadioButton { color: @text; border: 2px solid transparent; border-radius: 4px; padding: 2px;
  spacing: 8px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid @accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @secondary;
  background: @panel; border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border: 1px solid @accent; }
QCheckBox::indicator:checked { background: @accent; border: 1px solid @accent;
  image: url(:/signalbox/icons/check-@variant.svg); }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; background: @onAccent; }
QListView { background: @panel; color: @text; border: 1px solid @edge; border-radius: @controlRadiuspx;
  selection-background-color: @selected; selection-color: @text; outline: none; padding: 2px; }
QListView:focus { border: 2px solid @accent; }
QListView[bare="true"], QListView[bare="true"]:focus { background: transparent; border: none;
  padding: 0px; }
QListView::item { padding: 3px 6px; }
QListView[sections="true"]::item { padding: 6px 8px; border-radius: @controlRadiuspx; }
QListView[sections="true"]::item:selected { background: @selected; color: @onSelected; }
QListView[sections="true"]:focus { border: 2px solid @accent; border-radius: @controlRadiuspx; }
QPlainTextEdit { background: @background; color: @text; border: 1px solid @edge;
  border-radius: @controlRadiuspx; padding: 4px; selection-background-color: @accent; selection-color: @onAccent; }
QPlainTextEdit:focus { border: 2px solid @accent; padding: 3px; }
#tools { background: @panel; border: 1px solid @line; border-radius: @radiuspx; padding: 5px; outline: none; }
#tools:focus { border: 2px solid @accent; padding: 4px; }
#tools::item { color: @text; padding: 5px 6px; border-radius: 4px; }
#tools::item:selected { background: @selected; color: @onSelected; }
QScrollArea { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: @edge; border-radius: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: @panel; color: @text; border: 1px solid @edge; padding: 3px 5px; }
QMenu { background: @panel; color: @text; border: 1px solid @edge; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: @selected; color: @onSelected; }
QMenu::item:disabled { color: @secondary; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
)";

}  // namespace

const Colors& colorsOf(Appearance appearance) {
    const auto rgb = [](QRgb value) { return QColor::fromRgb(value); };
    static const Colors kLight{rgb(0xf4f5f7),
                               rgb(0xeceef1),
                               rgb(0xffffff),
                               rgb(0xdfe2e7),
                               rgb(0x1c2026),
                               rgb(0x626a76),
                               rgb(0x2463c9),
                               rgb(0xffffff),
                               {rgb(0x1f8a4c), rgb(0xb36b00), rgb(0x3a6fd0), rgb(0x7b828d), rgb(0xc93a3a)},
                               {rgb(0x2f6fd6), rgb(0x19a38b), rgb(0xe09a2b), rgb(0x6d2fd0), rgb(0xa3284e)}};
    static const Colors kDark{rgb(0x16191e),
                              rgb(0x1a1d22),
                              rgb(0x1f2329),
                              rgb(0x333942),
                              rgb(0xe7eaee),
                              rgb(0x9aa3af),
                              rgb(0x78a9ff),
                              rgb(0x10141a),
                              {rgb(0x55c585), rgb(0xf0b04a), rgb(0x7fa9f5), rgb(0x8f97a3), rgb(0xff7d7d)},
                              {rgb(0x6ea3f7), rgb(0x45c9b2), rgb(0xf2b75a), rgb(0x9a5cf5), rgb(0xf0607a)}};
    return appearance == Appearance::Dark ? kDark : kLight;
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    const double low = std::min(first, second);
    const double high = std::max(first, second);
    return (high + 0.05) / (low + 0.05);
}

QColor blend(const QColor& under, const QColor& over, double share) {
    const auto mix = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {mix(under.red(), over.red()), mix(under.green(), over.green()), mix(under.blue(), over.blue())};
}

QColor readable(const QColor& color, const QColor& ground) {
    const QColor end = luminance(ground) > 0.18 ? QColor(Qt::black) : QColor(Qt::white);
    QColor found = color;
    for (double share = 0.04; contrast(found, ground) < kTextContrast && share <= 1.0; share += 0.04) {
        found = blend(color, end, share);
    }
    return found;
}

Theme::Theme(QObject* parent) : QObject(parent) {}

void Theme::follow(const QPalette& system, const QFont& font) {
    const bool dark =
        luminance(system.color(QPalette::Window)) < luminance(system.color(QPalette::WindowText));
    m_system = dark ? Appearance::Dark : Appearance::Light;
    take(m_choice == ThemeChoice::System ? m_system : m_appearance, font,
         std::clamp(QFontInfo(font).pixelSize(), 12, 24));
}

void Theme::choose(ThemeChoice choice) {
    m_choice = choice;
    take(choice == ThemeChoice::System ? m_system
         : choice == ThemeChoice::Dark ? Appearance::Dark
                                       : Appearance::Light,
         m_font, m_body);
}

void Theme::take(Appearance appearance, const QFont& font, int body) {
    if (appearance != m_appearance || body != m_body || font.family() != m_font.family()) {
        m_appearance = appearance;
        m_body = body;
        m_font = font;
        Q_EMIT changed();
    }
}

QColor Theme::tint(const QColor& color) const {
    return blend(colors().panel, color, m_appearance == Appearance::Dark ? 0.20 : 0.12);
}

int Theme::pixels(TextSize size) const {
    switch (size) {
        case TextSize::Secondary:
            return std::max(11, m_body - 1);
        case TextSize::Body:
            return m_body;
        case TextSize::Title:
            return m_body * 16 / 13;
        case TextSize::Figure:
            return m_body * 24 / 13;
    }
    return m_body;
}

QFont Theme::font(TextSize size, QFont::Weight weight) const {
    QFont font = m_font;
    font.setPixelSize(pixels(size));
    font.setWeight(weight);
    return font;
}

QPalette Theme::palette() const {
    const Colors& c = colors();
    QPalette palette;
    for (const auto& [role, color] : {std::pair{QPalette::Window, c.background},
                                      {QPalette::WindowText, c.text},
                                      {QPalette::Base, c.panel},
                                      {QPalette::AlternateBase, c.background},
                                      {QPalette::Text, c.text},
                                      {QPalette::Button, c.panel},
                                      {QPalette::ButtonText, c.text},
                                      {QPalette::PlaceholderText, c.secondary},
                                      {QPalette::Highlight, c.accent},
                                      {QPalette::HighlightedText, c.onAccent},
                                      {QPalette::ToolTipBase, c.panel},
                                      {QPalette::ToolTipText, c.text},
                                      {QPalette::Mid, c.line}}) {
        palette.setColor(role, color);
    }
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, c.secondary);
    palette.setColor(QPalette::Disabled, QPalette::Text, c.secondary);
    palette.setColor(QPalette::Disabled, QPalette::WindowText, c.secondary);
    return palette;
}

QString Theme::styleSheet() const {
    const Colors& c = colors();
    const bool dark = m_appearance == Appearance::Dark;
    const QColor selected = blend(c.panel, c.accent, dark ? 0.22 : 0.12);
    // Longer names stand before those they begin with.
    const std::pair<QLatin1StringView, QString> names[] = {
        {"@background"_L1, c.background.name()},
        {"@side"_L1, c.side.name()},
        {"@panel"_L1, c.panel.name()},
        {"@line"_L1, c.line.name()},
        {"@edge"_L1, blend(c.line, c.text, 0.08).name()},
        {"@text"_L1, c.text.name()},
        {"@secondary"_L1, c.secondary.name()},
        {"@accent"_L1, c.accent.name()},
        {"@onAccent"_L1, c.onAccent.name()},
        {"@onPanelAccent"_L1, onPanel(c.accent).name()},
        {"@onSelected"_L1, readable(c.accent, selected).name()},
        {"@selected"_L1, selected.name()},
        {"@hover"_L1, blend(c.panel, c.text, 0.05).name()},
        {"@pressed"_L1, blend(c.panel, c.text, 0.10).name()},
        {"@good"_L1, onPanel(c.state(HealthState::Healthy)).name()},
        {"@bad"_L1, onPanel(c.state(HealthState::Failed)).name()},
        {"@variant"_L1, dark ? u"dark"_s : u"light"_s},
        {"@radius"_L1, QString::number(space::kRadius)},
        {"@controlRadius"_L1, QString::number(space::kControlRadius)},
        {"@small"_L1, QString::number(pixels(TextSize::Secondary))},
        {"@title"_L1, QString::number(pixels(TextSize::Title))},
        {"@figure"_L1, QString::number(pixels(TextSize::Figure))},
    };
    QString sheet = QString::fromLatin1(kSheet);
    for (const auto& [name, value] : names) {
        sheet.replace(name, value);
    }
    return sheet;
}

}  // namespace signalbox
