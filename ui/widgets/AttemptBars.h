// AttemptBars: the attempts of one request on a time line, one bar each, with who was asked and how it ended
// in words. Thread: GUI. Times in ms.
#pragma once

#include "core/api/LedgerEntry.h"
#include "ui/Format.h"
#include "ui/Theme.h"

#include <QWidget>

#include <functional>

namespace signalbox {

class AttemptBars final : public QWidget {
    Q_OBJECT

public:
    explicit AttemptBars(const Theme& theme, Format format, QWidget* parent = nullptr);
    void present(const RequestStarted& started, const RequestFinished& finished,
                 const std::function<QString(const QString&)>& names);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Bar {
        QString who;
        QString end;
        HealthState state = HealthState::Healthy;
        double from = 0;  // share of the request's time
        double to = 0;
    };
    [[nodiscard]] int rowHeight() const;

    const Theme& m_theme;
    Format m_format;
    QVector<Bar> m_bars;
};

}  // namespace signalbox
