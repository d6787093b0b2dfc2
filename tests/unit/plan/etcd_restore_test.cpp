#include "plan/etcd_restore.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

RestoreSpec spec() {
  return {"20261121T000000Z", "ab12", "a=https://10.0.0.1:2380,b=https://10.0.0.2:2380", "token",
          7};
}

}  // namespace

TEST_CASE("a restore file says the same on every node") {
  const auto read = parse_restore_spec(to_json(spec()).dump(), "restore.json");
  CHECK(to_json(read) == to_json(spec()));
}

TEST_CASE("what is no restore file is refused") {
  auto nothing_in_token = to_json(spec()), path_in_id = nothing_in_token,
       negative = nothing_in_token, text = nothing_in_token, other = nothing_in_token;
  nothing_in_token["token"] = "";
  path_in_id["id"] = "../../x";
  negative["bump"] = -1;
  text["bump"] = "7";
  other["kind"] = "Pod";
  for (const auto& bad : {nothing_in_token, path_in_id, negative, text, other, Json(), Json("x")})
    CHECK_THROWS_WITH(parse_restore_spec(bad.dump(), "restore.json"),
                      Catch::Contains("is no restore file"));
  CHECK_THROWS_AS(parse_restore_spec("\x01{", "restore.json"), Error);
}

TEST_CASE("members that are restored too, stopped or lost are accounted for") {
  SeenRestore seen;
  seen.etcd = SeenEtcdPod{"a", "https://10.0.0.1:2380", "/var/lib/etcd", {}};
  RestoreChoices choices;
  choices.without = {"c"};
  const auto plan = plan_restore(spec(), seen, choices);
  CHECK(unaccounted(plan, {"a", "b", "c"}).empty());
  CHECK(unaccounted(plan, {"a", "d", "d"}) == std::vector<std::string>{"d"});
}

TEST_CASE("a node without an etcd of its own is told so") {
  CHECK_THROWS_WITH(new_restore({}, "ab", "id", "token", 0), Catch::Contains("no etcd of its own"));
  CHECK_THROWS_WITH(plan_restore(spec(), {}, {}), Catch::Contains("no etcd of its own"));
}

TEST_CASE("two restores of one snapshot lead to different revisions") {
  CHECK(default_bump(1'795'000'000) == 2'795'000'000);
  CHECK(default_bump(1'795'000'001) > default_bump(1'795'000'000));
}

}  // namespace kcluster
