#include "report/preflight.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

const PreflightReport kReport{
    "init",
    {{"NumCPU", "2 CPUs", {}},
     {"Mem",
      "2 GB of memory",
      {{Finding::Weight::warning, "Mem", "", "1900 MB of memory", "buy more"}}},
     {"Port",
      "the ports are free",
      {{Finding::Weight::error, "Port-6443", "", "port 6443 is in use", "stop it"},
       {Finding::Weight::warning, "Port-1", "", "odd", ""}}}}};

}  // namespace

TEST_CASE("the table shows checks that passed, findings and remedies") {
  CHECK(table(kReport) ==
        "RESULT   CHECK      DETAIL\n"
        "ok       NumCPU     2 CPUs\n"
        "warning  Mem        1900 MB of memory\n"
        "                    try: buy more\n"
        "error    Port-6443  port 6443 is in use\n"
        "                    try: stop it\n"
        "warning  Port-1     odd\n"
        "\n3 checks, 1 error, 2 warnings: not ready for `kcluster init`\n");
}

TEST_CASE("the JSON says of each check what it came to") {
  const auto json = to_json(kReport);
  CHECK(json["command"] == "init");
  CHECK(json["passed"] == false);
  CHECK(json["checks"][0]["result"] == "ok");
  CHECK(json["checks"][1]["result"] == "warning");
  CHECK(json["checks"][2]["result"] == "error");
  CHECK(json["checks"][2]["findings"][0] == Json{{"name", "Port-6443"},
                                                 {"weight", "error"},
                                                 {"what", "port 6443 is in use"},
                                                 {"remedy", "stop it"}});
}

TEST_CASE("warnings alone leave a node ready") {
  const PreflightReport report{"init", {kReport.checks[1]}};
  CHECK(to_json(report)["passed"] == true);
  CHECK_THAT(table(report), Catch::Contains("0 errors, 1 warning: ready for `kcluster init`"));
}
