#pragma once
#include <optional>
#include <string>

#include "host/files.h"

namespace kcluster {

/// One change to the node's files, as it was asked for; what left everything as it was is no
/// change.
struct Change {
  enum class Kind { write, make_dir, own, link, move, remove, remove_tree };
  Kind kind = Kind::write;
  Path path;   ///< what changed; of a move where it was
  Path other;  ///< of a move where it went, of a link what it points to
  std::optional<std::string>
      before;                 ///< write: the content that was there; nullopt when there was none
  std::string after;          ///< write: the new content, also when it is secret: look at secrecy
  unsigned mode = 0;          ///< write and make_dir: the permission bits asked for
  unsigned uid = 0, gid = 0;  ///< own
  Secrecy secrecy = Secrecy::open;  ///< secret: show lengths of before and after, never the bytes
};

}  // namespace kcluster
