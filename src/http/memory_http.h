#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "base/json.h"
#include "http/api_path.h"
#include "http/http.h"

namespace kcluster {

/// A request that was sent to a MemoryHttp, and what came of it.
struct Sent {
  Request request;
  int status = 0;
  bool changed = false;               ///< the object is another one than before
  std::optional<std::string> before;  ///< the object as JSON, nullopt when there was none
  std::string after;                  ///< the object as JSON, "" when it was deleted
};

/// An API server in memory, over a real one that it only looks at (dry run) or over nothing (tests:
/// a healthy, empty cluster). POST creates, PUT replaces, PATCH merges (merge patch and strategic
/// merge alike; JSON patch; apply also creates), DELETE removes, and so does a pod's eviction; 404,
/// 409 and resourceVersion are as the API server gives them, and what changes nothing keeps its
/// resourceVersion. Lists obey selectors.
class MemoryHttp : public Http {
 public:
  explicit MemoryHttp(std::shared_ptr<const Http> below = nullptr) : below_(std::move(below)) {}

  Response get(const std::string& path) const override;
  Response send(const Request& request) override;

  /// What lies at an object's path, for tests; nullopt: nothing. Not recorded in sent().
  std::optional<Json> object(const std::string& path) const;
  void put(const std::string& path, Json object);
  /// A fixed answer for a path (without its query), to every method, before anything else.
  void answer(const std::string& path, Response response);
  /// Called with each object right after it was created or changed through send(), to play
  /// controllers and kubelets: it may change the object (status, token data).
  void react(std::function<void(const ApiPath&, Json&)> controller);

  /// Every request but GET, oldest first; GETs are not kept.
  std::vector<Sent> sent() const;

 private:
  using Objects = std::map<std::string, std::optional<Json>>;  // by object path; nullopt: deleted
  std::optional<Json> find(const std::string& path) const;
  Response list(const ApiPath& path) const;
  Response change(const Request& request, const ApiPath& path, Sent& record);
  Response create(const Request& request, ApiPath path, Sent& record);
  Response patch(const Request& request, const ApiPath& path, Sent& record);
  Response replace(const Request& request, const ApiPath& path, Sent& record);
  Response remove(const ApiPath& path, Sent& record);
  Response store(const ApiPath& path, const std::optional<Json>& old, Json fresh, Sent& record);

  std::shared_ptr<const Http> below_;
  Objects objects_;
  std::map<std::string, Response> answers_;
  std::vector<Sent> sent_;
  std::function<void(const ApiPath&, Json&)> controller_;
  unsigned long version_ = 1000;
  mutable std::recursive_mutex lock_;
};

}  // namespace kcluster
