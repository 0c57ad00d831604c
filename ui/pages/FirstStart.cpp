#include "ui/pages/FirstStart.h"

#include "core/api/ProviderPresets.h"
#include "ui/SecretClipboard.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/CopyButton.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 620;
constexpr int kHeight = 480;

const ProviderPreset* presetOf(const FoundProvider& found) {
    const std::vector<ProviderPreset>& presets = providerPresets();
    const auto preset = std::find_if(presets.begin(), presets.end(),
                                     [&](const ProviderPreset& one) { return one.id == found.preset; });
    return preset == presets.end() ? nullptr : &*preset;
}

bool hasProvider(const Config& config, const ProviderPreset& preset) {
    return std::any_of(config.providers.begin(), config.providers.end(), [&](const ProviderConfig& provider) {
        return presetFor(provider.baseUrl) == &preset;
    });
}

QLabel* wrapped(const QString& text, TextSize size = TextSize::Body, Tone tone = Tone::Secondary) {
    QLabel* label = makeLabel(text, size, tone);
    label->setWordWrap(true);
    return label;
}

QVBoxLayout* makeStep(QWidget& step, const QString& title, const QString& text) {
    auto* column = new QVBoxLayout(&step);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kStep);
    column->addWidget(makeLabel(title, TextSize::Title, Tone::Normal, Weight::Strong));
    column->addWidget(wrapped(text));
    return column;
}

}  // namespace

FirstStart::FirstStart(const Context& context, QWidget* parent)
    : QDialog(parent), m_context(context), m_steps(new QStackedWidget) {
    setObjectName(u"firstStart"_s);
    setWindowTitle(tr("Welcome to Signalbox"));
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_WindowPropagation);
    setWindowModality(Qt::WindowModal);
    resize(kWidth, kHeight);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_steps);
    m_steps->addWidget(buildProviders());
    m_steps->addWidget(buildAddress());
    connect(&context.service, &GatewayService::providersFound, this, &FirstStart::onFound);
    connect(&context.service, &GatewayService::commandDone, this, &FirstStart::onSaved);
    connect(&context.service, &GatewayService::statusChanged, this, &FirstStart::presentStatus);
    m_search = context.service.findProviders();
    presentChoice();
}

bool FirstStart::fits(const Config& config) {
    return config.routes.empty() &&
           std::all_of(config.providers.begin(), config.providers.end(), [](const ProviderConfig& provider) {
               return provider.protocol == Protocol::Simulated;
           });
}

QWidget* FirstStart::buildProviders() {
    auto* step = new QWidget;
    QVBoxLayout* column =
        makeStep(*step, tr("Who is to answer?"),
                 tr("Signalbox stands between your tools and the providers of models. Keys stay where they "
                    "are, and everything can be changed later."));
    auto* list = new Card;
    m_list = list->column();
    m_list->setSpacing(space::kCard);
    m_list->addStretch(1);
    m_listArea = new QScrollArea;
    m_listArea->setWidgetResizable(true);
    m_listArea->setFrameShape(QFrame::NoFrame);
    m_listArea->setFocusPolicy(Qt::NoFocus);
    m_listArea->setAccessibleName(tr("Providers found"));
    m_listArea->setWidget(list);
    m_state = wrapped({});
    m_state->setObjectName(u"searchState"_s);
    column->addWidget(m_state);
    column->addWidget(m_listArea, 1);
    m_rest = new QWidget;  // in place of the list
    column->addWidget(m_rest, 1);
    m_next = new QPushButton;
    m_next->setObjectName(u"useFound"_s);
    connect(m_next, &QPushButton::clicked, this, &FirstStart::goOn);
    addButtons(*column, tr("S&kip"), m_next);
    return step;
}

