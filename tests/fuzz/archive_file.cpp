#include <cstddef>
#include <cstdint>
#include <string_view>

#include "archive/archive.h"
#include "archive/sealed_file.h"
#include "base/error.h"
#include "base/text.h"
#include "host/memory_stream.h"

namespace {

using namespace kcluster;

std::string tar_of(std::string_view manifest, std::string_view file) {
  const auto put = [](const std::string& name, std::string_view bytes) {
    return tar::header({name, bytes.size(), 0600, 0, 0}) + std::string(bytes) +
           std::string(tar::padding(bytes.size()), '\0');
  };
  const auto sum = hex(sha256(manifest)) + "  manifest.json\n";
  return put("file", file) + put(archive::manifest_name, manifest) + put(archive::sum_name, sum) +
         tar::end();
}

void as_sealed(std::string_view text) {
  const MemoryBytes bytes{std::string(text)};
  const SealedBytes opened(bytes, {SealSource::Kind::key_file, Secret(std::string(32, 'k'))});
}

}  // namespace

/// A backup's archive, by the first byte: a tar as it is, a manifest under a true sum, a sealed
/// file. It is taken or refused with an Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  try {
    if (text[0] % 3 == 0) read_archive(MemoryBytes(std::string(text.substr(1))));
    if (text[0] % 3 == 1) read_archive(MemoryBytes(tar_of(text.substr(1), "bytes")));
    if (text[0] % 3 == 2) as_sealed(text.substr(1));
  } catch (const Error&) {
  }
  return 0;
}
