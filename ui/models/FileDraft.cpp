#include "ui/models/FileDraft.h"

#include <utility>

namespace signalbox {

FileDraft::FileDraft(GatewayService& service, const ConfigPart& part, QObject* parent)
    : QObject(parent), m_service(service), m_part(part), m_check(service, m_config) {
    connect(&m_service, &GatewayService::configChanged, this, &FileDraft::onConfigChanged);
    connect(&m_check, &DraftCheck::answered, this, &FileDraft::checked);
    connect(&m_service, &GatewayService::commandDone, this, &FileDraft::onDone);
    load(m_service.fileConfig());
}

void FileDraft::load(const ConfigPtr& file) {
    m_file = file;
    m_edited = file ? *file : Config();
    build();
    m_contested = false;
    m_check.forget();
    askCheck();
}

void FileDraft::build() {
    m_config = m_file ? *m_file : Config();
    m_part.copy(m_edited, m_config);
    if (m_file) {
        m_part.settle(*m_file, m_config);
    }
}

bool FileDraft::isDirty() const {
    return m_file && !m_part.same(*m_file, m_edited);
}

void FileDraft::edit(const std::function<void(Config&)>& change) {
    const Config before = m_edited;
    change(m_edited);
    if (m_part.same(before, m_edited)) {
        return;
    }
    m_problem = Problem::None;  // it was of another draft
    m_problemText.clear();
    build();
    askCheck();
    Q_EMIT changed();
}

void FileDraft::askCheck() {
    if (m_file) {
        m_check.ask();
    }
}

void FileDraft::onConfigChanged() {
    const ConfigPtr theirs = m_service.fileConfig();
    if (!theirs || theirs == m_file || m_state == State::Applying) {
        return;  // what apply() brings about is taken when it has ended
    }
    if (!isDirty() || m_part.same(*theirs, m_edited)) {
        m_problem = Problem::None;
        m_problemText.clear();
        load(theirs);
        tellReloaded();
        return;
    }
    m_contested = m_contested || !m_part.same(*m_file, *theirs);
    m_file = theirs;
    build();
    askCheck();
    Q_EMIT stateChanged();
    Q_EMIT changed();
}

void FileDraft::apply(OnForeignChange onForeignChange) {
    if (m_state == State::Applying || !m_file) {
        return;
    }
    onConfigChanged();  // the file may be ahead of what was told of it
    if (m_contested || !isDirty()) {
        return;
    }
    m_state = State::Applying;
    m_problem = Problem::None;
    m_problemText.clear();
    m_saveAsked = m_service.saveConfig(m_config, onForeignChange);
    Q_EMIT stateChanged();
}

void FileDraft::onDone(Ticket ticket, const Result<void>& result) {
    if (ticket == 0 || ticket != m_saveAsked) {
        return;
    }
    m_saveAsked = 0;
    m_state = State::Idle;
    if (!result) {
        onConfigChanged();  // what came meanwhile
        m_problem = result.error().code == ErrorCode::Busy ? Problem::Foreign : Problem::Other;
        m_problemText = result.error().message;
        Q_EMIT stateChanged();
        return;
    }
    const ConfigPtr now = m_service.fileConfig();
    load(now == m_file ? std::make_shared<const Config>(m_config) : now);  // it may tell of it later
    tellReloaded();
    Q_EMIT applied();
}

void FileDraft::keepMine() {
    m_contested = false;
    Q_EMIT stateChanged();
}

void FileDraft::revert() {
    if (m_state == State::Applying) {
        return;
    }
    m_problem = Problem::None;
    m_problemText.clear();
    load(m_service.fileConfig());
    tellReloaded();
}

void FileDraft::tellReloaded() {
    Q_EMIT reloaded();
    Q_EMIT stateChanged();
    Q_EMIT changed();
}

}  // namespace signalbox
