#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "audit/checks.h"
#include "audit/verdicts.h"
#include "base/json_in.h"
#include "base/shell.h"
#include "base/text.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

using File = AuditEvidence::File;

std::string name_of(unsigned id) { return id == 0 ? "root" : std::to_string(id); }
std::string owner_of(const File& file) { return name_of(file.uid) + ":" + name_of(file.gid); }

std::string command_for(const std::string& command, const std::vector<const File*>& files) {
  auto line = command;
  for (const auto* file : files) line += " " + shell_word(file->path);
  return line + "\n";
}

std::vector<const File*> there(const AuditEvidence& seen, const Paths& paths) {
  std::vector<const File*> all;
  for (const auto& path : paths)
    if (const auto found = seen.files.find(path); found != seen.files.end())
      all.push_back(&found->second);
  return all;
}

std::string nothing_at(const Paths& paths) {
  const bool named = !paths.empty() && !paths.front().empty();
  return named ? "there is no " + join(paths, ", no ") : "there is no such file";
}

/// Of many files the words for each would hide what matters.
template <class Words>
std::string all_right(const std::vector<const File*>& files, const Words& words) {
  constexpr std::size_t kFew = 3;
  std::vector<std::string> said;
  for (const auto* file : files) said.push_back(words(*file));
  return files.size() <= kFew ? join(said, "; ") : fmt::format("all {} files", files.size());
}

struct FileCheck {
  std::string command;  ///< that mends it
  bool (*sound)(const File&, unsigned);
  std::string (*words)(const File&);
};

Verdict check_files(const AuditEvidence& seen, const Paths& paths, const FileCheck& check,
                    unsigned wanted) {
  const auto files = there(seen, paths);
  if (files.empty()) return unneeded(nothing_at(paths));
  std::vector<const File*> wrong;
  std::vector<std::string> words;
  std::string fault;
  for (const auto* file : files) {
    if (!file->fault.empty()) fault = file->fault;
    if (!file->fault.empty() || check.sound(*file, wanted)) continue;
    wrong.push_back(file);
    words.push_back(check.words(*file));
  }
  if (wrong.empty()) return fault.empty() ? met(all_right(files, check.words)) : unknown(fault);
  return unmet(std::move(words), "as root on this node:", command_for(check.command, wrong));
}

}  // namespace

std::string shell_word(const std::string& text) {
  const bool usual = std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || std::string_view("/._-+").find(char(c)) != std::string_view::npos;
  });
  return usual ? text : shell_quoted(text);
}

Verdict modes_within(const AuditEvidence& seen, const Paths& paths, unsigned widest) {
  return check_files(
      seen, paths,
      {fmt::format("chmod {:o}", widest),
       [](const File& file, unsigned most) { return (file.mode & ~most) == 0; },
       [](const File& file) { return fmt::format("{}: mode {:04o}", file.path, file.mode); }},
      widest);
}

Verdict roots_own(const AuditEvidence& seen, const Paths& paths) {
  return check_files(
      seen, paths,
      {"chown root:root", [](const File& file, unsigned) { return file.uid == 0 && file.gid == 0; },
       [](const File& file) { return fmt::format("{}: owner {}", file.path, owner_of(file)); }},
      0);
}

Paths below(const AuditEvidence& seen, const std::string& folder, std::string_view ending) {
  Paths all;
  for (const auto& [path, file] : seen.files) {
    const bool itself = path == folder && (ending.empty() || !file.fault.empty());
    const bool inside = path.starts_with(folder + "/") && path.ends_with(ending);
    if (itself || (inside && (ending.empty() || !file.folder))) all.push_back(path);
  }
  return all;
}

Paths manifest_of(const std::string& program) {
  return {std::string(paths::manifests) + "/" + program + ".yaml"};
}

std::string client_authority(const AuditEvidence& seen) {
  const auto given = seen.kubelet.flags.value("client-ca-file");
  return given ? *given : string_in(seen.kubelet.config, "/authentication/x509/clientCAFile");
}

}  // namespace kcluster
