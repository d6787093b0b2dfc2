#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "cri/cri.h"

namespace kcluster {

/// What a MemoryCri over nothing answers; a healthy containerd without pods.
struct Runtime {
  RuntimeVersion version{"containerd", "v2.2.0", "v1"};
  RuntimeState state{true, true, {}, "systemd"};
  std::vector<Sandbox> pods;
  std::vector<Container> containers;
  std::map<std::string, unsigned> processes;  ///< by container
  std::set<std::string> images;
  std::string image_root = "/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs";
};

/// One thing that would have been done to the runtime.
struct CriChange {
  enum class Kind { pull, stop, remove_pod };
  Kind kind = Kind::pull;
  std::string subject;  ///< the image, or the container's or pod's ID
  unsigned grace_seconds = 0;
};

/// A runtime in memory, over another one that it only looks at (dry run) or over canned answers
/// (tests). Pulled images are there, stopped containers have exited, removed pods are gone.
class MemoryCri : public Cri {
 public:
  explicit MemoryCri(std::shared_ptr<const Cri> below) : below_(std::move(below)) {}
  explicit MemoryCri(Runtime canned = {}) : runtime(std::move(canned)) {}

  RuntimeVersion version() const override;
  RuntimeState state() const override;
  std::vector<Sandbox> pods() const override;
  std::vector<Container> containers() const override;
  std::optional<unsigned> process(const std::string& container_id) const override;
  bool has_image(const std::string& image) const override;
  std::vector<std::string> images() const override;
  std::string image_root() const override;

  void pull(const std::string& image) override;
  void stop(const std::string& container_id, unsigned grace_seconds) override;
  void remove_pod(const std::string& pod_id) override;

  /// An image that came by another way than by a pull.
  void know(const std::string& image);
  std::vector<CriChange> changes() const;

  Runtime runtime;  ///< tests set it before use

 private:
  std::shared_ptr<const Cri> below_;
  std::set<std::string> pulled_, stopped_, removed_;
  std::vector<CriChange> changes_;
  mutable std::mutex lock_;
};

}  // namespace kcluster
