// Notices: what happened between two snapshots that the user should hear of while looking elsewhere: one
// notice per incident. Pure but for what it remembers; shows nothing itself. Thread: GUI.
#pragma once

#include "core/api/StatusSnapshot.h"
#include "ui/Format.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>
#include <QVector>

namespace signalbox {

struct Notice {
    QString id;  // of its kind and whom it is about
    QString title;
    QString text;
    QString waitingAt = {};  // a route: requests wait there for the user's word
};

class Notices {
    Q_DECLARE_TR_FUNCTIONS(Notices)

public:
    // An incident of the same kind at the same place is not told again within this time: a target that comes
    // and goes is one trouble.
    static constexpr qint64 kQuietMs = 5 * 60'000;

    explicit Notices(Format format) : m_format(std::move(format)) {}

    // What is new since the last call. Of the first snapshot nothing is: what was so before the window is on
    // the screen.
    [[nodiscard]] QVector<Notice> update(const StatusSnapshot& status);

private:
    void look(const RouteStatus& before, const RouteStatus& now, const StatusSnapshot& status);
    void look(const ProviderStatus& before, const ProviderStatus& now, const StatusSnapshot& status);
    void look(const BudgetStatus& before, const BudgetStatus& now, const StatusSnapshot& status);
    void tell(const QString& id, const QString& title, const QString& text, qint64 nowMs,
              const QString& waitingAt = {});

    Format m_format;
    std::optional<StatusSnapshot> m_last;
    QHash<QString, qint64> m_told;  // when, by id
    QSet<QString> m_down;           // providers that were said to be down
    QVector<Notice> m_new;
};

}  // namespace signalbox
