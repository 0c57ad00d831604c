// MinuteStrip: the last hour as 60 bars, the current minute at the end. A minute with failures has the failed
// share in the failed colour and a mark under it; a minute with only 429 has a hollow mark. Thread: GUI.
#pragma once

#include "ui/Format.h"
#include "ui/Theme.h"

#include <QWidget>

#include <array>

namespace signalbox {

class MinuteStrip final : public QWidget {
    Q_OBJECT

public:
    explicit MinuteStrip(const Theme& theme, QWidget* parent = nullptr);
    void present(const std::array<MinuteCell, 60>& cells, qint64 nowMs, const Format& format);
    [[nodiscard]] QSize sizeHint() const override { return {180, 24}; }
    // What the minute with this index (0 the oldest) holds, in words.
    [[nodiscard]] QString minuteText(int index) const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    std::array<MinuteCell, 60> m_cells{};
    qint64 m_nowMs = 0;
    Format m_format;
};

}  // namespace signalbox
