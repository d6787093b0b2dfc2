#include "workflow/undo_http.h"

#include "base/error.h"
#include "base/json.h"
#include "base/json_in.h"
#include "host/before_image_file.h"
#include "http/api_path.h"

namespace kcluster {
namespace {

constexpr int kTrials = 5;  // of a change that others change as well

/// The object that a request changes; nullopt: it keeps nothing.
std::optional<std::string> object_of(const Request& request) {
  auto path = ApiPath::parse(request.path);
  if (!path || !path->subresource.empty()) return std::nullopt;
  if (path->name.empty())
    path->name = string_in(Json::parse(request.body, nullptr, false), "/metadata/name");
  return path->name.empty() ? std::nullopt : std::optional(path->object());
}

[[noreturn]] void refused(const std::string& path, const Response& answer) {
  const auto said = string_in(Json::parse(answer.body, nullptr, false), "/message");
  throw Error("the API server answers " + std::to_string(answer.status) + " for " + path +
                  (said.empty() ? "" : ": " + said),
              "see whether it is healthy: kcluster status");
}

/// The object as JSON; null: there is none.
Json look(const std::string& path, const Http& api) {
  const auto answer = api.get(path);
  if (answer.status == 404) return nullptr;
  if (!answer.ok()) refused(path, answer);
  return Json::parse(answer.body);
}

/// What the object says itself, without what the server says of it.
Json own(Json object) {
  if (!object.is_object()) return object;
  object.erase("status");
  if (object.contains("metadata"))
    for (const char* key :
         {"creationTimestamp", "generation", "managedFields", "resourceVersion", "uid", "selfLink"})
      object["metadata"].erase(key);
  return object;
}

Request request_for(const std::string& path, const Json& before, const Json& now) {
  if (before.is_null()) return {"DELETE", path, {}};
  Json body = own(before);
  if (now.is_null())
    return {"POST", ApiPath::parse(path)->collection(), body.dump(), "application/json",
            Secrecy::secret};
  body["metadata"]["resourceVersion"] = string_in(now, "/metadata/resourceVersion");
  return {"PUT", path, body.dump(), "application/json", Secrecy::secret};
}

void put_back_one(const std::string& path, const Json& before, Http& api) {
  for (int trial = 1;; ++trial) {
    const auto now = look(path, api);
    if (own(now) == own(before)) return;
    const auto answer = api.send(request_for(path, before, now));
    if (answer.ok() || (before.is_null() && answer.status == 404)) return;
    if (answer.status != 409 || trial == kTrials) refused(path, answer);
  }
}

}  // namespace

Response UndoHttp::send(const Request& request) {
  const auto object = request.method == "GET" ? std::nullopt : object_of(request);
  const Path note = object ? folder_ / note_name(*object) : Path();
  if (object && !files_.look(note)) {
    const Json image{{"path", *object}, {"before", look(*object, *below_)}};
    if (!files_.look(folder_)) files_.make_dir(folder_, 0700);
    files_.write(note, image.dump() + "\n", {0600, Secrecy::secret});
  }
  return below_->send(request);
}

void put_back_objects(const Files& files, const Path& folder, Http& api) {
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
    if (name.starts_with('.')) continue;  // a write that was cut off: nothing was sent yet
    const auto image = Json::parse(files.read(folder / name).value_or(""), nullptr, false);
    const auto path = string_in(image, "/path");
    if (!ApiPath::parse(path) || !image.contains("before"))
      throw Error((folder / name).string() + " does not say which object it is of",
                  "look what it names, mend that by hand, then remove the file");
    put_back_one(path, image["before"], api);
  }
}

}  // namespace kcluster
