#include "plan/args.h"

#include <catch2/catch.hpp>

using namespace kcluster;
using Strings = std::vector<std::string>;

TEST_CASE("defaults are sorted and come before the user's flags, which keep their order") {
  const std::vector<Arg> extra{{"z", "1"}, {"a", "x=y"}};
  CHECK(flags({{"m", "2"}, {"b", "1"}}, extra) == Strings{"--b=1", "--m=2", "--z=1", "--a=x=y"});
}

TEST_CASE("a flag of the user's drops every default of that name, and may repeat") {
  const std::vector<Arg> extra{{"m", "9"}, {"m", "8"}};
  CHECK(flags({{"m", "2"}, {"m", "1"}, {"b", ""}}, extra) == Strings{"--b=", "--m=9", "--m=8"});
  CHECK(command_line("etcd", {{"b", "1"}}, {}) == Strings{"etcd", "--b=1"});
}

TEST_CASE("the last value of a repeated flag counts") {
  const std::vector<Arg> args{{"m", "9"}, {"m", "8"}};
  CHECK(last_value(args, "m") == "8");
  CHECK_FALSE(last_value(args, "n"));
}
