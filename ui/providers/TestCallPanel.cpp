#include "ui/providers/TestCallPanel.h"

#include "ui/providers/TestCallText.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/Field.h"

#include <QComboBox>
#include <QCompleter>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray question(const QString& model) {
    const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, u"Answer with the word: ok"_s}};
    return QJsonDocument(QJsonObject{{u"model"_s, model}, {u"messages"_s, QJsonArray{message}}})
        .toJson(QJsonDocument::Compact);
}

}  // namespace

TestCallPanel::TestCallPanel(const Context& context, ConfigDraft& draft, QWidget* parent)
    : Card(tr("Test call"), parent),
      m_context(context),
      m_draft(draft),
      m_model(new QComboBox),
      m_call(new QPushButton(tr("&Test call"))),
      m_cancel(new QPushButton(tr("Cancel"))),
      m_result(new QWidget),
      m_chip(new Chip(context.theme)),
      m_headline(makeLabel({}, TextSize::Body, Tone::Normal, Weight::Strong)),
      m_said(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_next(makeLabel({})),
      m_lookup(context.service, context.scheduler) {
    setObjectName(u"testCall"_s);
    m_model->setObjectName(u"testModel"_s);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->completer()->setFilterMode(Qt::MatchContains);
    m_model->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_field = new Field(tr("Model to ask"), m_model);
    m_model->lineEdit()->setAccessibleName(tr("Model to ask"));
    m_call->setObjectName(u"testNow"_s);
    m_cancel->setObjectName(u"cancelTest"_s);
    m_cancel->setAccessibleName(tr("Cancel the test call"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(m_field, 1);
    auto* buttons = new QVBoxLayout;
    buttons->addSpacing(fontMetrics().height() + 3);
    auto* line = new QHBoxLayout;
    line->addWidget(m_call);
    line->addWidget(m_cancel);
    buttons->addLayout(line);
    buttons->addStretch(1);
    row->addLayout(buttons);
    column()->addLayout(row);

    auto* result = new QVBoxLayout(m_result);
    result->setContentsMargins(0, 0, 0, 0);
    result->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kStep);
    head->addWidget(m_chip, 0, Qt::AlignTop);
    head->addWidget(m_headline, 1);
    result->addLayout(head);
    result->addWidget(m_next);
    result->addWidget(m_said);
    for (QLabel* label : {m_headline, m_said, m_next}) {
        label->setWordWrap(true);
    }
    m_headline->setObjectName(u"testHeadline"_s);
    m_said->setObjectName(u"testSaid"_s);
    m_next->setObjectName(u"testNext"_s);
    m_said->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->hide();
    column()->addWidget(m_result);

    // Its price may be another one from now on.
    connect(&context.service, &GatewayService::configChanged, this, [this] {
        m_asksCostOf.clear();
        if (m_provider >= 0 && m_provider < static_cast<int>(m_draft.config().providers.size())) {
            showButtons();
        }
    });
    connect(m_call, &QPushButton::clicked, this, &TestCallPanel::call);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_context.service.cancel(m_called); });
    connect(m_model, &QComboBox::currentTextChanged, this, &TestCallPanel::showButtons);
    connect(m_model->lineEdit(), &QLineEdit::returnPressed, this, &TestCallPanel::call);
    connect(&m_context.service, &GatewayService::testCallDone, this, &TestCallPanel::onCalled);
    connect(&m_lookup, &DetailLookup::found, this, [this](const RequestDetail& detail) {
        m_detail = detail;
        showResult();
    });
    connect(&m_context.service, &GatewayService::explained, this,
            [this](Ticket ticket, const Result<Explanation>& explanation) {
                if (m_costAsked == 0 || ticket != m_costAsked) {
                    return;
                }
                m_costAsked = 0;
                std::optional<NanoUsd> cost;
                if (explanation) {
                    for (const ExplainedTarget& target : explanation.value().targets) {
                        if (target.target.provider == provider().id && !cost) {
                            cost = target.estimatedCost;
                        }
                    }
                }
                m_expected = TestCallText::expected(cost, providerName(), m_context.format);
                showButtons();
            });
}

const ProviderConfig& TestCallPanel::provider() const {
    return m_draft.config().providers.at(static_cast<std::size_t>(m_provider));
}

QString TestCallPanel::providerName() const {
    return provider().name.isEmpty() ? provider().id : provider().name;
}

void TestCallPanel::open(int provider) {
    close();
    m_provider = provider;
    m_answer.reset();
    m_detail.reset();
    m_asksCostOf.clear();
    m_result->hide();
    m_model->clear();
    m_model->clearEditText();
}

