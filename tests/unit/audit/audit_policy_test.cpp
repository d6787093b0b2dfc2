#include "audit/audit_policy.h"

#include <catch2/catch.hpp>

#include "base/yaml.h"

namespace kcluster {
namespace {

Json policy(const std::string& rules) { return *one_mapping("rules:\n" + rules, "policy"); }

std::string level(const std::string& rules, const std::string& resource = "pods/exec") {
  return audit_level(policy(rules), {"create", "", resource});
}

}  // namespace

TEST_CASE("the model has no gaps, and an empty policy nothing else") {
  CHECK(policy_gaps(*one_mapping(model_policy(), "model")).empty());
  CHECK(policy_gaps(Json::object()).size() == 10);
}

TEST_CASE("the first rule that covers a request decides") {
  CHECK(level("- level: None\n  verbs: [get]\n- level: Metadata\n") == "Metadata");
  CHECK(level("- level: Request\n- level: None\n") == "Request");
  CHECK(level("- level: None\n  nonResourceURLs: ['/livez*']\n- level: Metadata\n") == "Metadata");
}

TEST_CASE("groups and subresources are matched as the API server does it") {
  const auto rule = [](const std::string& group, const std::string& resource) {
    return "- level: Metadata\n  resources: [{group: '" + group + "', resources: ['" + resource +
           "']}]\n";
  };
  CHECK(level(rule("", "pods/exec")) == "Metadata");
  CHECK(level(rule("", "pods/*")) == "Metadata");
  CHECK(level(rule("", "*/exec")) == "Metadata");
  CHECK(level(rule("*", "*")) == "Metadata");
  CHECK(level(rule("", "pods")) == "None");
  CHECK(level(rule("apps", "pods/exec")) == "None");
  CHECK(level("- level: Metadata\n  resources: [{group: ''}]\n") == "Metadata");
}

TEST_CASE("what is for some alone does not count") {
  CHECK(level("- level: None\n  users: [system:kube-proxy]\n- level: Metadata\n") == "Metadata");
  CHECK(level("- level: Metadata\n  namespaces: [kube-system]\n") == "None");
}

TEST_CASE("contents of Secrets in the log are a gap, as are requests that it lacks") {
  const auto gaps = policy_gaps(
      policy("- level: RequestResponse\n  resources: [{group: '', resources: [secrets]}]\n"
             "- level: None\n  resources: [{group: '', resources: ['pods/exec']}]\n"
             "- level: Metadata\n"));
  CHECK(gaps == std::vector<std::string>{
                    "create secrets is written down with its content (RequestResponse)",
                    "create pods/exec is not written down"});
}

TEST_CASE("a policy of another shape is no policy") {
  CHECK(audit_level(Json::parse(R"({"rules": "x"})"), {"get", "", "pods"}) == "None");
  CHECK(audit_level(Json::parse(R"({"rules": [1, {"resources": [2]}]})"), {"get", "", "pods"})
            .empty());
}

}  // namespace kcluster
