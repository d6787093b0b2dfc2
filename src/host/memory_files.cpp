#include "host/memory_files.h"

#include <mutex>

#include "host/fault.h"
#include "host/memory_stream.h"
#include "host/memory_time.h"

namespace kcluster {
namespace {

bool same_bytes(const MemoryTree& tree, const Path& path, const MemoryTree::Node& node,
                std::string_view bytes) {
  if (node.stat.kind != Stat::Kind::file) return false;
  const auto there = tree.read(path);
  return there && *there == bytes;
}

Change change(Change::Kind kind, const Path& path, const Path& other = {}) {
  Change made;
  made.kind = kind;
  made.path = path;
  made.other = other;
  return made;
}

}  // namespace

std::optional<std::string> MemoryFiles::read(const Path& path) const {
  const std::shared_lock hold(lock_);
  const auto bytes = naming("read", path, [&] { return tree_.read(path); });
  return bytes ? std::optional(*bytes) : std::nullopt;
}

std::optional<std::vector<std::string>> MemoryFiles::list(const Path& folder) const {
  const std::shared_lock hold(lock_);
  return naming("list", folder, [&] { return tree_.list(folder); });
}

std::optional<Stat> MemoryFiles::look(const Path& path) const {
  const std::shared_lock hold(lock_);
  const auto node = naming("look at", path, [&] { return tree_.find(path); });
  return node ? std::optional(node->stat) : std::nullopt;
}

Path MemoryFiles::resolved(const Path& path) const {
  const std::shared_lock hold(lock_);
  return below_ ? below_->resolved(path) : tree_.follow(path / "x").parent_path();
}

Space MemoryFiles::space(const Path& path) const {
  constexpr std::uint64_t gib = std::uint64_t{1} << 30;
  return below_ ? below_->space(path) : Space{100 * gib, 80 * gib, 1};
}

std::unique_ptr<FileBytes> MemoryFiles::open(const Path& path) const {
  const std::shared_lock hold(lock_);
  return naming("read", path, [&]() -> std::unique_ptr<FileBytes> {
    auto bytes = tree_.read(path);
    return bytes ? std::make_unique<MemoryBytes>(std::move(bytes)) : nullptr;
  });
}

std::unique_ptr<NewFile> MemoryFiles::create(const Path& path, Mode mode) {
  const auto old = look(path);
  if (old && old->kind == Stat::Kind::folder) file_fault("write", path, EISDIR);
  return std::make_unique<MemoryNewFile>(
      [this, path, mode](const std::string& bytes) { write(path, bytes, mode); });
}

bool MemoryFiles::write(const Path& path, std::string_view bytes, Mode mode) {
  const std::unique_lock hold(lock_);
  return naming("write", path, [&] {
    const auto old = tree_.find(path);
    if (old && old->stat.kind == Stat::Kind::folder) fail_with(EISDIR);
    if (old && old->stat.mode == mode.bits && same_bytes(tree_, path, *old, bytes)) return false;
    Change made = change(Change::Kind::write, path);
    if (old && old->stat.kind == Stat::Kind::file)
      if (const auto before = tree_.read(path)) made.before = *before;
    made.after = bytes;
    made.mode = mode.bits;
    const bool secret = mode.secrecy == Secrecy::secret || (old && old->secrecy == Secrecy::secret);
    made.secrecy = secret ? Secrecy::secret : Secrecy::open;
    tree_.put(path, {{Stat::Kind::file, mode.bits, 0, 0, bytes.size(), 1, memory_time()},
                     std::make_shared<const std::string>(bytes),
                     std::nullopt,
                     mode.secrecy});
    changes_.push_back(std::move(made));
    return true;
  });
}

void MemoryFiles::make_dir(const Path& path, unsigned mode) {
  const std::unique_lock hold(lock_);
  naming("make folder", path, [&] {
    auto node = tree_.find(path);
    if (node && node->stat.kind == Stat::Kind::file) fail_with(ENOTDIR);
    if (node && node->stat.kind == Stat::Kind::link) {
      if (!tree_.list(path)) fail_with(ENOTDIR);
      return;
    }
    if (node && node->stat.mode == mode) return;
    if (!node) node.emplace().stat = {Stat::Kind::folder, 0, 0, 0, 0, 1};
    node->stat.mode = mode;
    tree_.put(path, *node, mode);
    changes_.push_back(change(Change::Kind::make_dir, path));
    changes_.back().mode = mode;
  });
}

void MemoryFiles::own(const Path& path, unsigned uid, unsigned gid) {
  const std::unique_lock hold(lock_);
  naming("change the owner of", path, [&] {
    auto node = tree_.find(path);
    if (!node) fail_with(ENOENT);
    if (node->stat.uid == uid && node->stat.gid == gid) return;
    node->stat.uid = uid;
    node->stat.gid = gid;
    tree_.put(path, *node);
    changes_.push_back(change(Change::Kind::own, path));
    changes_.back().uid = uid;
    changes_.back().gid = gid;
  });
}

void MemoryFiles::link(const Path& target, const Path& path) {
  const std::unique_lock hold(lock_);
  naming("link", path, [&] {
    const auto old = tree_.find(path);
    if (old && old->stat.kind == Stat::Kind::folder) fail_with(EISDIR);
    if (old && old->stat.kind == Stat::Kind::link && old->held && *old->held == target.string())
      return;
    tree_.put(path, {{Stat::Kind::link, 0777, 0, 0, target.string().size(), 1},
                     std::make_shared<const std::string>(target.string()),
                     std::nullopt,
                     Secrecy::open});
    changes_.push_back(change(Change::Kind::link, path, target));
  });
}

void MemoryFiles::move(const Path& from, const Path& to) {
  const std::unique_lock hold(lock_);
  naming("move", from, [&] {
    const auto there = tree_.find(to);
    if (there && there->stat.kind == Stat::Kind::folder && !tree_.list(to)->empty())
      fail_with(ENOTEMPTY);
    tree_.move(from, to);
    changes_.push_back(change(Change::Kind::move, from, to));
  });
}

void MemoryFiles::remove(const Path& path) {
  const std::unique_lock hold(lock_);
  naming("remove", path, [&] {
    const auto node = tree_.find(path);
    if (!node) return;
    if (node->stat.kind == Stat::Kind::folder && !tree_.list(path)->empty()) fail_with(ENOTEMPTY);
    tree_.hide(path);
    changes_.push_back(change(Change::Kind::remove, path));
  });
}

bool MemoryFiles::remove_left(const Path& path) {
  const auto seen = look(path);
  if (!seen || seen->kind != Stat::Kind::file || seen->uid != 0) return false;
  remove(path);
  return true;
}

void MemoryFiles::remove_tree(const Path& path) {
  const std::unique_lock hold(lock_);
  naming("remove", path, [&] {
    if (!tree_.find(path)) return;
    tree_.hide(path);
    changes_.push_back(change(Change::Kind::remove_tree, path));
  });
}

}  // namespace kcluster
