#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "etcd/health.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "manifest/addons.h"
#include "phases/addons.h"
#include "phases/etcd_archive.h"
#include "phases/leave_etcd.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"

namespace kcluster {
namespace {

constexpr const char* kServers =
    "/api/v1/namespaces/kube-system/pods?labelSelector=component%3Dkube-apiserver";

void note_backup(const std::string& file, Files& files) {
  auto begun = read_upgrade(files);
  if (!begun) return;
  begun->backup = file;
  write_upgrade(*begun, files);
}

}  // namespace

void back_up_before_upgrade(const UpgradePlan& plan, Files& files, const OpenEtcd& open,
                            const Clock& clock, const Tell& sink) {
  const auto& backup = plan.backup;
  if (!files.look(backup.file)) {
    const auto access = etcd_access_of(plan.etcd_client, files);
    if (!access)
      throw Error("etcd's clients need a certificate, which is not there",
                  "make it: kcluster init phase certs");
    const auto etcd = open(*access);
    const auto member = backup_member(look_at_health(*etcd));
    ArchivePlan archive;
    archive.file = backup.file;
    archive.files.assign(backup.files.begin(), backup.files.end());
    archive.about = backup.about;
    archive.configuration = backup.configuration;
    save_archive({member.endpoint, *etcd}, archive, files, clock, {}, sink);
  }
  note_backup(backup.file, files);
}

std::vector<std::string> behind(const UpgradePlan& plan, const Client& api) {
  std::vector<std::string> names;
  const auto pods = api.get(kServers).value_or(Json());
  for (const auto& pod : list_in(pods, "/items")) {
    const auto node = string_in(pod, "/spec/nodeName");
    const auto version = image_tag(string_in(pod, "/spec/containers/0/image"));
    if (node != plan.node && version != plan.spec.to) names.push_back(node);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void upgrade_addon(Addon which, const UpgradePlan& plan, Client& api, const Tell& sink) {
  const bool dns = which == Addon::coredns;
  if (const auto left = behind(plan, api); !left.empty()) {
    tell(sink, {Event::Kind::warning, dns ? "coredns" : "kube-proxy",
                "stays as it is until these are upgraded, too: " + join(left, ", ")});
    return;
  }
  if (dns) upgrade_corefile(plan.coredns, api, sink);
  addon(dns ? coredns_objects(plan.coredns) : proxy_objects(plan.proxy), api);
}

}  // namespace kcluster
