#include "plan/corefile.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "plan/corefile_migration.h"

namespace kcluster {
namespace {

using Way = CorefileMigration::Way;

constexpr const char* kUsual = ".:53 {\n    errors\n    cache 30 {\n        denial 1\n    }\n}\n";

// The texts expected are those that coredns/corefile-migration v1.0.31 itself made of these.
constexpr const char* kOld = R"(.:53 {
    errors # all
    kubernetes cluster.local in-addr.arpa {
        upstream
        resyncperiod 5m
        endpoint http://a http://b
        transfer to 10.0.0.1 10.0.0.2
        pods "insecure"
    }
    forward . /etc/resolv.conf
    template IN ANY example {
        answer "{{ .Name }} 60 IN A 1.2.3.4"
    }
    cache 30
}
example.com {
    forward . 1.1.1.1 {
        max_concurrent 5
    }
}
)";
constexpr const char* kFrom169 = R"(.:53 {
    errors
    kubernetes cluster.local in-addr.arpa {
        endpoint http://a
        pods insecure
    }
    forward . /etc/resolv.conf {
        max_concurrent 1000
    }
    template IN ANY example {
        answer "{{ .Name }} 60 IN A 1.2.3.4"
    }
    cache 30
    transfer cluster.local {
        to 10.0.0.1 10.0.0.2
    }
}

example.com {
    forward . 1.1.1.1 {
        max_concurrent 5
    }
}
)";
constexpr const char* kFrom171 = R"(.:53 {
    errors
    kubernetes cluster.local in-addr.arpa {
        upstream
        resyncperiod 5m
        endpoint http://a
        pods insecure
    }
    forward . /etc/resolv.conf
    template IN ANY example {
        answer "{{ .Name }} 60 IN A 1.2.3.4"
    }
    cache 30
    transfer cluster.local {
        to 10.0.0.1 10.0.0.2
    }
}

example.com {
    forward . 1.1.1.1 {
        max_concurrent 5
    }
}
)";
constexpr const char* kFormer = R"(.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes my.domain in-addr.arpa ip6.arpa {
       ttl 30
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
)";

CorefileMigration migrated(const std::string& text, const std::string& from,
                           const std::string& to = "v1.14.2") {
  return migrate_corefile(text, from, to, kUsual);
}

}  // namespace

TEST_CASE("a Corefile is read by its blocks and written as CoreDNS reads it") {
  const auto corefile = parse_corefile(
      "a b {\n  log \"two words\" \"say \\\"so\\\"\" # why\n"
      "  cache {\n x 1\n }\n}\nimport other\n");
  REQUIRE(corefile.servers.size() == 2);
  CHECK(corefile.servers[0].zones == Corefile::Words{"a", "b"});
  CHECK(corefile.servers[0].plugins[0].words == Corefile::Words{"log", "two words", "say \"so\""});
  CHECK(corefile.servers[0].plugins[1].options[0] == Corefile::Words{"x", "1"});
  CHECK(corefile.servers[1].plugins.empty());
  CHECK(parse_corefile(corefile_text(corefile)) == corefile);
}

TEST_CASE("blocks that do not match are no Corefile") {
  for (const char* text : {"a {\n", "}\n", "a {\n b {\n c {\n d\n }\n }\n}\n", "{\n}\n",
                           "a {\n {\n }\n}\n", "a {\n b \"c\n}\n"}) {
    INFO(text);
    CHECK_THROWS_AS(parse_corefile(text), Error);
  }
}

TEST_CASE("what another CoreDNS takes no more is taken out, what it wants is added") {
  const auto from_169 = migrated(kOld, "v1.6.9");
  CHECK(from_169.way == Way::migrated);
  CHECK(from_169.text == kFrom169);
  CHECK(from_169.changes.size() == 5);
  const auto from_171 = migrated(kOld, "v1.7.1");
  CHECK(from_171.way == Way::migrated);
  CHECK(from_171.text == kFrom171);
  CHECK(migrated(kFrom169, "v1.6.9").way == Way::kept);  // a second time nothing is left to do
}

TEST_CASE("between the versions that known Kubernetes minors come with all is kept") {
  for (const char* from : {"v1.8.0", "v1.12.1", "v1.13.1", "v1.14.2"})
    CHECK(migrated(kOld, from).way == Way::kept);
}

TEST_CASE("one that an older kubeadm wrote becomes the present one") {
  for (const char* from : {"v1.11.3", "v1.14.2"}) {
    const auto made = migrated(kFormer, from);
    CHECK(made.way == Way::usual);
    CHECK(made.text == kUsual);
  }
  const auto with_log = std::string(kFormer).replace(std::string(kFormer).find("errors"), 6, "log");
  CHECK(migrated(with_log, "v1.11.3").way == Way::kept);
  CHECK(migrated("", "v1.11.3").way == Way::usual);
}

TEST_CASE("versions that are not known leave it as it is, and say so") {
  for (const char* from : {"v1.6.5", "latest", ""}) {
    const auto made = migrated(kOld, from);
    CHECK(made.way == Way::unknown);
    CHECK_FALSE(made.why.empty());
  }
  CHECK(migrated(kOld, "v1.13.1", "mine").way == Way::unknown);
  CHECK(migrated(".:53 {\n", "v1.13.1").way == Way::unknown);
}

}  // namespace kcluster
