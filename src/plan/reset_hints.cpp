#include "plan/reset_hints.h"

#include "base/json.h"

namespace kcluster {
namespace {

std::string text_at(const Json& root, const char* key) {
  const auto found = root.find(key);
  return found != root.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string to_text(const ResetHints& hints) {
  const Json root = {{"certificatesDir", hints.certificates_dir},
                     {"etcdDataDir", hints.etcd_data},
                     {"criSocket", hints.cri_socket},
                     {"externalEtcd", hints.external_etcd}};
  return root.dump(2) + "\n";
}

ResetHints parse_reset_hints(std::string_view text) {
  const auto root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return {};
  return {text_at(root, "certificatesDir"), text_at(root, "etcdDataDir"),
          text_at(root, "criSocket"), text_at(root, "externalEtcd")};
}

}  // namespace kcluster
