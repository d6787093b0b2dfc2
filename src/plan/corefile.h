#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// A Corefile in the form that its migration works on (Caddy's format): blocks of servers with
/// plugins, whose blocks have options. Comments, blanks and quotes are not kept.
struct Corefile {
  using Words = std::vector<std::string>;  ///< what it is, then its arguments; never empty
  struct Plugin {
    Words words;
    std::vector<Words> options;
    bool operator==(const Plugin&) const = default;
  };
  struct Server {
    Words zones;  ///< with ports: ".:53"
    std::vector<Plugin> plugins;
    bool operator==(const Server&) const = default;
  };
  std::vector<Server> servers;
  bool operator==(const Corefile&) const = default;
};

/// Throws Error for blocks that do not end, or lie deeper than an option.
Corefile parse_corefile(const std::string& text);

/// As CoreDNS reads it; blocks are indented by four blanks.
std::string corefile_text(const Corefile& corefile);

}  // namespace kcluster
