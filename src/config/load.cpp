#include "config/load.h"

#include <fmt/format.h>

#include "base/error.h"
#include "config/decode.h"
#include "config/documents.h"
#include "config/migrate.h"
#include "config/validate.h"

namespace kcluster {
namespace {

/// Which kinds a command reads.
enum class Wanted { init, any };

void require_kubeadm_kind(std::vector<Document>& documents, Wanted wanted, const Faults& faults,
                          std::string_view source) {
  const bool init = find(documents, Role::init) || find(documents, Role::cluster);
  if (faults.broken() || init || (wanted == Wanted::any && !documents.empty())) return;
  throw Error(fmt::format("{}: no InitConfiguration or ClusterConfiguration in it", source),
              "begin with what `kcluster config print init-defaults` prints", Exit::usage);
}

void decode_all(std::vector<Document>& documents, Config& config, Faults& faults) {
  if (const auto* init = find(documents, Role::init)) decode_init(init->yaml, config.init, faults);
  if (const auto* cluster = find(documents, Role::cluster))
    decode_cluster(cluster->yaml, config.cluster, faults);
  if (const auto* kubelet = find(documents, Role::kubelet)) {
    config.kubelet = kubelet->yaml.root;
    config.kubelet_given = true;
  }
  if (const auto* proxy = find(documents, Role::proxy)) {
    config.proxy = proxy->yaml.root;
    config.proxy_given = true;
  }
}

/// Findings about values get the line of their key, in the document whose kind has that key.
void place_findings(std::vector<Document>& documents, const Config& config, Faults& faults) {
  const YamlDocument nowhere;
  for (auto& finding : validate(config)) {
    const auto* owner = &nowhere;
    const auto top = finding.name.substr(0, finding.name.find_first_of(".["));
    for (const auto role : {Role::cluster, Role::init})
      if (const auto* document = find(documents, role))
        if (owner == &nowhere || document->yaml.root.contains(top)) owner = &document->yaml;
    faults.place(*owner, std::move(finding));
  }
}

void note_ignored(const std::vector<Document>& documents, Faults& faults) {
  for (const auto& [kind, yaml] : documents)
    if (kind->role == Role::join || kind->role == Role::reset || kind->role == Role::upgrade)
      faults.warning(yaml, "/kind", fmt::format("{} is not for init, ignored", kind->name));
}

Loaded load(std::string_view text, std::string_view source, Wanted wanted) {
  Faults faults(source);
  auto documents = read_documents(text, source, faults);
  require_kubeadm_kind(documents, wanted, faults, source);
  if (wanted == Wanted::init) note_ignored(documents, faults);
  migrate(documents, faults);
  Loaded loaded;
  decode_all(documents, loaded.config, faults);
  place_findings(documents, loaded.config, faults);
  JoinConfiguration join;
  if (wanted == Wanted::any) judge_join(documents, join, faults);
  ResetConfiguration reset;
  if (wanted == Wanted::any) judge_reset(documents, reset, faults);
  UpgradeConfig upgrade;
  if (wanted == Wanted::any) judge_upgrade(documents, upgrade, faults);
  loaded.warnings = faults.settle();
  return loaded;
}

}  // namespace

Loaded load_init(std::string_view text, std::string_view source) {
  return load(text, source, Wanted::init);
}

std::vector<Finding> check_configuration(std::string_view text, std::string_view source) {
  return load(text, source, Wanted::any).warnings;
}

}  // namespace kcluster
