#include "observe/surroundings.h"

#include "base/error.h"

namespace kcluster {
namespace {

void collect(const Files& files, const Path& folder, std::vector<PatchFile>& out) {
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
    const Path path = folder / name;
    const auto stat = files.look(path);
    if (stat && stat->kind == Stat::Kind::folder)
      collect(files, path, out);
    else if (auto text = files.read(path))
      out.push_back({path.string(), std::move(*text)});
  }
}

}  // namespace

std::vector<PatchFile> read_patch_files(const Files& files, const Path& folder) {
  const auto stat = files.look(folder);
  if (!stat || stat->kind != Stat::Kind::folder)
    throw Error("the patches folder " + folder.string() + " is no folder",
                "give the folder that holds the patch files as --patches or patches.directory",
                Exit::usage);
  std::vector<PatchFile> out;
  collect(files, folder, out);
  return out;
}

Surroundings observe_surroundings(const Config& settled, const Files& files, std::string hostname,
                                  std::span<const std::string> environment) {
  Surroundings out;
  for (const char* folder : trust_folder_candidates())
    if (files.look(folder)) out.trust_folders.push_back(folder);
  out.proxies = proxy_variables(environment);
  out.hostname = std::move(hostname);
  const Path pki = settled.cluster.certificates_dir;
  const auto external = [&](const std::string& name) {
    return files.look(pki / (name + ".crt")) && !files.look(pki / (name + ".key"));
  };
  out.external_ca = external("ca");
  out.external_front_proxy = external("front-proxy-ca");
  if (const auto& folder = settled.init.patches_directory; !folder.empty())
    out.patches = read_patch_files(files, folder);
  return out;
}

}  // namespace kcluster
