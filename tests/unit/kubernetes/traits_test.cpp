#include "kubernetes/traits.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("each trait holds in the minors whose kubeadm has it") {
  const struct {
    Trait trait;
    bool in_34, in_35, in_36;
  } rows[] = {{Trait::pause_image_flag, true, false, false},
              {Trait::etcd_http_endpoints, false, true, true},
              {Trait::flexvolume_folder, true, true, false},
              {Trait::etcd_experimental_flags, true, true, false},
              {Trait::kubelet_client_is_admin, true, true, false},
              {Trait::kubelet_client_bound, false, false, true},
              {Trait::socket_annotated, true, true, false}};
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.trait));
    CHECK(does("v1.34.4", row.trait) == row.in_34);
    CHECK(does("v1.35.4", row.trait) == row.in_35);
    CHECK(does("v1.36.3", row.trait) == row.in_36);
  }
}

TEST_CASE("a version that is not settled yet counts as the newest") {
  CHECK(does("", Trait::kubelet_client_bound));
  CHECK_FALSE(does("stable-1", Trait::pause_image_flag));
}

TEST_CASE("a gate is known to some minors and enabled as given, else by its default") {
  CHECK(knows_gate("v1.34.4", "WaitForAllControlPlaneComponents"));
  CHECK_FALSE(knows_gate("v1.35.4", "WaitForAllControlPlaneComponents"));
  CHECK(knows_gate("v1.35.4", kLocalKubeletGate));
  CHECK_FALSE(knows_gate("v1.36.3", kLocalKubeletGate));
  CHECK_FALSE(knows_gate("", "NoSuchGate"));
  CHECK(knows_gate("", kLocalKubeletGate));
  const std::map<std::string, bool> off{{std::string(kLocalSocketGate), false},
                                        {std::string(kLocalKubeletGate), false}};
  CHECK(gate_enabled({}, kLocalSocketGate, "v1.36.3"));
  CHECK_FALSE(gate_enabled(off, kLocalSocketGate, "v1.36.3"));
  CHECK_FALSE(gate_enabled(off, kLocalKubeletGate, "v1.34.4"));
  CHECK(gate_enabled(off, kLocalKubeletGate, "v1.35.4"));
  CHECK_FALSE(gate_enabled({}, "NoSuchGate", "v1.36.3"));
}
