#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "config/load.h"

/// Whatever the bytes, the loader gives a configuration or throws Error; anything else is a find.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    kcluster::load_init(text, "fuzz");
  } catch (const kcluster::Error&) {
  }
  return 0;
}
