// ExplainedRow: one target of an explanation: its place in the order, its state, why it comes there or is
// passed over, and what the request would cost there. Thread: GUI.
#pragma once

#include "ui/Context.h"

#include <QWidget>

namespace signalbox {

class ExplainedRow final : public QWidget {
    Q_OBJECT

public:
    ExplainedRow(const Context& context, const ExplainedTarget& target, const QString& askedModel,
                 QWidget* parent = nullptr);
    // All that it says.
    [[nodiscard]] QString text() const { return accessibleName(); }
};

}  // namespace signalbox
