#include "phases/approval_timer.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "host/memory_system.h"

using namespace kcluster;

TEST_CASE("the timer that approves is installed once and taken away again") {
  constexpr const char* kTimer =
      "/etc/systemd/system/kcluster-certs-approve-serving.timer";
  MemoryFiles files;
  MemorySystem system;
  system.machine.unit_files["kubelet"] = "enabled";
  const auto command = approval_command("/usr/bin/kcluster", "/etc/kubernetes/admin.conf");
  const auto install = [&] {
    return install_approval_timer(command, usual_approval_schedule, files, system, {});
  };
  CHECK_THAT(install().words, Catch::Contains("certs approve-serving"));
  CHECK_THAT(*files.read(kTimer), Catch::Contains("OnCalendar=*:*:0/30\nAccuracySec=1s\n"));
  const auto changes = files.changes().size();
  const auto actions = system.changes().size();
  install();
  CHECK(files.changes().size() == changes);
  CHECK(system.changes().size() == actions);
  remove_approval_timer(files, system);
  CHECK_FALSE(files.look(kTimer));
  CHECK_THROWS_AS(install_approval_timer(command, "daily\nUnit=a.service", files, system, {}),
                  Error);
}
