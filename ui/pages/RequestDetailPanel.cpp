#include "ui/pages/RequestDetailPanel.h"

#include "ui/AnswerText.h"
#include "ui/ReasonText.h"
#include "ui/SecretClipboard.h"
#include "ui/models/RequestsModel.h"
#include "ui/pages/ReplaySheet.h"
#include "ui/widgets/AttemptBars.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/Chip.h"

#include <QFontDatabase>
#include <QFormLayout>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPlainTextEdit>
#include <QPushButton>

#include <array>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTextHeight = 160;

void clear(QLayout& layout) {
    while (layout.count() > 0) {
        QLayoutItem* item = layout.takeAt(0);
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

QLabel* title(const QString& text) {
    return makeLabel(text, TextSize::Secondary, Tone::Secondary, Weight::Strong);
}

}  // namespace

QString priceWords(const QByteArray& price, const Format& format) {
    const QJsonObject object = QJsonDocument::fromJson(price).object();
    if (object.isEmpty()) {
        return {};
    }
    struct Rate {
        const char* key;
        QString name;
    };
    const std::array rates{
        Rate{"input", RequestDetailPanel::tr("input")},
        Rate{"cached_input", RequestDetailPanel::tr("cached")},
        Rate{"cache_write", RequestDetailPanel::tr("cache write")},
        Rate{"output", RequestDetailPanel::tr("output")},
        Rate{"reasoning", RequestDetailPanel::tr("reasoning")},
    };
    QStringList parts;
    for (const Rate& rate : rates) {
        if (const QJsonValue value = object.value(QLatin1String(rate.key)); value.isDouble()) {
            parts.append(RequestDetailPanel::tr("%1 %2", "what, dollars")
                             .arg(rate.name, format.money(static_cast<NanoUsd>(value.toDouble() * 1e9))));
        }
    }
    QString words = RequestDetailPanel::tr("%1 per million tokens").arg(parts.join(u" · "_s));
    if (object.contains(u"tiers"_s) || object.contains(u"hours"_s)) {
        words = RequestDetailPanel::tr("%1, other rates by size or hour").arg(words);
    }
    const QDate from = QDate::fromString(object.value(u"from"_s).toString(), Qt::ISODate);
    if (from.isValid()) {
        words = RequestDetailPanel::tr("%1, since %2").arg(words, format.day(from));
    }
    const QString source = object.value(u"source"_s).toString();
    if (object.value(u"published"_s).toBool()) {
        words = RequestDetailPanel::tr("%1 (stated by the provider)").arg(words);
    } else if (!source.isEmpty()) {
        words = RequestDetailPanel::tr("%1 (%2)", "price, source").arg(words, source);
    }
    return words;
}

RequestDetailPanel::RequestDetailPanel(const Context& context, QWidget* parent)
    : QScrollArea(parent),
      m_context(context),
      m_title(makeLabel({}, TextSize::Title, Tone::Normal, Weight::Strong)),
      m_state(new Chip(context.theme)),
      m_message(makeLabel({}, TextSize::Body, Tone::Secondary)),
      m_again(new QPushButton(tr("&Try again"))),
      m_body(new QWidget),
      m_facts(new QFormLayout),
      m_replay(new QPushButton(tr("Replay…"))),
      m_noReplay(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_attemptsTitle(title(tr("Attempts"))),
      m_attempts(new AttemptBars(context.theme, context.format)),
      m_cost(new QGridLayout),
      m_price(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_captured(new QWidget),
      m_texts(new QVBoxLayout(m_captured)) {
    setObjectName(u"requestDetail"_s);
    setAccessibleName(tr("The request"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* card = new Card;
    card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // never wider than the panel
    setWidget(card);
    QVBoxLayout* column = card->column();
    auto* head = new QHBoxLayout;
    m_title->setWordWrap(true);
    head->addWidget(m_title, 1);
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName(u"closeDetail"_s);
    close->setAccessibleName(tr("Close the request"));
    close->setToolTip(QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText));
    connect(close, &QPushButton::clicked, this, &RequestDetailPanel::closeAsked);
    head->addWidget(close, 0, Qt::AlignTop);
    column->addLayout(head);
    column->addWidget(m_state, 0, Qt::AlignLeading);
    m_message->setWordWrap(true);
    column->addWidget(m_message);
    m_again->setObjectName(u"detailAgain"_s);
    connect(m_again, &QPushButton::clicked, this, [this] { show(QByteArray(m_id)); });
    column->addWidget(m_again, 0, Qt::AlignLeading);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(space::kStep);
    m_facts->setHorizontalSpacing(space::kGap);
    m_facts->setVerticalSpacing(space::kStep / 2);
    m_facts->setRowWrapPolicy(QFormLayout::DontWrapRows);
    body->addLayout(m_facts);
    auto* copy = new QPushButton(tr("Copy the request &id"));
    copy->setObjectName(u"copyId"_s);
    connect(copy, &QPushButton::clicked, this, [this] { m_context.clipboard.copy(QString::fromUtf8(m_id)); });
    auto* simulate = new QPushButton(tr("Open in the si&mulator"));
    simulate->setObjectName(u"simulateRequest"_s);
    simulate->setToolTip(tr("What would happen to it by the rules of now"));
    connect(simulate, &QPushButton::clicked, this, [this] { Q_EMIT simulateAsked(m_id); });
    m_replay->setObjectName(u"replayRequest"_s);
    connect(m_replay, &QPushButton::clicked, this, &RequestDetailPanel::replay);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(space::kStep);
    actions->addWidget(simulate);
    actions->addWidget(m_replay);
    actions->addStretch(1);
    body->addLayout(actions);
    m_noReplay->setObjectName(u"noReplay"_s);
    m_noReplay->setWordWrap(true);
    body->addWidget(m_noReplay);
    body->addWidget(copy, 0, Qt::AlignLeading);
    body->addSpacing(space::kStep);
    body->addWidget(m_attemptsTitle);
    body->addWidget(m_attempts);
    body->addSpacing(space::kStep);
    body->addWidget(title(tr("Tokens and price")));
    m_cost->setHorizontalSpacing(space::kGap);
    m_cost->setVerticalSpacing(space::kStep / 2);
    m_cost->setColumnStretch(0, 1);
    body->addLayout(m_cost);
    m_price->setWordWrap(true);
    m_price->setObjectName(u"priceWords"_s);
    body->addWidget(m_price);
    body->addSpacing(space::kStep);
    m_texts->setContentsMargins(0, 0, 0, 0);
    m_texts->setSpacing(space::kStep / 2);
    body->addWidget(m_captured);
    column->addWidget(m_body);
    column->addStretch(1);
    connect(&context.service, &GatewayService::requestDetailReady, this, &RequestDetailPanel::onDetail);
}

void RequestDetailPanel::show(const QByteArray& requestId) {
    if (m_asked) {
        m_context.service.cancel(*m_asked);
    }
    m_id = requestId;
    m_body->hide();
    m_state->hide();
    m_title->setText(tr("Request"));
    say(tr("Reading the ledger…"), false);
    m_asked = m_context.service.requestDetail(requestId);
}

void RequestDetailPanel::say(const QString& text, bool bad) {
    m_message->setText(text);
    setTone(*m_message, bad ? Tone::Bad : Tone::Secondary);
    m_message->setVisible(!text.isEmpty());
    m_again->setVisible(bad);
}

void RequestDetailPanel::onDetail(Ticket ticket, const Result<RequestDetail>& detail) {
    if (m_asked != ticket) {
        return;
    }
    m_asked.reset();
    if (!detail) {
        say(detail.error().code == ErrorCode::NotFound
                ? tr("The ledger does not have this request: it is still under way, or was deleted.")
                : tr("It could not be read: %1").arg(detail.error().message),
            true);
        return;
    }
    present(detail.value());
}

void RequestDetailPanel::present(const RequestDetail& detail) {
    const LoggedRequest& request = detail.request;
    say({}, false);
    const QString& asked = request.started.requestedModel;
    const QString& served = request.finished.servedModel;
    m_title->setText(served.isEmpty() || served == asked ? asked
                                                         : tr("%1, answered by %2").arg(asked, served));
    m_state->present(RequestsModel::stateOf(request), RequestsModel::stateText(request));
    m_state->show();
    presentFacts(request);
    const bool tried = !request.finished.attempts.empty();
    m_attemptsTitle->setText(tried ? tr("Attempts") : tr("Nobody was asked"));
    m_attempts->present(request.started, request.finished,
                        [this](const QString& id) { return m_context.providerName(id); });
    m_attempts->setVisible(tried);
    presentCost(request);
    presentCaptured(detail.captured);
    m_detail = detail;
    const QString obstacle = ReplaySheet::obstacle(detail);
    m_replay->setEnabled(obstacle.isEmpty());
    m_replay->setAccessibleDescription(obstacle);
    m_noReplay->setText(tr("No replay: %1").arg(obstacle));
    m_noReplay->setVisible(!obstacle.isEmpty());
    m_body->show();
}

void RequestDetailPanel::replay() {
    auto* sheet = new ReplaySheet(m_context, m_detail, window());
    connect(sheet, &ReplaySheet::requestAsked, this, [this](const QByteArray& id) { show(id); });
    sheet->open();
}

void RequestDetailPanel::addFact(const QString& name, const QString& value) {
    if (value.isEmpty()) {
        return;
    }
    auto* text = new QLabel(value);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->addRow(makeLabel(name, TextSize::Body, Tone::Secondary), text);
}

void RequestDetailPanel::presentFacts(const LoggedRequest& request) {
    while (m_facts->rowCount() > 0) {
        m_facts->removeRow(0);
    }
    const Format& format = m_context.format;
    const RequestStarted& started = request.started;
    const RequestFinished& finished = request.finished;
    addFact(tr("When"), format.time(started.startedAtMs, m_context.clock.wallMs()));
    addFact(tr("Client"), started.client);
    addFact(tr("Project"), started.project);
    addFact(tr("Endpoint"), endpointName(started.endpoint) +
                                (started.stream ? tr(", streaming", "behind an endpoint") : QString()));
    addFact(tr("Route"), started.route.isEmpty() ? tr("none: providers in order") : started.route);
    addFact(tr("Answered by"),
            finished.provider.isEmpty() ? QString() : m_context.providerName(finished.provider));
    addFact(tr("Called itself"),
            finished.answeredModel == finished.servedModel ? QString() : finished.answeredModel);
    addFact(tr("First token"),
            finished.ttftMs ? tr("after %1").arg(format.latency(*finished.ttftMs)) : QString());
    addFact(tr("All of it"), format.latency(finished.durationMs));
    addFact(tr("Request id"), QString::fromUtf8(started.requestId));
}

void RequestDetailPanel::presentCost(const LoggedRequest& request) {
    clear(*m_cost);
    const Format& format = m_context.format;
    const RequestFinished& finished = request.finished;
    const Usage& usage = finished.usage;
    int row = 0;
    const auto add = [&](const QString& name, const QString& value, Weight weight = Weight::Normal) {
        m_cost->addWidget(makeLabel(name, TextSize::Body, Tone::Secondary), row, 0);
        QLabel* number = makeLabel(value, TextSize::Body, Tone::Normal, weight);
        m_cost->addWidget(number, row++, 1, Qt::AlignTrailing);
    };
    add(usage.estimated ? tr("Tokens in, estimated") : tr("Tokens in"), format.number(usage.inputTokens));
    if (usage.cachedInputTokens > 0) {
        add(tr("of which read from a cache"), format.number(usage.cachedInputTokens));
    }
    if (usage.cacheWriteTokens > 0) {
        add(tr("of which written to a cache"), format.number(usage.cacheWriteTokens));
    }
    add(usage.estimated ? tr("Tokens out, estimated") : tr("Tokens out"), format.number(usage.outputTokens));
    if (usage.reasoningTokens > 0) {
        add(tr("of which reasoning"), format.number(usage.reasoningTokens));
    }
    const Cost& cost = finished.cost;
    add(tr("Cost, all attempts"), format.cost(cost, cost.source == CostSource::Estimated), Weight::Strong);
    if (cost.source != CostSource::Unknown && cost.list != cost.charged) {
        add(tr("At list price"), format.cost({cost.list, cost.list, cost.source}, false));
    }
    if (finished.wasted > 0) {
        add(tr("Of it for attempts that did not answer"),
            format.cost({finished.wasted, finished.wasted, CostSource::Computed}, false));
    }
    switch (cost.source) {
        case CostSource::Reported:
            add(tr("Where the number comes from"), tr("the provider said so"));
            break;
        case CostSource::Computed:
            add(tr("Where the number comes from"), tr("tokens times price"));
            break;
        case CostSource::Estimated:
            add(tr("Where the number comes from"), tr("estimated from the text"));
            break;
        case CostSource::Unknown:
            add(tr("Where the number comes from"), tr("no price is known"));
            break;
    }
    QString words;
    for (const AttemptRecord& attempt : finished.attempts) {
        if (attempt.cost.price) {
            words = priceWords(*attempt.cost.price, format);
        }
    }
    m_price->setText(words);
    m_price->setVisible(!words.isEmpty());
}

void RequestDetailPanel::presentCaptured(const QVector<CapturedText>& captured) {
    clear(*m_texts);
    m_captured->setVisible(!captured.isEmpty());
    for (const CapturedText& text : captured) {
        const QString name = text.kind == CaptureKind::Prompt ? tr("Prompt") : tr("Answer");
        m_texts->addWidget(title(text.cut ? tr("%1, its beginning", "prompt or answer").arg(name) : name));
        const std::optional<QString> content = plainText(text.content, text.cut);
        if (!content) {
            m_texts->addWidget(
                makeLabel(tr("%1 bytes that are no text").arg(m_context.format.number(text.content.size())),
                          TextSize::Body, Tone::Secondary));
            continue;
        }
        auto* field = new QPlainTextEdit(*content);
        field->setReadOnly(true);
        field->setTabChangesFocus(true);
        field->setAccessibleName(name);
        field->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        field->setFixedHeight(kTextHeight);
        m_texts->addWidget(field);
    }
}

}  // namespace signalbox
