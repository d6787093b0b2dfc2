#include "config/reset.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "config/load.h"

namespace kcluster {
namespace {

const std::string kHead = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ResetConfiguration\n";

std::vector<std::string> faults(const std::string& text) {
  try {
    load_reset(kHead + text, "f");
    return {};
  } catch (const Error& error) {
    std::vector<std::string> names;
    for (const auto& finding : error.findings) names.push_back(finding.place + " " + finding.name);
    return names;
  }
}

}  // namespace

TEST_CASE("a ResetConfiguration is read key by key") {
  const auto config = load_reset(kHead +
                                     "cleanupTmpDir: true\nforce: true\ndryRun: true\n"
                                     "certificatesDir: /pki\ncriSocket: unix:///run/crio.sock\n"
                                     "ignorePreflightErrors: [IsPrivilegedUser]\n"
                                     "skipPhases: [preflight]\nunmountFlags: [MNT_DETACH]\n"
                                     "timeouts: {etcdAPICall: 5s}\n",
                                 "f")
                          .config;
  CHECK((config.cleanup_tmp_dir && config.force && config.dry_run));
  CHECK(config.certificates_dir == "/pki");
  CHECK(config.cri_socket == "unix:///run/crio.sock");
  CHECK(config.ignore_preflight_errors == std::vector<std::string>{"IsPrivilegedUser"});
  CHECK(config.skip_phases == std::vector<std::string>{"preflight"});
  CHECK(config.unmount_flags == std::vector<std::string>{"MNT_DETACH"});
  CHECK(config.timeouts.etcd_api_call == std::chrono::seconds(5));
}

TEST_CASE("faults of values are named with their lines, in validate as well") {
  CHECK(faults("certificatesDir: pki\ncriSocket: tcp\nunmountFlags: [MNT_FORCE, MNT_HARD]\n") ==
        std::vector<std::string>{"f:3 certificatesDir", "f:4 criSocket", "f:5 unmountFlags[1]"});
  CHECK(faults("ignorePreflightErrors: [all, Swap]\n").size() == 1);
  CHECK_THROWS_AS(check_configuration(kHead + "certificatesDir: pki\n", "f"), Error);
}

TEST_CASE("a file without a ResetConfiguration is refused, others beside it are warned of") {
  const std::string init = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n";
  CHECK_THROWS_WITH(load_reset(init, "f"), Catch::Contains("no ResetConfiguration"));
  CHECK(load_reset(kHead + "---\n" + init, "f").warnings.size() == 1);
}

TEST_CASE("flags are laid over a file, but those of the configuration refused beside it") {
  ResetFlags flags;
  flags.config = "f";
  flags.dry_run = true;
  flags.ignore_preflight_errors = {"b"};
  flags.skip_phases = {"preflight"};
  ResetConfiguration file;
  file.ignore_preflight_errors = {"a"};
  file.skip_phases = {"cleanup-node"};
  const auto merged = merge_flags(file, flags);
  CHECK(merged.dry_run);
  CHECK(merged.ignore_preflight_errors == std::vector<std::string>{"a", "b"});
  CHECK(merged.skip_phases == std::vector<std::string>{"preflight"});
  flags.force = true;
  flags.cert_dir = "/pki";
  CHECK_THROWS_WITH(merge_flags(file, flags), Catch::Contains("--cert-dir, --force"));
}

TEST_CASE("faults of flags bear the flags' names") {
  ResetFlags flags;
  flags.cert_dir = "pki";
  try {
    merge_flags({}, flags);
    FAIL("taken");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 1);
    CHECK(error.findings[0].place == "--cert-dir");
  }
}

TEST_CASE("the defaults are those that kubeadm prints") {
  CHECK(print_reset_defaults() == R"(apiVersion: kubeadm.k8s.io/v1beta4
certificatesDir: /etc/kubernetes/pki
criSocket: unix:///var/run/containerd/containerd.sock
kind: ResetConfiguration
timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
)");
}

}  // namespace kcluster
