#include "ui/routes/MatchPanel.h"

#include "ui/models/KnownModels.h"
#include "ui/routes/RouteText.h"
#include "ui/widgets/Choices.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QStringListModel>
#include <QTimeEdit>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostTokens = 100'000'000;
constexpr Endpoint kEndpoints[] = {
    Endpoint::ChatCompletions,     Endpoint::Responses,         Endpoint::Messages,    Endpoint::Completions,
    Endpoint::Embeddings,          Endpoint::ImageGenerations,  Endpoint::ImageEdits,  Endpoint::AudioSpeech,
    Endpoint::AudioTranscriptions, Endpoint::AudioTranslations, Endpoint::Moderations, Endpoint::Videos};

QHBoxLayout* fieldRow(QVBoxLayout& column, std::initializer_list<QWidget*> fields) {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    for (QWidget* field : fields) {
        row->addWidget(field, 1);
    }
    column.addLayout(row);
    return row;
}

}  // namespace

MatchPanel::MatchPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Takes requests with"), parent),
      m_context(context),
      m_draft(draft),
      m_name(new QLineEdit),
      m_model(new QLineEdit),
      m_models(new QStringListModel(this)),
      m_client(new QComboBox),
      m_endpoint(new QComboBox),
      m_least(new QSpinBox),
      m_most(new QSpinBox),
      m_hours(new QCheckBox(tr("Only bet&ween"))),
      m_from(new QTimeEdit),
      m_to(new QTimeEdit),
      m_wrong(makeLabel({}, TextSize::Secondary, Tone::Bad)),
      m_nameField(new Field(tr("Na&me of the rule"), m_name)),
      m_modelField(new Field(tr("Mo&del"), m_model, tr("* and ? stand for any characters"))),
      m_clientField(new Field(tr("&Client"), m_client)),
      m_endpointField(new Field(tr("&Endpoint"), m_endpoint)),
      m_leastField(new Field(tr("&Prompt of at least"), m_least)),
      m_mostField(new Field(tr("a&nd at most"), m_most)) {
    setObjectName(u"match"_s);
    build();
    connectAll();
}

