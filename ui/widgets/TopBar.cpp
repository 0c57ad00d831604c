#include "ui/widgets/TopBar.h"

#include "ui/Icons.h"
#include "ui/ReasonText.h"
#include "ui/SecretClipboard.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/CopyButton.h"
#include "ui/widgets/Labels.h"

#include <QFontDatabase>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace signalbox {

namespace {
constexpr int kRoomy = 880;
}  // namespace

TopBar::TopBar(const Context& context, QWidget* parent)
    : QFrame(parent),
      m_context(context),
      m_state(new Chip(context.theme)),
      m_url(new ElidedLabel),
      m_keys(new QMenu(this)),
      m_notice(new Chip(context.theme)) {
    setObjectName(QStringLiteral("topBar"));
    setFixedHeight(space::kTopBarHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kGap, 0, space::kGap, 0);
    row->setSpacing(10);
    m_state->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_url->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_url->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_url->setAccessibleName(tr("Base URL"));
    m_copyUrl = new CopyButton(context.scheduler, tr("Copy URL"));
    m_copyUrl->setObjectName(QStringLiteral("copyUrl"));
    m_copyUrl->setToolTip(tr("The base URL for your tools"));
    m_copyKey = new CopyButton(context.scheduler, tr("Copy key"));
    m_copyKey->setObjectName(QStringLiteral("copyKey"));
    m_connect = new QPushButton(tr("Connect a tool…"));
    m_connect->setObjectName(QStringLiteral("connect"));
    m_connect->setToolTip(
        tr("Ready text for editors, agents and programs (%1)")
            .arg(QKeySequence(QStringLiteral("Ctrl+K")).toString(QKeySequence::NativeText)));
    connect(m_connect, &QPushButton::clicked, this, &TopBar::connectAsked);
    m_open = makeLabel({}, TextSize::Body, Tone::Secondary);
    row->addWidget(m_state);
    row->addWidget(m_url);
    row->addWidget(m_copyUrl);
    row->addWidget(m_copyKey);
    row->addWidget(m_connect);
    row->addStretch(1);
    row->addWidget(m_notice);
    row->addWidget(m_open);

    connect(m_copyUrl, &QPushButton::clicked, this, [this] {
        m_context.clipboard.copy(m_context.service.status().baseUrl);
        m_copyUrl->confirm();
    });
    connect(m_copyKey, &QPushButton::clicked, this, [this] {
        const ConfigPtr config = m_context.service.config();
        if (config && config->clients.size() == 1) {
            copyKey(config->clients.front().name);
        } else if (config && !config->clients.empty()) {
            m_keys->popup(m_copyKey->mapToGlobal(QPoint(0, m_copyKey->height() + 2)));
        }
    });
    m_copyUrl->setAccessibleName(tr("Copy URL"));
    m_copyKey->setAccessibleName(tr("Copy key"));
    connect(&context.theme, &Theme::changed, this, &TopBar::paint);
    paint();
    connect(&context.service, &GatewayService::configChanged, this, &TopBar::presentKeys);
    presentKeys();
}

QString TopBar::noticeText() const {
    return m_notice->isHidden() ? QString() : m_noticeText;
}

QString TopBar::stateText() const {
    return m_state->text();
}

void TopBar::present(const StatusSnapshot& status) {
    presentState(status);
    presentNotice(status);
    m_copyUrl->setEnabled(!status.baseUrl.isEmpty());
    m_baseUrl = status.baseUrl;
    m_openRequests = status.openRequests;
    fit();
}

// Where there is little room, fewer words; the names that are spoken stay.
void TopBar::fit() {
    const bool roomy = width() >= kRoomy;
    m_url->setFullText(roomy ? m_baseUrl : m_baseUrl.mid(m_baseUrl.indexOf(QLatin1String("//")) + 2));
    m_copyUrl->setLabel(roomy ? tr("Copy URL") : tr("URL", "on a button that copies it"));
    m_copyKey->setLabel(roomy ? tr("Copy key") : tr("Key", "on a button that copies it"));
    for (CopyButton* button : {m_copyUrl, m_copyKey}) {
        button->setIcon(roomy ? QIcon() : m_copyIcon);
    }
    m_connect->setText(roomy ? tr("Connect a tool…") : tr("Connect…"));
    const QString count = m_context.format.number(m_openRequests);
    const QString open = m_openRequests == 1 ? tr("1 open request") : tr("%1 open requests").arg(count);
    m_open->setText(roomy ? open : tr("%1 open", "requests").arg(count));
    m_open->setToolTip(open);
    m_open->setAccessibleName(open);
    m_notice->present(m_notice->state(), roomy ? m_noticeText : m_noticeInShort);
}

