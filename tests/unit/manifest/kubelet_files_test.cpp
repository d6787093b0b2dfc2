#include "manifest/kubelet_files.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/yaml.h"

using namespace kcluster;

TEST_CASE("the kubelet's files are kubeadm's") {
  KubeletPlan plan;
  plan.config = {{"kind", "KubeletConfiguration"}, {"maxPods", 110}};
  plan.cri_socket = "unix:///run/c.sock";
  plan.flags = {"--node-ip=10.0.0.1", "--weird=a \"b\" \\c é\n"};
  plan.patches = {{"kubeletconfiguration+merge.yaml", "maxPods: 42"}};
  const auto files = kubelet_files(plan);
  CHECK(files.config ==
        "containerRuntimeEndpoint: unix:///run/c.sock\nkind: KubeletConfiguration\nmaxPods: 42\n");
  CHECK(files.instance_config == "containerRuntimeEndpoint: \"unix:///run/c.sock\"\n");
  CHECK(files.flags ==
        "KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.1 --weird=a \\\"b\\\" \\\\c é\\n\"\n");
}

TEST_CASE("the current user of a kubeconfig is pointed at a file") {
  const std::string made = with_rotated_certificate(
      "apiVersion: v1\ncurrent-context: c\ncontexts: [{name: c, context: {user: u, cluster: k}}]\n"
      "users:\n- {name: v, user: {token: t}}\n"
      "- {name: u, user: {client-certificate-data: QQ==, client-key-data: QQ==}}\n",
      "/pki/k.pem");
  const Json root = read_yaml(made, "made").at(0).root;
  CHECK(root["users"][0]["user"] == Json{{"token", "t"}});
  CHECK(root["users"][1]["user"] ==
        Json{{"client-certificate", "/pki/k.pem"}, {"client-key", "/pki/k.pem"}});
}

TEST_CASE("what is no kubeconfig with a current user is refused") {
  for (const char* bad : {"", "[]", "{}", "current-context: c", "current-context: ''",
                          "{current-context: c, contexts: [{name: c, context: {user: u}}]}",
                          "{current-context: c, contexts: [{name: c}], users: []}",
                          "{current-context: c, contexts: [c, {name: c, context: 3}]}"})
    CHECK_THROWS_AS(with_rotated_certificate(bad, "/x"), Error);
}
