#include "ui/routes/RouteEditor.h"

#include "ui/routes/MatchPanel.h"
#include "ui/routes/RouteLimitsPanel.h"
#include "ui/routes/TargetsPanel.h"

#include <QScrollBar>

namespace signalbox {

RouteEditor::RouteEditor(const Context& context, FileDraft& draft, QWidget* parent)
    : PageScroll(tr("Rule"), 0, parent),
      m_draft(draft),
      m_match(new MatchPanel(context, draft)),
      m_targets(new TargetsPanel(context, draft)),
      m_limits(new RouteLimitsPanel(context, draft)) {
    column()->addWidget(m_match);
    column()->addWidget(m_targets);
    column()->addWidget(m_limits);
    column()->addStretch(1);
}

void RouteEditor::open(int route) {
    if (route != m_route) {
        verticalScrollBar()->setValue(0);
    }
    m_route = route;
    m_match->open(route);
    m_targets->open(route);
    m_limits->open(route);
}

void RouteEditor::close() {
    m_route = -1;
}

void RouteEditor::refresh() {
    if (m_route >= 0 && static_cast<std::size_t>(m_route) < m_draft.config().routes.size()) {
        m_match->refresh();
        m_targets->refresh();
        m_limits->refresh();
    }
}

void RouteEditor::focusFirst() {
    ensureWidgetVisible(m_match);
    m_match->focusFirst();
}

}  // namespace signalbox
