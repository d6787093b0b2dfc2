#pragma once
#include <set>

#include "base/json_in.h"
#include "base/yaml.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "http/memory_http.h"
#include "kube/kubeconfig.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "phases/encryption.h"
#include "tests/support/living_cri.h"

namespace kcluster {

class EncryptionWorld;

/// A control plane of a cluster whose API servers encrypt as Kubernetes' own do: the file is read
/// at the start and, with the flag, again after a while; what none of its providers wrote it cannot
/// read.
struct EncryptingNode {
  std::string name, address;
  MemoryFiles files;
  MemorySystem system{Machine{}};
  std::shared_ptr<Cri> cri;
  std::string loaded;  ///< the file's text; empty: it has no such configuration
  int looks = 0;

  std::string url() const { return "https://" + address + ":6443"; }
  bool has_flags() const {
    const auto pod = one_mapping(files.read(std::string(paths::manifests) + "/kube-apiserver.yaml")
                                     .value_or("kind: Pod"),
                                 "pod");
    const auto command = pod_command(*pod, "kube-apiserver");
    return command && flag_value(*command, "encryption-provider-config");
  }
  /// Its file is read again by every third look only.
  void look_at_file() {
    const auto text = files.read(paths::encryption_config).value_or("");
    const bool due = loaded.empty() || ++looks % 3 == 0;
    if (!has_flags())
      loaded.clear();
    else if (due && !text.empty())
      loaded = text;
  }
  EncryptionProviders providers() const {
    return loaded.empty() ? EncryptionProviders{identity_provider()}
                          : read_encryption(loaded, "file");
  }
  bool reads(const std::string& value) const {
    for (const auto& each : providers())
      if (form_of(value) == stored_form(each)) return true;
    return false;
  }
};

/// Control planes around one etcd.
class EncryptionWorld {
 public:
  explicit EncryptionWorld(int control_planes);

  EncryptingNode& node(const std::string& name) {
    for (auto& each : nodes)
      if (each->name == name) return *each;
    throw std::logic_error("no node " + name);
  }
  /// One run there, through these ports.
  EncryptionOutcome run(const std::string& name, EncryptionWish wish, Files& files,
                        System& system, const Dial& dial, const std::string& kind = {});
  EncryptionOutcome run(const std::string& name, EncryptionWish wish,
                        const std::string& kind = {}) {
    return run(name, wish, node(name).files, node(name).system, dial(), kind);
  }
  /// Runs wherever the last run said, beginning on the first node; how many runs it took.
  int run_all(EncryptionWish wish);

  Dial dial();
  std::set<std::string> forms() const;
  Json map(const std::string& name) const {
    return http->object("/api/v1/namespaces/kube-system/configmaps/" + name).value_or(Json());
  }

  MemoryClock clock;
  std::shared_ptr<MemoryHttp> http = std::make_shared<MemoryHttp>();
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  std::vector<std::unique_ptr<EncryptingNode>> nodes;
  std::set<std::string> silent;  ///< URLs that do not answer
  int conflicts = 0;             ///< so many writes of Secrets are refused first

 private:
  void make(const std::string& name, const std::string& address);
};

}  // namespace kcluster
