#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/evidence.h"
#include "etcd/health.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// What one look at this node and its cluster showed; plain values, judged by the table of ailments
/// (diagnosis/ailments.h). An empty `why` or `fault` says: nothing wrong was seen.
struct Examination {
  enum class Role { none, worker, control_plane };
  /// Which of a node's files are there, and how its kubelet does.
  struct Kubelet {
    bool active = true;      ///< its unit runs
    std::string unit_file;   ///< "enabled" …; empty: there is no such unit, or it was not seen
    std::string unwell;      ///< why its health endpoint is not content
    bool has_config = true;  ///< /var/lib/kubelet/config.yaml
    std::string config_fault;
    bool has_kubeconfig = true, has_bootstrap = false;
    std::string bootstrap_refused;  ///< what the API server says to the bootstrap credentials
    bool fail_swap_on = true;
    std::string cgroup_driver;  ///< of its configuration
  };
  struct Runtime {
    std::string socket;   ///< "": none was found
    std::string silence;  ///< why it did not answer
    bool network_ready = true;
    std::string reason, cgroup_driver;
  };
  struct Cni {
    std::string configuration;  ///< the file that counts; "": none
    std::string fault;
    std::vector<std::string> types;            ///< of its plugins
    std::vector<std::string> missing_plugins;  ///< programs that it names
    bool bridges = false;                      ///< it connects pods by a Linux bridge
  };
  struct Kernel {
    std::vector<std::string> swaps;
    std::optional<bool> ip_forward, bridge_filter;  ///< nullopt: no such setting
  };
  struct Disk {
    std::string path;
    Space space;
    std::uint64_t inodes = 0, free_inodes = 0;  ///< 0 of 0: they are not counted, or not known
  };
  struct Manifest {
    std::string component, path;
    bool there = true;
    std::string fault;                       ///< why it cannot be read
    std::string elsewhere;                   ///< a file that looks as if it had been renamed away
    std::string address;                     ///< that it advertises
    std::vector<std::string> missing_files;  ///< that its flags name
  };
  struct Certificate {
    std::string file, authority_file;
    bool is_authority = false, kubelets = false;  ///< kubelets: the kubelet's own client's
    std::string fault;                            ///< why it cannot be read
    std::optional<Time> begins, ends;
    std::string signature_fault;  ///< why the authority on disk has not signed it
    std::string key_fault;        ///< why its key does not fit
    std::string trust_fault;      ///< of a kubeconfig: it trusts another authority
    std::vector<std::string> missing_names;
  };
  /// A static pod by its own health endpoint.
  struct Component {
    std::string name, why;
    bool well() const { return why.empty(); }
  };
  struct EtcdSide {
    std::optional<EtcdHealth> health;
    std::string silence;    ///< why there is none
    std::string own_name;   ///< of the member whose manifest is here
    bool external = false;  ///< the cluster's etcd is elsewhere
    double slow_syncs = 0;  ///< share of fsyncs of its log that took longer than half a second
  };
  struct NodeObject {
    bool registered = true;  ///< as far as it was seen
    bool ready = true;
    std::string why;
    std::set<std::string> pressures;  ///< "DiskPressure" …
    std::vector<std::string> addresses;
  };
  /// A pod in kube-system that is not ready.
  struct Pod {
    std::string name, app, why;
  };
  struct Webhook {
    std::string name, service;  ///< "namespace/name"
  };
  struct Api {
    std::string server;                ///< that answered; "": none did
    std::string silence;               ///< why none did
    std::string refusal;               ///< it answers, and refuses these credentials
    std::vector<std::string> unready;  ///< checks of readyz that fail
    std::optional<Seconds> ahead;      ///< this clock against the farthest server's
    std::string ahead_of;
    NodeObject node;
    std::vector<Pod> pods;
    std::vector<Webhook> dead_webhooks;  ///< fail whatever they are asked: nobody serves them
  };

  Time now{};
  Role role = Role::control_plane;
  std::string node;  ///< its name in the cluster; "": not known
  Facts machine;
  Evidence told;  ///< containers with their logs, and the kubelet's journal
  Kubelet kubelet;
  Runtime runtime;
  Cni cni;
  Kernel kernel;
  std::vector<Disk> disks;
  std::string at_rest;  ///< what a command that was cut off left: its note's path
  std::vector<Manifest> manifests;
  std::vector<Certificate> certificates;
  std::vector<Component> components;
  EtcdSide etcd;
  Api api;
  std::vector<std::string> unseen;  ///< what could not be looked at, and why

  const Manifest* manifest(std::string_view component) const;
  const Component* component(std::string_view name) const;
  /// Static pods whose manifest is here, and addons, that do not run or are not well.
  std::set<std::string> troubled() const;
  bool kubelet_well() const { return kubelet.active && kubelet.unwell.empty(); }
};

}  // namespace kcluster
