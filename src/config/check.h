#pragma once
#include "config/faults.h"
#include "config/schema.h"

namespace kcluster {

/// Notes each key that the kind does not have (with the one that was probably meant) and each value
/// of the wrong type. Values are never quoted: a token may stand where it does not belong.
void check(const Kind& kind, const YamlDocument& yaml, Faults& faults);

}  // namespace kcluster
