#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "phases/left_behind.h"

namespace kcluster {
namespace {

/// A path as one word of a shell.
std::string word(const std::string& path) {
  if (path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "/._-~@:+") == path.npos)
    return path;
  std::string quoted = "'";
  for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// One of the folders that are cleaned, or a name in one that is.
bool managed(const Path& path, const LeftPlan& plan, const Files& files) {
  return std::any_of(plan.folders.begin(), plan.folders.end(), [&](const ManagedFolder& folder) {
    const Path resolved = files.resolved(folder.path);
    return path == resolved || path == folder.path ||
           (path.parent_path() == resolved && is_ours(folder, path.filename().string()));
  });
}

bool below_one(const Path& path, const LeftPlan& plan, const Files& files) {
  return std::any_of(plan.folders.begin(), plan.folders.end(), [&](const ManagedFolder& folder) {
    return lies_in(path, files.resolved(folder.path));
  });
}

/// The way to a folder of ours, such as /etc/kubernetes/pki.
bool on_the_way(const Path& path, const LeftPlan& plan) {
  return std::any_of(plan.folders.begin(), plan.folders.end(),
                     [&](const ManagedFolder& folder) { return lies_in(folder.path, path); });
}

std::string home_of(const std::string& user, const Files& files) {
  for (const auto& line : split(files.read("/etc/passwd").value_or(""), '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() > 5 && fields[0] == user) return fields[5];
  }
  return {};
}

}  // namespace

std::vector<Left> left_mounts(const LeftPlan& plan, const Look& look) {
  std::vector<Left> found;
  for (const auto& mount : look.system.mounts())
    if (below_one(mount.point, plan, look.files) && !managed(mount.point, plan, look.files))
      found.push_back({fmt::format("{} mounted at {}", mount.type, mount.point.string()),
                       "umount " + word(mount.point.string()), true});
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<Left> left_files(const LeftPlan& plan, const Look& look) {
  std::vector<Left> found;
  for (const auto& folder : plan.folders)
    for (const auto& name : look.files.list(folder.path).value_or(std::vector<std::string>{})) {
      const Path path = Path(folder.path) / name;
      if (name == "lost+found" || is_ours(folder, name) || on_the_way(path, plan)) continue;
      found.push_back(
          {path.string() + ", which kcluster did not make", "rm -r " + word(path.string())});
    }
  return found;
}

std::vector<Left> left_kubeconfigs(const LeftPlan&, const Look& look) {
  std::vector<std::string> homes{look.environment("HOME").value_or("")};
  if (const auto user = look.environment("SUDO_USER")) homes.push_back(home_of(*user, look.files));
  std::vector<Left> found;
  for (const auto& home : homes) {
    const auto path = home + "/.kube/config";
    if (!home.empty() && look.files.look(path))
      found.push_back({path + ", perhaps with this cluster's credentials", "rm " + word(path)});
  }
  return found;
}

}  // namespace kcluster
