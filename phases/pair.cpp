#include "phases/pair.h"

#include "base/json.h"
#include "base/json_in.h"
#include "kubernetes/paths.h"
#include "phases/authority.h"

namespace kcluster {
namespace {

constexpr Mode kOpen{0644, Secrecy::open}, kSecret{0600, Secrecy::secret};

void note(const Path& key_path, const Secret& key, const Path& certificate_path,
          const std::string& certificate, Files& files) {
  files.make_dir(paths::state, 0700);
  const Json root{{"keyPath", key_path.string()},
                  {"key", key.reveal()},
                  {"certificatePath", certificate_path.string()},
                  {"certificate", certificate}};
  const Secret text(root.dump());
  files.write(paths::renewal, text.reveal(), kSecret);
}

}  // namespace

void replace_pair(const Path& key_path, const Key& key, const Path& certificate_path,
                  const Certificate& certificate, Files& files) {
  const auto pem = certificate.pem();
  note(key_path, key.pem(), certificate_path, pem, files);
  write_key(files, key_path, key);
  files.write(certificate_path, pem, kOpen);
  files.remove(paths::renewal);
}

bool finish_pair(Files& files) {
  auto text = files.read(paths::renewal);
  if (!text) return false;
  const Secret journal(std::move(*text));
  const auto root = Json::parse(journal.reveal(), nullptr, false);
  const auto key_path = string_in(root, "/keyPath");
  const auto there = key_path.empty() ? std::nullopt : files.read(key_path);
  const bool begun = there && *there == string_in(root, "/key");
  if (begun)
    files.write(string_in(root, "/certificatePath"), string_in(root, "/certificate"), kOpen);
  files.remove(paths::renewal);
  return begun;
}

}  // namespace kcluster
