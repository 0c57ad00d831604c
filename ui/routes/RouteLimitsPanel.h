// RouteLimitsPanel: how long a rule waits, how often it tries, and what it does when all targets fail.
// Thread: GUI. Times are shown in seconds and kept in ms.
#pragma once

#include "ui/Context.h"
#include "ui/models/FileDraft.h"
#include "ui/widgets/Card.h"

class QCheckBox;
class QDoubleSpinBox;
class QSpinBox;

namespace signalbox {

class Field;

class RouteLimitsPanel final : public Card {
    Q_OBJECT

public:
    RouteLimitsPanel(const Context& context, FileDraft& draft, QWidget* parent = nullptr);
    void open(int route);
    void refresh();

private:
    struct TimeRow {
        const char* place;
        Milliseconds TimeoutConfig::*value;
        QDoubleSpinBox* box;
        Field* field;
    };
    struct FlagRow {
        bool RouteConfig::*value;
        QCheckBox* box;
    };
    void addTime(const char* place, Milliseconds TimeoutConfig::*value, const QString& label,
                 const QString& hint);
    void addFlag(const char* name, bool RouteConfig::*value, const QString& text, const QString& why);
    void change(const std::function<void(RouteConfig&)>& edit);

    Context m_context;
    FileDraft& m_draft;
    int m_route = -1;
    QVector<TimeRow> m_times;
    QSpinBox* m_attempts;
    Field* m_attemptsField;
    QVector<FlagRow> m_flags;
};

}  // namespace signalbox