QWidget* FirstStart::buildAddress() {
    auto* step = new QWidget;
    QVBoxLayout* column = makeStep(*step, tr("Point your tools here"),
                                   tr("Any tool that speaks the OpenAI API takes a base URL and a key. Give "
                                      "it these two, and nothing else changes."));
    const auto addLine = [&](const QString& name, const QString& shown, const char* object,
                             const std::function<void()>& copy) {
        auto* line = new QLineEdit(shown);
        line->setReadOnly(true);
        line->setProperty("code", true);
        line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
        line->setAccessibleName(name);
        auto* button = new CopyButton(m_context.scheduler, tr("Copy"));
        button->setObjectName(QString::fromLatin1(object));
        button->setAccessibleName(tr("Copy: %1").arg(name));
        connect(button, &QPushButton::clicked, this, [button, copy] {
            copy();
            button->confirm();
        });
        auto* row = new QHBoxLayout;
        row->addWidget(line, 1);
        row->addWidget(button);
        column->addSpacing(space::kStep / 2);
        column->addWidget(makeLabel(name, TextSize::Secondary, Tone::Secondary, Weight::Strong));
        column->addLayout(row);
    };
    const QString url = m_context.service.status().baseUrl;
    addLine(tr("Base URL"), url, "copyUrl", [this, url] { m_context.clipboard.copy(url); });
    const ConfigPtr config = m_context.service.config();
    if (config && !config->clients.empty()) {
        const ClientConfig& client = config->clients.front();
        addLine(tr("Key of client %1").arg(client.name), maskedKey(client.key), "copyKey",
                [this, key = client.key] { m_context.clipboard.copySecret(key); });
    }
    m_who = wrapped({});
    m_who->setObjectName(u"whoAnswers"_s);
    column->addSpacing(space::kStep);
    column->addWidget(m_who);
    auto* how = new QPushButton(tr("How to set up a &tool…"));
    how->setObjectName(u"howTo"_s);
    how->setProperty("link", true);
    how->setAutoDefault(false);
    connect(how, &QPushButton::clicked, this, [this] {
        Q_EMIT connectAsked();
        accept();
    });
    column->addWidget(how, 0, Qt::AlignLeading);
    column->addStretch(1);
    m_first = wrapped(tr("Waiting for the first request…"));
    m_first->setObjectName(u"firstRequest"_s);
    column->addWidget(m_first);
    m_done = new QPushButton(tr("&Done"));
    m_done->setObjectName(u"done"_s);
    connect(m_done, &QPushButton::clicked, this, &QDialog::accept);
    addButtons(*column, {}, m_done);
    return step;
}

QPushButton* FirstStart::addButtons(QVBoxLayout& column, const QString& skip, QPushButton* next) {
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kStep);
    row->addWidget(makeLabel(skip.isEmpty() ? tr("Step 2 of 2") : tr("Step 1 of 2"), TextSize::Secondary,
                             Tone::Secondary),
                   1);
    if (!skip.isEmpty()) {
        auto* button = new QPushButton(skip);
        button->setObjectName(u"skip"_s);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, &QDialog::reject);
        row->addWidget(button);
    }
    next->setProperty("primary", true);
    next->setDefault(true);
    row->addWidget(next);
    column.addLayout(row);
    return next;
}

void FirstStart::onFound(Ticket ticket, const QVector<FoundProvider>& found) {
    if (m_search != ticket) {
        return;
    }
    m_search.reset();
    const ConfigPtr config = m_context.service.fileConfig();
    for (const FoundProvider& one : found) {
        const ProviderPreset* preset = presetOf(one);
        if (preset == nullptr || (config && hasProvider(*config, *preset))) {
            continue;
        }
        auto* box = new QCheckBox(preset->name);
        box->setChecked(true);
        box->setObjectName(u"found:"_s + preset->id);
        QString why;
        if (one.key) {
            why = tr("its key is in the environment variable %1").arg(one.key->name);
        } else if (one.models.isEmpty()) {
            why = tr("runs on this machine, without a model yet");
        } else if (one.models.size() == 1) {
            why = tr("runs on this machine, with the model %1").arg(one.models.front());
        } else {
            why = tr("runs on this machine, with %1 models: %2")
                      .arg(m_context.format.number(one.models.size()), one.models.mid(0, 3).join(u", "_s));
        }
        box->setAccessibleDescription(why);
        connect(box, &QCheckBox::toggled, this, &FirstStart::presentChoice);
        auto* row = new QVBoxLayout;
        row->setSpacing(2);
        row->addWidget(box);
        auto* line = new ElidedLabel(TextSize::Secondary, Tone::Secondary);
        line->setFullText(why);
        auto* indented = new QHBoxLayout;
        indented->addSpacing(space::kGap + space::kStep / 2);
        indented->addWidget(line);
        row->addLayout(indented);
        m_list->insertLayout(m_list->count() - 1, row);
        m_boxes.push_back(box);
        m_found.append(one);
    }
    presentChoice();
    if (m_steps->currentIndex() != 0) {
        return;
    }
    if (m_boxes.empty()) {
        m_next->setFocus(Qt::OtherFocusReason);
    } else {
        m_boxes.front()->show();  // what is laid out later takes no focus now
        m_boxes.front()->setFocus(Qt::OtherFocusReason);
    }
}

