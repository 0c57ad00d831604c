#include "ui/settings/ListenPanel.h"

#include "ui/widgets/Field.h"
#include "ui/widgets/Signs.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QUrl>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLastPort = 65'535;
}  // namespace

ListenPanel::ListenPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("Address for your tools"), parent),
      m_context(context),
      m_draft(draft),
      m_address(new QLineEdit),
      m_port(new QSpinBox),
      m_addressField(new Field(tr("Ad&dress"), m_address, tr("127.0.0.1 is for this computer alone."))),
      m_portField(new Field(tr("&Port"), m_port)),
      m_now(makeLabel({}, TextSize::Secondary, Tone::Secondary)),
      m_wrong(makeLabel({}, TextSize::Body, Tone::Bad)) {
    setObjectName(u"listen"_s);
    m_address->setObjectName(u"listenAddress"_s);
    m_port->setObjectName(u"listenPort"_s);
    m_port->setRange(0, kLastPort);
    m_port->setSpecialValueText(tr("any free one"));
    m_port->setGroupSeparatorShown(false);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    row->addWidget(m_addressField, 2);
    row->addWidget(m_portField, 1);
    column()->addLayout(row);
    m_now->setObjectName(u"listensNow"_s);
    m_now->setWordWrap(true);
    m_now->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column()->addWidget(m_now);
    m_wrong->setObjectName(u"listenWrong"_s);
    m_wrong->setWordWrap(true);
    column()->addWidget(m_wrong);
    connect(m_address, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (!m_showing) {
            m_draft.edit([&](Config& config) { config.listen.address = text.trimmed(); });
        }
    });
    connect(m_port, &QSpinBox::valueChanged, this, [this](int port) {
        if (!m_showing) {
            m_draft.edit([&](Config& config) { config.listen.port = static_cast<quint16>(port); });
        }
    });
    connect(&context.service, &GatewayService::statusChanged, this, [this] {
        if (isVisible()) {
            refresh();
        }
    });
}

void ListenPanel::open() {
    m_showing = true;
    m_address->setText(m_draft.config().listen.address);
    m_port->setValue(m_draft.config().listen.port);
    m_showing = false;
    refresh();
}

QString ListenPanel::now() const {
    const StatusSnapshot& status = m_context.service.status();
    if (!status.listening || !m_draft.file()) {
        return tr("Not listening");
    }
    if (!listenFault().isEmpty()) {
        return tr("Still listening at %1").arg(status.baseUrl);
    }
    const QUrl url(status.baseUrl);
    const ListenConfig& file = m_draft.file()->listen;
    if (file.port != 0 && url.port() != file.port) {
        return tr("Listening at %1, as it was started or as the port was free").arg(status.baseUrl);
    }
    return m_draft.config().listen == file
               ? tr("Listening at %1").arg(status.baseUrl)
               : tr("Listening at %1. Tools that have this address must be told of the new one.")
                     .arg(status.baseUrl);
}

// The service says it with the name of the process that holds the port.
QString ListenPanel::listenFault() const {
    for (const QString& fault : m_context.service.status().configFaults) {
        if (fault.startsWith(u"listen: "_s)) {
            return fault.mid(8);
        }
    }
    return {};
}

void ListenPanel::refresh() {
    m_addressField->present(m_draft.faultAt(u"listen.address"_s), m_draft.warningAt(u"listen.address"_s));
    m_portField->present(m_draft.faultAt(u"listen.port"_s), m_draft.warningAt(u"listen.port"_s));
    m_now->setText(now());
    const QString wrong = listenFault();
    m_wrong->setText(signText(HealthState::Failed) + u' ' + wrong);
    m_wrong->setVisible(!wrong.isEmpty());
}

}  // namespace signalbox
