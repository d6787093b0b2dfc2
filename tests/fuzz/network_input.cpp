#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "host/memory_files.h"
#include "kube/cluster_info.h"
#include "kube/kubeconfig.h"
#include "pki/certificate.h"
#include "pki/seal.h"

namespace {

using namespace kcluster;

void as_cluster_info(std::string_view text) {
  const auto info = read_cluster_info(text);
  const Secret secret("0123456789abcdef");
  for (const auto& [id, jws] : info.signatures) jws_fits(jws, info.kubeconfig, id, secret);
}

void as_kubeconfig(std::string_view text) {
  const MemoryFiles none;
  for (const auto& document : read_yaml(text, "fuzz")) {
    parse_discovery_file(document.root, "/fuzz", none);
    parse_kubeconfig(document.root, "/fuzz", none);
  }
}

void as_sealed(std::string_view text) { unseal(text, Secret(std::string(32, 'k'))); }

void as_signed(std::string_view text) {
  if (const auto pem = unbase64(text))
    for (const auto& each : Certificate::parse(*pem, "fuzz")) each.pin();
}

}  // namespace

/// What a joining node takes from the network, by the first byte: cluster-info, a discovery file, a
/// shared certificate, the answer to a certificate request. Each is taken or throws Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  constexpr void (*kinds[])(std::string_view) = {as_cluster_info, as_kubeconfig, as_sealed,
                                                 as_signed};
  try {
    kinds[data[0] % 4](text.substr(1));
  } catch (const kcluster::Error&) {
  }
  return 0;
}
