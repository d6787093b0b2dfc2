#include "report/diff.h"

#include <catch2/catch.hpp>

#include "report/changes.h"

using namespace kcluster;

TEST_CASE("a diff shows what went and what came, with a little around it") {
  CHECK(diff_lines("a\nb\nc\n", "a\nx\nc\n") == "  a\n- b\n+ x\n  c\n");
  CHECK(diff_lines("", "a\n") == "+ a\n");
  CHECK(diff_lines("a\n", "").find("- a") == 0);
  CHECK(diff_lines("same", "same").empty());
}

TEST_CASE("lines far from any change are left out") {
  const std::string far = "1\n2\n3\n4\n5\n6\n7\n";
  CHECK(diff_lines(far + "old\n", far + "new\n") == "  5\n  6\n  7\n- old\n+ new\n");
}

TEST_CASE("certificates are shown by their length, base64 says nothing") {
  Change change;
  change.path = "/etc/kubernetes/pki/ca.crt";
  change.after = "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n";
  change.mode = 0644;
  const Change changes[] = {change};
  CHECK(changes_text(changes) ==
        "create /etc/kubernetes/pki/ca.crt (mode 0644)\n  (PEM, 59 bytes)\n");
}

TEST_CASE("a secret is shown by its length alone") {
  Change change;
  change.path = "/etc/kubernetes/pki/ca.key";
  change.after = "PRIVATE";
  change.mode = 0600;
  change.secrecy = Secrecy::secret;
  const Change changes[] = {change};
  CHECK(changes_text(changes) ==
        "create /etc/kubernetes/pki/ca.key (mode 0600)\n  (secret, 7 bytes)\n");
}

TEST_CASE("a unified diff is as diff -U writes it") {
  const DiffSide before{"old", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"};
  const DiffSide after{"new", "1\n2\nthree\n4\n5\n6\n7\n9\n10\n"};
  CHECK(unified_diff(before, after, 1) ==
        "--- old\n+++ new\n@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n"
        "@@ -7,3 +7,3 @@\n 7\n-8\n 9\n+10\n");
  CHECK(unified_diff(before, after, 0) ==
        "--- old\n+++ new\n@@ -3 +3 @@\n-3\n+three\n@@ -8 +7,0 @@\n-8\n@@ -9,0 +9 @@\n+10\n");
  CHECK(unified_diff({"old", ""}, {"new", "a\nb\n"}, 3) ==
        "--- old\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
  CHECK(unified_diff(before, before, 3).empty());
}
