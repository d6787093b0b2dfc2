#include "diagnosis/examination.h"

namespace kcluster {

const Examination::Manifest* Examination::manifest(std::string_view component) const {
  for (const auto& each : manifests)
    if (each.component == component) return &each;
  return nullptr;
}

const Examination::Component* Examination::component(std::string_view name) const {
  for (const auto& each : components)
    if (each.name == name) return &each;
  return nullptr;
}

// A container that has ended well did what it was for, unless it is to run for ever.
std::set<std::string> Examination::troubled() const {
  std::set<std::string> found;
  for (const auto& each : told.containers)
    if (each.container.state == Container::State::exited &&
        (each.container.exit_code != 0 || manifest(each.container.name)))
      found.insert(each.container.name);
  for (const auto& each : components)
    if (!each.well()) found.insert(each.name);
  for (const auto& each : manifests)
    if (each.there && told.runtime_silence.empty() && !told.find(each.component))
      found.insert(each.component);
  return found;
}

}  // namespace kcluster
