#include "ui/pages/ReplaySheet.h"

#include "ui/AnswerText.h"
#include "ui/ReasonText.h"
#include "ui/WindowSettings.h"
#include "ui/models/KnownModels.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

const CapturedText* keptOf(const RequestDetail& detail, CaptureKind kind) {
    const auto found = std::find_if(detail.captured.cbegin(), detail.captured.cend(),
                                    [kind](const CapturedText& text) { return text.kind == kind; });
    return found == detail.captured.cend() ? nullptr : &*found;
}

// Files are sent as forms, of which only a part is kept.
bool hasFiles(Endpoint endpoint) {
    return endpoint == Endpoint::ImageEdits || endpoint == Endpoint::AudioTranscriptions ||
           endpoint == Endpoint::AudioTranslations;
}

}  // namespace

void ReplaySheet::hideEvent(QHideEvent* event) {
    m_context.settings.rememberSheet(*this);
    QDialog::hideEvent(event);
}

QString ReplaySheet::obstacle(const RequestDetail& detail) {
    const CapturedText* prompt = keptOf(detail, CaptureKind::Prompt);
    if (prompt == nullptr) {
        return tr(
            "Its prompt was not kept. Prompts and answers are kept where that is switched on: for a client "
            "in "
            "Settings, for a rule in Routes.");
    }
    if (prompt->cut) {
        return tr("Its prompt is longer than what is kept, so that it cannot be sent again.");
    }
    return hasFiles(detail.request.started.endpoint) ? tr("Requests with files cannot be sent again.")
                                                     : QString();
}

ReplaySheet::ReplaySheet(const Context& context, const RequestDetail& original, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_original(original),
      m_lookup(context.service, context.scheduler),
      m_provider(new QComboBox),
      m_model(new QComboBox),
      m_modelField(new Field(tr("&Model"), m_model)),
      m_send(new QPushButton(tr("&Replay"))),
      m_cancel(new QPushButton(tr("Cancel"))),
      m_open(new QPushButton(tr("&Open the new request"))),
      m_message(makeLabel({}, TextSize::Body, Tone::Secondary)) {
    setObjectName(u"replaySheet"_s);
    setWindowTitle(tr("Replay a request"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_WindowPropagation);
    resize(context.settings.sheetSize(objectName(), {860, 600}));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    buildChoice(*column);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(space::kCard);
    sides->addWidget(buildSide(tr("Then"), u"then"_s, m_then), 1);
    sides->addWidget(buildSide(tr("Now"), u"now"_s, m_now), 1);
    column->addLayout(sides, 1);
    auto* end = new QHBoxLayout;
    m_open->setObjectName(u"openReplay"_s);
    m_open->setAutoDefault(false);
    m_open->hide();
    end->addWidget(m_open);
    end->addStretch(1);
    auto* close = new QPushButton(tr("Close"));
    close->setAutoDefault(false);
    end->addWidget(close);
    column->addLayout(end);
    present(m_then, m_original);
    m_now.who->setText(tr("Not sent yet"));
    m_now.said->setPlaceholderText(tr("The new answer will be here."));

    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, [this] {
        Q_EMIT requestAsked(m_again);
        accept();
    });
    connect(m_send, &QPushButton::clicked, this, &ReplaySheet::send);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_context.service.cancel(m_sent); });
    connect(m_provider, &QComboBox::currentIndexChanged, this, &ReplaySheet::offerModels);
    connect(m_model, &QComboBox::currentTextChanged, this, &ReplaySheet::askCost);
    connect(&context.service, &GatewayService::testCallDone, this, &ReplaySheet::onSent);
    connect(&context.service, &GatewayService::explained, this,
            [this](Ticket ticket, const Result<Explanation>& explanation) {
                if (m_costAsked == 0 || ticket != m_costAsked) {
                    return;
                }
                m_costAsked = 0;
                const bool known = explanation && !explanation.value().targets.isEmpty() &&
                                   explanation.value().targets[0].estimatedCost;
                showExpected(
                    known ? tr("It costs %1, counts like any request, and is kept again.", "about how much")
                                .arg(m_context.format.about(*explanation.value().targets[0].estimatedCost))
                          : tr("No price is known for it there. It counts like any request, and is kept "
                               "again."));
            });
    connect(&m_lookup, &DetailLookup::found, this,
            [this](const RequestDetail& detail) { present(m_now, detail); });
    connect(&m_lookup, &DetailLookup::missing, this, [this] {
        m_now.facts->setText(tr("It is not in the ledger: its tokens and cost are not known."));
    });
    offerModels();
    showButtons();
}

