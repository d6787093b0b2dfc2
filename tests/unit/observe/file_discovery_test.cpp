#include "tests/unit/observe/discovery_world.h"

using namespace kcluster;

TEST_CASE("by file: its own credentials, or the TLS token, speak for the node") {
  World world;
  world.by_file("/root/discovery.conf");
  world.wanted.discovery.tls_bootstrap.reset();
  Kubeconfig file;
  file.server = world.cluster.server;
  file.authorities = world.cluster.authority.pem();
  file.user = "bootstrapper";
  file.token = std::make_shared<const Secret>("s3cret");
  world.files.write("/root/discovery.conf", kubeconfig_text(file), {});
  CHECK(world.find().bootstrap.token->reveal() == "s3cret");
  CHECK(world.asked.back().endpoint.verify == Endpoint::Verify::yes);
  world.wanted.discovery.tls_bootstrap = {"abcdef", world.cluster.token.secret};
  CHECK(world.find().bootstrap.token->reveal() == "abcdef.0123456789abcdef");
}

TEST_CASE("by file: a cluster-info alone needs the TLS token") {
  World world;
  world.by_file("file:///root/discovery.conf");
  world.files.write("/root/discovery.conf",
                    cluster_info_kubeconfig(world.cluster.server, world.cluster.authority.pem()),
                    {});
  CHECK(world.find().bootstrap.token->reveal() == "abcdef.0123456789abcdef");
  world.wanted.discovery.tls_bootstrap.reset();
  CHECK(says(world.fault(), "nothing tells who speaks for this node"));
}

TEST_CASE("by file: a file that waives verification or is missing is refused") {
  World world;
  world.by_file("/root/discovery.conf");
  CHECK(says(world.fault(), "there is no discovery file"));
  world.files.write("/root/discovery.conf",
                    "clusters: [{name: '', cluster: {server: 'https://10.0.0.1:6443', "
                    "insecure-skip-tls-verify: true}}]",
                    {});
  CHECK(says(world.fault(), "insecure-skip-tls-verify"));
  CHECK(world.asked.empty());
}

TEST_CASE("by file: from an https URL, whose paths are not read from this node") {
  World world;
  world.by_file("https://files.example.com:8443/cluster.conf");
  world.files.write("/etc/shadow", "root:secret", {});
  std::string file = cluster_info_kubeconfig(world.cluster.server, world.cluster.authority.pem());
  const auto plain = world.answer;
  world.answer = [&](const std::string& path, bool verified) {
    return path == "/cluster.conf" ? text(200, file) : plain(path, verified);
  };
  CHECK(world.find().bootstrap.server == world.cluster.server);
  CHECK(world.asked.at(0).endpoint.url == "https://files.example.com:8443");
  CHECK(world.asked.at(0).endpoint.verify == Endpoint::Verify::yes);
  file =
      "clusters: [{name: c, cluster: {server: 'https://evil:6443'}}]\ncurrent-context: x\n"
      "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
      "users: [{name: u, user: {tokenFile: /etc/shadow}}]\n";
  CHECK(says(world.fault(), "does not exist"));
}
