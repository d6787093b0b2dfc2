#include "kubernetes/quantity.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("quantities are written as Kubernetes writes them back") {
  const std::pair<const char*, const char*> rows[] = {
      {"0.5", "500m"},    {"1", "1"},          {"1000m", "1"},       {"1500m", "1500m"},
      {"1024Mi", "1Gi"},  {"1.5Gi", "1536Mi"}, {"0.5Ki", "512"},     {"1000000000", "1G"},
      {"100Mi", "100Mi"}, {"1e3", "1e3"},      {"12E6", "12e6"},     {"0", "0"},
      {"0Mi", "0"},       {"-1.5", "-1500m"},  {"1023Ki", "1023Ki"}, {"2048", "2048"},
      {"10e4", "100e3"},  {"+5", "5"},         {"1E", "1E"}};
  for (const auto& [text, wanted] : rows) {
    INFO(text);
    CHECK(canonical_quantity(text) == wanted);
  }
}

TEST_CASE("what is no quantity stays as it is") {
  for (const char* text : {"", "x", "1.2.3", "5Xi", "1e", "1e+", "--1", "1 Gi",
                           "99999999999999999999", "0.0000000001", "1e99", "."})
    CHECK(canonical_quantity(text) == text);
}