ReplaySheet::~ReplaySheet() {
    if (m_sent != 0) {
        m_context.service.cancel(m_sent);
    }
}

void ReplaySheet::buildChoice(QVBoxLayout& column) {
    m_provider->setObjectName(u"replayProvider"_s);
    if (const ConfigPtr config = m_context.service.config()) {
        for (const ProviderConfig& provider : config->providers) {
            m_provider->addItem(m_context.providerName(provider.id), provider.id);
        }
    }
    // Another one than answered is what is wanted mostly.
    const QString answered = m_original.request.finished.provider;
    for (int i = 0; i < m_provider->count() && m_provider->currentData().toString() == answered; ++i) {
        m_provider->setCurrentIndex(i);
    }
    m_model->setObjectName(u"replayModel"_s);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->completer()->setFilterMode(Qt::MatchContains);
    m_model->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_model->lineEdit()->setPlaceholderText(
        tr("as asked: %1").arg(m_original.request.started.requestedModel));
    m_model->lineEdit()->setAccessibleName(tr("Model"));
    m_send->setObjectName(u"replayNow"_s);
    m_send->setProperty("primary", true);
    m_send->setAutoDefault(false);
    m_cancel->setObjectName(u"cancelReplay"_s);
    m_cancel->setAccessibleName(tr("Cancel the replay"));
    m_cancel->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    row->addWidget(new Field(tr("&Send it to"), m_provider), 2);
    row->addWidget(m_modelField, 3);
    auto* buttons = new QVBoxLayout;
    buttons->addSpacing(fontMetrics().height() + 3);  // beside the controls, not their names
    auto* line = new QHBoxLayout;
    line->addWidget(m_send);
    line->addWidget(m_cancel);
    buttons->addLayout(line);
    buttons->addStretch(1);
    row->addLayout(buttons);
    column.addLayout(row);
    m_message->setObjectName(u"replayMessage"_s);
    m_message->setWordWrap(true);
    m_message->hide();
    column.addWidget(m_message);
}

QWidget* ReplaySheet::buildSide(const QString& title, const QString& name, Side& side) {
    auto* card = new Card(title);
    side.who = makeLabel({}, TextSize::Body, Tone::Normal, Weight::Strong);
    side.who->setObjectName(name + u"Who"_s);
    side.who->setWordWrap(true);
    side.facts = makeLabel({}, TextSize::Secondary, Tone::Secondary);
    side.facts->setObjectName(name + u"Facts"_s);
    side.facts->setWordWrap(true);
    // Room for two lines on either side, so that the answers begin side by side.
    side.facts->ensurePolished();
    side.facts->setMinimumHeight(2 * side.facts->fontMetrics().lineSpacing() + 2);
    side.facts->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    side.said = new QPlainTextEdit;
    side.said->setObjectName(name + u"Said"_s);
    side.said->setReadOnly(true);
    side.said->setTabChangesFocus(true);
    side.said->setAccessibleName(tr("Answer: %1", "then or now").arg(title));
    card->column()->addWidget(side.who);
    card->column()->addWidget(side.facts);
    card->column()->addWidget(side.said, 1);
    return card;
}

void ReplaySheet::present(const Side& side, const RequestDetail& detail) {
    const Format& format = m_context.format;
    const RequestFinished& finished = detail.request.finished;
    const QString provider =
        finished.provider.isEmpty() ? tr("nobody answered") : m_context.providerName(finished.provider);
    side.who->setText(tr("%1 · %2", "provider, model").arg(provider, detail.request.model()));
    QStringList facts{format.latency(finished.durationMs)};
    if (finished.ttftMs) {
        facts.append(tr("first token after %1").arg(format.latency(*finished.ttftMs)));
    }
    facts.append(
        tr("%1 tokens in, %2 out")
            .arg(format.number(finished.usage.inputTokens), format.number(finished.usage.outputTokens)));
    facts.append(format.cost(finished.cost, finished.usage.estimated));
    if (finished.httpStatus != 200) {
        facts.prepend(tr("status %1").arg(finished.httpStatus));
    }
    const CapturedText* answer = keptOf(detail, CaptureKind::Answer);
    if (answer != nullptr && answer->cut) {
        facts.append(tr("only its beginning was kept"));
    }
    side.facts->setText(facts.join(tr(" · ", "between facts")));
    const std::optional<QString> words =
        answer == nullptr ? std::nullopt : answerWords(answer->content, answer->cut);
    side.said->setPlainText(words               ? *words
                            : answer == nullptr ? tr("Its answer was not kept.")
                                                : tr("Its answer is no text."));
}

