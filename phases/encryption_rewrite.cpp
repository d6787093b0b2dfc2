#include "base/error.h"
#include "phases/encryption.h"

namespace kcluster {
namespace {

constexpr int kPasses = 5;  // Secrets come and go meanwhile

std::vector<StoredSecret> in_other_forms(const SecretStore& store, const std::string& form) {
  std::vector<StoredSecret> others;
  each_stored_secret(store, [&](const StoredSecret& secret) {
    if (secret.form != form) others.push_back(secret);
  });
  return others;
}

}  // namespace

std::int64_t rewrite_secrets(const SecretStore& store, const std::string& form, Client& api,
                             const Tell& sink) {
  std::int64_t rewritten = 0;
  std::vector<StoredSecret> others;
  for (int pass = 0; pass < kPasses; ++pass) {
    others = in_other_forms(store, form);
    if (others.empty()) return rewritten;
    for (std::size_t i = 0; i < others.size(); ++i) {
      const auto& secret = others[i];
      if (api.rewrite("/api/v1/namespaces/" + secret.space + "/secrets/" + secret.name))
        ++rewritten;
      tell(sink, {Event::Kind::amount, "secrets", "rewritten", i + 1, others.size()});
    }
  }
  throw Error("etcd still has " + std::to_string(others.size()) +
                  " Secrets in another form, the first is " + others.front().space + "/" +
                  others.front().name,
              "look whether an API server runs that the cluster does not show, then run the same "
              "command again");
}

}  // namespace kcluster
