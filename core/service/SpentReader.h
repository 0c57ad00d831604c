// SpentReader: answers the gateway's questions about what was spent under its budgets, out of the ledger.
// Where the ledger cannot be read it says so, and asks again every kAskAgain until it can. Thread: that of
// the one who made it, which runs an event loop; answers come there, never inside ask(). The ledger's reader
// and the scheduler outlive it.
#pragma once

#include "core/api/BudgetStatus.h"
#include "core/base/Clock.h"
#include "core/ledger/LedgerReader.h"

#include <QObject>

#include <functional>
#include <map>

namespace signalbox {

class SpentReader final : public QObject {
    Q_OBJECT

public:
    static constexpr Milliseconds kAskAgain{5'000};

    using Answer = std::function<void(const SpentAnswer&)>;

    SpentReader(LedgerReader& reader, Scheduler& scheduler, Answer answer);

    // May be answered more than once: first why there is no answer, later with it.
    void ask(const SpentQuestion& question);

private:
    struct Asked {
        SpentAnswer answer;
        qsizetype open = 0;  // items without an answer
        Timer again;
    };
    void read(quint64 number);
    void take(quint64 number, qsizetype item, const Result<SpendReport>& report);

    LedgerReader& m_reader;
    Scheduler& m_scheduler;
    const Answer m_answer;
    std::map<quint64, Asked> m_asked;
    Ticket m_lastTicket;
};

}  // namespace signalbox
