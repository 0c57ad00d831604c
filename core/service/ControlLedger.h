// ControlLedger: the fields of the questions that are for the ledger. Thread: pure functions, any thread.
#pragma once

#include "core/service/ControlFields.h"
#include "core/service/ControlProtocol.h"

namespace signalbox {

[[nodiscard]] QJsonObject writeSpend(const SpendCommand& command);
[[nodiscard]] QJsonObject writeExport(const ExportCommand& command);
// `today`: the local day that "today" stands for.
[[nodiscard]] SpendCommand readSpend(ControlFields& fields, QDate today);
[[nodiscard]] ExportCommand readExport(ControlFields& fields, QDate today);

}  // namespace signalbox
