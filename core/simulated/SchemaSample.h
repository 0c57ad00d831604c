// sampleOf: a JSON value that is valid by a JSON schema, always the same one. Knows what structured outputs
// and tool parameters use: type (also a list), properties (all of them, required or not, to a sensible
// depth), items, prefixItems, minItems, enum, const, formats, lengths and ranges, multipleOf, anyOf, oneOf,
// allOf, $ref to $defs, definitions and the root. A `pattern` is met where one of a few common texts does.
// Thread: a function without state.
#pragma once

#include "core/simulated/SimulatedAnswer.h"

namespace signalbox::simulated {

[[nodiscard]] Json sampleOf(const Json& schema);

}  // namespace signalbox::simulated
