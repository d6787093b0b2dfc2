#include "diagnosis/mask.h"

#include <algorithm>
#include <array>

#include "base/attempt.h"
#include "base/text.h"
#include "base/yaml.h"
#include "diagnosis/mask_words.h"

namespace kcluster {
namespace {

constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

bool is_secret_object(const Json& object) {
  const auto kind = object.find("kind");
  return kind != object.end() && kind->is_string() && (*kind == "Secret" || *kind == "SecretList");
}

/// {"name": "DB_PASSWORD", "value": …}, and so are flags in kubeadm's configuration.
bool tells_secret(const Json& object) {
  const auto name = object.find("name");
  return name != object.end() && name->is_string() && is_secret_name(name->get<std::string>()) &&
         object.contains("value");
}

Json mask_object(const Json& object) {
  if (is_secret_object(object))
    return {{"kind", object["kind"]}, {"metadata", {{"name", masked}}}, {"data", masked}};
  Json out = Json::object();
  const bool pair = tells_secret(object);
  for (const auto& [key, value] : object.items()) {
    if (key == kLastApplied) continue;
    const bool secret = (is_secret_name(key) || (pair && key == "value")) && value.is_string() &&
                        is_secret_value(value.get<std::string>());
    out[key] = secret ? Json(masked) : mask_tree(value);
  }
  return out;
}

}  // namespace

Json mask_tree(const Json& root) {
  if (root.is_string()) return mask_text(root.get<std::string>());
  if (root.is_object()) return mask_object(root);
  if (!root.is_array()) return root;
  Json out = Json::array();
  for (const auto& item : root) out.push_back(mask_tree(item));
  return out;
}

std::string mask_file(std::string_view text, std::string_view source) {
  if (const auto start = trim(text); start.starts_with("{")) {
    const auto root = Json::parse(text, nullptr, false);
    if (root.is_object()) return mask_tree(root).dump(2) + "\n";
  }
  const auto documents = attempt([&] { return read_yaml(text, source); });
  if (!documents || documents->empty()) return mask_text(text);
  std::string out;
  for (const auto& document : *documents) {
    if (!document.root.is_object()) return mask_text(text);
    out += (out.empty() ? "" : "---\n") + write_yaml(mask_tree(document.root));
  }
  return out;
}

}  // namespace kcluster
