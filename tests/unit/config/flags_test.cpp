#include "config/flags.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;
using namespace std::chrono_literals;

TEST_CASE("flags lie over the defaults") {
  InitFlags flags;
  flags.apiserver_advertise_address = "10.0.0.1";
  flags.apiserver_bind_port = 7443;
  flags.apiserver_cert_extra_sans = {{"a.example.com"}};
  flags.pod_network_cidr = "10.244.0.0/16";
  flags.token = "abcdef.0123456789abcdef";
  flags.token_ttl = "0";
  flags.feature_gates = "PublicKeysECDSA=true,NodeLocalCRISocket=false";
  flags.dry_run = true;
  const auto config = merge_flags({}, flags);
  CHECK(config.init.local_api.advertise_address == "10.0.0.1");
  CHECK(config.init.local_api.bind_port == 7443);
  CHECK(config.cluster.api_server.cert_sans.size() == 1);
  CHECK(config.cluster.networking.pod_subnet == "10.244.0.0/16");
  CHECK(config.init.bootstrap_tokens.at(0).id == "abcdef");
  CHECK(config.init.bootstrap_tokens.at(0).ttl == Duration::zero());
  CHECK(config.cluster.feature_gates.at("PublicKeysECDSA"));
  CHECK(config.init.dry_run);
}

TEST_CASE("beside --config only kubeadm's few flags may stand") {
  InitFlags flags;
  flags.config = "c.yaml";
  flags.node_name = "n2";
  flags.ignore_preflight_errors = {"Swap"};
  flags.skip_phases = {"addon"};
  flags.upload_certs = true;
  Config file;
  file.init.node.ignore_preflight_errors = {"Mem"};
  file.init.skip_phases = {"preflight"};
  const auto config = merge_flags(file, flags);
  CHECK(config.init.node.name == "n2");
  CHECK(config.init.node.ignore_preflight_errors == std::vector<std::string>{"Mem", "Swap"});
  CHECK(config.init.skip_phases == std::vector<std::string>{"addon"});
  flags.pod_network_cidr = "10.244.0.0/16";
  flags.token = "abcdef.0123456789abcdef";
  CHECK_THROWS_WITH(merge_flags(file, flags),
                    "--config cannot be mixed with --pod-network-cidr, --token");
}

TEST_CASE("faults of flags name the flag, all at once") {
  InitFlags flags;
  flags.service_cidr = "10.96.0.0/30";
  flags.token = "nonsense-sekret";
  flags.token_ttl = "soon";
  flags.feature_gates = "PublicKeysECDSA";
  flags.node_name = "a b";
  try {
    merge_flags({}, flags);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    std::vector<std::string> places;
    for (const auto& finding : error.findings) places.push_back(finding.place);
    CHECK(places == std::vector<std::string>{"--token", "--token-ttl", "--feature-gates",
                                             "--node-name", "--service-cidr"});
    CHECK(render(error).find("sekret") == std::string::npos);
  }
}
