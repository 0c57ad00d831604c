// ExportBar: an export under way: how far it is, a button that ends it, and what came of it. Hidden while
// there is nothing to say. Thread: GUI; one export at a time.
#pragma once

#include "ui/Context.h"
#include "ui/widgets/Card.h"

#include <variant>

class QProgressBar;
class QPushButton;

namespace signalbox {

class ExportBar final : public Card {
    Q_OBJECT

public:
    using What = std::variant<SpendExport, RequestExport>;

    explicit ExportBar(const Context& context, QWidget* parent = nullptr);
    void start(const What& what);
    [[nodiscard]] bool isRunning() const { return m_ticket.has_value(); }

Q_SIGNALS:
    void runningChanged(bool running);

private:
    enum class Ended { Done, Cancelled, Failed };
    void progress(Ticket ticket, const LedgerProgress& progress);
    void done(Ticket ticket, const Result<ExportResult>& result);
    void tell(Ended ended, const QString& sentence);
    [[nodiscard]] QString path() const;
    [[nodiscard]] QString fileName() const;

    Context m_context;
    What m_what;
    std::optional<Ticket> m_ticket;
    QLabel* m_text;
    QProgressBar* m_progress;
    QPushButton* m_cancel;
    QPushButton* m_again;
    QPushButton* m_folder;
    QPushButton* m_dismiss;
};

}  // namespace signalbox
