#include "config/migrate.h"

#include <fmt/format.h>

namespace kcluster {
namespace {

constexpr std::string_view kArgMaps[] = {"/apiServer/extraArgs", "/controllerManager/extraArgs",
                                         "/scheduler/extraArgs", "/etcd/local/extraArgs",
                                         "/nodeRegistration/kubeletExtraArgs"};

/// The value at a pointer, or null where a parent is missing or of another type.
Json* at(Json& root, std::string_view pointer) {
  const Json::json_pointer where{std::string(pointer)};
  return root.contains(where) ? &root[where] : nullptr;
}

void list_arguments(Json& root) {
  for (const auto pointer : kArgMaps) {
    Json* args = at(root, pointer);
    if (args == nullptr || !args->is_object()) continue;
    Json list = Json::array();
    for (const auto& [name, value] : args->items())
      list.push_back({{"name", name}, {"value", value}});
    *args = std::move(list);
  }
}

void name_http_endpoints(Json& root) {
  if (Json* external = at(root, "/etcd/external"); external != nullptr && external->is_object())
    if (const auto endpoints = external->find("endpoints"); endpoints != external->end())
      (*external)["httpEndpoints"] = Json(*endpoints);
}

/// Takes a time limit out of its old place; its new place is the document's timeouts.
void move_limit(Json& from, const char* pointer, const char* key, Json& to, const char* name) {
  Json* parent = at(from, pointer);
  if (parent == nullptr || !parent->is_object() || !parent->contains(key)) return;
  const Json limit = (*parent)[key];
  parent->erase(key);
  const bool zero = limit == "0s" || limit == "0";
  if (!zero && (!to.contains("timeouts") || to["timeouts"].is_object()))
    to["timeouts"][name] = limit;
}

const Kind* current(const Kind& old) {
  for (const auto& kind : kinds_v1beta4())
    if (kind.role == old.role) return &kind;
  return &old;
}

Document& init_document(std::vector<Document>& documents) {
  if (auto* found = find(documents, Role::init)) return *found;
  Document made;
  made.kind = kinds_v1beta4().data();
  made.yaml.root = Json::object();
  documents.push_back(std::move(made));
  return documents.back();
}

}  // namespace

void migrate(std::vector<Document>& documents, Faults& faults) {
  const auto* cluster = find(documents, Role::cluster);
  const bool old_cluster = cluster != nullptr && cluster->old();
  for (auto& document : documents) {
    if (!document.old()) continue;
    faults.warning(document.yaml, "/apiVersion",
                   fmt::format("{} is deprecated and gone from Kubernetes 1.37", kOldApi),
                   fmt::format("write this {} as {}", document.kind->name, kCurrentApi));
    list_arguments(document.yaml.root);
    name_http_endpoints(document.yaml.root);
    move_limit(document.yaml.root, "/discovery", "timeout", document.yaml.root, "discovery");
    document.kind = current(*document.kind);
  }
  if (!old_cluster) return;
  auto& init = init_document(documents);
  move_limit(find(documents, Role::cluster)->yaml.root, "/apiServer", "timeoutForControlPlane",
             init.yaml.root, "controlPlaneComponentHealthCheck");
}

}  // namespace kcluster
