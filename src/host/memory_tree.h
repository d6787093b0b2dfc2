#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// A tree of files held in memory over another one that it never changes: what it does not hold
/// lies below, what was removed is hidden. Throws std::system_error as the kernel would.
class MemoryTree {
 public:
  using Bytes =
      std::shared_ptr<const std::string>;  ///< shared, since a log of 64 MB lies here, too

  /// One thing held. Without `held` bytes a file's content lies below; a folder without `below`
  /// shows nothing of the tree below.
  struct Node {
    Stat stat;
    Bytes held;                       ///< a file's content, a link's target; null: none
    std::optional<Path> below;        ///< where the rest lies in the tree below
    Secrecy secrecy = Secrecy::open;  ///< as far as it is known here
  };

  explicit MemoryTree(const Files* below);

  std::optional<Node> find(const Path& path) const;  ///< the last link not followed
  Bytes read(const Path& path) const;                ///< null: no file
  std::optional<std::vector<std::string>> list(const Path& folder) const;
  /// The path with every link that is held here followed but the last part's.
  Path follow(const Path& path) const;

  void put(const Path& path, Node node, unsigned parents_mode = 0755);  ///< makes the parents
  void hide(const Path& path);  ///< with everything under it
  void move(const Path& from, const Path& to);

 private:
  using Nodes = std::map<std::string, std::optional<Node>>;  // nullopt: removed
  std::optional<Node> at(const std::string& path) const;
  std::optional<Path> step(const Path& path) const;
  std::optional<Path> spot_below(const std::string& path) const;
  void erase_under(const std::string& path);

  const Files* below_;
  Nodes nodes_;
};

}  // namespace kcluster
