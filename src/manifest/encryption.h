#pragma once
#include <string>
#include <string_view>

#include "base/json.h"
#include "plan/encryption.h"

namespace kcluster {

/// An EncryptionConfiguration of apiserver.config.k8s.io/v1 for Secrets, as YAML; the keys are in
/// it.
Secret encryption_text(const EncryptionProviders& providers);

/// Its providers. Throws Error, never with a key in it, for what is no such configuration, and for
/// one that kcluster would not keep whole: other resources, several rules, a KMS.
EncryptionProviders read_encryption(std::string_view text, const std::string& source);

/// "sha256:…" of a text, as API servers tell what they have loaded (metric
/// apiserver_encryption_config_controller_last_config_info).
std::string encryption_digest(std::string_view text);

/// The API server's pod with the flags and the volume for the file, and without. All else of it
/// stays. Twice is once.
Json encrypting_pod(Json pod);
Json plain_pod(Json pod);

/// The same of a ClusterConfiguration as kubeadm-config keeps it.
Json encrypting_configuration(Json cluster);
Json plain_configuration(Json cluster);

}  // namespace kcluster
