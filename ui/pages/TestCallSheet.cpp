#include "ui/pages/TestCallSheet.h"

#include "ui/models/KnownModels.h"
#include "ui/providers/TestCallPanel.h"

#include <QDialogButtonBox>
#include <QEvent>
#include <QLayout>
#include <QPushButton>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

int placeOf(const Config& config, const QString& provider) {
    const auto found = std::find_if(config.providers.begin(), config.providers.end(),
                                    [&](const ProviderConfig& one) { return one.id == provider; });
    return found == config.providers.end() ? -1 : static_cast<int>(found - config.providers.begin());
}

}  // namespace

TestCallSheet::TestCallSheet(const Context& context, const QString& provider, QWidget* parent)
    : QDialog(parent),
      m_context(context),
      m_draft(context.service),
      m_provider(provider),
      m_panel(new TestCallPanel(context, m_draft)) {
    setObjectName(u"testCallSheet"_s);
    setWindowTitle(tr("Test call: %1").arg(context.providerName(provider)));
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_WindowPropagation);
    setMinimumWidth(460);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kGap, space::kGap, space::kGap, space::kGap);
    column->setSpacing(space::kCard);
    column->addWidget(m_panel);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    for (QAbstractButton* button : buttons->buttons()) {
        button->setIcon({});
        static_cast<QPushButton*>(button)->setAutoDefault(false);
    }
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_draft, &ConfigDraft::reloaded, this, [this] {
        if (placeOf(m_draft.config(), m_provider) < 0) {
            close();  // it is gone
        }
    });
    connect(&context.service, &GatewayService::statusChanged, this, &TestCallSheet::refresh);
    if (const int place = placeOf(m_draft.config(), provider); place >= 0) {
        m_panel->open(place);
    }
    refresh();
}

TestCallSheet::~TestCallSheet() {
    m_panel->close();
}

// A layout with lines that wrap does not ask for the room itself.
bool TestCallSheet::event(QEvent* event) {
    const bool done = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize) {
        setMinimumHeight(layout()->totalHeightForWidth(width()));
    }
    return done;
}

void TestCallSheet::refresh() {
    if (placeOf(m_draft.config(), m_provider) >= 0) {
        m_panel->refresh(knownModels(m_draft.config(), m_context.service.status(), m_provider));
    }
}

}  // namespace signalbox
