#include "cri/memory_cri.h"

#include <algorithm>

namespace kcluster {

RuntimeVersion MemoryCri::version() const { return below_ ? below_->version() : runtime.version; }

RuntimeState MemoryCri::state() const { return below_ ? below_->state() : runtime.state; }

std::string MemoryCri::image_root() const {
  return below_ ? below_->image_root() : runtime.image_root;
}

std::vector<Sandbox> MemoryCri::pods() const {
  auto all = below_ ? below_->pods() : runtime.pods;
  const std::scoped_lock hold(lock_);
  std::erase_if(all, [this](const Sandbox& pod) { return removed_.contains(pod.id); });
  return all;
}

std::vector<Container> MemoryCri::containers() const {
  auto all = below_ ? below_->containers() : runtime.containers;
  const std::scoped_lock hold(lock_);
  std::erase_if(all, [this](const Container& one) { return removed_.contains(one.pod_id); });
  for (auto& one : all)
    if (stopped_.contains(one.id)) one.state = Container::State::exited;
  return all;
}

std::optional<unsigned> MemoryCri::process(const std::string& container_id) const {
  {
    const std::scoped_lock hold(lock_);
    if (stopped_.contains(container_id)) return std::nullopt;
  }
  if (below_) return below_->process(container_id);
  const auto found = runtime.processes.find(container_id);
  return found == runtime.processes.end() ? std::nullopt : std::optional(found->second);
}

bool MemoryCri::has_image(const std::string& image) const {
  {
    const std::scoped_lock hold(lock_);
    if (pulled_.contains(image)) return true;
  }
  return below_ ? below_->has_image(image) : runtime.images.contains(image);
}

std::vector<std::string> MemoryCri::images() const {
  const auto known = below_
                         ? below_->images()
                         : std::vector<std::string>(runtime.images.begin(), runtime.images.end());
  std::set<std::string> all(known.begin(), known.end());
  const std::scoped_lock hold(lock_);
  all.insert(pulled_.begin(), pulled_.end());
  return {all.begin(), all.end()};
}

void MemoryCri::pull(const std::string& image) {
  const std::scoped_lock hold(lock_);
  pulled_.insert(image);
  changes_.push_back({CriChange::Kind::pull, image, 0});
}

void MemoryCri::know(const std::string& image) {
  const std::scoped_lock hold(lock_);
  pulled_.insert(image);
}

void MemoryCri::stop(const std::string& container_id, unsigned grace_seconds) {
  const std::scoped_lock hold(lock_);
  stopped_.insert(container_id);
  changes_.push_back({CriChange::Kind::stop, container_id, grace_seconds});
}

void MemoryCri::remove_pod(const std::string& pod_id) {
  const std::scoped_lock hold(lock_);
  removed_.insert(pod_id);
  changes_.push_back({CriChange::Kind::remove_pod, pod_id, 0});
}

std::vector<CriChange> MemoryCri::changes() const {
  const std::scoped_lock hold(lock_);
  return changes_;
}

}  // namespace kcluster
