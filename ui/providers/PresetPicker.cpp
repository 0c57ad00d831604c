#include "ui/providers/PresetPicker.h"

#include "ui/widgets/Card.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStyle>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAcross = 3;

// "api.openai.com", "localhost:11434"
QString placeOf(const QString& baseUrl) {
    const QUrl url(baseUrl);
    return url.port() < 0 ? url.host() : u"%1:%2"_s.arg(url.host()).arg(url.port());
}

}  // namespace

// A button of two lines: the name, and where that is.
class PresetPicker::Tile final : public QPushButton {
public:
    Tile(const Theme& theme, const ProviderPreset& preset)
        : m_theme(theme),
          m_preset(preset),
          m_name(preset.kind == ProviderPreset::Kind::Any ? PresetPicker::tr("Any OpenAI-compatible")
                                                          : preset.name) {
        setObjectName(u"preset:"_s + preset.id);
        setMinimumWidth(120);
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        setAccessibleName(PresetPicker::tr("Add %1").arg(m_name));
        setToolTip(preset.baseUrl);
    }

    [[nodiscard]] const ProviderPreset& preset() const { return m_preset; }
    void present(bool there) {
        m_place = there                                        ? PresetPicker::tr("Already here")
                  : m_preset.kind == ProviderPreset::Kind::Any ? PresetPicker::tr("You give the address")
                                                               : placeOf(m_preset.baseUrl);
        setAccessibleDescription(m_place);
        update();
    }
    [[nodiscard]] QSize sizeHint() const override {
        return {200, nameMetrics().height() + placeMetrics().height() + 2 * kPad};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override {
        QPushButton::paintEvent(event);
        QPainter painter(this);
        const QRect area = rect().adjusted(kPad + 4, kPad, -kPad - 4, -kPad);
        const auto line = [&](const QRect& place, const QFont& font, const QColor& color,
                              const QString& text) {
            painter.setFont(font);
            painter.setPen(color);
            painter.drawText(place,
                             static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)),
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
        };
        const int first = nameMetrics().height();
        line(QRect(area.topLeft(), QSize(area.width(), first)), m_theme.font(TextSize::Body, QFont::DemiBold),
             m_theme.colors().text, m_name);
        line(area.adjusted(0, first, 0, 0), m_theme.font(TextSize::Secondary), m_theme.colors().secondary,
             m_place);
    }

private:
    static constexpr int kPad = 8;
    [[nodiscard]] QFontMetrics nameMetrics() const {
        return QFontMetrics(m_theme.font(TextSize::Body, QFont::DemiBold));
    }
    [[nodiscard]] QFontMetrics placeMetrics() const {
        return QFontMetrics(m_theme.font(TextSize::Secondary));
    }
    const Theme& m_theme;
    const ProviderPreset& m_preset;
    QString m_name;
    QString m_place;
};

PresetPicker::PresetPicker(const Theme& theme, QWidget* parent)
    : PageScroll(tr("Add a provider"), 0, parent),
      m_theme(theme),
      m_title(makeLabel({}, TextSize::Title, Tone::Normal, Weight::Strong)),
      m_hint(makeLabel({}, TextSize::Body, Tone::Secondary)),
      m_cancel(new QPushButton(tr("Cancel"))) {
    QVBoxLayout* column = PageScroll::column();
    auto* card = new Card;
    card->setAccessibleName(tr("Add a provider"));
    auto* head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    m_cancel->setObjectName(u"cancelPreset"_s);
    m_cancel->setAccessibleName(tr("Add no provider"));
    head->addWidget(m_cancel);
    card->column()->addLayout(head);
    m_hint->setWordWrap(true);
    card->column()->addWidget(m_hint);
    using Kind = ProviderPreset::Kind;
    addGroup(*card->column(), tr("Vendors"), Kind::Vendor);
    addGroup(*card->column(), tr("Unified gateways"), Kind::Gateway);
    addGroup(*card->column(), tr("Servers on this computer"), Kind::Local);
    addGroup(*card->column(), tr("Anything else"), Kind::Any);
    card->column()->addStretch(1);
    column->addWidget(card, 1);
    connect(m_cancel, &QPushButton::clicked, this, &PresetPicker::cancelled);
}

void PresetPicker::addGroup(QVBoxLayout& column, const QString& title, ProviderPreset::Kind kind) {
    column.addSpacing(space::kStep);
    column.addWidget(makeLabel(title, TextSize::Secondary, Tone::Secondary, Weight::Strong));
    auto* grid = new QGridLayout;
    grid->setSpacing(space::kStep);
    int count = 0;
    for (const ProviderPreset& preset : providerPresets()) {
        if (preset.kind != kind) {
            continue;
        }
        auto* tile = new Tile(m_theme, preset);
        connect(tile, &QPushButton::clicked, this, [this, &preset] { Q_EMIT chosen(preset); });
        grid->addWidget(tile, count / kAcross, count % kAcross);
        m_tiles.append(tile);
        ++count;
    }
    for (int i = 0; i < kAcross; ++i) {
        grid->setColumnStretch(i, 1);
        if (i >= count) {
            grid->addWidget(new QWidget, 0, i);  // as wide as in the other groups
        }
    }
    column.addLayout(grid);
}

void PresetPicker::open(Occasion occasion, const QVector<QUrl>& present) {
    const bool first = occasion == Occasion::First;
    m_title->setText(first ? tr("No providers yet") : tr("Add a provider"));
    m_hint->setText(first ? tr("Choose where your requests shall go. The address is filled in; a key is "
                               "the only thing you need.")
                          : tr("The address is filled in; a key is the only thing you need. Nothing is "
                               "changed before you apply."));
    m_cancel->setVisible(!first);
    for (Tile* tile : std::as_const(m_tiles)) {
        tile->present(std::any_of(present.cbegin(), present.cend(),
                                  [&](const QUrl& url) { return presetFor(url) == &tile->preset(); }));
    }
    verticalScrollBar()->setValue(0);
}

void PresetPicker::focusFirst() {
    m_tiles.first()->setFocus(Qt::OtherFocusReason);
}

void PresetPicker::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_cancel->isVisible()) {
        Q_EMIT cancelled();
        return;
    }
    QScrollArea::keyPressEvent(event);
}

}  // namespace signalbox
