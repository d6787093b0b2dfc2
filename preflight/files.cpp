#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "kubernetes/paths.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr const char* kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct Program {
  std::string_view name, package, why;
};
// kubeadm's list of 1.36; conntrack is not on it since 1.32.
constexpr Program kPrograms[] = {
    {"losetup", "util-linux", "the kubelet attaches block volumes with it"},
    {"mount", "mount", "the kubelet mounts volumes with it"},
    {"cp", "coreutils", "kubeadm copies etcd's data with it when it upgrades"},
};

bool in_path(const Look& look, std::string_view program) {
  const auto folders = split(look.environment("PATH").value_or(kUsualPath), ':');
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    return !folder.empty() && folder.front() == '/' && look.files.look(Path(folder) / program);
  });
}

// A file system of its own brings lost+found along, and etcd does not mind it.
bool holds_something(const Files& files, const std::string& folder) {
  const auto names = files.list(folder).value_or(std::vector<std::string>{});
  return std::any_of(names.begin(), names.end(),
                     [](const auto& name) { return name != "lost+found"; });
}

std::string argument_in(const std::string& text, const std::string& flag) {
  const auto at = text.find(flag + "=");
  if (at == text.npos) return "";
  const auto begin = at + flag.size() + 1;
  return text.substr(begin, text.find_first_of(" \"'\n", begin) - begin);
}

/// What is known of the member: " of member cka-control", from its static pod.
std::string whose(const Files& files) {
  const auto pod = files.read(std::string(paths::manifests) + "/etcd.yaml");
  const auto name = pod ? argument_in(*pod, "--name") : "";
  return name.empty() ? "" : " of member " + name;
}

std::string describe(const Files& files, const std::string& folder) {
  if (!files.look(folder + "/member")) return folder + " is not empty";
  const auto database = files.look(folder + "/member/snap/db");
  const auto size = database ? fmt::format(", {:.1f} MB", double(database->size) / 1e6) : "";
  return folder + " holds the data" + whose(files) + " of an etcd cluster" + size;
}

const char* begun(NodeRole role) {
  return role == NodeRole::worker ? "this node belongs to a cluster"
                                  : "a control plane was begun on this node";
}

}  // namespace

Findings check_programs(const CheckPlan&, const Look& look) {
  Findings out;
  for (const auto& program : kPrograms)
    if (!in_path(look, program.name))
      out.push_back(error(named("FileExisting", std::string(program.name)),
                          fmt::format("there is no program {}; {}", program.name, program.why),
                          fmt::format("`apt-get install -y {}`", program.package)));
  return out;
}

Findings check_absent_files(const CheckPlan& plan, const Look& look) {
  Findings out;
  if (plan.beginning == Beginning::resumed) return out;
  for (const auto& file : plan.absent_files)
    if (look.files.look(file))
      out.push_back(error(named("FileAvailable", file),
                          file + " already exists: " + begun(plan.role), kReset));
  return out;
}

Findings check_etcd_data(const CheckPlan& plan, const Look& look) {
  const bool resumed = plan.beginning == Beginning::resumed;
  if (resumed || plan.etcd_data.empty() || !holds_something(look.files, plan.etcd_data)) return {};
  return {error(named("DirAvailable", plan.etcd_data), describe(look.files, plan.etcd_data),
                fmt::format("keep a copy: `mv {0} {0}.old`; {1}", plan.etcd_data, kReset))};
}

}  // namespace kcluster
