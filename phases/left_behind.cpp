#include "phases/left_behind.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "base/attempt.h"

namespace kcluster {
namespace {

std::vector<Left> left_pods(const LeftPlan& plan, const Look& look) {
  if (plan.cri_socket.empty()) return {};
  const auto pods = attempt([&] { return look.cri(plan.cri_socket)->pods(); });
  if (!pods)
    return {{"perhaps pods: the container runtime does not answer",
             "start it, then run kcluster reset again", true}};
  std::vector<Left> found;
  for (const auto& pod : *pods)
    found.push_back({fmt::format("pod {}/{}", pod.namespace_, pod.name), "crictl rmp -f " + pod.id,
                     pod.labels.contains("io.kubernetes.pod.uid")});
  return found;
}

std::vector<Left> left_node(const LeftPlan& plan, const Look&) {
  if (!plan.cluster_goes_on) return {};
  return {{"the cluster's Node object " + plan.node_name,
           "on a control plane: kcluster node remove " + plan.node_name}};
}

// k/k cmd/kubeadm/app/util/users: made for rootless control planes
std::vector<Left> left_users(const LeftPlan&, const Look& look) {
  const auto users = look.files.read("/etc/passwd").value_or("");
  std::vector<Left> found;
  for (const char* name : {"kubeadm-etcd", "kubeadm-kas", "kubeadm-kcm", "kubeadm-ks"})
    if (("\n" + users).find(std::string("\n") + name + ":") != users.npos)
      found.push_back({std::string("user ") + name, std::string("userdel ") + name});
  return found;
}

// Its members are nobody's node, and other control planes may live on them.
std::vector<Left> left_etcd(const LeftPlan& plan, const Look&) {
  if (plan.external_etcd.empty()) return {};
  return {{"the cluster's data in the external etcd at " + plan.external_etcd,
           "once no control plane uses them: etcdctl --endpoints " + plan.external_etcd +
               " del --prefix /registry/"}};
}

constexpr LeftRow kRows[] = {
    {"mounts", left_mounts},   {"pods", left_pods},
    {"files", left_files},     {"kubeconfigs", left_kubeconfigs},
    {"iptables", left_rules},  {"ip6tables", left_rules_of_ipv6},
    {"nftables", left_tables}, {"ipvs", left_balancing},
    {"links", left_links},     {"users", left_users},
    {"node", left_node},       {"external-etcd", left_etcd},
};

std::string words(const std::vector<Left>& all) {
  if (all.empty()) return "Nothing of the cluster is left on this node.\n";
  std::string text = "This is left, with the command that takes it away:\n\n";
  for (const auto& left : all) text += fmt::format("  {}\n      {}\n", left.what, left.command);
  return text;
}

Json to_json(const std::vector<Left>& all) {
  Json list = Json::array();
  for (const auto& left : all)
    list.push_back({{"what", left.what}, {"command", left.command}, {"expected", !left.ours}});
  return list;
}

[[noreturn]] void refuse_end(const std::vector<Left>& all) {
  Error error("this node is not clean", "take away what is listed as [ERROR], then run it again");
  for (const auto& left : all)
    error.findings.push_back({left.ours ? Finding::Weight::error : Finding::Weight::warning, "left",
                              "", left.what, left.command});
  throw error;
}

/// In the table's order; each row in a thread of its own, as some run programs.
std::vector<Left> find_all(const LeftPlan& plan, const Look& look) {
  std::vector<std::future<std::vector<Left>>> running;
  for (const auto& row : left_rows())
    running.push_back(std::async(std::launch::async, [&] { return row.find(plan, look); }));
  std::vector<Left> all;
  for (auto& each : running)
    for (auto& left : each.get()) all.push_back(std::move(left));
  return all;
}

}  // namespace

std::span<const LeftRow> left_rows() { return kRows; }

void tell_left(const LeftPlan& plan, const Look& look, Report& report) {
  const auto all = find_all(plan, look);
  const bool ours = std::any_of(all.begin(), all.end(), [](const Left& left) { return left.ours; });
  if (ours && plan.judged) refuse_end(all);
  report.results.push_back({"left", to_json(all), words(all)});
}

}  // namespace kcluster