void TestCallPanel::close() {
    if (m_called != 0) {
        m_context.service.cancel(m_called);
        m_called = 0;
    }
    m_costAsked = 0;
    m_lookup.stop();
}

void TestCallPanel::refresh(const QStringList& models) {
    QStringList shown;
    for (int i = 0; i < m_model->count(); ++i) {
        shown.append(m_model->itemText(i));
    }
    if (shown != models) {
        const QString chosen = m_model->currentText();
        const bool typed = m_model->lineEdit()->hasFocus() || (!chosen.isEmpty() && !shown.contains(chosen));
        const QSignalBlocker quiet(m_model);
        m_model->clear();
        m_model->addItems(models);
        if (typed || models.contains(chosen)) {
            m_model->setCurrentText(chosen);
        }
    }
    showButtons();
}

void TestCallPanel::showButtons() {
    const bool ready = !m_draft.isNew(m_provider);
    const bool running = m_called != 0;
    const QString model = m_model->currentText().trimmed();
    m_call->setEnabled(ready && !running && !model.isEmpty());
    m_call->setText(running ? tr("Asking…") : tr("&Test call"));
    m_cancel->setVisible(running);
    if (!ready) {
        m_field->setHint(tr("Apply first: a test call goes to the provider as it is in force."));
    } else if (model.isEmpty()) {
        m_field->setHint(tr("Choose a model, or type its name."));
        m_asksCostOf.clear();
    } else {
        askCost();
        m_field->setHint(m_draft.isChanged(m_provider)
                             ? tr("%1 It goes to the provider as it is in force, without the changes here.",
                                  "what a test call costs")
                                   .arg(m_expected)
                             : m_expected);
    }
}

void TestCallPanel::askCost() {
    const QString asked = provider().id + u'/' + m_model->currentText().trimmed();
    if (asked == m_asksCostOf) {
        return;
    }
    m_asksCostOf = asked;
    m_expected = tr("Looking up what it costs…");
    ExplainQuery query;
    query.body = question(asked);
    m_costAsked = m_context.service.explain(query);
}

void TestCallPanel::call() {
    if (!m_call->isEnabled()) {
        return;
    }
    m_lookup.stop();
    m_answer.reset();
    m_detail.reset();
    m_result->hide();
    const ProviderConfig* saved = m_draft.saved(m_provider);
    m_tested = saved != nullptr ? *saved : provider();
    m_testedModel = m_model->currentText().trimmed();
    m_called = m_context.service.testCall(m_tested.id, m_testedModel);
    showButtons();
    m_cancel->setFocus(Qt::OtherFocusReason);
}

void TestCallPanel::onCalled(Ticket ticket, const Result<TestCallResult>& result) {
    if (m_called == 0 || ticket != m_called) {
        return;
    }
    const bool hadFocus = m_cancel->hasFocus();
    m_called = 0;
    showButtons();
    if (hadFocus) {
        m_call->setFocus(Qt::OtherFocusReason);
    }
    if (!result) {
        const bool cancelled = result.error().code == ErrorCode::Cancelled;
        m_chip->present(HealthState::Out, cancelled ? tr("Cancelled") : tr("Not asked"));
        m_headline->setText(cancelled ? tr("The test call was cancelled.") : result.error().message);
        m_said->hide();
        m_next->hide();
        m_result->show();
        return;
    }
    m_answer = result.value();
    showResult();
    m_lookup.start(m_answer->requestId);
}

void TestCallPanel::showResult() {
    const TestCallVerdict verdict =
        TestCallText::of(*m_answer, m_tested, m_testedModel, m_detail, m_context.format);
    m_chip->present(verdict.works ? HealthState::Healthy : HealthState::Failed,
                    verdict.works ? tr("Works") : tr("Failed"));
    m_headline->setText(verdict.headline);
    m_next->setText(verdict.next);
    m_next->setVisible(!verdict.next.isEmpty());
    QStringList said;
    if (!verdict.said.isEmpty()) {
        said.append(verdict.works ? tr("%1 said: “%2”", "model, its words").arg(m_testedModel, verdict.said)
                                  : tr("In its own words: “%1”").arg(verdict.said));
    }
    if (!verdict.cost.isEmpty()) {
        said.append(verdict.cost);
    }
    m_said->setText(said.join(tr(" · ", "between facts")));
    m_said->setVisible(!said.isEmpty());
    m_result->setAccessibleName(verdict.headline);
    m_result->setAccessibleDescription(verdict.next);
    m_result->show();
}

}  // namespace signalbox
