// Sparkline and Gauge: one line over an hour, one bar from 0 to 1. Thread: GUI. Paint only when a value
// changes.
#pragma once

#include "ui/Theme.h"

#include <QVector>
#include <QWidget>

#include <optional>

namespace signalbox {

class Sparkline final : public QWidget {
    Q_OBJECT

public:
    explicit Sparkline(const Theme& theme, QWidget* parent = nullptr);
    // Values of equal steps, oldest first; below zero: none.
    void present(const QVector<qint64>& values);
    [[nodiscard]] QSize sizeHint() const override { return {180, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QVector<qint64> m_values;
};

class Gauge final : public QWidget {
    Q_OBJECT

public:
    explicit Gauge(const Theme& theme, QWidget* parent = nullptr);
    void present(double share);
    [[nodiscard]] QSize sizeHint() const override { return {180, 5}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    double m_share = -1;
};

}  // namespace signalbox
