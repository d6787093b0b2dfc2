#include "host/told_files.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "tests/support/mortal_files.h"

namespace kcluster {

TEST_CASE("every change is told once, none without effect, and never a content") {
  MemoryFiles memory;
  std::vector<Event> events;
  ToldFiles files(memory, [&events](const Event& event) { events.push_back(event); });
  for (int round = 0; round < 2; ++round) {
    files.make_dir("/d", 0700);
    files.write("/d/ca.key", "PRIVATE", {0600, Secrecy::secret});
    files.own("/d/ca.key", 1, 2);
    files.remove("/none");
  }
  REQUIRE(events.size() == 3);
  CHECK(events[1].subject == "/d/ca.key");
  CHECK(events[1].text == "wrote 7 bytes, mode 0600");
  for (const auto& event : events) CHECK(event.text.find("PRIVATE") == std::string::npos);
}

TEST_CASE("mortal files do all before the fatal change, and end every later one") {
  MemoryFiles memory;
  MortalFiles files(memory, 2);
  files.write("/a", "1", {});
  CHECK_THROWS_AS(files.write("/b", "2", {}), Crash);
  CHECK_THROWS_AS(files.write("/c", "3", {}), Crash);
  CHECK(files.dead());
  CHECK(memory.list("/") == std::vector<std::string>{"a"});
}

}  // namespace kcluster
