#include <algorithm>

#include "base/attempt.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kubernetes/paths.h"
#include "observe/audit_parts.h"

namespace kcluster {
namespace {

using Kubelet = AuditEvidence::Kubelet;
using Words = std::vector<std::string>;

/// Where packages and administrators put the kubelet's unit.
constexpr const char* kUnitFolders[] = {"/etc/systemd/system", "/usr/lib/systemd/system"};
/// What the unit starts it with, as kubeadm's drop-in reads them.
constexpr const char* kFlagFiles[] = {paths::kubelet_flags, "/etc/default/kubelet",
                                      "/etc/sysconfig/kubelet"};

/// systemd knows the process; empty: it does not run, or nobody can say.
Words running_words(const Files& files, const System& system) {
  const auto found = attempt([&] {
    const auto told = system.ask({"systemctl", "show", "-p", "MainPID", "--value", "kubelet"});
    const std::string pid(trim(told.out));
    const bool runs = told.exit == 0 && !pid.empty() && pid != "0" &&
                      pid.find_first_not_of("0123456789") == pid.npos;
    if (!runs) return Words{};
    return split(files.read("/proc/" + pid + "/cmdline").value_or(""), '\0');
  });
  return found.value.value_or(Words{});
}

/// NAME="--a=b --c=d", as systemd reads such a file.
Words words_in(const std::string& text) {
  Words words;
  for (const auto& line : split(text, '\n')) {
    const auto equals = line.find('=');
    if (equals == line.npos || trim(line).starts_with("#")) continue;
    std::string value(trim(std::string_view(line).substr(equals + 1)));
    std::erase_if(value, [](char c) { return c == '"' || c == '\''; });
    for (auto& word : split(value, ' '))
      if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

void look_at_flags(const Files& files, const System& system, Kubelet& kubelet) {
  const auto running = running_words(files, system);
  kubelet.flags_from = "its process";
  kubelet.flags = FlagWords(running);
  if (!running.empty()) return;
  Words words, from;
  for (const auto* path : kFlagFiles) {
    const auto text = attempt([&] { return files.read(path); });
    if (!text || !*text) continue;
    from.emplace_back(path);
    for (auto& word : words_in(**text)) words.push_back(std::move(word));
  }
  kubelet.flags_from = join(from, ", ");
  kubelet.flags = FlagWords(words);
}

Json read_configuration(const std::string& path, const Files& files) {
  const auto text = files.read(path);
  if (!text) throw Error("there is no " + path);
  const auto root = one_mapping(*text, path);
  if (!root) throw Error(path + " is not one YAML mapping");
  return *root;
}

/// The kubelet lays them over its file in the order of their names.
void lay_over(const std::string& folder, const Files& files, Json& config) {
  for (const auto& name : files.list(folder).value_or(Words{}))
    if (name.ends_with(".conf")) config.merge_patch(read_configuration(folder + "/" + name, files));
}

Words unit_files(const Files& files) {
  Words all;
  for (const std::string folder : kUnitFolders) {
    const auto unit = folder + "/kubelet.service";
    all.push_back(unit);
    const auto dropins = attempt([&] { return files.list(unit + ".d"); });
    if (!dropins || !*dropins) continue;
    for (const auto& name : **dropins)
      if (name.ends_with(".conf")) all.push_back(unit + ".d/" + name);
  }
  return all;
}

}  // namespace

Kubelet look_at_kubelet(const Files& files, const System& system) {
  Kubelet kubelet;
  look_at_flags(files, system, kubelet);
  kubelet.unit_files = unit_files(files);
  kubelet.path = kubelet.flags.value("config").value_or(paths::kubelet_config);
  const auto read = attempt([&] {
    auto config = read_configuration(kubelet.path, files);
    if (const auto folder = kubelet.flags.value("config-dir")) lay_over(*folder, files, config);
    return config;
  });
  if (read)
    kubelet.config = *read;
  else
    kubelet.fault = read.why;
  return kubelet;
}

}  // namespace kcluster
