// RouteEditor: one rule in full: what it takes, where it sends it, how long it waits. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/PageScroll.h"

namespace signalbox {

class MatchPanel;
class RouteLimitsPanel;
class TargetsPanel;

class RouteEditor final : public PageScroll {
    Q_OBJECT

public:
    RouteEditor(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    // By its place in the draft.
    void open(int route);
    // None: there is no rule.
    void close();
    void refresh();
    void focusFirst();

private:
    FileDraft& m_draft;
    int m_route = -1;
    MatchPanel* m_match;
    TargetsPanel* m_targets;
    RouteLimitsPanel* m_limits;
};

}  // namespace signalbox
