#include "audit/verdicts.h"

#include <fmt/format.h>

#include "base/yaml.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr std::string_view kEtcd = "etcd";
constexpr std::string_view kKube = "kube-";

std::string short_name(const std::string& program) {
  return program.starts_with(kKube) ? program.substr(kKube.size()) : program;
}

/// The program's part of a ClusterConfiguration.
std::string field_of(const std::string& program) {
  if (program == "kube-apiserver") return "apiServer";
  return program == "kube-controller-manager" ? "controllerManager" : "scheduler";
}

std::string make_again(const std::string& program) {
  if (program == kEtcd) return "kcluster init phase etcd local --config cluster.yaml";
  return fmt::format("kcluster init phase control-plane {} --config cluster.yaml",
                     short_name(program));
}

}  // namespace

Verdict met(std::string seen) { return {Verdict::Met::yes, {std::move(seen)}, "", ""}; }
Verdict unneeded(std::string why) { return {Verdict::Met::unneeded, {std::move(why)}, "", ""}; }
Verdict unknown(std::string why) { return {Verdict::Met::unknown, {std::move(why)}, "", ""}; }

Verdict unmet(std::vector<std::string> seen, std::string remedy, std::string paste) {
  return {Verdict::Met::no, std::move(seen), std::move(remedy), std::move(paste)};
}

std::string in_cluster_configuration(const std::string& program) {
  return fmt::format(
      "add it to the cluster's configuration (`kubectl -n kube-system get cm kubeadm-config -o "
      "jsonpath={{.data.ClusterConfiguration}} > cluster.yaml`), then on each control plane `{}`, "
      "and once `kcluster init phase upload-config kubeadm --config cluster.yaml`",
      make_again(program));
}

std::string extra_arg(const std::string& program, const std::string& name,
                      const std::string& value) {
  const Json args = {{"extraArgs", Json::array({{{"name", name}, {"value", value}}})}};
  if (program == kEtcd) return write_yaml({{"etcd", {{"local", args}}}});
  return write_yaml({{field_of(program), args}});
}

Verdict unmet_flag(const AuditEvidence::Program& program, std::string seen, const std::string& name,
                   const std::string& value) {
  return unmet({std::move(seen)}, in_cluster_configuration(program.name),
               extra_arg(program.name, name, value));
}

Verdict unmet_by_flag(const AuditEvidence::Program& program, std::string seen,
                      const std::string& name) {
  return unmet({std::move(seen)},
               fmt::format("take {} out of the extraArgs of {} in the cluster's configuration "
                           "(`kubectl -n kube-system edit cm kubeadm-config`), then on each "
                           "control plane:",
                           name, program.name),
               "kubectl -n kube-system get cm kubeadm-config -o "
               "jsonpath={.data.ClusterConfiguration} > cluster.yaml\n" +
                   make_again(program.name) + "\n");
}

Verdict unmet_setting(std::string seen, const Json& wanted) {
  return unmet({std::move(seen)},
               fmt::format("set it in {}, then `systemctl restart kubelet`; and in the cluster's "
                           "(`kubectl -n kube-system edit cm kubelet-config`), from which upgrades "
                           "and joining nodes take it",
                           paths::kubelet_config),
               write_yaml(wanted));
}

}  // namespace kcluster
