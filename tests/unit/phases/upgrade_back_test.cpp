#include <catch2/catch.hpp>

#include "phases/rest.h"
#include "phases/upgrade.h"
#include "tests/unit/phases/upgrade_world.h"

using namespace kcluster;

TEST_CASE("the way back makes files, pods and objects what they were") {
  UpgradeWorld w(true);
  const auto before = w.all();
  w.upgrade(w.files, w.system);
  CHECK(w.all() != before);
  w.roll_back(w.files, w.system);
  CHECK(w.all() == before);
  CHECK(w.system.active("kubelet"));
}

TEST_CASE("certificates alone are put back with a restart of the pods that use them") {
  UpgradeWorld w(true);
  const auto before = w.all();
  w.upgrade(w.files, w.system, {}, "renew-certs");
  CHECK(w.all() != before);
  w.roll_back(w.files, w.system);
  CHECK(w.all() == before);
  CHECK(w.system.active("kubelet"));
}

TEST_CASE("killed at any change, an upgrade run again ends in the new version") {
  // each change with one of the tears, in turn: a world takes its time
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1 + static_cast<unsigned>(tear);; last += 3) {
      UpgradeWorld w;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(w.files, life);
      MortalSystem system(w.system, life);
      if (!crashes([&] { w.upgrade(files, system, life); })) break;
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      recover_if_cut_off(w.files, w.system, {});
      CHECK(w.system.active("kubelet"));
      w.upgrade(w.files, w.system);
      CHECK(w.is_new());
    }
}

TEST_CASE("killed at any change, an upgrade can be put back, and its way back be killed, too") {
  for (unsigned last = 2;; last += 5) {
    UpgradeWorld w;
    const auto before = w.all();
    const auto life = std::make_shared<Life>(last);
    MortalFiles files(w.files, life);
    MortalSystem system(w.system, life);
    if (!crashes([&] { w.upgrade(files, system, life); })) break;
    INFO("change " << last);
    const auto second = std::make_shared<Life>(1 + last % 17);
    MortalFiles back(w.files, second);
    MortalSystem machine(w.system, second);
    crashes([&] { w.roll_back(back, machine, second); });
    w.roll_back(w.files, w.system);
    CHECK(w.all() == before);
    CHECK(w.system.active("kubelet"));
    CHECK_FALSE(w.files.look(paths::rest));
  }
}
