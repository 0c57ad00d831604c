// Chip: a state said three times: sign, word, colour. Thread: GUI. Shortens its words where there is no room.
#pragma once

#include "ui/Theme.h"

#include <QWidget>

namespace signalbox {

class Chip final : public QWidget {
    Q_OBJECT

public:
    explicit Chip(const Theme& theme, QWidget* parent = nullptr);
    void present(HealthState state, const QString& text);
    [[nodiscard]] HealthState state() const { return m_state; }
    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    HealthState m_state = HealthState::Healthy;
    QString m_text;
};

}  // namespace signalbox
