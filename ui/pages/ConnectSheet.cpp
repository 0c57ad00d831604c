#include "ui/pages/ConnectSheet.h"

#include "core/base/Redact.h"
#include "ui/SecretClipboard.h"
#include "ui/WindowSettings.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/CopyButton.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSet>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kToolWidth = 190;
constexpr qsizetype kLongestAnswer = 200;

// A model that somebody may ask for when nothing else is known.
QString anyModel() {
    return u"demo-fast"_s;
}

void say(QLabel& label, const QString& text, Tone tone) {
    label.setText(text);
    setTone(label, tone);
}

QString shortened(QString text) {
    text = text.simplified();
    return text.size() > kLongestAnswer ? text.left(kLongestAnswer - 1) + QChar(0x2026) : text;
}

QStringList modelsOf(const StatusSnapshot& status) {
    QStringList models;
    QSet<QString> seen;
    for (const ProviderStatus& provider : status.providers) {
        for (const QString& model : provider.models) {
            if (!seen.contains(model)) {
                seen.insert(model);
                models.append(model);
            }
        }
    }
    return models;
}

}  // namespace

ConnectSheet::ConnectSheet(const Context& context, QWidget* parent, Starter starter)
    : QDialog(parent),
      m_context(context),
      m_starter(std::move(starter)),
      m_requestsBefore(context.service.status().requestsTotal),
      m_tools(new QListWidget) {
    setObjectName(u"connectSheet"_s);
    setWindowTitle(tr("Connect a tool"));
    setAttribute(Qt::WA_WindowPropagation);
    resize(context.settings.sheetSize(objectName(), {900, 640}));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    row->setSpacing(space::kCard);
    m_tools->setObjectName(u"tools"_s);
    m_tools->setAccessibleName(tr("Tools"));
    m_tools->setFixedWidth(kToolWidth);
    m_tools->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const ConnectText& text : ConnectTexts::all({})) {
        m_tools->addItem(text.name);
    }
    m_tools->setCurrentRow(0);
    row->addWidget(m_tools);
    auto* column = new QVBoxLayout;
    column->setSpacing(space::kCard);
    row->addLayout(column, 1);
    buildChoice(*column);
    buildCall(*column);
    buildRun(*column);
    connect(m_tools, &QListWidget::currentRowChanged, this, &ConnectSheet::present);
    connect(&context.service, &GatewayService::configChanged, this, [this] {
        fillClients();
        fillModels();
        present();
    });
    connect(&context.service, &GatewayService::statusChanged, this, &ConnectSheet::presentStatus);
    connect(&context.service, &GatewayService::testCallDone, this, &ConnectSheet::onAnswer);
    fillClients();
    fillModels();
    present();
    presentStatus(context.service.status());
    m_tools->setFocus();
}

