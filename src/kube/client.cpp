#include "kube/client.h"

#include <utility>

#include "base/error.h"
#include "base/json_in.h"
#include "kube/refusal.h"

namespace kcluster {
namespace {

constexpr int forbidden = 403, not_found = 404, conflict = 409, invalid = 422;
constexpr int conflicts_in_a_row =
    20;  // the kubelet and controllers write a node a few times a second

/// Runs once, or until it is no longer silent.
template <class Call>
void persist(const Patience& patience, const std::string& what, const Call& call) {
  if (patience.clock == nullptr) return call();
  patience.clock->await(what, patience.limit, [&]() -> std::optional<std::string> {
    call();
    return std::nullopt;
  });
}

Json parse(const Response& response, const std::string& path) {
  auto body = Json::parse(response.body, nullptr, false);
  if (!body.is_object())
    throw Silence("the API server's answer for " + path + " is not a JSON object",
                  "check that no proxy stands between this node and the API server");
  return body;
}

Request request(const char* method, const std::string& path, const Json& object) {
  Request made{method, path, object.dump(), "application/json", Secrecy::open};
  if (object.value("kind", "") == "Secret") made.secrecy = Secrecy::secret;
  return made;
}

}  // namespace

Client::Client(std::shared_ptr<Http> http, Patience patience)
    : http_(std::move(http)), patience_(patience) {}

Response Client::get_once(const std::string& path) const {
  auto response = http_->get(path);
  if (!response.ok() && response.status != not_found) refuse(response, "read " + path);
  return response;
}

std::optional<Json> Client::get(const std::string& path) const {
  std::optional<Json> found;
  persist(patience_, "reading " + path + " from the API server", [&] {
    const auto response = get_once(path);
    found = response.ok() ? std::optional(parse(response, path)) : std::nullopt;
  });
  return found;
}

Presence Client::look(const std::string& path) const {
  auto found = Presence::absent;
  persist(patience_, "reading " + path + " from the API server", [&] {
    const auto response = http_->get(path);
    if (response.status == forbidden) return void(found = Presence::forbidden);
    if (!response.ok() && response.status != not_found) refuse(response, "read " + path);
    found = response.ok() ? Presence::present : Presence::absent;
  });
  return found;
}

/// Conflicts and the 422 of a service's taken address are answers for the caller to judge.
Response Client::create(const Json& object) {
  const auto resource = resource_of(object);
  const auto space = object["metadata"].value("namespace", "");
  auto response = http_->send(request("POST", collection_path(resource, space), object));
  if (!response.ok() && response.status != conflict && response.status != invalid)
    refuse(response, "create " + object_title(object));
  return response;
}

bool Client::create_or_update(const Json& object) {
  bool changed = false;
  const auto path = path_of(object);
  persist(patience_, "writing " + object_title(object), [&] {
    const auto response = create(object);
    if (response.ok()) return void(changed = true);
    if (response.status == invalid && get_once(path).status == not_found)
      refuse(response, "create " + object_title(object));
    changed = update(path, object);
  });
  return changed;
}

bool Client::update(const std::string& path, const Json& object) {
  for (int attempt = 0; attempt < conflicts_in_a_row; ++attempt) {
    const auto response = get_once(path);
    if (!response.ok()) break;  // deleted in between: created by the next attempt
    const auto live = parse(response, path);
    if (says_already(live, object)) return false;
    auto next = object;
    next["metadata"]["resourceVersion"] = string_in(live, "/metadata/resourceVersion");
    const auto put = http_->send(request("PUT", path, next));
    if (put.ok()) return true;
    if (put.status != conflict) refuse(put, "update " + object_title(object));
  }
  throw Silence("cannot update " + object_title(object) + ": it keeps being changed or deleted",
                "find out what else writes it, then run the same command again");
}

bool Client::create_or_keep(const Json& object) {
  bool changed = false;
  const auto path = path_of(object);
  persist(patience_, "writing " + object_title(object), [&] {
    const auto response = create(object);
    if (response.status == invalid && get_once(path).status == not_found)
      refuse(response, "create " + object_title(object));
    changed = response.ok();
  });
  return changed;
}

bool Client::change(const std::string& path, const Change& change) {
  bool changed = false;
  persist(patience_, "changing " + path, [&] { changed = change_once(path, change); });
  return changed;
}

bool Client::change_once(const std::string& path, const Change& change) {
  for (int attempt = 0; attempt < conflicts_in_a_row; ++attempt) {
    const auto response = http_->get(path);
    if (!response.ok()) refuse(response, "read " + path);
    const auto live = parse(response, path);
    auto next = live;
    change(next);
    if (next == live) return false;
    const auto put = http_->send(request("PUT", path, next));
    if (put.ok()) return true;
    if (put.status != conflict) refuse(put, "update " + object_title(live));
  }
  throw Silence("cannot update " + path + ": it keeps being changed",
                "find out what else writes it, then run the same command again");
}

bool Client::rewrite(const std::string& path) {
  bool found = false;
  persist(patience_, "rewriting " + path, [&] { found = rewrite_once(path); });
  return found;
}

bool Client::rewrite_once(const std::string& path) {
  for (int attempt = 0; attempt < conflicts_in_a_row; ++attempt) {
    const auto response = get_once(path);
    if (!response.ok()) return false;
    const auto live = parse(response, path);
    const auto put = http_->send(request("PUT", path, live));
    if (put.ok()) return true;
    if (put.status == not_found) return false;
    if (put.status != conflict) refuse(put, "update " + object_title(live));
  }
  throw Silence("cannot rewrite " + path + ": it keeps being changed",
                "find out what else writes it, then run the same command again");
}

void Client::apply(const Json& object, const std::string& manager) {
  persist(patience_, "applying " + object_title(object), [&] {
    auto patch =
        request("PATCH", path_of(object) + "?fieldManager=" + manager + "&force=true", object);
    patch.content_type = "application/apply-patch+yaml";  // JSON is YAML
    const auto response = http_->send(patch);
    if (!response.ok()) refuse(response, "apply " + object_title(object));
  });
}

Response Client::post(const std::string& path, const Json& body) {
  return http_->send(request("POST", path, body));
}

bool Client::remove(const std::string& path) {
  bool changed = false;
  persist(patience_, "deleting " + path, [&] {
    const auto response = http_->send({"DELETE", path, "", "application/json", Secrecy::open});
    changed = response.ok();
    if (!changed && response.status != not_found) refuse(response, "delete " + path);
  });
  return changed;
}

std::string Client::path_of(const Json& object) const {
  return object_path(resource_of(object), object);
}

std::optional<Resource> Client::find_resource(const std::string& version,
                                              const std::string& kind) const {
  if (auto known = known_resource(version, kind)) return known;
  const auto response = get_once(group_path(version));
  if (!response.ok()) return std::nullopt;
  const auto served = parse(response, version);
  for (const auto& row : list_in(served, "/resources")) {
    const auto name = string_in(row, "/name");
    if (string_in(row, "/kind") != kind || name.find('/') != std::string::npos) continue;
    const auto namespaced = "/namespaced"_json_pointer;
    const bool inside = row.contains(namespaced) && row.at(namespaced) == true;
    return Resource{version, kind, name,
                    inside ? Resource::Scope::namespaced : Resource::Scope::cluster};
  }
  return std::nullopt;
}

Resource Client::resource_of(const Json& object) const {
  const auto version = object.value("apiVersion", ""), kind = object.value("kind", "");
  if (auto found = find_resource(version, kind)) return *found;
  throw Refusal(not_found, "NotFound", "this cluster knows no kind " + kind + " of " + version,
                "apply its CustomResourceDefinition first, or correct apiVersion and kind");
}

bool Client::knows(const std::string& api_version, const std::string& kind) const {
  bool known = false;
  persist(patience_, "asking the API server for kind " + kind,
          [&] { known = find_resource(api_version, kind).has_value(); });
  return known;
}

}  // namespace kcluster
