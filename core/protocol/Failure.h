#pragma once
#include "core/api/Failure.h"
