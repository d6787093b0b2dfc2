#pragma once
#include <string>
#include <string_view>

#include "base/json.h"

/// Takes secrets out of what is shown or handed on: private keys, tokens, passwords, credentials in
/// URLs. In doubt it takes too much.
namespace kcluster {

inline constexpr const char* masked = "(masked)";

/// Text in any form, line by line.
std::string mask_text(std::string_view text);

/// A document: values by their keys, "value" beside a telling "name" (environments), and all texts
/// in it. Of Secret objects only their names are left.
Json mask_tree(const Json& root);

/// A file of configuration: as a tree where it is YAML or JSON, else as text.
std::string mask_file(std::string_view text, std::string_view source);

}  // namespace kcluster
