#include "host/undo_files.h"

#include <algorithm>

#include "host/before_image_file.h"

namespace kcluster {
namespace {

bool lies_below(const Path& path, const Path& root) {
  const auto [end, rest] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return end == root.end();
}

}  // namespace

bool UndoFiles::watched(const Path& path) const {
  return std::any_of(roots_.begin(), roots_.end(),
                     [&](const Path& root) { return lies_below(path, root); });
}

void UndoFiles::note(const Path& path) {
  if (!watched(path)) return;
  if (!below_.look(path) && path.has_relative_path()) note(path.parent_path());
  note_before_image(path, below_, folder_);
}

void UndoFiles::note_tree(const Path& path) {
  note(path);
  const auto stat = below_.look(path);
  if (!stat || stat->kind != Stat::Kind::folder) return;
  for (const auto& name : below_.list(path).value_or(std::vector<std::string>{}))
    note_tree(path / name);
}

bool UndoFiles::write(const Path& path, std::string_view bytes, Mode mode) {
  note(path);
  return below_.write(path, bytes, mode);
}

std::unique_ptr<NewFile> UndoFiles::create(const Path& path, Mode mode) {
  note(path);
  return below_.create(path, mode);
}

void UndoFiles::make_dir(const Path& path, unsigned mode) {
  note(path);
  below_.make_dir(path, mode);
}

void UndoFiles::own(const Path& path, unsigned uid, unsigned gid) {
  note(path);
  below_.own(path, uid, gid);
}

void UndoFiles::link(const Path& target, const Path& path) {
  note(path);
  below_.link(target, path);
}

void UndoFiles::move(const Path& from, const Path& to) {
  note_tree(from);
  note_tree(to);
  below_.move(from, to);
}

void UndoFiles::remove(const Path& path) {
  note(path);
  below_.remove(path);
}

void UndoFiles::remove_tree(const Path& path) {
  note_tree(path);
  below_.remove_tree(path);
}

// what a cut off write left is nothing that anybody wants back
bool UndoFiles::remove_left(const Path& path) { return below_.remove_left(path); }

}  // namespace kcluster
