#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kcluster {

/// A container as the runtime sees it (CRI runtime.v1).
struct Container {
  enum class State { created, running, exited, unknown };
  std::string id, name, pod_id, image, image_ref;
  std::string asked_image;  ///< as the pod names it; "": the runtime does not say
  std::string pod_name, pod_namespace;   ///< from the kubelet's labels
  State state = State::unknown;
  int exit_code = 0;                     ///< exited only
  unsigned attempt = 0;                  ///< restarts so far
  std::string reason, message, log_path;
  std::int64_t created = 0, started = 0, finished = 0;  ///< ns since 1970, 0: not yet
};

struct Sandbox {
  std::string id, name, namespace_, uid;
  bool ready = false;
  std::int64_t created = 0;
  std::map<std::string, std::string> annotations, labels;
};

struct RuntimeVersion {
  std::string name, version, api;  ///< "containerd", "2.2.0", "v1"
};

struct RuntimeState {
  bool runtime_ready = false, network_ready = false;
  std::string reason;              ///< of what is not ready
  std::string cgroup_driver;       ///< "systemd", "cgroupfs", "" when the runtime cannot say
};

/// The container runtime over its socket. Const members look, the others change. Silence: no answer.
class Cri {
 public:
  virtual ~Cri() = default;
  virtual RuntimeVersion version() const = 0;
  virtual RuntimeState state() const = 0;
  virtual std::vector<Sandbox> pods() const = 0;
  virtual std::vector<Container> containers() const = 0;  ///< with exit code, reason, log path filled
  /// Of the container's first process, as this machine numbers it; nullopt: it has none, or the
  /// runtime does not say.
  virtual std::optional<unsigned> process(const std::string& container_id) const = 0;
  virtual bool has_image(const std::string& image) const = 0;
  virtual std::vector<std::string> images() const = 0;    ///< all tags
  virtual std::string image_root() const = 0;             ///< file system path of the image store, "" unknown

  virtual void pull(const std::string& image) = 0;
  virtual void stop(const std::string& container_id, unsigned grace_seconds) = 0;
  virtual void remove_pod(const std::string& pod_id) = 0; ///< stops it first
};

}  // namespace kcluster
