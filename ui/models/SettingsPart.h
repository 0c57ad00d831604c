// SettingsPart: the part of the configuration that the Settings page edits: the address, the clients, the
// budgets, and how long what is kept. Thread: values; GUI.
#pragma once

#include "core/api/Config.h"

#include <QStringList>

namespace signalbox {

void copySettings(const Config& from, Config& to);
[[nodiscard]] bool sameSettings(const Config& one, const Config& other);
// How many places differ: the address, each client and budget, and each of the other settings.
[[nodiscard]] int countSettingsChanges(const Config& file, const Config& draft);

// A name that no client of `config` has: "stem", "stem-2" …
[[nodiscard]] QString freeClientName(const Config& config, const QString& stem);
// The client of `file` that this one of `draft` was: by its key, or else by its name; null: it is new.
[[nodiscard]] const ClientConfig* clientBefore(const Config& file, const Config& draft, std::size_t client);
// Rules and budgets for a client go on by its new name as soon as that is one, and its alone; rules for one
// that is gone go with it.
void settleClients(const Config& file, Config& config);
// What there is for that client alone: rules of the file, by its name there, and budgets of the draft.
[[nodiscard]] QStringList routesOfClient(const Config& config, const QString& client);
[[nodiscard]] int budgetsOfClient(const Config& config, const QString& client);
// With the budgets for it.
void removeClient(const Config& file, Config& edited, std::size_t client);

}  // namespace signalbox
