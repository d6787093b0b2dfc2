#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "bundle/bundle.h"
#include "host/memory_stream.h"

namespace {

using namespace kcluster;

/// A bundle with true sums whose images, and what its manifest says of them, are these bytes.
std::string bundle_of(std::string_view images) {
  std::string made;
  MemoryNewFile file([&](const std::string& all) { made = all; });
  ArchiveWriter writer(file, 1800000000, archive::bundle);
  writer.add(bundle_names::program, 0755, "program");
  writer.add(bundle_names::images, 0644, images);
  writer.finish(bundle_manifest({"now", "fuzzer", "v1.36.3", "amd64"}, {}));
  file.keep();
  return made;
}

}  // namespace

/// A bundle, by the first byte: as it is, or its images alone. It is taken or refused with an
/// Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  try {
    const auto rest = text.substr(1);
    open_bundle(MemoryBytes(text[0] % 2 ? bundle_of(rest) : std::string(rest)), nullptr);
  } catch (const Error&) {
  }
  return 0;
}
