#include "report/changes.h"

#include <fmt/format.h>

#include "report/diff.h"

namespace kcluster {
namespace {

std::string written(const Change& change) {
  const std::string heading =
      fmt::format("{} {} (mode {:04o})\n", change.before ? "change" : "create",
                  change.path.string(), change.mode);
  if (change.secrecy == Secrecy::secret)
    return heading + fmt::format("  (secret, {} bytes)\n", change.after.size());
  if (change.after.rfind("-----BEGIN ", 0) == 0)  // base64 tells a reader nothing
    return heading + fmt::format("  (PEM, {} bytes)\n", change.after.size());
  return heading + diff_lines(change.before.value_or(""), change.after);
}

std::string one(const Change& change) {
  const std::string path = change.path.string(), other = change.other.string();
  switch (change.kind) {
    case Change::Kind::write:
      return written(change);
    case Change::Kind::make_dir:
      return fmt::format("create {}/ (mode {:04o})\n", path, change.mode);
    case Change::Kind::own:
      return fmt::format("own {} by {}:{}\n", path, change.uid, change.gid);
    case Change::Kind::link:
      return fmt::format("link {} to {}\n", path, other);
    case Change::Kind::move:
      return fmt::format("move {} to {}\n", path, other);
    case Change::Kind::remove:
      return fmt::format("remove {}\n", path);
    case Change::Kind::remove_tree:
      return fmt::format("remove {} and all below\n", path);
  }
  return {};
}

}  // namespace

std::string changes_text(std::span<const Change> changes) {
  std::string text;
  for (const auto& change : changes) text += one(change);
  return text;
}

}  // namespace kcluster
