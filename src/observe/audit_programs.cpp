#include <algorithm>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/audit_parts.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

using AuditedProgram = AuditEvidence::Program;
using Document = AuditEvidence::Document;

constexpr const char* kEtcd = "etcd";

/// A static pod and the container that is the program.
struct Manifest {
  Json pod, container;
};

std::string path_of(const std::string& name) {
  return std::string(paths::manifests) + "/" + name + ".yaml";
}

const Json& named(const Json& list, const std::string& name) {
  static const Json none;
  for (const auto& each : list)
    if (string_in(each, "/name") == name) return each;
  return none;
}

/// Throws Error for one that is missing, or has no such container.
Manifest read_manifest(const std::string& name, const Files& files) {
  const auto path = path_of(name);
  const auto text = files.read(path);
  if (!text) throw Error("there is no " + path);
  auto pod = one_mapping(*text, path).value_or(Json());
  auto container = named(list_in(pod, "/spec/containers"), name);
  if (container.is_null()) throw Error(path + " has no container " + name);
  return {std::move(pod), std::move(container)};
}

/// What etcd takes from the environment where a flag is missing: ETCD_AUTO_TLS.
void add_environment(const Json& container, FlagWords& flags) {
  constexpr std::string_view kPrefix = "ETCD_";
  for (const auto& variable : list_in(container, "/env")) {
    const auto name = string_in(variable, "/name");
    if (!name.starts_with(kPrefix)) continue;
    auto flag = lower(name.substr(kPrefix.size()));
    std::replace(flag.begin(), flag.end(), '_', '-');
    if (!flags.value(flag)) flags.set(flag, string_in(variable, "/value"));
  }
}

unsigned user_of(const Manifest& manifest) {
  for (const auto* root : {&manifest.container, &manifest.pod}) {
    const auto* pointer =
        root == &manifest.pod ? "/spec/securityContext/runAsUser" : "/securityContext/runAsUser";
    if (const auto& user = value_in(*root, pointer); user.is_number_integer())
      return user.get<unsigned>();
  }
  return 0;
}

/// A shell between, or a file in place of flags, would have to be read as its own parser does.
std::string fault_of(const AuditedProgram& program, const std::vector<std::string>& command) {
  const auto path = path_of(program.name);
  const auto first = command.empty() ? "" : Path(command.front()).filename().string();
  if (first != program.name)
    return path + " starts " + (first.empty() ? "the image's own program" : first) +
           ", whose flags are not known";
  const auto file = program.flags.value("config-file");
  return program.name == kEtcd && file ? path + ": --config-file=" + *file + " is not read" : "";
}

AuditedProgram program_of(const std::string& name, const Manifest& manifest) {
  AuditedProgram program{name};
  auto command = pod_command(manifest.pod, name).value_or(std::vector<std::string>{});
  program.flags = FlagWords(command);
  if (name == kEtcd) add_environment(manifest.container, program.flags);
  program.user = user_of(manifest);
  program.fault = fault_of(program, command);
  return program;
}

/// Where a path in the container lies on the node: the innermost mount that has it.
std::string on_node(const std::string& path, const Manifest& manifest) {
  std::string mount_path, host;
  for (const auto& mount : list_in(manifest.container, "/volumeMounts")) {
    const auto place = string_in(mount, "/mountPath");
    const bool has = path == place || path.starts_with(place + "/");
    if (place.empty() || !has || place.size() < mount_path.size()) continue;
    const auto& volume = named(list_in(manifest.pod, "/spec/volumes"), string_in(mount, "/name"));
    mount_path = place;
    host = string_in(volume, "/hostPath/path");
  }
  return host.empty() ? path : host + path.substr(mount_path.size());
}

std::optional<Document> document(const AuditedProgram& program, const char* flag,
                                 const Manifest& manifest, const Files& files) {
  const auto given = program.flags.value(flag).value_or("");
  if (given.empty()) return std::nullopt;
  Document seen{on_node(given, manifest), "", {}};
  const auto root = attempt([&] {
    const auto text = files.read(seen.path);
    if (!text) throw Error("there is no " + seen.path + ", which --" + flag + " names");
    return one_mapping(*text, seen.path);
  });
  if (!root || !*root)
    seen.fault = root ? seen.path + " is not one YAML mapping" : root.why;
  else
    seen.root = **root;
  return seen;
}

/// The part that is for Secrets, by its providers' names: what is in them is secret.
std::vector<std::string> providers_of_secrets(const Json& configuration) {
  std::vector<std::string> names;
  for (const auto& part : list_in(configuration, "/resources")) {
    const auto& resources = list_in(part, "/resources");
    const bool covers = std::any_of(resources.begin(), resources.end(), [](const Json& each) {
      return each == "secrets" || each == "*." || each == "*.*";
    });
    if (!covers) continue;
    for (const auto& provider : list_in(part, "/providers"))
      if (provider.is_object() && provider.size() == 1) names.push_back(provider.begin().key());
    return names;
  }
  return names;
}

void look_at_documents(const Manifest& manifest, const Files& files, AuditEvidence& seen) {
  const auto read = [&](const char* flag) {
    return document(seen.apiserver, flag, manifest, files);
  };
  seen.authentication = read("authentication-config");
  seen.authorization = read("authorization-config");
  seen.audit_policy = read("audit-policy-file");
  if (const auto found = read("encryption-provider-config"))
    seen.encryption = {found->path, found->fault, providers_of_secrets(found->root)};
}

/// nullopt: what is wrong with it stands in the program.
std::optional<Manifest> look_at(AuditedProgram& program, const Files& files) {
  auto manifest = attempt([&] { return read_manifest(program.name, files); });
  if (manifest)
    program = program_of(program.name, *manifest);
  else
    program.fault = manifest.why;
  return std::move(manifest.value);
}

bool same_content(const std::string& one, const std::string& other, const Files& files) {
  const auto read = [&](const std::string& path) {
    return std::string(trim(files.read(path).value_or("")));
  };
  const auto same = attempt([&] { return !read(one).empty() && read(one) == read(other); });
  return same && *same;
}

}  // namespace

void look_at_programs(const Files& files, AuditEvidence& seen) {
  seen.pki = paths::pki;
  seen.etcd_data = paths::etcd_data;
  seen.external_etcd = uses_external_etcd(files);
  look_at(seen.controller_manager, files);
  look_at(seen.scheduler, files);
  const auto server = look_at(seen.apiserver, files);
  std::string clients;
  if (server) {
    look_at_documents(*server, files, seen);
    clients = on_node(seen.apiserver.flags.value("client-ca-file").value_or(""), *server);
    if (!clients.empty()) seen.pki = Path(clients).parent_path().string();
  }
  if (seen.external_etcd) return;
  const auto etcd = look_at(seen.etcd, files);
  if (!etcd) return;
  if (const auto data = seen.etcd.flags.value("data-dir")) seen.etcd_data = on_node(*data, *etcd);
  const auto trusted = on_node(seen.etcd.flags.value("trusted-ca-file").value_or(""), *etcd);
  seen.shared_authority =
      !trusted.empty() && !clients.empty() && same_content(trusted, clients, files);
}

}  // namespace kcluster
