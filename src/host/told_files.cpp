#include "host/told_files.h"

#include <fmt/format.h>

namespace kcluster {

void ToldFiles::did(const Path& path, std::string text) const {
  Event event;
  event.subject = path.string();
  event.text = std::move(text);
  tell(tell_, std::move(event));
}

bool ToldFiles::write(const Path& path, std::string_view bytes, Mode mode) {
  const bool changed = below_.write(path, bytes, mode);
  if (changed) did(path, fmt::format("wrote {} bytes, mode {:04o}", bytes.size(), mode.bits));
  return changed;
}

void ToldFiles::make_dir(const Path& path, unsigned mode) {
  const auto old = below_.look(path);
  below_.make_dir(path, mode);
  if (!old) did(path, fmt::format("made the folder, mode {:04o}", mode));
  if (old && old->kind == Stat::Kind::folder && old->mode != mode)
    did(path, fmt::format("set the folder's mode to {:04o}", mode));
}

void ToldFiles::own(const Path& path, unsigned uid, unsigned gid) {
  const auto old = below_.look(path);
  below_.own(path, uid, gid);
  if (old && (old->uid != uid || old->gid != gid))
    did(path, fmt::format("set the owner to {}:{}", uid, gid));
}

void ToldFiles::link(const Path& target, const Path& path) {
  below_.link(target, path);
  did(path, "points to " + target.string());
}

void ToldFiles::move(const Path& from, const Path& to) {
  below_.move(from, to);
  did(from, "moved to " + to.string());
}

void ToldFiles::remove(const Path& path) {
  const bool there = below_.look(path).has_value();
  below_.remove(path);
  if (there) did(path, "removed");
}

void ToldFiles::remove_tree(const Path& path) {
  const bool there = below_.look(path).has_value();
  below_.remove_tree(path);
  if (there) did(path, "removed with everything in it");
}

}  // namespace kcluster
