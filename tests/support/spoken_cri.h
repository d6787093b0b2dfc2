#pragma once
#include <atomic>
#include <mutex>
#include <set>

#include "base/error.h"
#include "cri/cri.h"

namespace kcluster {

/// A runtime that says what a test wrote down, and nothing (Silence) when it is told to be silent.
class SpokenCri : public Cri {
 public:
  RuntimeVersion version() const override { return answer(spoken_version); }
  RuntimeState state() const override { return answer(spoken_state); }
  std::vector<Sandbox> pods() const override { return {}; }
  std::vector<Container> containers() const override { return {}; }
  std::optional<unsigned> process(const std::string&) const override { return std::nullopt; }
  bool has_image(const std::string& image) const override {
    const std::scoped_lock hold(lock_);
    return there.contains(image);
  }
  std::vector<std::string> images() const override { return {there.begin(), there.end()}; }
  std::string image_root() const override { return answer(spoken_root); }

  void pull(const std::string& image) override {
    const std::scoped_lock hold(lock_);
    pulled.push_back(image);
    if (failures_left > 0) {
      --failures_left;
      throw Error("the registry says no to " + image);
    }
    there.insert(image);
  }
  void stop(const std::string&, unsigned) override {}
  void remove_pod(const std::string&) override {}

  RuntimeVersion spoken_version{"containerd", "2.2.0", "v1"};
  RuntimeState spoken_state{true, false, "", "systemd"};
  std::string spoken_root = "/var/lib/containerd/images";
  std::string silence;  ///< what the Silence says; empty: it answers
  std::set<std::string> there;
  std::vector<std::string> pulled;
  unsigned failures_left = 0;  ///< pulls that fail from now on

 private:
  template <class Answer>
  Answer answer(const Answer& spoken) const {
    if (!silence.empty()) throw Silence(silence);
    return spoken;
  }
  mutable std::mutex lock_;
};

}  // namespace kcluster
