#include "report/encryption.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

constexpr const char* kForm = "k8s:enc:secretbox:v1:key-1:";

}  // namespace

TEST_CASE("how Secrets are stored is told by names of keys alone") {
  EncryptionStatus status;
  status.providers = {{"secretbox", "key-1", std::make_shared<const Secret>("hidden")},
                      {"identity", "", nullptr}};
  using State = EncryptionServerStatus::State;
  status.servers = {{"a", "https://a:6443", State::same, status.providers, ""},
                    {"b", "https://b:6443", State::silent, {}, "connection refused"}};
  status.stored = {{"", 1}, {kForm, 4}};
  status.change = "rotate";
  const auto result = encryption_status_result(status);
  CHECK(result.words ==
        "Secrets are written with secretbox, key key-1\n\n"
        "CONTROL PLANE  ITS API SERVER HAS\n"
        "a              secretbox key-1, identity\n"
        "b              not seen: connection refused\n\n"
        "STORED IN ETCD        SECRETS\n"
        "in plain              1\n"
        "secretbox, key key-1  4\n\n"
        "under way: rotate; it goes on with: kcluster encryption rotate\n");
  CHECK(result.value["enabled"] == true);
  CHECK(result.value["stored"][1] ==
        Json{{"provider", "secretbox"}, {"key", "key-1"}, {"secrets", 4}});
  CHECK(result.value.dump().find("hidden") == std::string::npos);
}

TEST_CASE("a run says what it came to, or who is next") {
  EncryptionResult result{"disable", true, "", {{"", 5}}, 3};
  CHECK(encryption_result(result).words ==
        "etcd has 5 Secrets, all of them in plain; 3 were rewritten now\n");
  result = {"rotate", false, "", {}, 0, "write", {"b", "c"}};
  CHECK(encryption_result(result).words ==
        "round write is done here. Next on b:\n\n  kcluster encryption rotate\n\nthen on c\n");
  CHECK(encryption_result(result).value["nodes"] == Json{"b", "c"});
}

}  // namespace kcluster
