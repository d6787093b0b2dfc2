#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace kcluster {

/// One YAML document as a JSON tree, typed by Go's YAML 1.1 rules (on, yes, 0o17, 1_000 …);
/// quoted scalars stay strings.
struct YamlDocument {
  Json root;
  std::map<std::string, int> lines;  ///< JSON pointer of a key or element -> 1-based line
  int line = 1;                      ///< where the document begins
};

/// All documents of a stream, empty ones left out. Throws Error (exit usage) naming "source:line" for
/// text that is not UTF-8 or not YAML, is too large, too deep, repeats a key, or expands aliases too far.
std::vector<YamlDocument> read_yaml(std::string_view text, std::string_view source);

/// The one document of a text, a mapping; nullopt for any other number or kind. Throws as read_yaml.
std::optional<Json> one_mapping(std::string_view text, std::string_view source);

/// Block style as sigs.k8s.io/yaml writes it: sorted keys, two spaces, sequences not indented below
/// their key; every string that YAML 1.1 would read as another type is quoted.
std::string write_yaml(const Json& root);

}  // namespace kcluster
