#include "report/audit.h"

#include <catch2/catch.hpp>

#include "base/text.h"

namespace kcluster {
namespace {

using Result = AuditPoint::Result;
using Met = Verdict::Met;

AuditPoint point(const std::string& id, Result result, Verdict verdict) {
  return {id, "section " + id.substr(0, 3), "title of " + id, "reason", result, std::move(verdict)};
}

AuditReport report() {
  AuditReport made;
  made.when = Time(Seconds(1800000000));
  made.node = "node-1";
  made.role = AuditEvidence::Role::control_plane;
  const std::string how = "as root on this node:";
  made.points = {
      point("1.1.1", Result::fail, {Met::no, {"/a: mode 0644"}, how, "chmod 600 /a\n"}),
      point("1.1.2", Result::pass, {Met::yes, {"/a: owner root:root"}, "", ""}),
      point("1.1.9", Result::warning, {Met::no, {"/b: mode 0644"}, how, "chmod 600 /b\n"}),
      point("2.1.1", Result::not_applicable, {Met::unneeded, {"etcd is external"}, "", ""}),
      point("2.1.2", Result::not_applicable, {Met::unneeded, {"etcd is external"}, "", ""}),
      point("5.1.1", Result::unseen, {Met::unknown, {"connection refused"}, "", ""}),
      point("5.1.3", Result::unseen, {Met::unknown, {"connection refused"}, "", ""})};
  return made;
}

}  // namespace

TEST_CASE("a line for each point, then what is to be mended, then what was not seen") {
  CHECK(table(report(), AuditShown::all) ==
        "section 1.1\n"
        "  FAIL      1.1.1   title of 1.1.1\n"
        "  pass      1.1.2   title of 1.1.2\n"
        "  warning   1.1.9   title of 1.1.9\n"
        "section 2.1: not applicable: etcd is external\n"
        "section 5.1\n"
        "  not seen  5.1.1   title of 5.1.1\n"
        "  not seen  5.1.3   title of 5.1.3\n"
        "\n"
        "FAIL 1.1.1: title of 1.1.1\n"
        "  seen:    /a: mode 0644\n"
        "  why:     reason\n"
        "  remedy:  as root on this node:\n"
        "           chmod 600 /a\n"
        "\n"
        "warning 1.1.9: title of 1.1.9\n"
        "  seen:    /b: mode 0644\n"
        "  why:     reason\n"
        "  remedy:  as for 1.1.1:\n"
        "           chmod 600 /b\n"
        "\n"
        "not seen:  5.1.1, 5.1.3: connection refused\n"
        "\n"
        "node-1: 1 passed, 1 failed, 1 warned, 2 not applicable, 2 not seen\n"
        "(numbers of the CIS Kubernetes Benchmark v1.11)\n");
}

TEST_CASE("on demand only what fails or warns is shown, and all is counted") {
  const auto text = table(report(), AuditShown::failed);
  CHECK(text.starts_with("FAIL 1.1.1: "));
  CHECK_THAT(text, !Catch::Contains("1.1.2"));
  const auto root = to_json(report(), AuditShown::failed);
  CHECK(root["points"].size() == 2);
  CHECK(root["summary"]["pass"] == 1);
  CHECK(root["summary"]["notApplicable"] == 2);
}

TEST_CASE("as JSON every point has its evidence, reason and remedy") {
  const auto root = to_json(report(), AuditShown::all);
  CHECK(root["kind"] == "Audit");
  CHECK(root["role"] == "control-plane");
  REQUIRE(root["points"].size() == 7);
  CHECK(root["points"][0] == Json{{"id", "1.1.1"},
                                  {"section", "section 1.1"},
                                  {"title", "title of 1.1.1"},
                                  {"result", "fail"},
                                  {"seen", {"/a: mode 0644"}},
                                  {"why", "reason"},
                                  {"remedy", "as root on this node:"},
                                  {"paste", "chmod 600 /a\n"}});
  CHECK(root["points"][3]["result"] == "not-applicable");
}

TEST_CASE("lines of an audit are eighty columns wide, but what is pasted is whole") {
  auto wide = report();
  std::string words;
  for (int i = 0; i < 60; ++i) words += "word ";
  wide.points[0].verdict = {Met::no, {words}, words, "# " + words + "\n"};
  wide.points[0].why = words;
  for (const auto& line : split(table(wide, AuditShown::all), '\n'))
    CHECK((line.size() <= 80 || line.find("# ") != line.npos));
}

}  // namespace kcluster
