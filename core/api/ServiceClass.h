// ServiceClass: the class of service that an answer was given in, as the provider says; each has prices of
// its own. Thread: a value.
#pragma once

namespace signalbox {

enum class ServiceClass { Standard, Batch, Priority, Flex };

}  // namespace signalbox
