#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "host/clock.h"
#include "http/http.h"
#include "kube/resource.h"

namespace kcluster {

/// How long a call is tried again while the API server is silent, overloaded or not set up yet.
struct Patience {
  const Clock* clock = nullptr;  ///< none: one attempt, then Silence
  Millis limit{0};               ///< kubeadm's timeouts.kubernetesAPICall
};

enum class Presence { present, absent, forbidden };

/// The Kubernetes API, with kubeadm's verbs. Every refusal is a Refusal (kube/refusal.h) with the
/// server's message; what may pass (429, 5xx, no answer) is tried again within `patience`.
/// Calls return whether they changed something: a second run of the same call does not.
class Client {
 public:
  using Change = std::function<void(Json& object)>;

  explicit Client(std::shared_ptr<Http> http, Patience patience = {});

  /// An object or a list by its path; nullopt when there is none.
  std::optional<Json> get(const std::string& path) const;

  /// Whether it exists, where a 403 is an answer as well.
  Presence look(const std::string& path) const;
  /// Whether the server serves this kind: built in, or a custom one it has taken up.
  bool knows(const std::string& api_version, const std::string& kind) const;

  /// Creates; replaces one that exists unless it says all that `object` says already.
  bool create_or_update(const Json& object);
  /// Creates; leaves one that exists as it is.
  bool create_or_keep(const Json& object);
  /// Reads, changes and puts back under the same resourceVersion, again after a conflict. Nothing
  /// is sent when `change` leaves the object equal. Refusal (404) when it does not exist.
  bool change(const std::string& path, const Change& change);
  /// Puts an object back as it is, which has the API server store it anew; again after a conflict.
  /// False: there is none.
  bool rewrite(const std::string& path);
  /// Server-side apply, forced, as that field manager; kinds not built in are looked up at the
  /// server.
  void apply(const Json& object, const std::string& manager);
  /// One request, whatever its answer is: for subresources, such as a pod's eviction.
  Response post(const std::string& path, const Json& body);
  /// Absent is fine.
  bool remove(const std::string& path);

  /// The path of an object of any kind the server knows.
  std::string path_of(const Json& object) const;

 private:
  Resource resource_of(const Json& object) const;
  std::optional<Resource> find_resource(const std::string& version, const std::string& kind) const;
  Response get_once(const std::string& path) const;
  Response create(const Json& object);
  bool update(const std::string& path, const Json& object);
  bool change_once(const std::string& path, const Change& change);
  bool rewrite_once(const std::string& path);

  std::shared_ptr<Http> http_;
  Patience patience_;
};

/// Whether `live` says all that `wanted` says: fields the server added are allowed, extra keys of a
/// ConfigMap's or Secret's data are not.
bool says_already(const Json& live, const Json& wanted);

}  // namespace kcluster