void TopBar::paint() {
    m_copyIcon = themedIcon(QStringLiteral("copy"), m_context.theme.colors().secondary);
    fit();
}

void TopBar::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    fit();
}

void TopBar::presentState(const StatusSnapshot& status) {
    if (status.stopping) {
        m_state->present(HealthState::Resting, tr("Stopping"));
    } else if (status.listening) {
        m_state->present(HealthState::Healthy, tr("Listening"));
    } else if (status.version.isEmpty()) {
        m_state->present(HealthState::Resting, tr("Starting"));
    } else {
        m_state->present(HealthState::Failed, tr("Not listening"));
    }
}

void TopBar::presentNotice(const StatusSnapshot& status) {
    int down = 0;
    int resting = 0;
    int attention = 0;
    QStringList lines;
    for (const ProviderStatus& provider : status.providers) {
        if (provider.state == HealthState::Healthy || provider.state == HealthState::Out) {
            continue;
        }
        (provider.state == HealthState::Failed    ? down
         : provider.state == HealthState::Resting ? resting
                                                  : attention)++;
        lines.append(tr("%1: %2").arg(provider.name.isEmpty() ? provider.id : provider.name,
                                      ReasonText::sentence(provider.reason, m_context.format, status.atMs)));
    }
    m_notice->setVisible(down + resting + attention > 0);
    m_notice->setToolTip(lines.join(QLatin1Char('\n')));
    m_notice->setAccessibleDescription(m_notice->toolTip());
    const auto say = [this](HealthState state, int count, const QString& one, const QString& many,
                            const QString& inShort) {
        const QString shown = m_context.format.number(count);
        m_noticeText = count == 1 ? one : many.arg(shown);
        m_noticeInShort = inShort.arg(shown);
        m_notice->present(state, m_noticeText);
        m_notice->setAccessibleName(m_noticeText);
    };
    if (down > 0) {
        say(HealthState::Failed, down, tr("1 provider down"), tr("%1 providers down"),
            tr("%1 down", "providers"));
    } else if (resting > 0) {
        say(HealthState::Resting, resting, tr("1 provider cooling down"), tr("%1 providers cooling down"),
            tr("%1 cooling", "providers"));
    } else if (attention > 0) {
        say(HealthState::Attention, attention, tr("1 provider needs a look"), tr("%1 providers need a look"),
            tr("%1 to look at", "providers"));
    }
}

void TopBar::presentKeys() {
    const ConfigPtr config = m_context.service.config();
    const std::size_t count = config ? config->clients.size() : 0;
    m_copyKey->setEnabled(count > 0);
    m_keys->clear();
    if (count == 1) {
        m_copyKey->setToolTip(tr("The local key of client %1 (%2); taken off the clipboard after a minute")
                                  .arg(config->clients.front().name, maskedKey(config->clients.front().key)));
        return;
    }
    m_copyKey->setToolTip(count == 0
                              ? tr("There is no client in the configuration")
                              : tr("The local key of a client; taken off the clipboard after a minute"));
    for (std::size_t i = 0; i < count; ++i) {
        const ClientConfig& client = config->clients[i];
        m_keys->addAction(tr("%1 (%2)", "client, its masked key").arg(client.name, maskedKey(client.key)),
                          this, [this, name = client.name] { copyKey(name); });
    }
}

void TopBar::copyKey(const QString& client) {
    const ConfigPtr config = m_context.service.config();
    if (!config) {
        return;
    }
    for (const ClientConfig& candidate : config->clients) {
        if (candidate.name == client) {
            m_context.clipboard.copySecret(candidate.key);
            m_copyKey->confirm();
            return;
        }
    }
}

}  // namespace signalbox
