#pragma once
#include <string>

#include "base/json.h"

/// Looks into documents that others wrote, where anything may stand anywhere.
namespace kcluster {

/// The string at a JSON pointer ("/metadata/name"); "" when there is none.
std::string string_in(const Json& root, const std::string& pointer);
/// The list at a JSON pointer; an empty one when there is none.
const Json& list_in(const Json& root, const std::string& pointer);
/// Whatever is at a JSON pointer; null when there is nothing.
const Json& value_in(const Json& root, const std::string& pointer);
/// The item of a list whose "type" it is, a condition or an address; nullptr when there is none.
const Json* of_type(const Json& list, const std::string& type);

}  // namespace kcluster
