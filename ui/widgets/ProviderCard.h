// ProviderCard: one provider: state and reason, the last hour, figures, actions. Thread: GUI. Changes only
// the parts whose facts changed.
#pragma once

#include "ui/Context.h"
#include "ui/widgets/Card.h"

class QMenu;
class QPushButton;

namespace signalbox {

class Chip;
class Gauge;
class MinuteStrip;
class Sparkline;

class ProviderCard final : public Card {
    Q_OBJECT

public:
    // Compact leaves out the figures, for when there are many providers.
    enum class Density { Full, Compact };

    ProviderCard(const Context& context, QString provider, QWidget* parent = nullptr);

    // `routes`: those whose next request goes here.
    void present(const ProviderStatus& status, const QStringList& routes, qint64 nowMs);
    void setDensity(Density density);
    // How many lines the reason takes in a card of that width, and how many it is given: cards side by side
    // have the same, so that what is below stands in line.
    [[nodiscard]] int reasonLines(int cardWidth) const;
    void setReasonLines(int lines);
    [[nodiscard]] const QString& provider() const { return m_provider; }
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] QString reasonText() const { return m_reason->text(); }

Q_SIGNALS:
    void testAsked();

private:
    void toggleDrain();
    void buildMenu();
    void addDrills();
    void showActions(const ProviderStatus& status);
    QLabel* addFigure(QVBoxLayout& column, const QString& name);

    Context m_context;
    QString m_provider;
    QString m_baseUrl;
    bool m_drained = false;
    std::optional<Drill> m_drill;
    ElidedLabel* m_name;
    Chip* m_chip;
    ElidedLabel* m_reason;
    MinuteStrip* m_strip;
    QWidget* m_figures;
    QLabel* m_firstToken;
    QLabel* m_errors;
    QLabel* m_inFlight;
    Sparkline* m_trend;
    QWidget* m_headroomRow;
    QLabel* m_headroom;
    Gauge* m_gauge;
    QPushButton* m_drain;
    QPushButton* m_reset;
    QPushButton* m_test;
    QPushButton* m_more;
    QMenu* m_menu;
};

}  // namespace signalbox
