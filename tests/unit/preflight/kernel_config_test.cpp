#include "preflight/kernel_config.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "host/memory_system.h"

using namespace kcluster;

TEST_CASE("a kernel's options are built in, modules or off") {
  const auto config = parse_kernel_config(
      "CONFIG_A=y\nCONFIG_B=m\nCONFIG_C=n\n# CONFIG_D is not "
      "set\nCONFIG_E=\"yes\"\nCONFIG_F=\nX=y\n\n");
  CHECK(enabled(config, "A"));
  CHECK(enabled(config, "B"));
  for (const auto* off : {"C", "D", "E", "F", "X"}) CHECK_FALSE(enabled(config, off));
}

TEST_CASE("a kernel's options are looked for at the places of the distributions") {
  const MemorySystem system;
  for (const auto* place :
       {"/boot/config-6.1", "/usr/lib/modules/6.1/config", "/lib/modules/6.1/build/.config"}) {
    MemoryFiles files;
    files.write(place, "CONFIG_A=y\n", {0444});
    const auto config = read_kernel_config(files, system, "6.1");
    REQUIRE(config);
    CHECK(enabled(*config, "A"));
  }
  CHECK_FALSE(read_kernel_config(MemoryFiles(), system, "6.1"));
}
