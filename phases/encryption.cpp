#include "phases/encryption.h"

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/text.h"
#include "host/random.h"
#include "host/rfc3339.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "manifest/static_pod.h"
#include "phases/stored_configuration.h"

namespace kcluster {
namespace {

constexpr Millis kAnswers = std::chrono::minutes(1);
constexpr std::size_t kKeyBytes = 32;

std::string digest_of(const EncryptionProviders& providers) {
  return providers.empty() ? "" : encryption_digest(encryption_text(providers).reveal());
}

bool has_key(const EncryptionProviders& providers) { return !written_form(providers).empty(); }

/// A control plane that joins announces its etcd before it looks whether a change is under way, and
/// the change is noted before its members are counted here: one sees the other.
std::optional<std::string> joining_server(const EncryptionHands& hands, std::size_t servers) {
  if (!hands.files.look(manifest_path("etcd"))) return std::nullopt;  // it is external
  const auto members =
      attempt([&] { return hands.store.etcd->members(Etcd::Reading::linearizable); });
  if (!members) return members.why;
  if (members->size() <= servers) return std::nullopt;
  return "etcd has more members than the cluster shows API servers: a control plane is joining, or "
         "has left its member behind (kcluster etcd status)";
}

/// All of them have answered; kubelets take a moment to show an API server that has restarted.
std::vector<EncryptionServer> all_servers(const EncryptionPlan& plan, const EncryptionHands& hands,
                                          const Client& api) {
  const auto administrator = local_endpoint(plan.api, plan.api.admin_conf, hands.files);
  std::vector<EncryptionServer> servers;
  hands.clock.await("every API server to answer", kAnswers, [&]() -> std::optional<std::string> {
    servers = encryption_servers(api, administrator, hands.look);
    bool here = false;
    for (const auto& server : servers) {
      if (!server.why.empty()) return server.node + ": " + server.why;
      here = here || server.node == plan.node;
    }
    if (!here) return "the cluster does not show that of " + plan.node;
    return joining_server(hands, servers.size());
  });
  return servers;
}

/// What a change begins from must be the same everywhere.
void require_alike(const std::vector<EncryptionServer>& servers, const Files& files) {
  const auto present = present_encryption(files);
  const auto here =
      present.empty() ? "" : encryption_digest(files.read(paths::encryption_config).value_or(""));
  for (const auto& server : servers)
    if (server.digest != here)
      throw Error("the API server of " + server.node +
                      " uses another encryption configuration than this node has",
                  std::string("bring the right ") + paths::encryption_config +
                      " there, wait a minute and run the same command again; see: kcluster "
                      "encryption status");
}

/// nullopt: it is as wished already.
std::optional<EncryptionChange> wished_change(const EncryptionPlan& plan,
                                              const EncryptionHands& hands,
                                              std::size_t api_servers) {
  const auto present = present_encryption(hands.files);
  const bool on = has_key(present);
  if (plan.wish == EncryptionWish::rotate && !on)
    throw Error("Secrets are stored in plain, there is no key to rotate",
                "kcluster encryption enable", Exit::usage);
  if (plan.wish == EncryptionWish::enable && on) {
    if (plan.kind.empty() || plan.kind == present.front().kind) return std::nullopt;
    throw Error("Secrets are stored with " + present.front().kind + " already",
                "kcluster encryption rotate --provider " + plan.kind, Exit::usage);
  }
  if (plan.wish == EncryptionWish::disable && present.empty()) return std::nullopt;
  const auto usual = on ? present.front().kind : encryption_kinds().front();
  const auto fresh =
      make_encryption_key(plan.kind.empty() ? usual : plan.kind, hands.clock.now());
  return EncryptionChange{plan.wish, encryption_rounds(plan.wish, present, fresh, api_servers)};
}

const EncryptionRound& writing_round(const EncryptionChange& change) {
  for (const auto& round : change.rounds)
    if (round.name == "write") return round;
  throw Error("the change that is under way has no round of writing",
              "kubectl -n kube-system delete configmap kcluster-encryption, then begin again");
}

void require_same_wish(const EncryptionPlan& plan, const EncryptionChange& change) {
  const std::string command = std::string("kcluster encryption ") + name_of(change.wish);
  if (plan.wish != change.wish)
    throw Error(std::string("another change is under way: ") + name_of(change.wish),
                "finish it first: " + command, Exit::usage);
  const auto& kind = writing_round(change).providers.front().kind;
  if (!plan.kind.empty() && plan.kind != kind)
    throw Error("a change to " + kind + " is under way", "finish it first: " + command,
                Exit::usage);
}

/// What is under way, or begins now.
std::optional<EncryptionChange> settled_change(const EncryptionPlan& plan,
                                               const EncryptionHands& hands, Client& api) {
  const auto key = encryption_sealing_key(plan.sealing_key, hands.files);
  auto change = read_encryption_change(api, key);
  if (!change) {
    const auto servers = all_servers(plan, hands, api);
    require_alike(servers, hands.files);
    change = wished_change(plan, hands, servers.size());
    if (!change) return std::nullopt;
    begin_encryption_change(*change, key, api);
    change = read_encryption_change(api, key);  // another node may have been first
  }
  if (change) require_same_wish(plan, *change);
  return change;
}

std::vector<EncryptionStand> stands_of(const std::vector<EncryptionServer>& servers,
                                       const EncryptionChange& change) {
  std::vector<EncryptionStand> stands;
  for (const auto& server : servers) {
    EncryptionStand stand{server.node, -1};
    for (std::size_t i = 0; i < change.rounds.size(); ++i)
      if (digest_of(change.rounds[i].providers) == server.digest)
        stand.round = static_cast<int>(i);
    stands.push_back(std::move(stand));
  }
  return stands;
}

int own_stand(const std::vector<EncryptionStand>& stands, const std::string& node) {
  const auto own =
      std::find_if(stands.begin(), stands.end(), [&](auto& stand) { return stand.node == node; });
  return own == stands.end() ? -1 : own->round;
}

/// A change for one API server alone has no round of reading: it begins anew where a second one was
/// on its way.
void require_alone(const EncryptionChange& change, const std::vector<EncryptionStand>& stands,
                   Client& api) {
  const auto begun = [](const EncryptionStand& stand) { return stand.round >= 0; };
  if (change.wish == EncryptionWish::disable || change.rounds.front().name != "write" ||
      stands.size() == 1 || std::any_of(stands.begin(), stands.end(), begun))
    return;
  end_encryption_change(api);
  throw Error("a control plane has joined meanwhile", "run the same command again");
}

/// Before a key writes anything, and before none does any more: what joins and what is upgraded
/// from now on is made by the stored configuration.
void store_flags(const EncryptionRound& round, Client& api) {
  if (round.providers.empty())
    change_configuration(api, [](Json& root) { root = plain_configuration(std::move(root)); });
  else if (round.name == "write" && has_key(round.providers))
    change_configuration(api, [](Json& root) { root = encrypting_configuration(std::move(root)); });
}

/// A dry run would find them as they were.
std::int64_t rewrite(const std::string& form, const EncryptionPlan& plan,
                     const EncryptionHands& hands, Client& api) {
  return plan.rehearsal ? 0 : rewrite_secrets(hands.store, form, api, hands.tell);
}

EncryptionOutcome finished(const std::string& form, const SecretStore& store,
                           std::int64_t rewritten) {
  return {true, "", {}, rewritten, form, stored_forms(store)};
}

EncryptionOutcome go_through(const EncryptionChange& change, const EncryptionPlan& plan,
                             const EncryptionHands& hands, Client& api) {
  const auto last = static_cast<int>(change.rounds.size()) - 1;
  const auto& writing = writing_round(change);
  const auto written = static_cast<int>(&writing - change.rounds.data());
  const auto form = written_form(writing.providers);
  std::int64_t rewritten = 0;
  unshare_certificates(api);
  for (;;) {
    const auto stands = stands_of(all_servers(plan, hands, api), change);
    require_alone(change, stands, api);
    const auto step = next_encryption_step(plan.node, stands, last);
    const auto reached = step.what == EncryptionStep::Do::finish ? last : step.round - 1;
    if (own_stand(stands, plan.node) == last)  // what a run left that was cut off
      install_encryption(change.rounds.back(), plan, hands);
    if (step.what == EncryptionStep::Do::wait)
      return {false, change.rounds[static_cast<std::size_t>(step.round)].name, step.nodes,
              rewritten, "", {}};
    if (reached >= written) rewritten += rewrite(form, plan, hands, api);
    if (step.what == EncryptionStep::Do::finish) break;
    const auto& round = change.rounds[static_cast<std::size_t>(step.round)];
    store_flags(round, api);
    install_encryption(round, plan, hands);
    if (plan.rehearsal) return {};
  }
  end_encryption_change(api);
  return finished(form, hands.store, rewritten);
}

}  // namespace

EncryptionProvider make_encryption_key(const std::string& kind, Time now) {
  std::string name = "key-";
  for (const char c : rfc3339(now))
    if (c >= '0' && c <= '9') name += c;
  return {kind, name, std::make_shared<const Secret>(base64(random_bytes(kKeyBytes)))};
}

EncryptionOutcome change_encryption(const EncryptionPlan& plan, const EncryptionHands& hands) {
  auto api = admin_client(plan.api, hands.files, hands.dial, hands.clock);
  const auto change = settled_change(plan, hands, api);
  if (change) return go_through(*change, plan, hands, api);
  const auto present = present_encryption(hands.files);
  if (present.empty()) install_encryption({"settle", {}}, plan, hands);  // what a cut off run left
  const auto form = written_form(present);
  return finished(form, hands.store, rewrite(form, plan, hands, api));
}

}  // namespace kcluster
