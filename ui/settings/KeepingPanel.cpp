#include "ui/settings/KeepingPanel.h"

#include "ui/widgets/Field.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSpinBox>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
constexpr int kMostDays = 36'500;  // as the configuration allows
}  // namespace

KeepingPanel::KeepingPanel(const Context& context, FileDraft& draft, QWidget* parent)
    : Card(tr("What is kept, and how long"), parent),
      m_context(context),
      m_draft(draft),
      m_requests(new QSpinBox),
      m_captured(new QSpinBox),
      m_whoCalled(new QCheckBox(tr("Find the project behind a request"))),
      m_requestsField(new Field(tr("Each re&quest"), m_requests,
                                tr("Then only the sums of its day are left; the rest is really deleted."))),
      m_capturedField(new Field(
          tr("Prompts and ans&wers"), m_captured,
          tr("Only of clients and rules that are set to keep them; of others nothing is stored."))) {
    setObjectName(u"keeping"_s);
    m_requests->setObjectName(u"retentionDays"_s);
    m_captured->setObjectName(u"captureDays"_s);
    for (QSpinBox* box : {m_requests, m_captured}) {
        box->setRange(0, kMostDays);
        box->setSpecialValueText(tr("for ever"));
        box->setSuffix(tr(" days"));
        box->setLocale(context.format.locale());
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kCard);
    row->addWidget(m_requestsField, 1);
    row->addWidget(m_capturedField, 1);
    column()->addLayout(row);
    m_whoCalled->setObjectName(u"whoCalled"_s);
    column()->addWidget(m_whoCalled);
    QLabel* how = makeLabel(tr("The calling program, its folder and git repository are looked up on this "
                               "computer, so that spend is told per project."),
                            TextSize::Secondary, Tone::Secondary);
    how->setWordWrap(true);
    how->setIndent(space::kStep * 3 + 2);  // below the words
    m_whoCalled->setAccessibleDescription(how->text());
    column()->addWidget(how);
    const auto edit = [this](const std::function<void(Config&)>& change) {
        if (!m_showing) {
            m_draft.edit(change);
        }
    };
    connect(m_requests, &QSpinBox::valueChanged, this,
            [edit](int days) { edit([days](Config& config) { config.retentionDays = days; }); });
    connect(m_captured, &QSpinBox::valueChanged, this,
            [edit](int days) { edit([days](Config& config) { config.captureDays = days; }); });
    connect(m_whoCalled, &QCheckBox::toggled, this,
            [edit](bool on) { edit([on](Config& config) { config.whoCalled = on; }); });
}

void KeepingPanel::open() {
    m_showing = true;
    m_requests->setValue(m_draft.config().retentionDays);
    m_captured->setValue(m_draft.config().captureDays);
    m_whoCalled->setChecked(m_draft.config().whoCalled);
    m_showing = false;
    refresh();
}

void KeepingPanel::refresh() {
    m_requestsField->present(m_draft.faultAt(u"retention_days"_s), m_draft.warningAt(u"retention_days"_s));
    m_capturedField->present(m_draft.faultAt(u"capture_days"_s), m_draft.warningAt(u"capture_days"_s));
}

}  // namespace signalbox