int FirstStart::chosen() const {
    return static_cast<int>(
        std::count_if(m_boxes.begin(), m_boxes.end(), [](const QCheckBox* box) { return box->isChecked(); }));
}

void FirstStart::presentChoice() {
    const int count = chosen();
    m_next->setEnabled(!m_search && !m_save);
    m_listArea->setVisible(!m_boxes.empty());
    m_rest->setVisible(m_boxes.empty());
    setTone(*m_state, Tone::Secondary);
    if (m_save) {
        m_next->setText(tr("Saving…"));
    } else if (count == 0) {
        m_next->setText(tr("&Start with simulated providers"));
    } else {
        m_next->setText(count == 1 ? tr("&Use this provider")
                                   : tr("&Use these %1 providers").arg(m_context.format.number(count)));
    }
    if (m_search) {
        m_state->setText(tr("Looking for keys in the environment and for servers on this machine…"));
    } else if (m_boxes.empty()) {
        m_state->setText(
            tr("No keys were found in the environment, and no servers on this machine. Simulated providers "
               "answer until you add your own; they cost nothing and say that they are simulated."));
    } else if (count == 0) {
        m_state->setText(tr("Nothing is chosen: simulated providers answer, which cost nothing."));
    } else {
        m_state->setText(tr("These could answer at once:"));
    }
}

void FirstStart::goOn() {
    const ConfigPtr file = m_context.service.fileConfig();
    if (chosen() == 0 || !file || m_saved) {
        showAddress();
        return;
    }
    Config config = *file;
    for (qsizetype i = 0; i < m_found.size(); ++i) {
        if (!m_boxes[static_cast<std::size_t>(i)]->isChecked()) {
            continue;
        }
        QStringList taken;
        for (const ProviderConfig& provider : config.providers) {
            taken.append(provider.id);
        }
        const FoundProvider& found = m_found[i];
        ProviderConfig provider = providerFrom(*presetOf(found), taken);
        if (found.key) {
            provider.keys = {*found.key};
        }
        config.providers.push_back(std::move(provider));
    }
    m_save = m_context.service.saveConfig(config, OnForeignChange::Refuse);
    presentChoice();
}

void FirstStart::onSaved(Ticket ticket, const Result<void>& result) {
    if (m_save != ticket) {
        return;
    }
    m_save.reset();
    presentChoice();
    if (!result) {
        setTone(*m_state, Tone::Bad);
        m_state->setText(tr("This could not be saved: %1").arg(result.error().message));
        return;
    }
    m_saved = true;
    showAddress();
}

void FirstStart::showAddress() {
    m_who->setText(
        m_saved ? tr("Ask for any model of the providers that you have chosen, by the name they give it.")
                : tr("Ask for any model; a simulated provider answers, and says that it is one."));
    m_requestsBefore = m_context.service.status().requestsTotal;
    m_steps->setCurrentIndex(1);
    m_done->setDefault(true);
    m_done->setFocus(Qt::OtherFocusReason);
}

void FirstStart::presentStatus(const StatusSnapshot& status) {
    if (m_steps->currentIndex() == 1 && status.requestsTotal > m_requestsBefore) {
        setTone(*m_first, Tone::Good);
        m_first->setText(tr("✓ The first request has arrived."));
    }
}

}  // namespace signalbox
