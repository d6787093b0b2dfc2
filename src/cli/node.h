#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/session.h"
#include "workflow/ports.h"

namespace kcluster {

/// This machine's ports, stacked in one place: the real ones, told to the user, or for a dry run
/// memory over the real ones.
class Node {
 public:
  enum class Effects { real, dry };
  Node(const Globals& globals, Effects effects);
  ~Node();

  Ports& ports();
  /// What is really there, also in a dry run: to look at, never to change.
  Ports& observed();
  std::stop_token stop() const;
  /// After a stop: the way back can run, and be stopped once more.
  void rearm();
  /// From now on a dry run: what was found out so far decided it (dryRun in a configuration).
  void rehearse();
  /// In a dry run the node registers, is given its pod ranges, and its components become healthy,
  /// as they would.
  void expect(const std::string& node_name, const std::vector<std::string>& pod_ranges = {});
  /// In a dry run the cluster there is only looked at; else nothing.
  void reach(const Endpoint& cluster);
  /// What a dry run would have changed, secrets masked; empty unless dry.
  std::string would_change() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The process's environment as "NAME=value".
std::vector<std::string> environment();

}  // namespace kcluster