void MatchPanel::build() {
    m_name->setObjectName(u"ruleName"_s);
    m_model->setObjectName(u"matchModel"_s);
    m_model->setPlaceholderText(tr("any"));
    completeWith(*m_model, *m_models);
    m_client->setObjectName(u"matchClient"_s);
    m_endpoint->setObjectName(u"matchEndpoint"_s);
    m_endpoint->addItem(tr("any", "endpoint"), QString());
    for (const Endpoint endpoint : kEndpoints) {
        m_endpoint->addItem(endpointName(endpoint), endpointName(endpoint));
    }
    for (QSpinBox* tokens : {m_least, m_most}) {
        tokens->setRange(0, kMostTokens);
        tokens->setSingleStep(1'000);
        tokens->setGroupSeparatorShown(true);
        tokens->setSuffix(tr(" tokens"));
        tokens->setLocale(m_context.format.locale());
    }
    m_least->setObjectName(u"leastTokens"_s);
    m_least->setSpecialValueText(tr("any size"));
    m_most->setObjectName(u"mostTokens"_s);
    m_most->setSpecialValueText(tr("no limit"));
    // Shrink with the window: their longest entries are no measure.
    for (QComboBox* box : {m_client, m_endpoint}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
    }

    fieldRow(*column(), {m_nameField, m_modelField});
    fieldRow(*column(), {m_clientField, m_endpointField});
    auto* needs = new QHBoxLayout;
    needs->setSpacing(space::kGap);
    needs->addWidget(makeLabel(tr("Needs"), TextSize::Secondary, Tone::Secondary));
    for (const auto& [need, text] :
         {std::pair(Need::Tools, tr("&tools")), std::pair(Need::Image, tr("&images")),
          std::pair(Need::JsonSchema, tr("&JSON schema"))}) {
        auto* box = new QCheckBox(text);
        box->setObjectName(u"need:"_s + needName(need));
        box->setAccessibleName(tr("Needs %1").arg(plainName(text)));
        needs->addWidget(box);
        m_needs.append({need, box});
    }
    needs->addStretch(1);
    column()->addLayout(needs);
    fieldRow(*column(), {m_leastField, m_mostField});
    auto* hours = new QHBoxLayout;
    hours->setSpacing(space::kStep);
    m_hours->setObjectName(u"hours"_s);
    m_hours->setToolTip(tr("Local time; the end may lie before the start, over midnight"));
    m_from->setObjectName(u"hoursFrom"_s);
    m_from->setAccessibleName(tr("Holds from"));
    m_to->setObjectName(u"hoursTo"_s);
    m_to->setAccessibleName(tr("Holds until"));
    for (QTimeEdit* time : {m_from, m_to}) {
        time->setLocale(m_context.format.locale());
        time->setDisplayFormat(m_context.format.locale().timeFormat(QLocale::ShortFormat));
    }
    hours->addWidget(m_hours);
    hours->addWidget(m_from);
    hours->addWidget(makeLabel(tr("and", "hours")));
    hours->addWidget(m_to);
    hours->addStretch(1);
    column()->addLayout(hours);
    m_wrong->setObjectName(u"matchWrong"_s);
    m_wrong->setWordWrap(true);
    column()->addWidget(m_wrong);
}

void MatchPanel::connectAll() {
    connect(m_name, &QLineEdit::textEdited, this,
            [this](const QString& text) { change([&](RouteConfig& one) { one.name = text.trimmed(); }); });
    connect(m_model, &QLineEdit::textChanged, this, [this](const QString& text) {
        change([&](RouteConfig& one) { one.match.model = text.trimmed(); });
    });
    connect(m_client, &QComboBox::activated, this, [this](int index) {
        change([&](RouteConfig& one) { one.match.client = m_client->itemData(index).toString(); });
    });
    connect(m_endpoint, &QComboBox::activated, this, [this](int index) {
        const QByteArray name = m_endpoint->itemData(index).toString().toLatin1();
        change([&](RouteConfig& one) { one.match.endpoint = endpointFromName(name); });
    });
    for (const auto& [need, box] : std::as_const(m_needs)) {
        connect(box, &QCheckBox::toggled, this, [this] {
            std::vector<Need> needs;
            for (const auto& [one, check] : std::as_const(m_needs)) {
                if (check->isChecked()) {
                    needs.push_back(one);
                }
            }
            change([&](RouteConfig& one) { one.match.needs = needs; });
        });
    }
    connect(m_least, &QSpinBox::valueChanged, this, [this](int value) {
        change([&](RouteConfig& one) {
            one.match.minPromptTokens = value > 0 ? std::optional<qint64>(value) : std::nullopt;
        });
    });
    connect(m_most, &QSpinBox::valueChanged, this, [this](int value) {
        change([&](RouteConfig& one) {
            one.match.maxPromptTokens = value > 0 ? std::optional<qint64>(value) : std::nullopt;
        });
    });
    connect(m_hours, &QCheckBox::toggled, this, &MatchPanel::takeHours);
    connect(m_from, &QTimeEdit::timeChanged, this, &MatchPanel::takeHours);
    connect(m_to, &QTimeEdit::timeChanged, this, &MatchPanel::takeHours);
}

const RouteConfig& MatchPanel::route() const {
    return m_draft.config().routes.at(static_cast<std::size_t>(m_route));
}

QString MatchPanel::place(const char* field) const {
    return u"routes[%1].%2"_s.arg(m_route).arg(QLatin1String(field));
}

void MatchPanel::change(const std::function<void(RouteConfig&)>& edit) {
    if (m_route >= 0) {
        m_draft.edit([&](Config& config) { edit(config.routes.at(static_cast<std::size_t>(m_route))); });
    }
}

void MatchPanel::takeHours() {
    const bool on = m_hours->isChecked();
    m_from->setEnabled(on);
    m_to->setEnabled(on);
    change([&](RouteConfig& one) {
        one.match.hours = on ? std::optional(RouteMatch::Hours{m_from->time(), m_to->time()}) : std::nullopt;
    });
}

// One that the file names and that is no client any more is still shown.
void MatchPanel::offerClients(const QString& chosen) {
    QList<Choice> choices{{tr("any", "client"), {}}};
    for (const ClientConfig& client : m_draft.config().clients) {
        choices.append({client.name, client.name});
    }
    offer(*m_client, choices, chosen);
}

void MatchPanel::open(int route) {
    m_route = -1;  // what is set below is no edit
    const RouteConfig shown = m_draft.config().routes.at(static_cast<std::size_t>(route));
    const auto put = [](QLineEdit& edit, const QString& text) {
        if (edit.text() != text) {
            edit.setText(text);
        }
    };
    put(*m_name, shown.name);
    put(*m_model, shown.match.model);
    m_endpoint->setCurrentIndex(
        shown.match.endpoint ? m_endpoint->findData(endpointName(*shown.match.endpoint)) : 0);
    for (const auto& [need, box] : std::as_const(m_needs)) {
        const auto& needs = shown.match.needs;
        box->setChecked(std::find(needs.begin(), needs.end(), need) != needs.end());
    }
    m_least->setValue(
        static_cast<int>(std::min<qint64>(shown.match.minPromptTokens.value_or(0), kMostTokens)));
    m_most->setValue(
        static_cast<int>(std::min<qint64>(shown.match.maxPromptTokens.value_or(0), kMostTokens)));
    m_from->setTime(shown.match.hours ? shown.match.hours->from : QTime(22, 0));
    m_to->setTime(shown.match.hours ? shown.match.hours->to : QTime(6, 0));
    m_hours->setChecked(shown.match.hours.has_value());
    m_from->setEnabled(shown.match.hours.has_value());
    m_to->setEnabled(shown.match.hours.has_value());
    offerClients(shown.match.client);
    m_route = route;
    refresh();
}

void MatchPanel::refresh() {
    completions(*m_models, knownModels(m_draft.config(), m_context.service.status()));
    offerClients(route().match.client);
    m_nameField->present(m_draft.faultAt(place("name")), m_draft.warningAt(place("name")));
    m_modelField->present(m_draft.faultAt(place("match.model")), m_draft.warningAt(place("match.model")));
    m_clientField->present(m_draft.faultAt(place("match.client")), m_draft.warningAt(place("match.client")));
    m_endpointField->present(m_draft.faultAt(place("match.endpoint")),
                             m_draft.warningAt(place("match.endpoint")));
    m_leastField->present(m_draft.faultAt(place("match.min_prompt_tokens")));
    m_mostField->present(m_draft.faultAt(place("match.max_prompt_tokens")));
    QString wrong = m_draft.faultAt(place("match.hours"));
    if (wrong.isEmpty()) {
        wrong = m_draft.faultAt(place("match.needs"));
    }
    m_wrong->setText(signText(HealthState::Failed) + u' ' + wrong);
    m_wrong->setVisible(!wrong.isEmpty());
    m_hours->setAccessibleDescription(wrong);
}

void MatchPanel::focusFirst() {
    m_name->setFocus(Qt::OtherFocusReason);
    m_name->selectAll();
}

}  // namespace signalbox
