#include "phases/restored_files.h"

#include <algorithm>

#include "base/error.h"
#include "kubernetes/paths.h"
#include "phases/etcd_archive.h"
#include "pki/table.h"

namespace kcluster {
namespace {

bool lies_below(const Path& path, const char* folder) {
  return path.string().starts_with(std::string(folder) + "/");
}

/// Of a node, or of a component on it: made anew for the new one.
bool is_nodes_own(const Path& path) {
  auto stem = path;
  stem.replace_extension();
  return std::any_of(certificate_table().begin(), certificate_table().end(), [&](const auto& row) {
    return !row.authority.empty() && stem == Path(paths::pki) / row.file;
  });
}

bool is_clusters(const Path& path, const std::string& configuration) {
  if (lies_below(path, paths::manifests) || lies_below(path, paths::kubelet)) return false;
  if (!lies_below(path, paths::kubernetes))
    return configuration.find(path.string()) != configuration.npos;
  return path.extension() != ".conf" && !is_nodes_own(path);
}

std::string text_of(const tar::Entry& entry, const FileBytes& bytes) {
  std::string text(entry.size, '\0');
  bytes.read(entry.offset, text);
  return text;
}

void require_free(const Path& path, const Secret& wanted, const Files& files) {
  const auto there = files.read(path);
  if (there && *there != wanted.reveal())
    throw Error(path.string() + " is there already, and is another one than the backup's",
                "restore onto a machine without a cluster: kcluster reset", Exit::usage);
}

}  // namespace

std::optional<Path> archived_path(const tar::Entry& entry) {
  const std::string head = archive::files_folder;
  if (!entry.name.starts_with(head + "/")) return std::nullopt;
  const Path path(entry.name.substr(head.size()));
  return path == path.lexically_normal() ? std::optional(path) : std::nullopt;
}

std::vector<const tar::Entry*> cluster_files(const ArchiveSeen& archive,
                                             const std::string& configuration) {
  std::vector<const tar::Entry*> found;
  for (const auto& entry : archive.files)
    if (const auto path = archived_path(entry); path && is_clusters(*path, configuration))
      found.push_back(&entry);
  return found;
}

void put_cluster_files(const ArchiveSeen& archive, const FileBytes& bytes,
                       const std::string& configuration, Files& files, const Tell& sink) {
  const auto chosen = cluster_files(archive, configuration);
  for (const auto* entry : chosen)
    require_free(*archived_path(*entry), Secret(text_of(*entry, bytes)), files);
  for (const auto* entry : chosen) {
    const Secret text(text_of(*entry, bytes));
    const auto path = *archived_path(*entry);
    if (files.write(path, text.reveal(), {entry->mode & 0777, Secrecy::secret}))
      tell(sink, {Event::Kind::did, path.string(), "restored"});
  }
}

std::string archived_text(const ArchiveSeen& archive, const FileBytes& bytes,
                          const std::string& name) {
  const auto* entry = archive.find(name);
  return entry ? text_of(*entry, bytes) : std::string();
}

}  // namespace kcluster
