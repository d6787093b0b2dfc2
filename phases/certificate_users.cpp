#include "phases/certificate_users.h"

#include <algorithm>

#include "kubernetes/paths.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

struct Row {
  const char* component;
  unsigned grace_seconds;
};
// Who is needed comes first: each one starts beside servers that have their new certificates. The
// API server ends its requests in what the kubelet, too, would give it.
constexpr Row kRows[] = {
    {"etcd", 10},
    {"kube-apiserver", 30},
    {"kube-controller-manager", 5},
    {"kube-scheduler", 5},
};

bool names_file(const std::vector<std::string>& command, const std::string& path) {
  return std::any_of(command.begin(), command.end(), [&](const std::string& word) {
    return word == path || word.ends_with("=" + path);
  });
}

}  // namespace

std::vector<CertificateUser> certificate_users(const RenewalPlan& plan,
                                               std::span<const std::string> names,
                                               const Files& files) {
  std::vector<CertificateUser> users;
  for (const auto& row : kRows) {
    if (!files.look(std::string(paths::manifests) + "/" + row.component + ".yaml")) continue;
    const auto command = component_command(row.component, files);
    CertificateUser user{row.component, {}, row.grace_seconds};
    for (const auto& name : names)
      for (const auto* path : {&plan.row(name).certificate, &plan.row(name).key})
        if (!path->empty() && names_file(command, *path)) user.files.push_back(*path);
    if (!user.files.empty()) users.push_back(std::move(user));
  }
  return users;
}

}  // namespace kcluster
