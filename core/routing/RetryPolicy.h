// RetryPolicy: what each kind of failure means (product.md "When an attempt fails"): who is asked next, and
// what it says about the target. "Would retry" only; whether it may is RetryBudget's and the attempt limit's
// matter. Pure.
#pragma once

#include "core/api/Failure.h"

namespace signalbox {

enum class NextStep {
    NextTarget,
    NextKey,                // another key of the same provider, else the next target
    TargetWithOtherModel,   // only a target that sends another model name, else back to the client
    TargetWithMoreContext,  // only a target with a larger context, else back to the client
    BackToClient,           // unchanged
    Stop,                   // after content: never splice
};

enum class HealthEffect {
    None,
    BreakerFailure,
    CoolDown,  // the target, as far as this key goes, rests for the delay
    RestKey,   // 15 minutes, and the user is told; with no key left the provider rests
    KeyBad,    // until the user changes or resets it
};

struct Verdict {
    NextStep next = NextStep::BackToClient;
    HealthEffect effect = HealthEffect::None;
    bool retryHelps = false;  // the same target may answer if asked again soon
};

[[nodiscard]] Verdict judge(const Failure& failure);

}  // namespace signalbox
