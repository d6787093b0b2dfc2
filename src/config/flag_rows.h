#pragma once
#include <fmt/format.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "config/types.h"

/// What the flags of commands that take a configuration have in common.
namespace kcluster {

/// A flag that speaks of the configuration: the key it stands for, and whether it was given.
template <class Flags>
struct FlagRow {
  const char* flag;
  const char* path;
  bool (*given)(const Flags&);
};

/// Those that add to a file (as dry-run and those that begin with skip do: kubeadm's list).
template <class Flags>
constexpr FlagRow<Flags> kBesideFile[] = {
    {"--node-name", "nodeRegistration.name", [](auto& f) { return f.node_name.has_value(); }},
    {"--ignore-preflight-errors", "nodeRegistration.ignorePreflightErrors",
     [](auto& f) { return !f.ignore_preflight_errors.empty(); }},
};

/// Throws Error (exit usage) when flags of the rows stand beside --config.
template <class Flags>
void refuse_mixture(const Flags& flags, std::span<const FlagRow<Flags>> rows) {
  if (!flags.config) return;
  std::vector<std::string> mixed;
  for (const auto& row : rows)
    if (row.given(flags)) mixed.emplace_back(row.flag);
  if (mixed.empty()) return;
  throw Error(fmt::format("--config cannot be mixed with {}", join(mixed, ", ")),
              "write these settings into the configuration file", Exit::usage);
}

/// The flag that stands for a key, by the longest that it begins with; without a file every fault
/// comes from one. Empty: none does.
template <class Flags>
std::string flag_of(std::string_view path, std::span<const FlagRow<Flags>> rows,
                    std::span<const FlagRow<Flags>> beside = kBesideFile<Flags>) {
  const FlagRow<Flags>* best = nullptr;
  const auto look = [&](const FlagRow<Flags>& row) {
    const std::string_view known = row.path;
    if (path.starts_with(known) && (!best || known.size() >= std::string_view(best->path).size()))
      best = &row;
  };
  for (const auto& row : rows) look(row);
  for (const auto& row : beside) look(row);
  return best ? best->flag : "";
}

template <class T>
void lay(const std::optional<T>& flag, T& target) {
  if (flag) target = *flag;
}

/// Over what both configurations say of the node and the run.
template <class Flags, class Configuration>
void lay_node(const Flags& flags, Configuration& config) {
  lay(flags.cri_socket, config.node.cri_socket);
  lay(flags.node_name, config.node.name);
  lay(flags.patches, config.patches_directory);
  if (!flags.skip_phases.empty()) config.skip_phases = flags.skip_phases;
  config.dry_run |= flags.dry_run;
  auto& ignored = config.node.ignore_preflight_errors;
  ignored.insert(ignored.end(), flags.ignore_preflight_errors.begin(),
                 flags.ignore_preflight_errors.end());
}

}  // namespace kcluster
