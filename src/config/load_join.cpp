#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "config/decode.h"
#include "config/documents.h"
#include "config/join.h"
#include "config/migrate.h"
#include "config/rules.h"

namespace kcluster {
namespace {

/// A cluster-wide document in its own words: unknown keys are no faults there.
Document stored_document(std::string_view text, std::string_view source) {
  auto documents = read_yaml(text, source);
  for (const auto& kind : known_kinds())
    if (kind.role == Role::cluster && documents.size() == 1 && documents.front().root.is_object() &&
        documents.front().root.value("apiVersion", Json()) == kind.api_version &&
        documents.front().root.value("kind", Json()) == kind.name)
      return {&kind, std::move(documents.front())};
  throw Error(fmt::format("{} holds no ClusterConfiguration of {}", source, kCurrentApi),
              "look at it: kubectl -n kube-system get configmap kubeadm-config -o yaml");
}

}  // namespace

std::shared_ptr<const Secret> JoinToken::bearer() const {
  return std::make_shared<const Secret>(id + "." + secret->reveal());
}

std::vector<Finding> validate_join(const JoinConfiguration& config) {
  rules::Found found;
  rules::join(config, found);
  return found.take();
}

void judge_join(std::vector<Document>& documents, JoinConfiguration& join, Faults& faults) {
  const auto* document = find(documents, Role::join);
  if (document == nullptr) return;
  decode_join(document->yaml, join, faults);
  if (faults.broken()) return;  // a token that is none would be found missing as well
  for (auto& finding : validate_join(join)) faults.place(document->yaml, std::move(finding));
}

LoadedJoin load_join(std::string_view text, std::string_view source) {
  Faults faults(source);
  auto documents = documents_for({Role::join, "join", "JoinConfiguration"}, text, source, faults);
  LoadedJoin loaded;
  judge_join(documents, loaded.config, faults);
  loaded.warnings = faults.settle();
  return loaded;
}

ClusterConfiguration load_stored_cluster(std::string_view text, std::string_view source) {
  std::vector<Document> documents;
  documents.push_back(stored_document(text, source));
  Faults faults(source);
  migrate(documents, faults);
  ClusterConfiguration cluster;
  decode_cluster(find(documents, Role::cluster)->yaml, cluster, faults);
  return cluster;
}

}  // namespace kcluster
