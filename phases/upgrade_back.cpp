#include <algorithm>

#include "host/before_image.h"
#include "kubernetes/paths.h"
#include "phases/rest.h"
#include "phases/upgrade.h"
#include "phases/upgrade_notes.h"
#include "workflow/undo_http.h"

namespace kcluster {
namespace {

/// The component whose manifest it is; "": none.
std::string component_of(const Path& path) {
  return path.parent_path() == Path(paths::manifests) && path.extension() == ".yaml"
             ? path.stem().string()
             : "";
}

/// The static pods whose files are not what they were: their manifests, or, with a certificate
/// changed, all.
std::vector<std::string> pods_to_replace(const std::vector<BeforeImage>& images,
                                         const AsidePlan& aside, const Files& files) {
  std::vector<std::string> changed;
  bool keys = false;
  for (const auto& image : images) {
    const bool is_file = image.stat && image.stat->kind == Stat::Kind::file;
    if (is_file && files.read(image.path) == image.bytes) continue;
    const auto component = component_of(image.path);
    if (!component.empty()) changed.push_back(component);
    keys = keys || (component.empty() && is_file && image.path.string().starts_with(paths::pki));
  }
  return keys ? aside.pods : changed;
}

bool is_noted(const std::string& component, const std::vector<BeforeImage>& images) {
  return std::any_of(images.begin(), images.end(), [&](const BeforeImage& image) {
    return component_of(image.path) == component;
  });
}

}  // namespace

void put_back_node(const UpgradePlan& plan, Files& files, System& system,
                   const std::function<std::shared_ptr<Cri>()>& runtime, const Tell& sink) {
  recover(files, system);
  const auto images = read_before_images(files, upgrade_folder::files);
  AsidePlan aside = plan.aside;
  aside.pods = pods_to_replace(images, plan.aside, files);
  const auto put = [&] {
    put_back(images, files);
    for (const auto& pod : aside.pods)  // one that restarts for its certificates alone
      if (!is_noted(pod, images)) put_back(aside, pod, files);
  };
  if (aside.pods.empty()) return put();
  exchange(aside, put, runtime, files, system, sink);
}

bool changed_anything(const Files& files) {
  return files.look(upgrade_folder::files) || files.look(upgrade_folder::objects);
}

void put_back_cluster(const UpgradePlan& plan, const Files& files, const Dial& dial) {
  if (!files.look(upgrade_folder::objects)) return;
  put_back_objects(files, upgrade_folder::objects, *dial(strongest_endpoint(plan.api, files)));
}

}  // namespace kcluster
