#include "audit/flag_words.h"

#include <catch2/catch.hpp>

namespace kcluster {

using Words = std::vector<std::string>;

TEST_CASE("a flag is read in every form that its parser takes") {
  const FlagWords flags(
      {"kube-apiserver", "--a=1", "--b", "2", "--c", "--d", "-v=4", "--e_f=x=y", "--", "--a=3"});
  CHECK(flags.value("a") == "3");  // the last one counts
  CHECK(flags.value("b") == "2");
  CHECK(flags.value("c") == "true");
  CHECK(flags.value("d") == "true");
  CHECK(flags.value("e-f") == "x=y");
  CHECK_FALSE(flags.value("v"));
  CHECK_FALSE(FlagWords(Words{}).value("a"));
}

TEST_CASE("a list is all that is given of it") {
  const FlagWords flags({"--plugins=A, B", "--plugins=C"});
  CHECK(flags.list("plugins") == Words{"A", "B", "C"});
  CHECK(flags.list("others").empty());
}

}  // namespace kcluster
