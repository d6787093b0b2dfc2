#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/json.h"
#include "host/files.h"
#include "http/http.h"

namespace kcluster {

/// One user at one cluster, all a kubeconfig of kubeadm's holds.
struct Kubeconfig {
  std::string cluster = "kubernetes";   ///< its name
  std::string user;                     ///< its name; the context is "user@cluster"
  std::string server;                   ///< "https://192.168.1.20:6443"
  std::string authorities;              ///< PEM of the cluster's certificate authorities
  std::string certificate;              ///< PEM of the client, or empty
  std::shared_ptr<const Secret> key;    ///< PEM of the client, or null
  std::shared_ptr<const Secret> token;  ///< bearer, or null
};

/// As client-go 1.36 writes it: sorted keys, data embedded in base64. The text is a secret whenever
/// a key or token is in it.
std::string kubeconfig_text(const Kubeconfig& config);
Json kubeconfig_json(const Kubeconfig& config);

/// The current context of a kubeconfig; certificates, keys and tokens that are files are read
/// (relative paths from the kubeconfig's own folder). Throws Error naming `path` and the missing
/// part.
Kubeconfig read_kubeconfig(const Path& path, const Files& files);
/// The same from a document at hand; `path` is for relative paths and errors.
Kubeconfig parse_kubeconfig(const Json& document, const Path& path, const Files& files);

/// A discovery file: a cluster, named by the current context or without a name, and perhaps a user;
/// what the file does not say is empty. Throws Error as read_kubeconfig does, also for a server
/// that is no https URL and for a file that waives verification.
Kubeconfig parse_discovery_file(const Json& document, const Path& path, const Files& files);

Endpoint endpoint(const Kubeconfig& config);

/// A kubeconfig's text whose current cluster has that server; the same text when it has it already.
/// Files that it names stay named. Throws Error as read_kubeconfig does.
std::string with_server(const std::string& text, const Path& path, const std::string& server);

/// The PEM of the client certificate that the current user of a kubeconfig's text embeds; nullopt
/// when it signs in by a file or by other means. Throws Error as read_kubeconfig does.
std::optional<std::string> embedded_certificate(const std::string& text, const Path& path);

/// A client's PEM texts.
struct ClientPair {
  std::string certificate;
  Secret key;
};
/// A kubeconfig's text whose current user embeds that certificate and key, and whose current
/// cluster those authorities unless they are empty; all else stays. The text is a secret. Throws
/// Error as read_kubeconfig does.
std::string with_client(const std::string& text, const Path& path, const ClientPair& client,
                        const std::string& authorities);

/// A kubeconfig's text whose current cluster embeds those authorities instead of its own.
std::string with_authorities(const std::string& text, const Path& path,
                             const std::string& authorities);

}  // namespace kcluster
