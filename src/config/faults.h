#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/yaml.h"

namespace kcluster {

/// "/bootstrapTokens/0/token" as people write it: "bootstrapTokens[0].token"; and back.
std::string path_of(std::string_view pointer);
std::string pointer_of(std::string_view path);

/// The line of a JSON pointer in its document, else that of the nearest thing around it.
int line_of(const YamlDocument& document, std::string_view pointer);

/// Gathers what is wrong with one file, so that all of it can be said at once.
class Faults {
 public:
  explicit Faults(std::string_view source) : source_(source) {}

  void error(const YamlDocument& document, std::string_view pointer, std::string what,
             std::string remedy = {});
  void warning(const YamlDocument& document, std::string_view pointer, std::string what,
               std::string remedy = {});
  /// A finding with a key path but without a place; it gets the line of that path in the document.
  void place(const YamlDocument& document, Finding finding);

  bool broken() const;  ///< whether there is an error among them

  /// Throws Error (exit usage) with every error found, in the order of lines; returns the warnings.
  std::vector<Finding> settle();

 private:
  struct Noted {
    int line = 0;
    Finding finding;
  };
  void note(const YamlDocument& document, std::string_view pointer, Finding finding);

  std::string source_;
  std::vector<Noted> noted_;
};

/// The error for these findings; the source is a file, or what the user typed.
[[noreturn]] void throw_faults(std::string_view source, std::vector<Finding> findings);

}  // namespace kcluster
