#include "http/memory_http.h"

#include <fmt/format.h>

#include <cctype>

#include "http/selectors.h"

namespace kcluster {
namespace {

Response json_response(int status, const Json& body) {
  return {status, body.dump(), {{"content-type", "application/json"}}};
}

Response failure(int status, const char* reason, const std::string& message) {
  return json_response(status, {{"kind", "Status"},
                                {"apiVersion", "v1"},
                                {"metadata", Json::object()},
                                {"status", "Failure"},
                                {"message", message},
                                {"reason", reason},
                                {"code", status}});
}

Response not_found(const ApiPath& path) {
  return failure(404, "NotFound", fmt::format("{} \"{}\" not found", path.resource, path.name));
}

Response conflict(const ApiPath& path) {
  return failure(409, "Conflict",
                 fmt::format("{} \"{}\": the object has been modified", path.resource, path.name));
}

std::string text_of(const Json& object, const char* pointer) {
  return object.value(Json::json_pointer(pointer), std::string());
}

Json without_version(Json object) {
  if (object.contains("metadata")) object["metadata"].erase("resourceVersion");
  return object;
}

// what the server keeps whoever replaces an object
void keep_identity(const Json& old, Json& fresh) {
  if (!old.contains("metadata")) return;
  for (const char* key : {"uid", "creationTimestamp", "resourceVersion"})
    if (old["metadata"].contains(key)) fresh["metadata"][key] = old["metadata"][key];
}

Response healthy(const std::string& path) {
  if (path == "/version")
    return json_response(200, {{"major", "1"}, {"minor", "36"}, {"gitVersion", "v1.36.3"}});
  for (const char* known : {"/healthz", "/livez", "/readyz"})
    if (path.starts_with(known)) return {200, "ok", {{"content-type", "text/plain"}}};
  return failure(404, "NotFound", "the server could not find the requested resource");
}

// lists over all namespaces match objects of any
bool belongs(const std::string& object, const ApiPath& list) {
  const auto path = ApiPath::parse(object);
  return path && path->base == list.base && path->resource == list.resource &&
         (list.namespace_.empty() || path->namespace_ == list.namespace_);
}

std::string path_of(const ApiPath& list, const Json& item) {
  ApiPath path = list;
  path.name = text_of(item, "/metadata/name");
  path.namespace_ = text_of(item, "/metadata/namespace");
  return path.object();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const unsigned char byte : text)
    out +=
        std::isalnum(byte) ? std::string(1, static_cast<char>(byte)) : fmt::format("%{:02X}", byte);
  return out;
}

/// With its query: whoever asks may be let read no more than that.
std::string asked(const ApiPath& list) {
  std::string path = list.collection();
  char before = '?';
  for (const auto& [name, value] : list.query) {
    path += fmt::format("{}{}={}", before, name, escaped(value));
    before = '&';
  }
  return path;
}

Json patched(const Json& old, const Request& request) {
  const Json change = Json::parse(request.body);
  if (request.content_type.starts_with("application/json-patch")) return old.patch(change);
  Json fresh = old;
  fresh.merge_patch(change);
  return fresh;
}

}  // namespace

Response MemoryHttp::get(const std::string& path) const {
  const std::scoped_lock hold(lock_);
  if (const auto fixed = answers_.find(path.substr(0, path.find('?'))); fixed != answers_.end())
    return fixed->second;
  const auto parsed = ApiPath::parse(path);
  if (!parsed) return below_ ? below_->get(path) : healthy(path);
  if (parsed->name.empty()) return list(*parsed);
  const auto known = objects_.find(parsed->object());
  if (known == objects_.end() && below_) return below_->get(path);
  const auto object = find(parsed->object());
  return object ? json_response(200, *object) : not_found(*parsed);
}

std::optional<Json> MemoryHttp::find(const std::string& path) const {
  if (const auto held = objects_.find(path); held != objects_.end()) return held->second;
  const auto answer = below_ ? below_->get(path) : Response{404, {}, {}};
  return answer.ok() ? std::optional(Json::parse(answer.body)) : std::nullopt;
}

Response MemoryHttp::list(const ApiPath& path) const {
  Json items = Json::array();
  if (below_) {
    const auto answer = below_->get(asked(path));
    if (!answer.ok()) return answer;
    for (const auto& item : Json::parse(answer.body).value("items", Json::array()))
      if (!objects_.contains(path_of(path, item)) && selected(item, path.query))
        items.push_back(item);
  }
  for (const auto& [place, object] : objects_)
    if (object && belongs(place, path) && selected(*object, path.query)) items.push_back(*object);
  return json_response(200, {{"kind", "List"},
                             {"apiVersion", path.api_version()},
                             {"metadata", {{"resourceVersion", std::to_string(version_)}}},
                             {"items", items}});
}

