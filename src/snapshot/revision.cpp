#include "snapshot/revision.h"

#include "snapshot/bytes.h"

namespace kcluster {

std::optional<Revision> parse_revision(std::string_view bytes) {
  const bool tombstone = bytes.size() == 18 && bytes[17] == 't';
  if ((bytes.size() != 17 && !tombstone) || bytes[8] != '_') return std::nullopt;
  const Revision made{static_cast<std::int64_t>(be64(bytes, 0)),
                      static_cast<std::int64_t>(be64(bytes, 9)), tombstone};
  if (made.main < 0 || made.sub < 0) return std::nullopt;
  return made;
}

std::string revision_bytes(std::int64_t main, std::int64_t sub) {
  std::string made;
  add_be64(made, static_cast<std::uint64_t>(main));
  made += '_';
  add_be64(made, static_cast<std::uint64_t>(sub));
  return made;
}

}  // namespace kcluster
