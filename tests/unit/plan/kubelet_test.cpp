#include "plan/kubelet.h"

#include <catch2/catch.hpp>

using namespace kcluster;
using Strings = std::vector<std::string>;

namespace {

Config config() {
  Config out;
  out.init.node.name = "one";
  return out;
}

}  // namespace

TEST_CASE("the kubelet is told its name only where it is not the host's") {
  CHECK(plan_kubelet(config(), {.hostname = "ONE"}).flags.empty());
  CHECK(plan_kubelet(config(), {.hostname = "two"}).flags == Strings{"--hostname-override=one"});
  Config c = config();
  c.init.node.kubelet_extra_args = {{"hostname-override", "other"}, {"node-ip", "10.0.0.1"}};
  CHECK(plan_kubelet(c, {.hostname = "one"}).flags ==
        Strings{"--hostname-override=other", "--node-ip=10.0.0.1"});
}

TEST_CASE("taints are the kubelet's flags only where it sets them itself") {
  Config c = config();
  c.init.node.taints = std::vector<Taint>{{"a", "", "NoSchedule"}, {"b", "c", "NoExecute"}};
  CHECK(plan_kubelet(c, {.hostname = "one"}).flags.empty());
  CHECK(plan_kubelet(c, {.hostname = "one"}, Tainting::by_kubelet).flags ==
        Strings{"--register-with-taints=a:NoSchedule,b=c:NoExecute"});
}

TEST_CASE("a certificate folder of the user's is where rotated certificates lie") {
  Config c = config();
  CHECK(plan_kubelet(c, {}).pki_folder == "/var/lib/kubelet/pki");
  c.init.node.kubelet_extra_args = {{"cert-dir", "/pki"}};
  CHECK(plan_kubelet(c, {}).pki_folder == "/pki");
}
