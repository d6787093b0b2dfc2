#include "report/objects.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace kcluster;

namespace {

Sent sent(const std::string& kind, const std::string& more = "{}",
          const std::string& name = "object") {
  Sent out;
  out.changed = true;
  out.after = R"({"kind":")" + kind + R"(","metadata":{"name":")" + name +
              R"(","namespace":"s","uid":"u-1",
    "resourceVersion":"7","creationTimestamp":"2025-01-01T00:00:00Z"},"data":)" +
              more + "}";
  return out;
}

Sent named(const std::string& kind, const std::string& name) { return sent(kind, "{}", name); }

}  // namespace

TEST_CASE("an object is shown as the user would write it, without what a server adds") {
  const Sent each[] = {sent("ConfigMap", R"({"a":"b"})")};
  CHECK(objects_text(each) ==
        "create ConfigMap s/object\n+ data:\n+   a: b\n+ kind: ConfigMap\n+ metadata:\n+   name: "
        "object\n"
        "+   namespace: s\n");
}

TEST_CASE("objects of a kind that follow each other are shown by name, whichever was sent first") {
  const Sent each[] = {named("Role", "z"), named("ServiceAccount", "job-controller"),
                       named("ServiceAccount", "daemon-set-controller"), named("Role", "a")};
  std::istringstream lines(objects_text(each));
  std::string headings;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("create")) headings += line + "\n";
  CHECK(headings ==
        "create Role s/z\ncreate ServiceAccount s/daemon-set-controller\n"
        "create ServiceAccount s/job-controller\ncreate Role s/a\n");
}

TEST_CASE("a Secret is shown by its size alone") {
  const Sent each[] = {sent("Secret", R"({"token":"aGlkZGVu"})")};
  const auto text = objects_text(each);
  CHECK(text.find("aGlkZGVu") == text.npos);
  CHECK(text.find("create Secret s/object\n  (secret, ") == 0);
}

TEST_CASE("a unified diff of an object shows what it names, not what a server added") {
  Sent each = sent("ConfigMap", R"({"a":"new"})");
  each.before = R"({"kind":"ConfigMap","status":{"x":1},"data":{"a":"old","gone":"1"},
    "metadata":{"name":"object","namespace":"s","managedFields":[1]}})";
  Sent secret = sent("Secret", R"({"a":"aGlkZGVu"})");
  const Sent all[] = {each, secret};
  const auto diffs = object_diffs(all, 0);
  REQUIRE(diffs.size() == 1);
  CHECK(diffs[0].title == "ConfigMap s/object");
  CHECK(diffs[0].text ==
        "--- ConfigMap s/object\n+++ new object\n@@ -2,2 +2 @@\n-  a: old\n-  gone: \"1\"\n"
        "+  a: new\n");
}

TEST_CASE("lists of an object are compared item by item, of other length as a whole") {
  Sent each = sent("ConfigMap", "{}");
  each.after = R"({"kind":"Deployment","metadata":{"name":"d"},
                   "spec":{"c":[{"image":"i:2"}],"l":[1,2]}})";
  each.before = R"({"kind":"Deployment","metadata":{"name":"d"},
                    "spec":{"c":[{"image":"i:1","pull":"Always"}],"l":[1]}})";
  const Sent all[] = {each};
  CHECK(object_diffs(all, 0).at(0).text ==
        "--- Deployment d\n+++ new object\n@@ -6 +6 @@\n-  - image: i:1\n+  - image: i:2\n"
        "@@ -8,0 +9 @@\n+  - 2\n");
}
