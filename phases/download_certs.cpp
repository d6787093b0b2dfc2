#include "phases/download_certs.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "pki/certificate.h"
#include "pki/key.h"
#include "pki/seal.h"
#include "preflight/words.h"

namespace kcluster {
namespace {

constexpr std::size_t kLargest = 256u << 10;  // sealed, of one file
constexpr const char* kNewLine =
    "upload them anew on a control plane, which prints a new key: kcluster init phase upload-certs "
    "--upload-certs";

struct Opened {
  std::string path;
  Secret content;
  bool secret = true;
};

const Json& sealed_files(const SharedCertificates& shared) {
  if (!shared.why.empty())
    throw Error("the shared certificates cannot be read: " + shared.why,
                "join with a token of the usual group (kcluster token create); or " +
                    std::string(kNewLine));
  if (!shared.data)
    throw Error("the cluster has no shared certificates: they go after two hours", kNewLine);
  return *shared.data;
}

std::string sealed_text(const Json& data, const std::string& key) {
  const auto found = data.is_object() ? data.find(key) : data.end();
  if (found == data.end() || !found->is_string())
    throw Error("the shared certificates lack " + key, kNewLine);
  const auto& text = found->get_ref<const std::string&>();
  const auto bytes = text.size() <= kLargest ? unbase64(text) : std::nullopt;
  if (!bytes) throw Error("the shared " + key + " is no sealed file", kNewLine);
  return *bytes;
}

/// Whether the content is a private key, or has keys in it; public keys and certificates may be
/// read by all.
bool is_private(const SharedFile& file, const Secret& content) {
  const auto& pem = content.reveal();
  if (file.key == names::shared_encryption_config) {
    read_encryption(pem, "the shared " + file.key);
    return true;
  }
  if (pem.find("PRIVATE KEY-----") != std::string::npos) {
    Key::parse(pem, file.key);
    return true;
  }
  if (pem.find("-----BEGIN PUBLIC KEY-----") == std::string::npos)
    Certificate::parse(pem, file.key);
  return false;
}

std::vector<Opened> open_all(const DownloadCertsPlan& plan, const Json& data) {
  const auto key = certificate_key_bytes(*plan.key);
  std::vector<Opened> out;
  for (const auto& file : plan.files) {
    const auto sealed = sealed_text(data, file.key);
    if (sealed.empty() && file.path == paths::encryption_config)
      throw Error("the shared certificates were uploaded without " + file.path, kNewLine);
    if (sealed.empty() || file.path.empty()) continue;
    Opened opened{file.path, unseal(sealed, key), true};
    opened.secret = is_private(file, opened.content);
    out.push_back(std::move(opened));
  }
  return out;
}

void require_ours(const Opened& file, const Files& files) {
  const auto there = files.read(file.path);
  if (there && *there != file.content.reveal())
    throw Error(file.path + " is there already and differs from the cluster's", kReset);
}

}  // namespace

void download_certs(const DownloadCertsPlan& plan, Files& files) {
  const auto opened = open_all(plan, sealed_files(plan.sealed));
  for (const auto& file : opened) require_ours(file, files);
  const auto is_config = [](const Opened& file) { return file.path == paths::encryption_config; };
  if (std::any_of(opened.begin(), opened.end(), is_config))
    files.make_dir(paths::encryption, 0700);
  for (const auto& file : opened)
    files.write(file.path, file.content.reveal(),
                file.secret ? Mode{0600, Secrecy::secret} : Mode{0644, Secrecy::open});
}

}  // namespace kcluster
