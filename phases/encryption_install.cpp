#include "base/attempt.h"
#include "base/error.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "manifest/static_pod.h"
#include "phases/encryption.h"
#include "phases/rest.h"
#include "phases/wait_doctor.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

constexpr const char* kApiServer = "kube-apiserver";
constexpr const char* kFlag = "encryption-provider-config";
constexpr Millis kLookAgain{2000};  // its metrics are long

Json pod_here(const Files& files) {
  const auto path = manifest_path(kApiServer);
  if (auto pod = one_mapping(files.read(path).value_or(""), path)) return *pod;
  throw Error("there is no " + path, "make it: kcluster init phase control-plane apiserver");
}

void put_file(const EncryptionProviders& providers, Files& files) {
  const auto text = encryption_text(providers);
  files.make_dir(paths::encryption, 0700);
  files.write(paths::encryption_config, text.reveal(), {0600, Secrecy::secret});
}

void take_file_away(Files& files) {
  files.remove(paths::encryption_config);
  if (const auto left = files.list(paths::encryption); left && left->empty())
    files.remove(paths::encryption);
}

void put_manifest(const Json& pod, const EncryptionPlan& plan, const EncryptionHands& hands) {
  const auto put = [&] {
    hands.files.write(manifest_path(kApiServer), write_yaml(pod), {0600});
  };
  exchange(plan.aside, put, hands.runtime, hands.files, hands.system, hands.tell);
}

using Reason = std::optional<std::string>;

Reason ask(const std::string& digest, const Http& server) {
  const auto ready = attempt([&] { return server.get("/readyz").status; });
  if (!ready || *ready != 200) return ready ? "it is not ready yet" : ready.why;
  const auto loaded = attempt([&] { return loaded_encryption(server); });
  if (loaded && *loaded == digest) return std::nullopt;
  return loaded ? "it looks for another file once a minute" : loaded.why;
}

/// Until the API server itself says that it uses this very file.
void await_use(const std::string& digest, const EncryptionPlan& plan,
               const EncryptionHands& hands) {
  const auto server = hands.look(local_endpoint(plan.api, plan.api.admin_conf, hands.files));
  const auto cri = hands.runtime();
  const WaitEyes eyes{hands.files, hands.system, hands.clock, *cri, hands.dial};
  Time next{};
  Reason last;
  const auto missing = [&] {
    if (hands.clock.now() < next) return last;
    last = ask(digest, *server);
    next = hands.clock.now() + kLookAgain;
    return last;
  };
  await_explained("the API server to use its new encryption configuration", plan.limit, missing,
                  kApiServer, eyes);
}

}  // namespace

EncryptionProviders present_encryption(const Files& files) {
  const auto named = flag_value(component_command(kApiServer, files), kFlag);
  if (!named) return {};
  if (*named != paths::encryption_config)
    throw Error("the API server reads " + *named + ", which kcluster did not make",
                "kcluster leaves it alone; change it as you made it", Exit::usage);
  const auto text = files.read(*named);
  if (!text)
    throw Error("there is no " + *named + ", which the API server's manifest names",
                "copy it from another control plane, or out of a backup");
  return read_encryption(*text, *named);
}

void make_encryption_file(const std::string& kind, Files& files, Time now) {
  if (const auto there = files.read(paths::encryption_config))
    return put_file(read_encryption(*there, paths::encryption_config), files);
  put_file({make_encryption_key(kind, now), identity_provider()}, files);
}

void install_encryption(const EncryptionRound& round, const EncryptionPlan& plan,
                        const EncryptionHands& hands) {
  const bool none = round.providers.empty();
  if (!none) put_file(round.providers, hands.files);
  const auto before = pod_here(hands.files);
  const auto pod = none ? plain_pod(before) : encrypting_pod(before);
  if (pod != before) put_manifest(pod, plan, hands);
  if (plan.rehearsal) return;
  const auto file = hands.files.read(paths::encryption_config).value_or("");
  await_use(none ? "" : encryption_digest(file), plan, hands);
  if (none) take_file_away(hands.files);
}

}  // namespace kcluster
