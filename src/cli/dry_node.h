#pragma once
#include <memory>
#include <string>

#include "cri/memory_cri.h"
#include "cri/memory_image_store.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "http/memory_http.h"
#include "workflow/ports.h"

namespace kcluster {

/// Memory over real ports: what is looked at is really there, what is changed is only remembered.
/// The cluster is an empty, healthy one until another is reached.
class DryNode {
 public:
  explicit DryNode(Ports& real);

  Ports& ports() { return ports_; }
  void expect(const std::string& node_name, const std::vector<std::string>& pod_ranges);
  /// From now on the cluster is that one, changes to it are only remembered; certificate requests
  /// are signed at once, by nobody.
  void reach(std::shared_ptr<const Http> cluster);
  std::string would_change() const;

 private:
  std::shared_ptr<MemoryImageStore> images(std::shared_ptr<const ImageStore> real,
                                           const std::string& socket);
  void be_healthy();

  Report report_;
  MemoryFiles files_;
  MemorySystem system_;
  MemoryClock clock_;
  std::shared_ptr<MemoryHttp> api_ = std::make_shared<MemoryHttp>();
  std::shared_ptr<MemoryCri> cri_;
  std::shared_ptr<MemoryEtcd> etcd_;
  std::shared_ptr<MemoryImageStore> images_;
  std::string joiner_;
  Ports ports_;
};

}  // namespace kcluster
