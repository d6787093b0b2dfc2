#include "plan/encryption.h"

#include <algorithm>

#include "base/error.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "plan/args.h"

namespace kcluster {
namespace {

constexpr const char* kKinds[] = {"secretbox", "aescbc", "aesgcm"};
constexpr const char* kIdentity = "identity";
constexpr const char* kFlag = "encryption-provider-config";
constexpr std::string_view kEncrypted = "k8s:enc:";
constexpr int kColons = 5;  // "k8s:enc:secretbox:v1:key-1:"

bool is_identity(const EncryptionProvider& provider) { return provider.kind == kIdentity; }

bool has_identity(const EncryptionProviders& providers) {
  return std::any_of(providers.begin(), providers.end(), is_identity);
}

/// What API servers without a configuration do is what the identity does.
EncryptionProviders spelled_out(EncryptionProviders providers) {
  if (!has_identity(providers)) providers.push_back(identity_provider());
  return providers;
}

EncryptionProviders with_front(const EncryptionProvider& front, EncryptionProviders rest) {
  std::erase_if(rest, [&](auto& each) {
    return each.kind == front.kind && each.key_name == front.key_name;
  });
  rest.insert(rest.begin(), front);
  return rest;
}

EncryptionProviders with_second(const EncryptionProvider& second, EncryptionProviders rest) {
  rest.insert(rest.begin() + 1, second);
  return rest;
}

}  // namespace

std::span<const char* const> encryption_kinds() { return kKinds; }

EncryptionProvider identity_provider() { return {kIdentity, "", nullptr}; }

std::string stored_form(const EncryptionProvider& provider) {
  if (is_identity(provider)) return {};
  return std::string(kEncrypted) + provider.kind + ":v1:" + provider.key_name + ":";
}

std::string written_form(const EncryptionProviders& providers) {
  return providers.empty() ? std::string() : stored_form(providers.front());
}

std::string form_of(std::string_view value) {
  if (!value.starts_with(kEncrypted)) return {};
  std::size_t end = 0;
  for (int colon = 0; colon < kColons; ++colon) {
    const auto found = value.find(':', end);
    if (found == value.npos) break;
    end = found + 1;
  }
  return std::string(value.substr(0, end));
}

const char* name_of(EncryptionWish wish) {
  constexpr const char* kNames[] = {"enable", "rotate", "disable"};
  return kNames[static_cast<int>(wish)];
}

std::vector<EncryptionRound> encryption_rounds(EncryptionWish wish,
                                               const EncryptionProviders& present,
                                               const EncryptionProvider& fresh,
                                               std::size_t api_servers) {
  const bool keyless = wish == EncryptionWish::disable;
  const auto all = spelled_out(present);
  const auto& next = keyless ? identity_provider() : fresh;
  std::vector<EncryptionRound> rounds;
  const bool readable = keyless && has_identity(present);
  if (api_servers > 1 && !readable)
    rounds.push_back({"read", keyless ? all : with_second(fresh, all)});
  rounds.push_back({"write", with_front(next, all)});
  if (keyless) rounds.push_back({"settle", {}});
  if (wish == EncryptionWish::rotate) rounds.push_back({"settle", {fresh, identity_provider()}});
  return rounds;
}

EncryptionStep next_encryption_step(const std::string& own_node,
                                    std::span<const EncryptionStand> stands, int last_round) {
  int least = last_round, own = last_round;
  for (const auto& stand : stands) {
    least = std::min(least, stand.round);
    if (stand.node == own_node) own = stand.round;
  }
  if (least == last_round) return {};
  if (own == least) return {EncryptionStep::Do::install, least + 1, {}};
  EncryptionStep step{EncryptionStep::Do::wait, least + 1, {}};
  for (const auto& stand : stands)
    if (stand.round == least) step.nodes.push_back(stand.node);
  return step;
}

std::vector<Arg> encryption_args() {
  return {{kFlag, paths::encryption_config}, {std::string(kFlag) + "-automatic-reload", "true"}};
}

HostPathMount encryption_volume() {
  return {names::encryption, paths::encryption, paths::encryption, "DirectoryOrCreate", true};
}

void encrypt_secrets(ClusterConfiguration& cluster) {
  if (secrets_are_encrypted(cluster)) return;
  if (const auto other = last_value(cluster.api_server.extra_args, kFlag))
    throw Error("the configuration has the API server encrypt by " + *other,
                "leave out --encrypt-secrets, or take " + std::string(kFlag) +
                    " out of apiServer.extraArgs",
                Exit::usage);
  for (auto& arg : encryption_args()) cluster.api_server.extra_args.push_back(std::move(arg));
  cluster.api_server.extra_volumes.push_back(encryption_volume());
}

bool secrets_are_encrypted(const ClusterConfiguration& cluster) {
  return last_value(cluster.api_server.extra_args, kFlag) == paths::encryption_config;
}

}  // namespace kcluster
