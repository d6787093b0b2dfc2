#include "host/memory_tree.h"

#include <set>

#include "host/fault.h"

namespace kcluster {
namespace {

constexpr int kMostLinks = 40;  // as the kernel's MAXSYMLINKS

std::string plain(const Path& path) {
  std::string text = ("/" / path).lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

std::string inside(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

MemoryTree::Bytes shared(std::optional<std::string> bytes) {
  return bytes ? std::make_shared<const std::string>(std::move(*bytes)) : nullptr;
}

MemoryTree::Node folder_node(unsigned mode) {
  MemoryTree::Node node;
  node.stat.kind = Stat::Kind::folder;
  node.stat.mode = mode;
  return node;
}

}  // namespace

MemoryTree::MemoryTree(const Files* below) : below_(below) {
  Node root = folder_node(0755);
  if (below_) root.below = "/";
  nodes_["/"] = std::move(root);
}

std::optional<Path> MemoryTree::spot_below(const std::string& path) const {
  for (Path up = Path(path).parent_path();; up = up.parent_path()) {
    const auto found = nodes_.find(up.string());
    if (found == nodes_.end()) continue;
    const auto& node = found->second;
    if (!node || !node->below || node->stat.kind != Stat::Kind::folder) return std::nullopt;
    return *node->below / Path(path).lexically_relative(up);
  }
}

std::optional<MemoryTree::Node> MemoryTree::at(const std::string& path) const {
  if (const auto found = nodes_.find(path); found != nodes_.end()) return found->second;
  const auto spot = spot_below(path);
  const auto stat = spot ? below_->look(*spot) : std::nullopt;
  if (!stat) return std::nullopt;
  return Node{*stat, nullptr, spot, Secrecy::open};
}

// the path with the first held link among its folders replaced by what it points to
std::optional<Path> MemoryTree::step(const Path& path) const {
  Path walked = "/";
  for (auto part = path.begin(); part != path.end(); ++part) {
    const Path parent = walked;
    walked /= *part;
    if (std::next(part) == path.end()) break;
    const auto found = nodes_.find(walked.string());
    if (found == nodes_.end() || !found->second) continue;
    if (found->second->stat.kind != Stat::Kind::link || !found->second->held) continue;
    Path target = parent / *found->second->held;
    for (auto rest = std::next(part); rest != path.end(); ++rest) target /= *rest;
    return plain(target);
  }
  return std::nullopt;
}

Path MemoryTree::follow(const Path& path) const {
  Path now = plain(path);
  for (int links = 0; links < kMostLinks; ++links) {
    auto next = step(now);
    if (!next) return now;
    now = std::move(*next);
  }
  fail_with(ELOOP);
}

std::optional<MemoryTree::Node> MemoryTree::find(const Path& path) const {
  return at(follow(path).string());
}

MemoryTree::Bytes MemoryTree::read(const Path& path) const {
  Path now = follow(path);
  for (int links = 0;; ++links) {
    const auto node = at(now.string());
    if (!node) return nullptr;
    if (node->stat.kind == Stat::Kind::folder) fail_with(EISDIR);
    if (!node->held) return shared(below_->read(*node->below));
    if (node->stat.kind != Stat::Kind::link) return node->held;
    if (links > kMostLinks) fail_with(ELOOP);
    now = follow(now.parent_path() / *node->held);
  }
}

std::optional<std::vector<std::string>> MemoryTree::list(const Path& folder) const {
  const std::string path = follow(folder / "x").parent_path().string();
  const auto node = at(path);
  if (!node) return std::nullopt;
  std::set<std::string> names;
  if (node->below)
    for (auto& name : below_->list(*node->below).value_or(std::vector<std::string>{}))
      names.insert(std::move(name));
  const std::string start = inside(path);
  for (auto child = nodes_.lower_bound(start); child != nodes_.end(); ++child) {
    if (child->first.compare(0, start.size(), start) != 0) break;
    const std::string name = child->first.substr(start.size());
    if (name.empty() || name.find('/') != std::string::npos) continue;
    if (child->second)
      names.insert(name);
    else
      names.erase(name);
  }
  return std::vector<std::string>(names.begin(), names.end());
}

void MemoryTree::put(const Path& wanted, Node node, unsigned parents_mode) {
  const std::string path = follow(wanted).string();
  const std::string parent = Path(path).parent_path().string();
  const auto folder = at(parent);
  if (!folder) put(parent, folder_node(parents_mode), parents_mode);
  if (folder && folder->stat.kind == Stat::Kind::file) fail_with(ENOTDIR);
  nodes_[path] = std::move(node);
}

void MemoryTree::erase_under(const std::string& path) {
  const std::string start = inside(path);
  for (auto child = nodes_.lower_bound(start); child != nodes_.end();) {
    if (child->first.compare(0, start.size(), start) != 0) return;
    child = nodes_.erase(child);
  }
}

void MemoryTree::hide(const Path& wanted) {
  const std::string path = follow(wanted).string();
  erase_under(path);
  nodes_[path] = std::nullopt;
}

void MemoryTree::move(const Path& from, const Path& to) {
  const std::string old = follow(from).string();
  auto top = at(old);
  if (!top) fail_with(ENOENT);
  const std::string start = inside(old);
  Nodes under;
  for (const auto& [path, node] : nodes_)
    if (path.compare(0, start.size(), start) == 0) under[path.substr(start.size())] = node;
  hide(old);
  put(to, std::move(*top));
  const std::string fresh = follow(to).string();
  erase_under(fresh);
  for (auto& [rest, node] : under) nodes_[inside(fresh) + rest] = std::move(node);
}

}  // namespace kcluster