void ConnectSheet::buildChoice(QVBoxLayout& column) {
    auto* card = new Card;
    card->setAccessibleName(tr("What to set"));
    auto* form = new QHBoxLayout;
    form->setSpacing(space::kStep);
    m_clients = new QComboBox;
    m_clients->setObjectName(u"connectClient"_s);
    m_clients->setAccessibleName(tr("Client whose key is used"));
    m_models = new QComboBox;
    m_models->setObjectName(u"connectModel"_s);
    m_models->setEditable(true);
    m_models->setInsertPolicy(QComboBox::NoInsert);
    m_models->setAccessibleName(tr("Model"));
    m_models->lineEdit()->setAccessibleName(tr("Model"));
    m_show = new QCheckBox(tr("Show the &key"));
    m_show->setObjectName(u"showKey"_s);
    form->addWidget(makeLabel(tr("Client"), TextSize::Body, Tone::Secondary));
    form->addWidget(m_clients);
    form->addWidget(makeLabel(tr("Model"), TextSize::Body, Tone::Secondary));
    form->addWidget(m_models, 1);
    form->addWidget(m_show);
    card->column()->addLayout(form);
    m_hint = makeLabel({}, TextSize::Body, Tone::Secondary);
    m_hint->setObjectName(u"connectHint"_s);
    m_hint->setWordWrap(true);
    card->column()->addWidget(m_hint);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(u"connectText"_s);
    m_text->setAccessibleName(tr("Text to copy"));
    m_text->setReadOnly(true);
    m_context.clipboard.guard(*m_text);
    m_text->setTabChangesFocus(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    card->column()->addWidget(m_text, 1);
    m_copy = new CopyButton(m_context.scheduler, tr("&Copy"));
    m_copy->setObjectName(u"copyText"_s);
    m_copy->setProperty("primary", true);
    m_copy->setToolTip(tr("With the key itself; it is taken off the clipboard after a minute"));
    card->column()->addWidget(m_copy, 0, Qt::AlignLeading);
    column.addWidget(card, 1);
    connect(m_clients, &QComboBox::currentIndexChanged, this, &ConnectSheet::present);
    connect(m_models, &QComboBox::currentTextChanged, this, &ConnectSheet::present);
    connect(m_show, &QCheckBox::toggled, this, &ConnectSheet::present);
    connect(m_copy, &QPushButton::clicked, this, &ConnectSheet::copyText);
}

void ConnectSheet::buildCall(QVBoxLayout& column) {
    auto* card = new Card(tr("Does it work?"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_call = new QPushButton(tr("&Test call"));
    m_call->setObjectName(u"testCall"_s);
    m_call->setAutoDefault(false);
    m_call->setToolTip(tr("Asks the model a short question, as the client, and costs what that costs"));
    row->addWidget(m_call);
    m_answer = makeLabel(tr("Asks the model a short question, and costs what that costs there."),
                         TextSize::Body, Tone::Secondary);
    m_answer->setObjectName(u"callAnswer"_s);
    m_answer->setWordWrap(true);
    row->addWidget(m_answer, 1);
    card->column()->addLayout(row);
    m_arrived = makeLabel({}, TextSize::Body, Tone::Secondary);
    m_arrived->setObjectName(u"arrived"_s);
    m_arrived->setWordWrap(true);
    card->column()->addWidget(m_arrived);
    column.addWidget(card);
    connect(m_call, &QPushButton::clicked, this, &ConnectSheet::call);
}

void ConnectSheet::buildRun(QVBoxLayout& column) {
    auto* card = new Card(tr("Run with these settings"));
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    m_command = new QLineEdit;
    m_command->setObjectName(u"command"_s);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setAccessibleName(tr("Program and its arguments"));
    m_command->setPlaceholderText(tr("Program and its arguments"));
    m_run = new QPushButton(tr("&Run"));
    m_run->setObjectName(u"run"_s);
    m_run->setAutoDefault(false);
    m_run->setEnabled(false);
    row->addWidget(m_command, 1);
    row->addWidget(m_run);
    card->column()->addLayout(row);
    m_ran = makeLabel(tr("Starts it with OPENAI_BASE_URL, OPENAI_API_BASE, OPENAI_API_KEY and "
                         "SIGNALBOX_API_KEY in its environment; none of its files is touched."),
                      TextSize::Secondary, Tone::Secondary);
    m_ran->setObjectName(u"ran"_s);
    m_ran->setWordWrap(true);
    card->column()->addWidget(m_ran);
    column.addWidget(card);
    connect(m_command, &QLineEdit::textChanged, this, &ConnectSheet::offerRun);
    connect(m_command, &QLineEdit::returnPressed, this, &ConnectSheet::run);
    connect(m_run, &QPushButton::clicked, this, &ConnectSheet::run);
}

void ConnectSheet::fillClients() {
    const QString chosen = m_clients->currentText();
    const QSignalBlocker silent(m_clients);
    m_clients->clear();
    if (const ConfigPtr config = m_context.service.config()) {
        for (const ClientConfig& client : config->clients) {
            m_clients->addItem(client.name);
        }
    }
    m_clients->setCurrentIndex(std::max(0, m_clients->findText(chosen)));
}

void ConnectSheet::fillModels() {
    const QString chosen = m_models->currentText();
    m_offered = modelsOf(m_context.service.status());
    const QSignalBlocker silent(m_models);
    m_models->clear();
    m_models->addItems(m_offered);
    m_models->setEditText(!chosen.isEmpty() ? chosen : m_offered.isEmpty() ? anyModel() : m_offered.front());
}

Secret ConnectSheet::key() const {
    if (const ConfigPtr config = m_context.service.config()) {
        for (const ClientConfig& client : config->clients) {
            if (client.name == m_clients->currentText()) {
                return client.key;
            }
        }
    }
    return {};
}

ConnectTarget ConnectSheet::target(const QString& shownKey) const {
    return {m_context.service.status().baseUrl, shownKey, m_models->currentText().trimmed()};
}

void ConnectSheet::present() {
    const Secret secret = key();
    const QString shown = m_show->isChecked() ? QString::fromUtf8(secret.expose()) : maskedKey(secret);
    const ConnectText text = ConnectTexts::all(target(shown)).value(std::max(0, m_tools->currentRow()));
    m_hint->setText(secret.isEmpty() ? tr("There is no client in the configuration, so no key either.")
                                     : text.hint);
    if (m_text->toPlainText() != text.text) {
        m_text->setPlainText(text.text);
    }
    m_copy->setEnabled(!secret.isEmpty());
    m_call->setEnabled(!secret.isEmpty() && !m_asked);
}

void ConnectSheet::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    m_requestsBefore = m_context.service.status().requestsTotal;
    m_ownCalls = 0;
    presentStatus(m_context.service.status());
}

// A key is not shown to whoever opens it the next time.
void ConnectSheet::hideEvent(QHideEvent* event) {
    m_show->setChecked(false);
    m_context.settings.rememberSheet(*this);
    QDialog::hideEvent(event);
}

void ConnectSheet::presentStatus(const StatusSnapshot& status) {
    if (modelsOf(status) != m_offered && !m_models->view()->isVisible()) {
        fillModels();
        present();
    }
    const quint64 before = m_requestsBefore + m_ownCalls;
    if (status.requestsTotal > before) {
        const quint64 count = status.requestsTotal - before;
        say(*m_arrived,
            count == 1
                ? tr("✓ The first request has arrived.")
                : tr("✓ %1 requests have arrived.").arg(m_context.format.number(static_cast<qint64>(count))),
            Tone::Good);
    } else {
        say(*m_arrived, tr("Waiting for a request since this was opened…"), Tone::Secondary);
    }
}

void ConnectSheet::copyText() {
    const Secret secret = key();
    const ConnectText text = ConnectTexts::all(target(QString::fromUtf8(secret.expose())))
                                 .value(std::max(0, m_tools->currentRow()));
    m_context.clipboard.copySecret(Secret(text.text.toUtf8()));
    m_copy->confirm();
}

void ConnectSheet::call() {
    ++m_ownCalls;
    m_asked = m_context.service.callAsTool(m_clients->currentText(), m_models->currentText().trimmed());
    say(*m_answer, tr("Waiting for the answer…"), Tone::Secondary);
    m_call->setText(tr("Calling…"));
    present();
}

void ConnectSheet::onAnswer(Ticket ticket, const Result<TestCallResult>& result) {
    if (m_asked != ticket) {
        return;
    }
    m_asked.reset();
    m_call->setText(tr("&Test call"));
    present();
    if (!result) {
        m_ownCalls -= std::min<quint64>(m_ownCalls, 1);
        say(*m_answer, tr("Signalbox was not reached: %1").arg(result.error().message), Tone::Bad);
    } else if (result.value().works()) {
        say(*m_answer,
            tr("It works. The answer came after %1: %2")
                .arg(m_context.format.latency(result.value().durationMs), shortened(result.value().text)),
            Tone::Good);
    } else {
        say(*m_answer,
            tr("Signalbox was reached, and says %1: %2")
                .arg(QString::number(result.value().status), shortened(result.value().text)),
            Tone::Bad);
    }
}

QString ConnectSheet::command() const {
    const QString text = m_command->text();
    return redacted(text) == text ? text : QString();
}

void ConnectSheet::setCommand(const QString& command) {
    m_command->setText(command);
}

// Variables that hold a provider's key: the program gets the local one instead.
QStringList ConnectSheet::providerVariables() const {
    QStringList names;
    if (const ConfigPtr config = m_context.service.config()) {
        for (const ProviderConfig& provider : config->providers) {
            for (const KeySource& source : provider.keys) {
                if (source.kind == KeySource::Kind::Env) {
                    names.append(source.name);
                }
            }
        }
    }
    return names;
}

void ConnectSheet::run() {
    const QStringList words = QProcess::splitCommand(m_command->text());
    if (words.isEmpty() || m_isStarting) {
        return;
    }
    const QByteArray url = m_context.service.status().baseUrl.toUtf8();
    const QByteArray secret = key().expose();
    m_isStarting = true;
    offerRun();
    say(*m_ran, tr("Starting %1…").arg(words.front()), Tone::Secondary);
    m_starting.start([this, starter = m_starter,
                      program = ProgramStart{words,
                                             {{u"OPENAI_BASE_URL"_s, url},
                                              {u"OPENAI_API_BASE"_s, url},
                                              {u"OPENAI_API_KEY"_s, secret},
                                              {u"SIGNALBOX_API_KEY"_s, secret}},
                                             providerVariables(),
                                             m_context.origin}] {
        const bool started = starter(program);
        // Destruction waits for the pool, and takes what is posted with it.
        QMetaObject::invokeMethod(
            this, [this, started, name = program.words.front()] { onStarted(name, started); });
    });
}

void ConnectSheet::onStarted(const QString& name, bool started) {
    m_isStarting = false;
    offerRun();
    if (started) {
        say(*m_ran, tr("%1 was started.").arg(name), Tone::Good);
    } else {
        say(*m_ran, tr("%1 could not be started: is it installed, and is its name right?").arg(name),
            Tone::Bad);
    }
}

void ConnectSheet::offerRun() {
    m_run->setEnabled(!m_isStarting && !m_command->text().trimmed().isEmpty());
}

}  // namespace signalbox
