#pragma once
#include "base/json_in.h"
#include "base/yaml.h"
#include "host/clock.h"
#include "host/files.h"
#include "kubernetes/paths.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {

/// A runtime whose pods are those that the manifests on disk ask for, as a kubelet would have it:
/// each with its manifest as its hash, created when its manifest was first seen so.
class LivingCri : public SpokenCri {
 public:
  LivingCri(const Files& files, const Clock& clock) : files_(files), clock_(clock) {}

  std::vector<Sandbox> pods() const override {
    std::vector<Sandbox> all;
    for (const auto& name : components()) {
      Sandbox pod;
      pod.id = "pod-" + name;
      pod.name = name + "-cka-control";
      pod.namespace_ = "kube-system";
      pod.labels = {{"component", name}};
      pod.annotations = {{"kubernetes.io/config.hash", text_of(name)}};
      all.push_back(pod);
    }
    return all;
  }
  std::vector<Container> containers() const override {
    std::vector<Container> all;
    for (const auto& name : components()) {
      const auto pod = one_mapping(text_of(name), name);
      Container made;
      made.id = "container-" + name;
      made.name = name;
      made.pod_id = "pod-" + name;
      made.state = Container::State::running;
      made.asked_image = pod ? string_in(*pod, "/spec/containers/0/image") : "";
      made.created = since(name);
      all.push_back(made);
    }
    return all;
  }
  void remove_pod(const std::string& id) override {
    const std::scoped_lock hold(seen_lock_);  // pods are stopped at once
    seen_.erase(id.substr(4));
  }

 private:
  std::vector<std::string> components() const {
    std::vector<std::string> names;
    for (const auto& file : files_.list(paths::manifests).value_or(std::vector<std::string>{}))
      if (!file.starts_with('.')) names.push_back(Path(file).stem().string());
    return names;
  }
  std::string text_of(const std::string& component) const {
    return files_.read(Path(paths::manifests) / (component + ".yaml")).value_or("");
  }
  std::int64_t since(const std::string& component) const {
    const std::scoped_lock hold(seen_lock_);
    auto& [text, time] = seen_[component];
    if (text != text_of(component) || time == 0) {
      text = text_of(component);
      time = std::chrono::duration_cast<std::chrono::nanoseconds>(clock_.now().time_since_epoch())
                 .count();
    }
    return time;
  }

  const Files& files_;
  const Clock& clock_;
  mutable std::mutex seen_lock_;
  mutable std::map<std::string, std::pair<std::string, std::int64_t>> seen_;
};

}  // namespace kcluster
