#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// A file of the patches folder, read before anything is decided.
struct PatchFile {
  std::string path;  ///< as the user knows it, "/etc/patches/etcd+json.yaml"
  std::string text;
};

/// What of this node shapes its pods, beside the configuration. Read by observe.
struct Surroundings {
  std::vector<std::string> trust_folders;  ///< those of trust_folder_candidates() that exist
  std::vector<EnvVar> proxies;             ///< proxy_variables() of the caller's environment
  std::string hostname;                    ///< the kernel's, not lowered
  bool external_ca = false;                ///< there is a ca.crt, but no ca.key
  bool external_front_proxy = false;       ///< likewise of front-proxy-ca
  std::vector<PatchFile> patches;          ///< of init.patches_directory, in lexical order
};

/// Folders that /etc/ssl/certs may link into; kubeadm mounts those that exist.
std::span<const char* const> trust_folder_candidates();

/// Out of "NAME=value" lines those named *_proxy in any case, with a value; kubeadm hands them on.
std::vector<EnvVar> proxy_variables(std::span<const std::string> environment);

/// A hostPath volume and where it is mounted, both under one name.
struct HostVolume {
  std::string name, host_path, mount_path;
  std::string type = "DirectoryOrCreate";  ///< "" is any
  bool read_only = true;
};

/// One static pod of the control plane, all decided; manifest/static_pod.h makes the object.
struct StaticPodPlan {
  std::string name, image;  ///< "kube-apiserver"; container and label have the same name
  std::vector<std::string> command;
  std::vector<HostVolume> volumes;  ///< in the order of the mounts
  std::vector<EnvVar> env;
  std::string cpu, memory;  ///< requests, "250m"; "" is none
  std::map<std::string, std::string> annotations;
  unsigned probe_port = 0;
  std::string probe_host, probe_scheme = "HTTPS";
  std::string live_path, ready_path, startup_path;  ///< "" is no such probe
  unsigned startup_failures = 24;                   ///< times ten seconds
};

/// Later variables win; sorted by name.
std::vector<EnvVar> merged_env(std::span<const EnvVar> first, std::span<const EnvVar> second);

/// Later volumes win by name; sorted by name.
std::vector<HostVolume> merged_volumes(std::vector<HostVolume> own,
                                       std::span<const HostPathMount> extra);

/// An address to probe at: "" (the pod's own) for 0.0.0.0 and ::.
std::string probe_address(const std::string& bind_address);

/// How often the startup probe may fail, every ten seconds, until the time limit is over.
unsigned startup_failures(Duration limit);

/// "10.0.0.1:6443", "[fd00::1]:6443".
std::string host_port(const std::string& host, unsigned port);

/// 127.0.0.1, or ::1 for a node that is known by an IPv6 address.
std::string loopback_like(const std::string& address);

}  // namespace kcluster
