#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pki/subject.h"

namespace kcluster {

/// What the names in server certificates are made from.
struct SanSources {
  std::string node_name, dns_domain;
  std::string advertise_address;
  std::vector<std::string> service_ips;       ///< the first of each service range
  std::string control_plane_host;             ///< of controlPlaneEndpoint, "" without one
  std::vector<std::string> api_server_extra;  ///< apiServer.certSANs, names and addresses mixed
  std::vector<std::string> etcd_server_extra, etcd_peer_extra;
};

/// One certificate of a cluster, as kubeadm's list has it.
struct CertificateRow {
  std::string_view name;         ///< of its phase: "etcd-server"
  std::string_view summary;      ///< what its phase does
  std::string_view file;         ///< below the certificates' folder, without .crt and .key
  std::string_view authority;    ///< name of the row that signs it; empty: an authority itself
  std::string_view common_name;  ///< empty: the node's name
  std::span<const Usage> usages;
  Sans (*sans)(const SanSources&) = nullptr;  ///< nullptr: no names
};

/// Authorities before those they sign.
std::span<const CertificateRow> certificate_table();

/// The row's summary of the key pair for service account tokens, which has no certificate.
inline constexpr std::string_view service_account_name = "sa";
inline constexpr std::string_view service_account_summary =
    "make the key pair that signs service account tokens";

}  // namespace kcluster
