#pragma once
#include <string>

#include "base/json.h"

/// Looks into documents that others wrote, where anything may stand anywhere.
namespace kcluster {

/// The string at a JSON pointer ("/metadata/name"); "" when there is none.
std::string string_in(const Json& root, const std::string& pointer);
/// The list at a JSON pointer; an empty one when there is none.
const Json& list_in(const Json& root, const std::string& pointer);

}  // namespace kcluster
