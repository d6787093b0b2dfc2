#include "report/objects.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

Sent sent(const std::string& kind, const std::string& more = "{}") {
  Sent out;
  out.changed = true;
  out.after = R"({"kind":")" + kind + R"(","metadata":{"name":"object","namespace":"s","uid":"u-1",
    "resourceVersion":"7","creationTimestamp":"2025-01-01T00:00:00Z"},"data":)" +
              more + "}";
  return out;
}

}  // namespace

TEST_CASE("an object is shown as the user would write it, without what a server adds") {
  const Sent each[] = {sent("ConfigMap", R"({"a":"b"})")};
  CHECK(objects_text(each) ==
        "create ConfigMap s/object\n+ data:\n+   a: b\n+ kind: ConfigMap\n+ metadata:\n+   name: object\n"
        "+   namespace: s\n");
}

TEST_CASE("a Secret is shown by its size alone") {
  const Sent each[] = {sent("Secret", R"({"token":"aGlkZGVu"})")};
  const auto text = objects_text(each);
  CHECK(text.find("aGlkZGVu") == text.npos);
  CHECK(text.find("create Secret s/object\n  (secret, ") == 0);
}
