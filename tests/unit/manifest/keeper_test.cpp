#include "manifest/keeper.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("the service runs kcluster by its own path, whatever is in it") {
  const auto run = " pod-network sync --progress lines -v 1";
  CHECK(has(keeper_service("/usr/bin/kcluster"),
            "ExecStart=\"/usr/bin/kcluster\"" + std::string(run)));
  CHECK(has(keeper_service("/a b/50%$x\"\\k"),
            "ExecStart=\"/a b/50%%$$x\\\"\\\\k\"" + std::string(run)));
}

TEST_CASE("the journal hears of changes and failures, not of each run") {
  const auto service = keeper_service("/k");
  for (const auto* line :
       {"StandardOutput=null", "StandardError=journal", "SyslogLevel=notice", "LogLevelMax=notice"})
    CHECK(has(service, line));
}

TEST_CASE("the timer runs after boot and again after each run, and is installed") {
  const auto timer = keeper_timer();
  for (const auto* line : {"OnActiveSec=1s", "OnUnitInactiveSec=10s", "WantedBy=timers.target"})
    CHECK(has(timer, line));
}
