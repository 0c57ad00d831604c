// SampleRoutes: five rules of every kind, and what would happen to a request by them, for tests and pictures.
#pragma once

#include "core/api/Config.h"
#include "core/api/Explanation.h"

namespace signalbox::test {

// providersConfig() with five rules.
[[nodiscard]] ConfigPtr routesConfig();
// The third rule takes it; its first target rests.
[[nodiscard]] Explanation sampleExplanation(const Config& config, qint64 nowMs);

}  // namespace signalbox::test
