#pragma once
#include <optional>
#include <string_view>

#include "base/json.h"

namespace kcluster {

/// What an unquoted scalar means by Go's YAML 1.1 rules, as a JSON value: true for yes and on, 15
/// for 0o17 and 017, null for ~; nullopt when it is a string. Infinities and NaN are returned as
/// such, although JSON cannot write them.
std::optional<Json> resolve_scalar(std::string_view plain);

/// Whether a string must be quoted so that YAML 1.1 readers get it back as a string: all that
/// resolve_scalar reads as another type, and also dates, base 60 numbers and the merge key "<<".
bool reads_as_other_type(std::string_view text);

}  // namespace kcluster
