#include "report/expiration.h"

#include <catch2/catch.hpp>

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Time now{1795262400s};  // 2026-11-21T12:00:00Z
const Moment today = std::chrono::floor<Seconds>(now);

ExpirationInfo info() {
  return {{{"admin.conf", "ca", today + 8760h, false, false},
           {"etcd-server", "etcd-ca", today + 90s, true, false},
           {"super-admin.conf", "", {}, false, true}},
          {{"ca", "", today + 87600h, false, false}, {"etcd-ca", "", today - 5s, true, false}}};
}

}  // namespace

TEST_CASE("the tables are kubeadm's") {
  CHECK(
      table(info(), now) ==
      "CERTIFICATE                  EXPIRES                  RESIDUAL TIME   CERTIFICATE AUTHORITY"
      "   EXTERNALLY MANAGED\n"
      "admin.conf                   Nov 21, 2027 12:00 UTC   365d            ca                   "
      "   no\n"
      "etcd-server                  Nov 21, 2026 12:01 UTC   90s             etcd-ca              "
      "   yes\n"
      "!MISSING! super-admin.conf\n"
      "\n"
      "CERTIFICATE AUTHORITY   EXPIRES                  RESIDUAL TIME   EXTERNALLY MANAGED\n"
      "ca                      Nov 18, 2036 12:00 UTC   10y             no\n"
      "etcd-ca                 Nov 21, 2026 11:59 UTC   <invalid>       yes\n");
}

TEST_CASE("the value is kubeadm's, times that are over included") {
  const auto value = to_json(info(), now);
  CHECK(value["kind"] == "CertificateExpirationInfo");
  CHECK(value["certificates"][1] == Json{{"name", "etcd-server"},
                                         {"expirationDate", "2026-11-21T12:01:30Z"},
                                         {"residualTime", 90},
                                         {"externallyManaged", true},
                                         {"caName", "etcd-ca"},
                                         {"missing", false}});
  CHECK(value["certificates"][2] == Json{{"name", "super-admin.conf"},
                                         {"expirationDate", nullptr},
                                         {"residualTime", 0},
                                         {"externallyManaged", false},
                                         {"missing", true}});
  CHECK(value["certificateAuthorities"][1]["residualTime"] == -5);
  CHECK_FALSE(value["certificateAuthorities"][0].contains("caName"));
}

TEST_CASE("spans are short where they are long") {
  using std::chrono::days;
  CHECK(long_span(-2s) == "<invalid>");
  CHECK(long_span(-1s) == "0s");
  CHECK(long_span(119s) == "119s");
  CHECK(long_span(2min) == "2m");
  CHECK(long_span(9min + 59s) == "9m59s");
  CHECK(long_span(10min + 59s) == "10m");
  CHECK(long_span(179min) == "179m");
  CHECK(long_span(3h) == "3h");
  CHECK(long_span(7h + 59min) == "7h59m");
  CHECK(long_span(47h) == "47h");
  CHECK(long_span(48h) == "2d");
  CHECK(long_span(7 * 24h + 23h) == "7d23h");
  CHECK(long_span(days(8)) == "8d");
  CHECK(long_span(days(729)) == "729d");
  CHECK(long_span(days(730)) == "2y");
  CHECK(long_span(days(735)) == "2y5d");
  CHECK(long_span(days(8 * 365)) == "8y");
}
