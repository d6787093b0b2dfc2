#include "kube/kubeconfig.h"

#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"

namespace kcluster {
namespace {

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error broken(const Path& path, const std::string& what) {
  return Error(path.string() + " is no usable kubeconfig: " + what,
               "make it again (kcluster init phase kubeconfig) or give another with --kubeconfig");
}

/// The named element of clusters, contexts or users, or null.
template <class Document>
Document* find_named(Document& document, const char* list, const std::string& name,
                     const char* body) {
  const auto rows = document.find(list);
  if (rows == document.end() || !rows->is_array()) return nullptr;
  for (auto& row : *rows)
    if (row.is_object() && text_at(row, "name") == name && row.contains(body) &&
        row.at(body).is_object())
      return &row.at(body);
  return nullptr;
}

template <class Document>
Document& named(Document& document, const char* list, const std::string& name, const char* body,
                const Path& path) {
  if (auto* found = find_named(document, list, name, body)) return *found;
  throw broken(path, std::string("it has no ") + body + " named \"" + name + "\"");
}

/// "<key>-data" decoded, else the file that "<key>" names, else empty.
std::string material(const Json& from, const std::string& key, const Path& path,
                     const Files& files) {
  if (const auto data = text_at(from, (key + "-data").c_str()); !data.empty()) {
    auto bytes = unbase64(data);
    if (!bytes) throw broken(path, key + "-data is not base64");
    return *bytes;
  }
  const auto file = text_at(from, key.c_str());
  if (file.empty()) return {};
  const auto bytes = files.read(path.parent_path() / file);
  if (!bytes) throw broken(path, "the file " + file + " that it names does not exist");
  return *bytes;
}

std::shared_ptr<const Secret> secret(std::string value) {
  if (value.empty()) return nullptr;
  return std::make_shared<const Secret>(std::move(value));
}

std::string token_of(const Json& user, const Path& path, const Files& files) {
  const auto token = text_at(user, "token");
  if (!token.empty() || text_at(user, "tokenFile").empty()) return token;
  return std::string(trim(material(user, "tokenFile", path, files)));
}

Json user_json(const Kubeconfig& config) {
  auto user = Json::object();
  if (!config.certificate.empty()) user["client-certificate-data"] = base64(config.certificate);
  if (config.key) user["client-key-data"] = base64(config.key->reveal());
  if (config.token) user["token"] = config.token->reveal();
  return user;
}

}  // namespace

Json kubeconfig_json(const Kubeconfig& config) {
  const auto context = config.user + "@" + config.cluster;
  Json cluster = {{"server", config.server}};
  if (!config.authorities.empty())
    cluster["certificate-authority-data"] = base64(config.authorities);
  return {
      {"apiVersion", "v1"},
      {"kind", "Config"},
      {"clusters", Json::array({{{"cluster", cluster}, {"name", config.cluster}}})},
      {"contexts", Json::array({{{"context", {{"cluster", config.cluster}, {"user", config.user}}},
                                 {"name", context}}})},
      {"current-context", context},
      {"users", Json::array({{{"name", config.user}, {"user", user_json(config)}}})}};
}

std::string kubeconfig_text(const Kubeconfig& config) {
  return write_yaml(kubeconfig_json(config));
}

Kubeconfig parse_kubeconfig(const Json& document, const Path& path, const Files& files) {
  if (!document.is_object()) throw broken(path, "it is not a mapping");
  const auto context =
      named(document, "contexts", text_at(document, "current-context"), "context", path);
  Kubeconfig config;
  config.cluster = text_at(context, "cluster");
  config.user = text_at(context, "user");
  const auto& cluster = named(document, "clusters", config.cluster, "cluster", path);
  const auto& user = named(document, "users", config.user, "user", path);
  config.server = text_at(cluster, "server");
  if (config.server.empty()) throw broken(path, "its cluster has no server");
  config.authorities = material(cluster, "certificate-authority", path, files);
  config.certificate = material(user, "client-certificate", path, files);
  config.key = secret(material(user, "client-key", path, files));
  config.token = secret(token_of(user, path, files));
  return config;
}

Kubeconfig parse_discovery_file(const Json& document, const Path& path, const Files& files) {
  if (!document.is_object()) throw broken(path, "it is not a mapping");
  Kubeconfig config;
  const Json* cluster = find_named(document, "clusters", "", "cluster");
  if (cluster == nullptr) {
    const auto& context =
        named(document, "contexts", text_at(document, "current-context"), "context", path);
    cluster = &named(document, "clusters", text_at(context, "cluster"), "cluster", path);
    config.user = text_at(context, "user");
  }
  config.server = text_at(*cluster, "server");
  if (config.server.rfind("https://", 0) != 0)
    throw broken(path, "the server of its cluster is no https URL");
  if (cluster->value("insecure-skip-tls-verify", Json()) == true)
    throw broken(path, "it says insecure-skip-tls-verify, so anybody could answer");
  config.authorities = material(*cluster, "certificate-authority", path, files);
  if (const auto* user = find_named(document, "users", config.user, "user")) {
    config.certificate = material(*user, "client-certificate", path, files);
    config.key = secret(material(*user, "client-key", path, files));
    config.token = secret(token_of(*user, path, files));
  }
  return config;
}

Kubeconfig read_kubeconfig(const Path& path, const Files& files) {
  const auto text = files.read(path);
  if (!text)
    throw Error(path.string() + " does not exist",
                "make it (kcluster init phase kubeconfig) or give another with --kubeconfig");
  const auto documents = read_yaml(*text, path.string());
  if (documents.size() != 1) throw broken(path, "it must hold exactly one document");
  return parse_kubeconfig(documents.front().root, path, files);
}

Endpoint endpoint(const Kubeconfig& config) {
  Endpoint made;
  made.url = config.server;
  made.authorities = config.authorities;
  made.client_certificate = config.certificate;
  made.client_key = config.key;
  made.token = config.token;
  return made;
}

namespace {

/// A kubeconfig to be edited: who speaks in it to whom.
class Edited {
 public:
  Edited(const std::string& text, const Path& path) : path_(path) {
    auto read = one_mapping(text, path.string());
    if (!read) throw broken(path, "it must hold exactly one document, a mapping");
    root = std::move(*read);
    context_ = named(root, "contexts", text_at(root, "current-context"), "context", path);
  }
  Json& cluster() {
    return named(root, "clusters", text_at(context_, "cluster"), "cluster", path_);
  }
  Json& user() { return named(root, "users", text_at(context_, "user"), "user", path_); }

