#include "observe/etcd_restore.h"

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/etcd.h"
#include "observe/node.h"
#include "observe/reset.h"

namespace kcluster {
namespace {

constexpr const char* kPods[] = {"etcd", "kube-apiserver", "kube-controller-manager",
                                 "kube-scheduler"};
constexpr std::chrono::seconds kShort{2};  // the user waits to be asked

Json pod_of(const char* component, const Files& files) {
  const auto place = manifest_place(files, component);
  if (!place) return {};
  return one_mapping(files.read(*place).value_or(""), place->string()).value_or(Json());
}

void take_server(const Json& pod, SeenRestore& seen) {
  const auto command = pod_command(pod, "kube-apiserver");
  if (!command) return;
  seen.advertise_address = flag_value(*command, "advertise-address").value_or("");
  const auto port = flag_value(*command, "secure-port");
  if (port) seen.secure_port = static_cast<unsigned>(std::atoi(port->c_str()));
}

std::optional<std::vector<std::string>> other_members(const std::string& own, const Files& files,
                                                      const OpenEtcd& open) {
  const auto asked = attempt([&] {
    auto access = etcd_access(observe_etcd(files).value_or(EtcdSeen{}), files);
    access.timeout = kShort;
    std::vector<std::string> others;
    for (const auto& member : open(access)->members(Etcd::Reading::serializable))
      if (member.name != own) others.push_back(member_label(member));
    return others;
  });
  return asked.value;
}

}  // namespace

SeenRestore observe_restore(const Files& files, const System& system, const OpenEtcd& etcd) {
  SeenRestore seen;
  seen.etcd = observe_etcd_pod(files);
  const auto pod = pod_of("etcd", files);
  seen.etcd_version = image_tag(string_in(pod, "/spec/containers/0/image"));
  for (const char* component : kPods)
    if (manifest_place(files, component)) seen.pods.push_back(component);
  take_server(pod_of("kube-apiserver", files), seen);
  seen.cri_socket = kubelet_socket(files);
  seen.program = system.facts().program;
  if (seen.etcd) seen.others = other_members(seen.etcd->name, files, etcd);
  return seen;
}

}  // namespace kcluster
