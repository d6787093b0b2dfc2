#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "etcd/etcd.h"
#include "http/http.h"
#include "kube/client.h"

namespace kcluster {

/// An API server, and the encryption configuration that it says it has loaded.
struct EncryptionServer {
  std::string node, url;  ///< "https://192.168.1.20:6443"; empty: not known
  std::string digest;     ///< "sha256:…" of its file; empty: it has none
  std::string why;        ///< it could not be asked; empty: it was
};

/// "sha256:…" of what the API server behind it uses, by its metrics; "": it uses none. Silence
/// when it does not answer, Error when it may not be asked.
std::string loaded_encryption(const Http& server);

/// Those of all control planes, as kubelets mirror them, each asked as `administrator` at its own
/// address. A control plane whose API server the cluster does not show is among them.
std::vector<EncryptionServer> encryption_servers(
    const Client& api, const Endpoint& administrator,
    const std::function<std::shared_ptr<Http>(const Endpoint&)>& dial);

/// Where API servers keep Secrets in etcd.
struct SecretStore {
  std::shared_ptr<const Etcd> etcd;
  std::string prefix = "/registry";  ///< --etcd-prefix
};

/// A stored Secret, by its key in etcd.
struct StoredSecret {
  std::string space, name;
  std::string form;  ///< as form_of gives it; "" in plain
};

/// Calls `look` for each Secret in etcd as it is stored now; of the value only what it begins with
/// is looked at.
void each_stored_secret(const SecretStore& store,
                        const std::function<void(const StoredSecret&)>& look);

/// How many Secrets are stored in which form.
std::map<std::string, std::int64_t> stored_forms(const SecretStore& store);

}  // namespace kcluster
