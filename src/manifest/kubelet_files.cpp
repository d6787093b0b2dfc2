#include "manifest/kubelet_files.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kubernetes/paths.h"
#include "manifest/patches.h"

namespace kcluster {
namespace {

// As Go's %q, which systemd's EnvironmentFile= reads back.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    char hex[5] = "";
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7f) {
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(byte));
      out += hex;
    } else
      out += c;
  }
  return out + "\"";
}

Error no_kubeconfig(const std::string& what) {
  return Error(std::string(paths::kubelet_conf) + " " + what,
               "remove it and run `kcluster init phase kubeconfig kubelet`");
}

Json* named(Json& list, const std::string& name) {
  if (!list.is_array()) return nullptr;
  const auto found = std::find_if(list.begin(), list.end(), [&](const Json& entry) {
    return entry.is_object() && entry.value("name", Json()) == name;
  });
  return found == list.end() ? nullptr : &*found;
}

// The text at a pointer; "" where there is none.
std::string text_at(const Json& root, const char* pointer) {
  const Json::json_pointer place(pointer);
  return root.contains(place) && root[place].is_string() ? root[place].get<std::string>() : "";
}

Json& current_user(Json& root) {
  const std::string current = text_at(root, "/current-context");
  if (current.empty()) throw no_kubeconfig("has no current context");
  const Json* context = named(root["contexts"], current);
  const std::string user = context ? text_at(*context, "/context/user") : "";
  Json* entry = named(root["users"], user);
  if (user.empty() || !entry) throw no_kubeconfig("lacks the user of its current context");
  return (*entry)["user"];
}

}  // namespace

KubeletFiles kubelet_files(const KubeletPlan& plan) {
  Json config = apply_patches(plan.config, targets::kubelet, plan.patches);
  std::string instance;
  if (plan.socket_is_local) {
    config["containerRuntimeEndpoint"] = plan.cri_socket;
    instance = "containerRuntimeEndpoint: " + in_quotes(plan.cri_socket) + "\n";
  }
  return {write_yaml(config), instance,
          "KUBELET_KUBEADM_ARGS=" + in_quotes(join(plan.flags, " ")) + "\n"};
}

std::string with_rotated_certificate(const std::string& kubeconfig, const std::string& pem_path) {
  auto documents = read_yaml(kubeconfig, paths::kubelet_conf);
  if (documents.size() != 1) throw no_kubeconfig("is no kubeconfig");
  Json& user = current_user(documents.front().root);
  if (!user.is_object()) user = Json::object();
  for (const char* inlined : {"client-certificate-data", "client-key-data"}) user.erase(inlined);
  user["client-certificate"] = user["client-key"] = pem_path;
  return write_yaml(documents.front().root);
}

}  // namespace kcluster
