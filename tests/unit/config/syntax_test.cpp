#include "config/syntax.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("endpoints fall apart into host and port") {
  CHECK(parse_host_port("api.example.com")->text() == "api.example.com");
  CHECK(parse_host_port("10.0.0.1:6443")->port == "6443");
  CHECK(parse_host_port("[fd00::1]:6443")->host == "fd00::1");
  CHECK(parse_host_port("[fd00::1]:6443")->text() == "[fd00::1]:6443");
  CHECK(parse_host_port("fd00::1")->host == "fd00::1");
  for (const char* bad : {"", "a_b", "Api.example.com", "host:0", "host:65536", "host:x",
                          "[host]:1", "[fd00::1]", "https://host:1", "fd00::zz", "host:1:2"})
    CHECK_FALSE(parse_host_port(bad));
}

TEST_CASE("names keep to RFC 1123") {
  CHECK(is_dns_subdomain("node-1.example.com"));
  CHECK_FALSE(is_dns_subdomain("-node"));
  CHECK_FALSE(is_dns_subdomain("node..x"));
  CHECK_FALSE(is_dns_subdomain(std::string(254, 'a')));
  CHECK(is_dns_label(std::string(63, 'a')));
  CHECK_FALSE(is_dns_label(std::string(64, 'a')));
  CHECK_FALSE(is_dns_label("a.b"));
}

TEST_CASE("alternative names are addresses, names or wildcards") {
  for (const char* good : {"10.0.0.1", "fd00::1", "api", "*.example.com"})
    CHECK(is_alternative_name(good));
  for (const char* bad : {"", "*", "*.", "a.*.b", "https://x", "a b"})
    CHECK_FALSE(is_alternative_name(bad));
}

TEST_CASE("tokens and their groups have one form") {
  CHECK(split_token("abcdef.0123456789abcdef")->second == "0123456789abcdef");
  for (const char* bad : {"", "abcdef0123456789abcdef0", "ABCDEF.0123456789abcdef",
                          "abcdef.0123456789abcde", "abcdef.0123456789abcdefg"})
    CHECK_FALSE(split_token(bad));
  CHECK(is_bootstrap_group("system:bootstrappers:kubeadm:default-node-token"));
  CHECK_FALSE(is_bootstrap_group("system:masters"));
  CHECK_FALSE(is_bootstrap_group("system:bootstrappers:"));
  CHECK_FALSE(is_bootstrap_group("system:bootstrappers:a-"));
}

TEST_CASE("image repositories are what an image name can follow") {
  for (const char* good : {"registry.k8s.io", "localhost:5000/a/b", "Reg.example.com:443/x",
                           "10.0.0.1:5000", "k8s", "a/b_c/d__e/f---g/h.i", "[fd00::1]:5000/x"})
    CHECK(is_image_repository(good));
  for (const char* bad : {"", "https://x", "a//b", "a/B", "host:x/a", "a/b/", "a/___b", "a b"})
    CHECK_FALSE(is_image_repository(bad));
}

TEST_CASE("URLs give their scheme") {
  CHECK(url_scheme("https://10.0.0.1:2379") == "https");
  CHECK(url_scheme("HTTP://etcd.example.com/x?y") == "http");
  CHECK(url_scheme("https://[fd00::1]:2379") == "https");
  for (const char* bad :
       {"", "10.0.0.1:2379", "https://", "https://a b", "https://h:99999", "://h"})
    CHECK_FALSE(url_scheme(bad));
}
