#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kcluster {

/// A program's flags as its own parser reads them: "--name=value", "--name value", and "--name" for
/// "true"; a _ in a name is as good as a -.
struct FlagWords {
  FlagWords() = default;
  /// Words behind the program's own name; those that are no flags are passed over.
  explicit FlagWords(const std::vector<std::string>& words);

  /// Of a flag with one value the last one counts; nullopt: it is not given.
  std::optional<std::string> value(std::string_view name) const;
  /// Of a flag that is a list all that is given, commas split.
  std::vector<std::string> list(std::string_view name) const;
  void set(const std::string& name, std::string value);

  std::vector<std::pair<std::string, std::string>> given;  ///< names and values in their order
};

}  // namespace kcluster
