// RouteChanges: how the rules of a draft differ from those of the file. Thread: values; GUI.
#pragma once

#include "core/api/Config.h"

namespace signalbox {

struct RouteChanges {
    enum class Mark { None, New, Edited };
    std::vector<Mark> marks;  // by place in the draft
    int count = 0;            // marked ones, removed ones, and one more where the order is another

    [[nodiscard]] static RouteChanges of(const Config& file, const Config& draft);
};

// The part of a configuration that the routes are, for FileDraft.
void copyRoutes(const Config& from, Config& to);
[[nodiscard]] bool sameRoutes(const Config& one, const Config& other);
// Budgets that send what is beyond them to a rule go on to it by its new name, and refuse where it is gone.
void settleRoutes(const Config& file, Config& config);

// A name that no route of `config` has: "stem", "stem-2" …
[[nodiscard]] QString freeRouteName(const Config& config, const QString& stem);

}  // namespace signalbox
