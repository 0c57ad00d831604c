// FileDraft: a part of the configuration (the routes; what the settings hold) while the user edits it: what
// the file would say, what a check says of it as one types, and how it is put in force. Nothing leaves it
// before apply(). Somebody else's change of the other parts is taken in under the edits; of two changes of
// this part the user is asked which one holds. The providers, whose keys go elsewhere, have a draft of their
// own. Thread: GUI.
#pragma once

#include "core/api/GatewayService.h"
#include "ui/models/DraftCheck.h"

#include <QObject>

#include <functional>

namespace signalbox {

// Which part of the file a draft edits.
struct ConfigPart {
    void (*copy)(const Config& from, Config& to);
    bool (*same)(const Config& one, const Config& other);
    // What follows from it for the rest of `config`, whose part is the edited one already and whose rest is
    // that of `file`: those that name what was renamed or removed.
    void (*settle)(const Config& file, Config& config);
};

class FileDraft final : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Applying };
    // Why the last apply() did not work.
    enum class Problem {
        None,
        Foreign,  // the file on disk is not the one that was read
        Other,
    };

    FileDraft(GatewayService& service, const ConfigPart& part, QObject* parent = nullptr);

    // What the file would say.
    [[nodiscard]] const Config& config() const { return m_config; }
    // As the file says it; null: it has not been read yet.
    [[nodiscard]] const ConfigPtr& file() const { return m_file; }
    [[nodiscard]] bool isDirty() const;
    // Somebody else changed this part in the file while it was edited here: keepMine() or revert().
    [[nodiscard]] bool isContested() const { return m_contested; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] Problem problem() const { return m_problem; }
    [[nodiscard]] const QString& problemText() const { return m_problemText; }

    // Of the latest check that was answered; `isCheckCurrent` false: a newer one is under way.
    [[nodiscard]] const ConfigCheck& check() const { return m_check.result(); }
    [[nodiscard]] bool isCheckCurrent() const { return m_check.isCurrent(); }
    // See DraftCheck.
    [[nodiscard]] QString faultAt(const QString& place) const { return m_check.faultAt(place); }
    [[nodiscard]] QString warningAt(const QString& place) const { return m_check.warningAt(place); }

    // `change` is given the part as it is edited; the rest of what it is given is not looked at.
    void edit(const std::function<void(Config&)>& change);
    // Does nothing while it is contested.
    void apply(OnForeignChange onForeignChange = OnForeignChange::Refuse);
    void keepMine();
    void revert();

Q_SIGNALS:
    // The draft, by edit() or otherwise.
    void changed();
    // The draft is another one, by revert(), apply() or the file. Comes before changed().
    void reloaded();
    void checked();
    // State, problem or contest.
    void stateChanged();
    void applied();

private:
    void load(const ConfigPtr& file);
    void build();
    void tellReloaded();
    void askCheck();
    void onDone(Ticket ticket, const Result<void>& result);
    void onConfigChanged();

    GatewayService& m_service;
    ConfigPart m_part;
    ConfigPtr m_file;  // what the draft was made from
    Config m_edited;   // of which only the part counts
    Config m_config;   // the file with the edited part, settled
    DraftCheck m_check;
    Ticket m_saveAsked = 0;
    State m_state = State::Idle;
    Problem m_problem = Problem::None;
    QString m_problemText;
    bool m_contested = false;
};

}  // namespace signalbox
