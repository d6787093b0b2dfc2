#include "host/masquerade.h"

#include <catch2/catch.hpp>

#include "host/process.h"
#include "tests/support/private_network.h"

namespace kcluster {
namespace {

Masquerade masquerade(const char* from, std::vector<const char*> except) {
  Masquerade made{*parse_cidr(from), {}};
  for (const auto* each : except) made.except.push_back(*parse_cidr(each));
  return made;
}

const Masquerade kFour = masquerade("10.244.1.0/24", {"10.244.0.0/16", "224.0.0.0/4"});
const Masquerade kSix = masquerade("fd00:1:1::/64", {"fd00:1::/48", "ff00::/8"});

void within(const std::function<void()>& work) {
  if (PrivateNetwork::possible())
    PrivateNetwork::within(work);
  else
    WARN("left out: a network of its own needs root");
}

}  // namespace

TEST_CASE("a masquerade is read back from its words, and from no others") {
  CHECK(masquerade_text(kFour) == "10.244.1.0/24 except 10.244.0.0/16 224.0.0.0/4");
  CHECK(parse_masquerade(masquerade_text(kSix)) == kSix);
  CHECK_FALSE(parse_masquerade("10.244.1.0/24"));
  CHECK_FALSE(parse_masquerade("pods except 10.0.0.0/8"));
  CHECK_FALSE(parse_masquerade("10.244.1.0/24 except something"));
}

TEST_CASE("the kernel takes the rules of both families, gives them back and lets them go") {
  within([] {
    CHECK(read_masquerades().empty());
    write_masquerades({kFour, kSix});
    CHECK(read_masquerades() == std::vector<Masquerade>{kFour, kSix});
    write_masquerades({kFour});
    CHECK(read_masquerades() == std::vector<Masquerade>{kFour});
    write_masquerades({});
    CHECK(read_masquerades().empty());
  });
}

TEST_CASE("nft shows the rule as its author meant it") {
  within([] {
    write_masquerades({kFour});
    const auto listed = run_program({"nft", "list", "table", "ip", "kcluster"}, {}, {});
    if (listed.exit == 127) {
      WARN("left out: there is no nft here");
      return;
    }
    INFO(listed.out << listed.err);
    CHECK(listed.out.find("type nat hook postrouting priority srcnat") != std::string::npos);
    CHECK(listed.out.find("ip saddr 10.244.1.0/24 ip daddr != 10.244.0.0/16 "
                          "ip daddr != 224.0.0.0/4 masquerade fully-random") != std::string::npos);
  });
}

}  // namespace kcluster
