#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace kcluster {

/// A file of templates/, compiled in; its name is the file's without ".yaml".
struct Template {
  std::string_view name, text;
};

std::span<const Template> templates();

/// Values by the names that stand between @ signs in a template.
using TemplateValues = std::map<std::string, Json>;

/// The template's documents with every @name@ filled in: a scalar that is nothing else takes any
/// value, within other text only a string. Throws Error for an unknown template, a name without a
/// value, and a value without its name.
std::vector<Json> fill_all(std::string_view template_name, const TemplateValues& values);

/// The same for a template of one document.
Json fill(std::string_view template_name, const TemplateValues& values);

/// For a text that is not compiled in.
std::vector<Json> fill_text(const Template& source, const TemplateValues& values);

}  // namespace kcluster