void ReplaySheet::offerModels() {
    const ConfigPtr config = m_context.service.config();
    const QString chosen = m_model->currentText();
    const QSignalBlocker quiet(m_model);
    m_model->clear();
    if (config) {
        m_model->addItems(
            knownModels(*config, m_context.service.status(), m_provider->currentData().toString()));
    }
    // What was asked for may be a name of the rules' that only they know.
    const RequestFinished& answered = m_original.request.finished;
    const QString wanted[] = {chosen, m_original.request.started.requestedModel, answered.servedModel};
    int same = -1;
    for (const QString& one : wanted) {
        same = same < 0 && !one.isEmpty() ? m_model->findText(one) : same;
    }
    m_model->setCurrentIndex(same);
    if (same < 0) {
        m_model->clearEditText();
    }
    askCost();
}

void ReplaySheet::showExpected(const QString& cost) {
    const QString typed = m_model->currentText().trimmed();
    const QString model = typed.isEmpty() ? m_original.request.started.requestedModel : typed;
    // A provider of whom no model is known may have any.
    const bool unlisted = m_model->count() > 0 && m_model->findText(model) < 0;
    m_modelField->setHint(cost);
    m_modelField->present({}, unlisted ? tr("%1 does not list %2. %3", "provider, model, what it costs")
                                             .arg(m_provider->currentText(), model, cost)
                                       : QString());
}

// By a rule that sends everything there.
void ReplaySheet::askCost() {
    const ConfigPtr config = m_context.service.config();
    if (!config) {
        return;
    }
    auto draft = std::make_shared<Config>(*config);
    RouteConfig there;
    there.name = u"replay"_s;
    there.targets = {{m_provider->currentData().toString(), m_model->currentText().trimmed(), 1}};
    draft->routes = {there};
    ExplainQuery query;
    query.requestId = m_original.request.started.requestId;
    query.draft = draft;
    showExpected(tr("Looking up what it costs…"));
    m_costAsked = m_context.service.explain(query);
}

void ReplaySheet::send() {
    if (m_sent != 0 || m_provider->currentIndex() < 0) {
        return;
    }
    m_lookup.stop();
    m_again.clear();
    m_sentTo = m_provider->currentText();
    m_now.who->setText(tr("Sent to %1…").arg(m_sentTo));
    m_now.facts->clear();
    m_now.said->clear();
    say({}, false);
    m_sent = m_context.service.replay(m_original.request.started.requestId,
                                      m_provider->currentData().toString(), m_model->currentText().trimmed());
    showButtons();
    m_cancel->setFocus(Qt::OtherFocusReason);
}

void ReplaySheet::onSent(Ticket ticket, const Result<TestCallResult>& result) {
    if (m_sent == 0 || ticket != m_sent) {
        return;
    }
    m_sent = 0;
    showButtons();
    m_send->setFocus(Qt::OtherFocusReason);
    if (!result) {
        const bool cancelled = result.error().code == ErrorCode::Cancelled;
        m_now.who->setText(cancelled ? tr("Cancelled") : tr("Not sent"));
        say(cancelled ? tr("The replay was cancelled.") : result.error().message, !cancelled);
        return;
    }
    m_again = result.value().requestId;
    if (!result.value().works()) {
        say(tr("It failed with status %1: %2").arg(result.value().status).arg(result.value().text), true);
    }
    m_now.who->setText(m_sentTo);
    m_now.said->setPlainText(result.value().text);
    m_lookup.start(m_again);
    showButtons();
}

void ReplaySheet::say(const QString& text, bool bad) {
    m_message->setText(bad ? signText(HealthState::Failed) + u' ' + text : text);
    setTone(*m_message, bad ? Tone::Bad : Tone::Secondary);
    m_message->setVisible(!text.isEmpty());
}

void ReplaySheet::showButtons() {
    const bool running = m_sent != 0;
    m_send->setText(running ? tr("Sending…") : tr("&Replay"));
    m_send->setEnabled(!running && m_provider->count() > 0);
    m_cancel->setVisible(running);
    m_open->setVisible(!m_again.isEmpty());
}

}  // namespace signalbox
