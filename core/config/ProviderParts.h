// The two fields of a provider that have rules of their own: where its keys come from, and the headers that
// it wants with every request. What is wrong is noted under its JSON path; no message repeats a value.
// Thread: functions without state.
#pragma once

#include "core/api/Config.h"
#include "core/config/ConfigFields.h"

#include <QByteArray>

#include <utility>
#include <vector>

namespace signalbox {

// A list of objects with one of "keychain", "env", "file", "memory" each, none twice. A faulty one may be
// among them: the faults say that the whole is not to be used.
[[nodiscard]] std::vector<KeySource> readKeySources(ObjectFields& fields, const QString& field);
// An object of names and texts; a name counts once, whatever its case.
[[nodiscard]] std::vector<std::pair<QByteArray, QByteArray>> readExtraHeaders(ObjectFields& fields,
                                                                              const QString& field);

}  // namespace signalbox
