#include "manifest/patches.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "manifest/strategic.h"

namespace kcluster {
namespace {

constexpr std::string_view kTargets[] = {
    "etcd",           "kube-apiserver", "kube-controller-manager",
    "kube-scheduler", targets::kubelet, targets::coredns,
    targets::proxy};

struct KindName {
  std::string_view name;
  Patch::Kind kind;
};
constexpr KindName kKinds[] = {{"json", Patch::Kind::json},
                               {"merge", Patch::Kind::merge},
                               {"strategic", Patch::Kind::strategic}};

std::string all_targets() {
  const std::vector<std::string> names(std::begin(kTargets), std::end(kTargets));
  return join(names, ", ");
}

Error fault(const std::string& file, const std::string& what, const std::string& remedy) {
  return Error("patch file " + file + ": " + what, remedy, Exit::usage);
}

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

// The target is what the name begins with; what follows up to "." or "+" only gives an order.
std::optional<std::string> target_of(std::string_view name) {
  if (!name.ends_with(".yaml") && !name.ends_with(".json")) return std::nullopt;
  const auto* found = std::find_if(std::begin(kTargets), std::end(kTargets),
                                   [&](auto target) { return name.starts_with(target); });
  if (found == std::end(kTargets)) return std::nullopt;
  return std::string(*found);
}

Patch::Kind kind_of(const std::string& file) {
  const std::string name = file_name(file);
  const auto end = name.find_first_of("+.");
  if (name[end] != '+') return Patch::Kind::strategic;
  const std::string_view rest = std::string_view(name).substr(end + 1);
  for (const auto& row : kKinds)
    if (rest.starts_with(row.name)) return row.kind;
  throw fault(file, "unknown kind of patch after \"+\"",
              "name it <target>[suffix][+strategic|+merge|+json].yaml");
}

Finding ignored(const PatchFile& file, const std::string& why) {
  const std::string name = file_name(file.path);
  const std::vector<std::string> known(std::begin(kTargets), std::end(kTargets));
  const auto near = did_you_mean(name.substr(0, name.find_first_of("+.")), known);
  return {Finding::Weight::warning, "", file.path, "the file is ignored: " + why,
          near ? "did you mean " + *near + "?" : "targets are " + all_targets()};
}

void check_shape(const Patch& patch) {
  const bool list = patch.kind == Patch::Kind::json;
  if (list ? patch.body.is_array() : patch.body.is_object()) return;
  throw fault(patch.file, list ? "a JSON patch is a list of operations" : "this patch is not a map",
              list ? "write \"- {op: replace, path: /spec/…, value: …}\", or drop +json"
                   : "name the file <target>+json.yaml if it is a list of operations");
}

Json json_patched(const Json& object, const Patch& patch) {
  try {
    return object.patch(patch.body);
  } catch (const Json::other_error&) {  // its text would repeat the patch
    throw std::invalid_argument("an operation \"test\" finds another value");
  }
}

Json applied(Json object, const Patch& patch) {
  try {
    if (patch.kind == Patch::Kind::json) return json_patched(object, patch);
    if (patch.kind == Patch::Kind::strategic) return strategic_merge(std::move(object), patch.body);
    object.merge_patch(patch.body);
    return object;
  } catch (const Json::exception& why) {
    throw fault(
        patch.file, "does not fit " + patch.target + ": " + why.what(),
        "correct its paths; `kcluster init phase control-plane all --dry-run` shows the manifest");
  } catch (const std::invalid_argument& why) {
    throw fault(patch.file, "does not fit " + patch.target + ": " + why.what(),
                "correct the patch");
  }
}

}  // namespace

PatchSet parse_patches(std::span<const PatchFile> files) {
  PatchSet out;
  for (const auto& file : files) {
    const auto target = target_of(file_name(file.path));
    if (!target || file.text.empty()) {
      out.ignored.push_back(
          ignored(file, target ? "it is empty" : "its name begins with no target"));
      continue;
    }
    const auto kind = kind_of(file.path);
    for (auto& document : read_yaml(file.text, file.path)) {
      out.patches.push_back({file.path, *target, kind, std::move(document.root)});
      check_shape(out.patches.back());
    }
  }
  return out;
}

Json apply_patches(Json object, std::string_view target, std::span<const PatchFile> files) {
  for (const auto& patch : parse_patches(files).patches)
    if (patch.target == target) object = applied(std::move(object), patch);
  return object;
}

}  // namespace kcluster
