#include "manifest/backup_units.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {

TEST_CASE("the backup's service runs exactly the words it is given") {
  const auto text =
      backup_service({"/usr/bin/kcluster", "etcd", "backup", "/var/a \"b\" %n $HOME"});
  CHECK_THAT(text, Catch::Contains("ExecStart=\"/usr/bin/kcluster\" \"etcd\" \"backup\" "
                                   "\"/var/a \\\"b\\\" %%n $$HOME\"\n"));
  CHECK_THROWS_AS(backup_service({"/usr/bin/kcluster", "a\nExecStart=/bin/evil"}), Error);
}

TEST_CASE("the backup's timer takes one line of systemd's calendar") {
  CHECK_THAT(backup_timer("*-*-* 03:00"), Catch::Contains("OnCalendar=*-*-* 03:00\n"));
  CHECK_THROWS_AS(backup_timer(""), Error);
  CHECK_THROWS_AS(backup_timer("daily\nUnit=evil.service"), Error);
}

}  // namespace kcluster
