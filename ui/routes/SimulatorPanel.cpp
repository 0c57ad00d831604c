#include "ui/routes/SimulatorPanel.h"

#include "ui/models/KnownModels.h"
#include "ui/routes/ExplainedRow.h"
#include "ui/routes/RouteText.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Choices.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStringListModel>

#include <algorithm>
#include <utility>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLogged = 30;  // offered
constexpr int kMostTokens = 1'000'000;
// Health changes what would happen; a large sample, which is made and read each time, is asked less often.
constexpr qint64 kAgainMs = 2'000;
constexpr qint64 kAgainMsPerMegabyte = 2'000;

QFrame* makeLine() {
    auto* line = new QFrame;
    line->setProperty("line", true);
    line->setFixedHeight(1);
    return line;
}

}  // namespace

SimulatorPanel::SimulatorPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : PageScroll(tr("Simulator"), 0, parent),
      m_context(context),
      m_draft(draft),
      m_source(new QComboBox),
      m_form(new QWidget),
      m_model(new QLineEdit),
      m_models(new QStringListModel(this)),
      m_client(new QComboBox),
      m_endpoint(new QComboBox),
      m_tokens(new QSpinBox),
      m_message(makeLabel({}, TextSize::Body, Tone::Secondary)),
      m_answer(new QWidget),
      m_facts(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_rule(makeLabel({}, TextSize::Body, Tone::Normal, Weight::Strong)),
      m_targets(new QVBoxLayout),
      m_passed(makeLabel({}, TextSize::Secondary, Tone::Secondary)) {
    setObjectName(u"simulator"_s);
    auto* card = new Card(tr("What would happen?"));
    column()->addWidget(card);
    column()->addStretch(1);
    m_source->setObjectName(u"simulatedRequest"_s);
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source->setMinimumContentsLength(10);
    m_source->addItem(tr("A sample request"), QByteArray());
    card->column()->addWidget(new Field(tr("To which re&quest"), m_source));
    buildSample(*card->column());
    card->column()->addWidget(makeLine());
    m_message->setObjectName(u"simulatorMessage"_s);
    m_message->setWordWrap(true);
    card->column()->addWidget(m_message);
    auto* answer = new QVBoxLayout(m_answer);
    answer->setContentsMargins(0, 0, 0, 0);
    answer->setSpacing(space::kStep / 2);
    m_facts->setObjectName(u"simulatedFacts"_s);
    m_facts->setWordWrap(true);
    m_rule->setObjectName(u"simulatedRule"_s);
    m_rule->setWordWrap(true);
    answer->addWidget(m_facts);
    answer->addWidget(m_rule);
    m_targets->setSpacing(0);
    answer->addLayout(m_targets);
    m_passed->setObjectName(u"passedRules"_s);
    m_passed->setWordWrap(true);
    answer->addWidget(m_passed);
    card->column()->addWidget(m_answer);
    card->column()->addWidget(makeLabel(tr("Nothing is sent."), TextSize::Secondary, Tone::Secondary));
    m_answer->hide();

    connect(m_source, &QComboBox::activated, this, &SimulatorPanel::chooseSource);
    GatewayService& service = context.service;
    connect(&service, &GatewayService::explained, this, &SimulatorPanel::onExplained);
    connect(&service, &GatewayService::requestsReady, this,
            [this](Ticket ticket, const Result<RequestPage>& page) {
                if (ticket != 0 && ticket == m_requestsAsked && page) {
                    offerLogged(page.value().requests);
                }
            });
    connect(&service, &GatewayService::statusChanged, this, [this] {
        if (isVisible() && m_context.clock.wallMs() - m_askedAtMs >= m_againMs) {
            ask();
        }
    });
    connect(&m_draft, &FileDraft::checked, this, [this] {
        offerClients();
        ask();
    });
    presentSample();
}

void SimulatorPanel::buildSample(QVBoxLayout& column) {
    auto* form = new QVBoxLayout(m_form);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(space::kStep);
    m_model->setObjectName(u"sampleModel"_s);
    m_model->setPlaceholderText(tr("none named", "model"));
    completeWith(*m_model, *m_models);
    m_client->setObjectName(u"sampleClient"_s);
    m_endpoint->setObjectName(u"sampleEndpoint"_s);
    const QVector<Endpoint> endpoints = SampleRequest::endpoints();
    for (const Endpoint endpoint : endpoints) {
        m_endpoint->addItem(endpointName(endpoint), endpointName(endpoint));
    }
    for (QComboBox* box : {m_client, m_endpoint}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(3);
    }
    m_tokens->setObjectName(u"sampleTokens"_s);
    m_tokens->setRange(1, kMostTokens);
    m_tokens->setSingleStep(1'000);
    m_tokens->setGroupSeparatorShown(true);
    m_tokens->setLocale(m_context.format.locale());
    m_tokens->setSuffix(tr(" tokens"));
    form->addWidget(new Field(tr("Asks for model"), m_model));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(new Field(tr("Sent by client"), m_client), 1);
    row->addWidget(new Field(tr("To endpoint"), m_endpoint), 1);
    form->addLayout(row);
    form->addWidget(new Field(tr("With a prompt of about"), m_tokens));
    auto* needs = new QGridLayout;  // two across, for narrow windows
    needs->setHorizontalSpacing(space::kStep);
    needs->setVerticalSpacing(0);
    for (const auto& [need, text] :
         {std::pair(Need::Tools, tr("Tools")), std::pair(Need::Image, tr("Images")),
          std::pair(Need::JsonSchema, tr("JSON schema"))}) {
        auto* box = new QCheckBox(text);
        box->setObjectName(u"sample:"_s + needName(need));
        box->setAccessibleName(tr("The sample has: %1").arg(text));
        needs->addWidget(box, static_cast<int>(m_needs.size()) / 2, static_cast<int>(m_needs.size()) % 2);
        m_needs.append({need, box});
        connect(box, &QCheckBox::toggled, this, &SimulatorPanel::takeSample);
    }
    form->addLayout(needs);
    column.addWidget(m_form);
    connect(m_model, &QLineEdit::textChanged, this, &SimulatorPanel::takeSample);
    connect(m_client, &QComboBox::activated, this, &SimulatorPanel::takeSample);
    connect(m_endpoint, &QComboBox::activated, this, &SimulatorPanel::takeSample);
    connect(m_tokens, &QSpinBox::valueChanged, this, &SimulatorPanel::takeSample);
}

void SimulatorPanel::suggest(const RouteConfig& route) {
    if (m_ownSample) {
        return;
    }
    SampleRequest sample =
        SampleRequest::fitting(route, knownModels(m_draft.config(), m_context.service.status()));
    if (sample.model.isEmpty()) {
        const QStringList models = knownModels(m_draft.config(), m_context.service.status());
        sample.model = models.value(0);
    }
    if (sample.client.isEmpty() && !m_draft.config().clients.empty()) {
        sample.client = m_draft.config().clients.front().name;
    }
    if (sample == m_sample) {
        return;
    }
    m_sample = std::move(sample);
    presentSample();
    if (m_logged.isEmpty()) {
        ask();
    }
}

void SimulatorPanel::presentSample() {
    m_showing = true;
    if (m_model->text() != m_sample.model) {
        m_model->setText(m_sample.model);
    }
    offerClients();
    m_endpoint->setCurrentIndex(m_endpoint->findData(endpointName(m_sample.endpoint)));
    for (const auto& [need, box] : std::as_const(m_needs)) {
        const bool can = SampleRequest::supports(m_sample.endpoint, need);
        box->setEnabled(can);
        box->setChecked(can && m_sample.needs.contains(need));
    }
    m_tokens->setValue(static_cast<int>(std::min<qint64>(m_sample.promptTokens, kMostTokens)));
    m_showing = false;
}

void SimulatorPanel::offerClients() {
    QList<Choice> choices;
    for (const ClientConfig& client : m_draft.config().clients) {
        choices.append({client.name, client.name});
    }
    if (m_sample.client.isEmpty()) {
        choices.append({tr("any", "client"), {}});
    }
    offer(*m_client, choices, m_sample.client);
    completions(*m_models, knownModels(m_draft.config(), m_context.service.status()));
}

void SimulatorPanel::takeSample() {
    if (m_showing) {
        return;
    }
    m_ownSample = true;
    m_sample.model = m_model->text().trimmed();
    m_sample.client = m_client->currentData().toString();
    if (const auto endpoint = endpointFromName(m_endpoint->currentData().toString().toLatin1())) {
        m_sample.endpoint = *endpoint;
    }
    m_sample.needs.clear();
    for (const auto& [need, box] : std::as_const(m_needs)) {
        const bool can = SampleRequest::supports(m_sample.endpoint, need);
        box->setEnabled(can);
        if (box->isChecked() && can) {
            m_sample.needs.append(need);
        }
    }
    m_sample.promptTokens = m_tokens->value();
    ask();
}

void SimulatorPanel::chooseSource(int index) {
    m_logged = m_source->itemData(index).toByteArray();
    m_form->setVisible(m_logged.isEmpty());
    ask();
}

void SimulatorPanel::openLogged(const QByteArray& requestId) {
    int index = m_source->findData(requestId);
    if (index < 0) {
        m_source->insertItem(1, tr("Request %1").arg(QString::fromLatin1(requestId)), requestId);
        index = 1;
    }
    m_source->setCurrentIndex(index);
    chooseSource(index);
}

void SimulatorPanel::focusSource() {
    m_source->setFocus(Qt::OtherFocusReason);
}

QString SimulatorPanel::loggedName(const LoggedRequest& request) const {
    const QString time = m_context.format.time(request.started.startedAtMs, m_context.clock.wallMs());
    return tr("%1 · %2 · %3", "time, model, client")
        .arg(time, request.started.requestedModel, request.started.client);
}

void SimulatorPanel::offerLogged(const QVector<LoggedRequest>& requests) {
    m_requestsAsked = 0;
    if (m_source->view() != nullptr && m_source->view()->isVisible()) {
        return;  // somebody is choosing
    }
    const QByteArray chosen = m_logged;
    const QString chosenName = m_source->currentText();
    while (m_source->count() > 1) {
        m_source->removeItem(1);
    }
    for (const LoggedRequest& request : requests) {
        m_source->addItem(loggedName(request), request.started.requestId);
    }
    if (!chosen.isEmpty() && m_source->findData(chosen) < 0) {
        m_source->insertItem(1, chosenName, chosen);
    }
    m_source->setCurrentIndex(chosen.isEmpty() ? 0 : m_source->findData(chosen));
}

void SimulatorPanel::showEvent(QShowEvent* event) {
    PageScroll::showEvent(event);
    RequestQuery newest;
    newest.limit = kLogged;
    m_requestsAsked = m_context.service.requests(newest);
    ask();
}

void SimulatorPanel::ask() {
    if (!isVisible() || !m_draft.isCheckCurrent()) {
        return;  // asked when it is shown, or checked
    }
    if (m_asked != 0) {
        m_askAgain = true;
        return;
    }
    ExplainQuery query;
    m_againMs = kAgainMs;
    if (m_logged.isEmpty()) {
        query = m_sample.query();
        m_againMs += kAgainMsPerMegabyte * (query.body.size() / 1'000'000);
    } else {
        query.requestId = m_logged;
    }
    // With faults a draft says nothing: then it is told by the rules in force.
    m_byDraft = m_draft.check().faults.empty();
    query.draft = m_byDraft && m_draft.isDirty() ? std::make_shared<const Config>(m_draft.config()) : nullptr;
    m_askedAtMs = m_context.clock.wallMs();
    m_asked = m_context.service.explain(query);
}

void SimulatorPanel::onExplained(Ticket ticket, const Result<Explanation>& explanation) {
    if (ticket == 0 || ticket != m_asked) {
        return;
    }
    m_asked = 0;
    if (std::exchange(m_askAgain, false)) {
        ask();
        if (m_asked != 0) {
            return;
        }
    }
    if (!explanation) {
        m_answer->hide();
        say(explanation.error().message, true);
        setTakenBy({});
        return;
    }
    present(explanation.value());
}

void SimulatorPanel::say(const QString& text, bool bad) {
    m_message->setText(bad ? signText(HealthState::Failed) + u' ' + text : text);
    setTone(*m_message, bad ? Tone::Bad : Tone::Secondary);
    m_message->setVisible(!text.isEmpty());
}

void SimulatorPanel::present(const Explanation& explanation) {
    say(m_byDraft ? QString() : tr("By the rules in force: those edited here have a fault."), false);
    m_answer->show();
    m_facts->setText(RouteText::request(explanation.facts, m_context.format));
    int number = 0;
    QStringList passed;
    for (int i = 0; i < explanation.rules.size(); ++i) {
        const ExplainedRule& rule = explanation.rules[i];
        if (rule.verdict == ExplainedRule::Verdict::Matches) {
            number = i + 1;
        } else if (rule.verdict != ExplainedRule::Verdict::NotReached) {
            passed.append(tr("%1: %2", "rule, why not").arg(rule.route, RouteText::verdict(rule.verdict)));
        }
    }
    if (explanation.route.isEmpty()) {
        m_rule->setText(tr("No rule takes it: every provider that lists the model, in their order"));
    } else if (m_draft.config().route(explanation.route) == nullptr) {
        m_rule->setText(tr("No rule takes it: the simulated providers answer"));
    } else {
        m_rule->setText(tr("Rule %1, %2, takes it").arg(m_context.format.number(number), explanation.route));
    }
    presentTargets(explanation);
    m_passed->setText(tr("Rules before it:") + u'\n' + passed.join(u'\n'));
    m_passed->setVisible(!passed.isEmpty());
    setTakenBy(explanation.route);
}

void SimulatorPanel::presentTargets(const Explanation& explanation) {
    while (QLayoutItem* item = m_targets->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (const ExplainedTarget& target : explanation.targets) {
        if (m_targets->count() > 0) {
            m_targets->addWidget(makeLine());
        }
        m_targets->addWidget(new ExplainedRow(m_context, target, explanation.facts.model));
    }
    if (explanation.targets.isEmpty()) {
        QLabel* nobody = makeLabel(tr("No provider serves this model: the tool would get an error."),
                                   TextSize::Body, Tone::Bad);
        nobody->setWordWrap(true);
        m_targets->addWidget(nobody);
    }
}

void SimulatorPanel::setTakenBy(const QString& route) {
    if (route != m_takenBy) {
        m_takenBy = route;
        Q_EMIT takenByChanged();
    }
}

}  // namespace signalbox
