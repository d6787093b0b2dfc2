#include "observe/backup.h"

#include <algorithm>
#include <set>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kLargest = 16 << 20;  // bytes of one file; configurations are far smaller

class Collect {
 public:
  explicit Collect(const Files& files) : files_(files) {}

  void file(const Path& path) {
    const auto seen = files_.look(path);
    if (seen && seen->kind == Stat::Kind::file && seen->size <= kLargest) found_.insert(path);
    if (seen && seen->kind == Stat::Kind::link && linked(path)) found_.insert(path);
  }

  void tree(const Path& folder) {
    for (const auto& name : files_.list(folder).value_or(std::vector<std::string>{})) {
      const auto path = folder / name;
      const auto seen = files_.look(path);
      const bool is_folder = seen && seen->kind == Stat::Kind::folder;
      is_folder ? tree(path) : file(path);
    }
  }

  void forget(const Path& folder) {
    const auto start = folder.string() + "/";
    std::erase_if(found_, [&](const Path& path) { return path.string().starts_with(start); });
  }

  std::vector<Path> all() const { return {found_.begin(), found_.end()}; }

 private:
  // a link is as good as what it leads to
  bool linked(const Path& path) const {
    const auto target = attempt([&] { return files_.open(path); });
    return target && *target && (*target)->size() <= kLargest;
  }

  const Files& files_;
  std::set<Path> found_;
};

void take_words(const Json& words, Collect& collect) {
  for (const auto& word : words) {
    if (!word.is_string()) continue;
    const auto text = word.get<std::string>();
    const auto equals = text.find("=/");
    if (text.starts_with("--") && equals != text.npos) collect.file(text.substr(equals + 1));
  }
}

void take_pod(const Json& pod, Collect& collect, BackupSeen& seen) {
  for (const auto& container : list_in(pod, "/spec/containers")) {
    const auto image = string_in(container, "/image");
    if (!image.empty()) seen.images.push_back(image);
    take_words(list_in(container, "/command"), collect);
    take_words(list_in(container, "/args"), collect);
  }
  for (const auto& volume : list_in(pod, "/spec/volumes"))
    collect.file(string_in(volume, "/hostPath/path"));
}

void take_manifests(const Files& files, Collect& collect, BackupSeen& seen) {
  const Path folder(paths::manifests);
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
    const auto text = name.front() == '.' ? std::nullopt : files.read(folder / name);
    if (!text) continue;
    const auto documents = attempt([&] { return read_yaml(*text, (folder / name).string()); });
    if (!documents) {
      seen.warnings.push_back("files that it names are left out: " + documents.why);
      continue;
    }
    for (const auto& document : *documents) take_pod(document.root, collect, seen);
    if (name == "kube-apiserver.yaml" && !seen.images.empty())
      seen.kubernetes_version = image_tag(seen.images.back());
  }
}

// the keys of such a provider are elsewhere
void warn_of_kms(const Files& files, BackupSeen& seen) {
  for (const auto& path : seen.files) {
    const auto text = files.read(path).value_or("");
    if (text.find("kind: EncryptionConfiguration") != text.npos && text.find("kms:") != text.npos)
      seen.warnings.push_back(path.string() +
                              " names a KMS plugin: without its keys the backup's secrets cannot "
                              "be read");
  }
}

}  // namespace

BackupSeen observe_backup(const Files& files) {
  BackupSeen seen;
  Collect collect(files);
  const Path kubernetes(paths::kubernetes);
  collect.tree(kubernetes);
  collect.forget(kubernetes / "tmp");
  for (const char* path :
       {paths::kubelet_config, paths::kubelet_instance_config, paths::kubelet_flags})
    collect.file(path);
  take_manifests(files, collect, seen);
  seen.files = collect.all();
  warn_of_kms(files, seen);
  return seen;
}

}  // namespace kcluster