  Json root;

 private:
  const Path& path_;
  Json context_;
};

void trust(Edited& config, const std::string& authorities) {
  config.cluster().erase("certificate-authority");
  config.cluster()["certificate-authority-data"] = base64(authorities);
}

}  // namespace

std::string with_server(const std::string& text, const Path& path, const std::string& server) {
  Edited config(text, path);
  if (text_at(config.cluster(), "server") == server) return text;
  config.cluster()["server"] = server;
  return write_yaml(config.root);
}

std::optional<std::string> embedded_certificate(const std::string& text, const Path& path) {
  Edited config(text, path);
  const auto data = text_at(config.user(), "client-certificate-data");
  if (data.empty()) return std::nullopt;
  if (auto pem = unbase64(data)) return pem;
  throw broken(path, "client-certificate-data is not base64");
}

std::string with_client(const std::string& text, const Path& path, const ClientPair& client,
                        const std::string& authorities) {
  Edited config(text, path);
  config.user()["client-certificate-data"] = base64(client.certificate);
  config.user()["client-key-data"] = base64(client.key.reveal());
  if (!authorities.empty()) trust(config, authorities);
  return write_yaml(config.root);
}

std::string with_authorities(const std::string& text, const Path& path,
                             const std::string& authorities) {
  Edited config(text, path);
  trust(config, authorities);
  return write_yaml(config.root);
}

}  // namespace kcluster