Response MemoryHttp::send(const Request& request) {
  const std::scoped_lock hold(lock_);
  if (request.method == "GET") return get(request.path);
  Sent record{request, 0, false, std::nullopt, {}};
  Response response;
  const auto fixed = answers_.find(request.path.substr(0, request.path.find('?')));
  const auto path = ApiPath::parse(request.path);
  if (fixed != answers_.end())
    response = fixed->second;
  else
    response = path ? change(request, *path, record) : healthy(request.path);
  record.status = response.status;
  sent_.push_back(std::move(record));
  return response;
}

Response MemoryHttp::change(const Request& request, const ApiPath& path, Sent& record) {
  try {
    if (request.method == "POST") return create(request, path, record);
    if (path.name.empty()) return failure(405, "MethodNotAllowed", "only for one object");
    if (request.method == "PUT") return replace(request, path, record);
    if (request.method == "PATCH") return patch(request, path, record);
    if (request.method == "DELETE") return remove(path, record);
  } catch (const Json::exception& fault) {
    return failure(400, "BadRequest", fault.what());
  }
  return failure(405, "MethodNotAllowed", request.method);
}

Response MemoryHttp::create(const Request& request, ApiPath path, Sent& record) {
  Json object = Json::parse(request.body);
  if (path.subresource == "eviction") return remove(path, record);
  if (!path.subresource.empty()) return json_response(201, object);
  const std::string prefix = text_of(object, "/metadata/generateName");
  path.name = text_of(object, "/metadata/name");
  if (path.name.empty() && prefix.empty()) return json_response(201, object);  // a review
  if (path.name.empty()) path.name = prefix + fmt::format("{:05}", version_);
  if (find(path.object()))
    return failure(409, "AlreadyExists",
                   fmt::format("{} \"{}\" already exists", path.resource, path.name));
  Json& meta = object["metadata"];
  meta["name"] = path.name;
  if (!path.namespace_.empty()) meta["namespace"] = path.namespace_;
  meta["uid"] = fmt::format("00000000-0000-4000-8000-{:012}", version_);
  meta["creationTimestamp"] = "2025-01-01T00:00:00Z";
  auto response = store(path, std::nullopt, std::move(object), record);
  response.status = 201;
  return response;
}

Response MemoryHttp::replace(const Request& request, const ApiPath& path, Sent& record) {
  const auto old = find(path.object());
  if (!old) return not_found(path);
  const Json body = Json::parse(request.body);
  const std::string wanted = text_of(body, "/metadata/resourceVersion");
  if (!wanted.empty() && wanted != text_of(*old, "/metadata/resourceVersion"))
    return conflict(path);
  Json fresh = path.subresource == "status" ? *old : body;
  if (path.subresource == "status") fresh["status"] = body.value("status", Json::object());
  keep_identity(*old, fresh);
  return store(path, old, std::move(fresh), record);
}

Response MemoryHttp::patch(const Request& request, const ApiPath& path, Sent& record) {
  const auto old = find(path.object());
  if (!old && request.content_type.starts_with("application/apply-patch"))
    return create(request, path, record);
  if (!old) return not_found(path);
  Json fresh = patched(*old, request);
  const std::string wanted = text_of(fresh, "/metadata/resourceVersion");
  if (wanted != text_of(*old, "/metadata/resourceVersion")) return conflict(path);
  return store(path, old, std::move(fresh), record);
}

Response MemoryHttp::remove(const ApiPath& path, Sent& record) {
  const auto old = find(path.object());
  if (!old) return not_found(path);
  record.before = old->dump();
  record.changed = true;
  objects_[path.object()] = std::nullopt;
  ++version_;
  return json_response(200, {{"kind", "Status"}, {"apiVersion", "v1"}, {"status", "Success"}});
}

Response MemoryHttp::store(const ApiPath& path, const std::optional<Json>& old, Json fresh,
                           Sent& record) {
  if (old) record.before = old->dump();
  record.changed = !old || without_version(*old) != without_version(fresh);
  if (record.changed) {
    if (controller_) controller_(path, fresh);
    fresh["metadata"]["resourceVersion"] = std::to_string(++version_);
    objects_[path.object()] = fresh;
  }
  record.after = fresh.dump();
  return json_response(200, fresh);
}

std::optional<Json> MemoryHttp::object(const std::string& path) const {
  const std::scoped_lock hold(lock_);
  return find(path);
}

void MemoryHttp::put(const std::string& path, Json object) {
  const std::scoped_lock hold(lock_);
  object["metadata"]["resourceVersion"] = std::to_string(++version_);
  objects_[path] = std::move(object);
}

void MemoryHttp::answer(const std::string& path, Response response) {
  const std::scoped_lock hold(lock_);
  answers_[path] = std::move(response);
}

void MemoryHttp::react(std::function<void(const ApiPath&, Json&)> controller) {
  const std::scoped_lock hold(lock_);
  controller_ = std::move(controller);
}

std::vector<Sent> MemoryHttp::sent() const {
  const std::scoped_lock hold(lock_);
  return sent_;
}

}  // namespace kcluster
