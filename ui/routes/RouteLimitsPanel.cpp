#include "ui/routes/RouteLimitsPanel.h"

#include "ui/widgets/Field.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSpinBox>

#include <cmath>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr double kMsPerSecond = 1'000;
constexpr double kLongest = 86'400;  // s, as the configuration allows
constexpr int kMostAttempts = 20;    // likewise

// Seconds with as many decimals as they have.
class SecondsBox final : public QDoubleSpinBox {
public:
    [[nodiscard]] QString textFromValue(double value) const override {
        return locale().toString(value, 'f', QLocale::FloatingPointShortest);
    }
};
}  // namespace

RouteLimitsPanel::RouteLimitsPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Waits and tries"), parent),
      m_context(context),
      m_draft(draft),
      m_attempts(new QSpinBox),
      m_attemptsField(new Field(tr("&Attempts at most"), m_attempts, tr("over all targets"))) {
    setObjectName(u"routeLimits"_s);
    addTime("connect_ms", &TimeoutConfig::connect, tr("To connect"), {});
    addTime("first_byte_ms", &TimeoutConfig::firstByte, tr("For the first byte"),
            tr("then the next target is asked"));
    addTime("idle_ms", &TimeoutConfig::idle, tr("Between parts of a stream"), {});
    addTime("total_ms", &TimeoutConfig::total, tr("For all of it"), tr("attempts and holding included"));
    m_attempts->setObjectName(u"attempts"_s);
    m_attempts->setRange(1, kMostAttempts);
    m_attempts->setLocale(context.format.locale());
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::kCard);
    grid->setVerticalSpacing(space::kStep);
    for (int i = 0; i < m_times.size(); ++i) {
        grid->addWidget(m_times[i].field, i / 2, i % 2);
    }
    grid->addWidget(m_attemptsField, 2, 0);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    column()->addLayout(grid);
    addFlag("sticky", &RouteConfig::sticky, tr("&Keep a conversation where its cache is"),
            tr("Its prompt is cheaper and faster there."));
    addFlag("hold", &RouteConfig::hold, tr("&Hold requests when every target fails"),
            tr("You are asked where they go; without it they get an error at once."));
    addFlag("hedge", &RouteConfig::hedge, tr("Ask a second target when the first is s&low"),
            tr("The first to answer wins; at most 10 % extra spend."));
    addFlag("capture", &RouteConfig::capture, tr("Keep pr&ompts and answers"),
            tr("In the ledger on this machine, for the days that the settings say."));
    connect(m_attempts, &QSpinBox::valueChanged, this,
            [this](int value) { change([value](RouteConfig& one) { one.maxAttempts = value; }); });
}

void RouteLimitsPanel::addTime(const char* place, Milliseconds TimeoutConfig::*value, const QString& label,
                               const QString& hint) {
    auto* box = new SecondsBox;
    box->setObjectName(QLatin1String(place));
    box->setRange(0.001, kLongest);
    box->setDecimals(3);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setSuffix(tr(" s", "seconds"));
    box->setLocale(m_context.format.locale());
    m_times.append({place, value, box, new Field(label, box, hint)});
    connect(box, &QDoubleSpinBox::valueChanged, this, [this, value](double seconds) {
        const Milliseconds ms(std::llround(seconds * kMsPerSecond));
        change([&](RouteConfig& one) { one.timeouts.*value = ms; });
    });
}

void RouteLimitsPanel::addFlag(const char* name, bool RouteConfig::*value, const QString& text,
                               const QString& why) {
    auto* box = new QCheckBox(text);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleDescription(why);
    auto* both = new QVBoxLayout;
    both->setSpacing(0);
    both->addWidget(box);
    QLabel* note = makeLabel(why, TextSize::Secondary, Tone::Secondary);
    note->setWordWrap(true);
    note->setIndent(space::kStep * 3 + 2);  // below the words
    both->addWidget(note);
    column()->addLayout(both);
    m_flags.append({value, box});
    connect(box, &QCheckBox::toggled, this,
            [this, value](bool on) { change([&](RouteConfig& one) { one.*value = on; }); });
}

void RouteLimitsPanel::change(const std::function<void(RouteConfig&)>& edit) {
    if (m_route >= 0) {
        m_draft.edit([&](Config& config) { edit(config.routes.at(static_cast<std::size_t>(m_route))); });
    }
}

void RouteLimitsPanel::open(int route) {
    m_route = -1;  // what is set below is no edit
    const RouteConfig& shown = m_draft.config().routes.at(static_cast<std::size_t>(route));
    for (const TimeRow& row : std::as_const(m_times)) {
        const auto ms = static_cast<double>((shown.timeouts.*row.value).count());
        row.box->setValue(ms / kMsPerSecond);
    }
    m_attempts->setValue(shown.maxAttempts);
    for (const FlagRow& row : std::as_const(m_flags)) {
        row.box->setChecked(shown.*row.value);
    }
    m_route = route;
    refresh();
}

void RouteLimitsPanel::refresh() {
    for (const TimeRow& row : std::as_const(m_times)) {
        const QString place = u"routes[%1].timeouts.%2"_s.arg(m_route).arg(QLatin1String(row.place));
        row.field->present(m_draft.faultAt(place), m_draft.warningAt(place));
    }
    m_attemptsField->present(m_draft.faultAt(u"routes[%1].max_attempts"_s.arg(m_route)));
}

}  // namespace signalbox
