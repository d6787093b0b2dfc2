#include "plan/upgrade_saved.h"

#include "base/error.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "config/join.h"
#include "config/print.h"

namespace kcluster {
namespace {

constexpr const char* kSource = "the upgrade's journal";

std::vector<std::string> texts(const Json& root, const char* where) {
  std::vector<std::string> made;
  for (const auto& each : list_in(root, where))
    if (each.is_string()) made.push_back(each.get<std::string>());
  return made;
}

bool flag(const Json& root, const char* where) {
  const auto& value = value_in(root, where);
  return value.is_boolean() && value.get<bool>();
}

std::int64_t number(const Json& root, const char* where) {
  const auto& value = value_in(root, where);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

Json object(const Json& root, const char* where) {
  const auto& value = value_in(root, where);
  return value.is_object() ? value : Json::object();
}

Json etcd_json(const EtcdFiles& etcd) {
  return {{"endpoints", etcd.endpoints},
          {"authority", etcd.authority},
          {"certificate", etcd.certificate},
          {"key", etcd.key}};
}

EtcdFiles parse_etcd(const Json& root) {
  return {texts(root, "/endpoints"), string_in(root, "/authority"), string_in(root, "/certificate"),
          string_in(root, "/key")};
}

Json seen_json(const UpgradeOrigin& seen) {
  return {{"name", seen.name},
          {"advertiseAddress", seen.advertise_address},
          {"securePort", seen.secure_port},
          {"criSocket", seen.cri_socket},
          {"program", seen.program},
          {"resolvConf", seen.kubelet_resolv_conf},
          {"version", seen.version},
          {"pods", seen.pods},
          {"etcd", etcd_json(seen.etcd)},
          {"cluster", cluster_configuration_json(seen.cluster)},
          {"kubelet", seen.kubelet},
          {"proxy", seen.proxy},
          {"kubeletGenerated", seen.kubelet_generated},
          {"proxyGenerated", seen.proxy_generated},
          {"otherControlPlanes", seen.other_control_planes},
          {"backup",
           {{"files", seen.backup.files},
            {"about", seen.backup.about},
            {"configuration", seen.backup.configuration}}}};
}

UpgradeOrigin parse_seen(const Json& root) {
  UpgradeOrigin seen;
  seen.name = string_in(root, "/name");
  seen.advertise_address = string_in(root, "/advertiseAddress");
  seen.secure_port = static_cast<unsigned>(number(root, "/securePort"));
  seen.cri_socket = string_in(root, "/criSocket");
  seen.program = string_in(root, "/program");
  seen.kubelet_resolv_conf = string_in(root, "/resolvConf");
  seen.version = string_in(root, "/version");
  seen.pods = texts(root, "/pods");
  seen.etcd = parse_etcd(object(root, "/etcd"));
  seen.cluster = load_stored_cluster(write_yaml(object(root, "/cluster")), kSource);
  seen.kubelet = object(root, "/kubelet");
  seen.proxy = object(root, "/proxy");
  seen.kubelet_generated = flag(root, "/kubeletGenerated");
  seen.proxy_generated = flag(root, "/proxyGenerated");
  seen.other_control_planes = texts(root, "/otherControlPlanes");
  seen.backup = {"", texts(root, "/backup/files"), object(root, "/backup/about"),
                 string_in(root, "/backup/configuration")};
  return seen;
}

Json choices_json(const UpgradeManner& choices) {
  return {
      {"whole", choices.whole},
      {"renewCertificates", choices.renew_certificates},
      {"upgradeEtcd", choices.upgrade_etcd},
      {"patches", choices.patches},
      {"ignored", choices.ignored},
      {"pullPolicy", choices.pull_policy},
      {"pullSerial", choices.pull_serial},
      {"limitSeconds", std::chrono::duration_cast<std::chrono::seconds>(choices.limit).count()}};
}

UpgradeManner parse_choices(const Json& root) {
  return {flag(root, "/whole"),       flag(root, "/renewCertificates"),
          flag(root, "/upgradeEtcd"), string_in(root, "/patches"),
          texts(root, "/ignored"),    string_in(root, "/pullPolicy"),
          flag(root, "/pullSerial"),  std::chrono::seconds(number(root, "/limitSeconds"))};
}

}  // namespace

Json to_json(const SavedUpgrade& saved) {
  return {{"seen", seen_json(saved.seen)}, {"choices", choices_json(saved.choices)}};
}

SavedUpgrade parse_saved_upgrade(const Json& root) {
  SavedUpgrade saved{parse_seen(object(root, "/seen")), parse_choices(object(root, "/choices"))};
  if (saved.seen.name.empty() || saved.seen.advertise_address.empty())
    throw Error(std::string(kSource) + " does not say what it was begun with",
                "put /var/lib/kcluster/upgrade/upgrade.json back from a copy");
  return saved;
}

}  // namespace kcluster
