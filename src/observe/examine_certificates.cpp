#include <algorithm>

#include "base/attempt.h"
#include "base/net.h"
#include "base/yaml.h"
#include "kube/kubeconfig.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"
#include "pki/certificate.h"
#include "pki/table.h"

namespace kcluster {
namespace {

using Shown = Examination::Certificate;
using Chain = std::vector<Certificate>;

constexpr const char* kKubeconfigs[] = {paths::admin_conf, paths::super_admin_conf,
                                        paths::controller_manager_conf, paths::scheduler_conf,
                                        paths::kubelet_conf};

std::string file_of(const CertificateRow& row) {
  return std::string(paths::pki) + "/" + std::string(row.file) + ".crt";
}

std::string file_of_authority(const CertificateRow& row) {
  for (const auto& other : certificate_table())
    if (other.name == row.authority) return file_of(other);
  return "";
}

std::optional<Chain> chain_in(const std::string& path, const Files& files) {
  const auto pem = attempt([&] { return files.read(path).value_or(""); });
  if (!pem || pem->empty()) return std::nullopt;
  return attempt([&] { return Certificate::parse(*pem, path); }).value;
}

/// A bundle may hold an old and a new authority.
std::string signature_fault(const Chain& chain, const std::string& authority, const Files& files) {
  const auto roots = chain_in(authority, files);
  if (!roots) return "";  // it is told of itself
  std::string fault;
  for (const auto& root : *roots) {
    const auto why = kcluster::signature_fault(chain, root);
    if (!why) return "";
    fault = *why;
  }
  return fault;
}

std::string key_fault(const Certificate& leaf, const std::string& path, const Files& files) {
  const auto fits = attempt([&] {
    auto text = files.read(path);
    if (!text) return true;  // kept elsewhere
    const Secret pem(std::move(*text));
    return leaf.matches(Key::parse(pem.reveal(), path));
  });
  if (!fits) return fits.why;
  return *fits ? "" : path + " is the key of another certificate";
}

/// Moments may lie further away than the clock reaches.
Time clipped(Moment moment) {
  const auto latest = std::chrono::floor<Seconds>(Time::max() - Seconds(1));
  return Time(std::min(moment, latest));
}

void take_leaf(const Certificate& leaf, Shown& seen) {
  seen.is_authority = leaf.is_authority();
  seen.begins = clipped(leaf.not_before());
  seen.ends = clipped(leaf.not_after());
}

void add_name(const std::string& name, Sans& wanted) {
  if (name.empty()) return;
  (parse_ip(name) ? wanted.ips : wanted.dns).push_back(name);
}

/// The names by which this cluster's own clients reach it.
Sans wanted_names(std::string_view certificate, const Files& files) {
  Sans wanted;
  if (certificate == "apiserver") {
    const auto command = command_here("kube-apiserver", files);
    add_name(flag_value(command, "advertise-address").value_or(""), wanted);
    if (const auto admin = attempt([&] { return read_kubeconfig(paths::admin_conf, files); }))
      add_name(host_of(admin->server), wanted);
    const auto ranges = parse_cidrs(flag_value(command, "service-cluster-ip-range").value_or(""));
    if (ranges && !ranges->empty()) add_name(nth_address(ranges->front(), 1), wanted);
    if (!command.empty()) add_name("kubernetes.default.svc", wanted);
  } else if (certificate.starts_with("etcd-") && !certificate.ends_with("client")) {
    const auto command = command_here("etcd", files);
    add_name(peer_host(command), wanted);
    const bool told = !flag_value(command, "initial-advertise-peer-urls").value_or("").empty();
    if (told && certificate == "etcd-server") add_name("127.0.0.1", wanted);
  }
  return wanted;
}

std::optional<Shown> look_at(const CertificateRow& row, const Files& files) {
  Shown seen;
  seen.file = file_of(row);
  if (!files.look(seen.file)) return std::nullopt;
  seen.authority_file = row.authority.empty() ? "" : file_of_authority(row);
  const auto chain =
      attempt([&] { return Certificate::parse(files.read(seen.file).value_or(""), seen.file); });
  if (!chain) {
    seen.fault = chain.why;
    return seen;
  }
  const auto& leaf = chain->front();
  take_leaf(leaf, seen);
  seen.key_fault = key_fault(leaf, seen.file.substr(0, seen.file.size() - 4) + ".key", files);
  if (row.authority.empty()) return seen;
  seen.signature_fault = signature_fault(*chain, seen.authority_file, files);
  if (row.sans) seen.missing_names = missing_sans(leaf.sans(), wanted_names(row.name, files));
  return seen;
}

/// Whether one of the authorities it trusts is the cluster's.
std::string trust_fault(const std::string& authorities, const Files& files) {
  const std::string own = std::string(paths::pki) + "/ca.crt";
  const auto roots = chain_in(own, files);
  const auto trusted = attempt([&] { return Certificate::parse(authorities, "kubeconfig"); });
  if (!roots || authorities.empty()) return "";
  if (!trusted) return trusted.why;
  for (const auto& root : *roots)
    if (std::count(trusted->begin(), trusted->end(), root)) return "";
  return "it does not trust " + own;
}

std::optional<Shown> look_at_kubeconfig(const std::string& path, const Files& files) {
  if (!files.look(path)) return std::nullopt;
  Shown seen;
  seen.file = path;
  seen.kubelets = path == paths::kubelet_conf;
  seen.authority_file = std::string(paths::pki) + "/ca.crt";
  const auto config = attempt([&] { return read_kubeconfig(path, files); });
  const auto chain = attempt([&] {
    return config && !config->certificate.empty() ? Certificate::parse(config->certificate, path)
                                                  : Chain{};
  });
  if (!config || !chain) {
    seen.fault = config ? chain.why : config.why;
    return seen;
  }
  seen.trust_fault = trust_fault(config->authorities, files);
  if (chain->empty()) return seen;
  take_leaf(chain->front(), seen);
  if (!seen.kubelets) seen.signature_fault = signature_fault(*chain, seen.authority_file, files);
  return seen;
}

}  // namespace

// A worker has the cluster's authority and its kubelet's credentials, no more.
std::vector<Shown> examine_certificates(const Files& files, Examination::Role role) {
  std::vector<Shown> all;
  const auto add = [&](std::optional<Shown> seen) {
    if (seen) all.push_back(std::move(*seen));
  };
  if (role == Examination::Role::none) return all;
  for (const auto& row : certificate_table()) add(look_at(row, files));
  for (const auto* path : kKubeconfigs) add(look_at_kubeconfig(path, files));
  return all;
}

}  // namespace kcluster
