#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"

namespace kcluster {

/// Whether an object is meant by a list's query: labelSelector (a=b, a==b, a!=b, a, !a) and
/// fieldSelector (path=value, path!=value), all terms together. Set terms ("in") match nothing.
bool selected(const Json& object, const std::map<std::string, std::string>& query);

}  // namespace kcluster
