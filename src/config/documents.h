#pragma once
#include <string_view>
#include <vector>

#include "base/yaml.h"
#include "config/faults.h"
#include "config/schema.h"

namespace kcluster {

/// A document of a known kind, its keys checked.
struct Document {
  const Kind* kind = nullptr;
  YamlDocument yaml;

  bool old() const { return kind->api_version == kOldApi; }
};

/// Reads a configuration file. Notes unknown kinds and versions, kinds given twice, unknown keys
/// and values of the wrong type; documents of unknown kind are left out. Throws Error as read_yaml
/// does.
std::vector<Document> read_documents(std::string_view text, std::string_view source,
                                     Faults& faults);

/// The document in this role, or null.
Document* find(std::vector<Document>& documents, Role role);

}  // namespace kcluster
