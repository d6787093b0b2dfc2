#include "workflow/journal.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"

using namespace kcluster;

namespace {

Journal begun() {
  Journal journal;
  journal.wishes = {{"networking", {{"podSubnet", "10.244.0.0/16"}}}};
  journal.token = Secret("abcdef.0123456789abcdef");
  return journal;
}

}  // namespace

TEST_CASE("a begun init is found again with its token") {
  MemoryFiles files;
  CHECK_FALSE(read_journal(files));
  write_journal(begun(), files);
  const auto journal = read_journal(files);
  REQUIRE(journal);
  CHECK_FALSE(journal->finished);
  CHECK(journal->token.reveal() == "abcdef.0123456789abcdef");
  CHECK(files.look("/var/lib/kcluster/init.json")->mode == 0600);
}

TEST_CASE("a finished init keeps its wishes and forgets its secrets") {
  MemoryFiles files;
  auto journal = begun();
  journal.finished = true;
  write_journal(journal, files);
  CHECK(files.read("/var/lib/kcluster/init.json")->find("abcdef") == std::string::npos);
  CHECK(read_journal(files)->wishes == journal.wishes);
}

TEST_CASE("other wishes are refused with every difference") {
  const auto journal = begun();
  CHECK_NOTHROW(require_same_wishes(journal, journal.wishes));
  try {
    require_same_wishes(journal, {{"networking", {{"podSubnet", "10.0.0.0/8"}, {"a", 1}}}});
    FAIL("accepted");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 2);
    CHECK(error.exit == Exit::usage);
    CHECK(error.findings[1].name == "networking.podSubnet");
    CHECK(error.findings[1].what == "\"10.0.0.0/8\", was \"10.244.0.0/16\"");
  }
}

TEST_CASE("a journal whose init was reset does not count") {
  MemoryFiles files;
  Journal begun, finished;
  finished.finished = true;
  CHECK_FALSE(still_there(begun, files, "/pki"));
  files.write("/pki/ca.key", "key", {});
  CHECK(still_there(begun, files, "/pki"));
  CHECK_FALSE(still_there(begun, files, "/elsewhere"));
  files.write("/etc/kubernetes/admin.conf", "", {});
  CHECK(still_there(begun, files, "/elsewhere"));
  CHECK_FALSE(still_there(finished, files, "/pki"));
  files.write("/etc/kubernetes/manifests/kube-apiserver.yaml", "", {});
  CHECK(still_there(finished, files, "/pki"));
}

TEST_CASE("differences name list elements by their number and show what comes and goes") {
  const Json was = {{"args", {"a", "b"}}, {"dns", {{"disabled", true}}}, {"same", {1, 2}}};
  const Json now = {{"args", {"a", "c", "d"}}, {"same", {1, 2}}};
  const std::vector<std::string> lines{R"(args[1]: "c", was "b")", R"(args[2]: "d", was nothing)",
                                       R"(dns: nothing, was {"disabled":true})"};
  CHECK(differences(was, now) == lines);
  CHECK(differences(now, now).empty());
}

TEST_CASE("a damaged journal is an error that does not quote it") {
  MemoryFiles files;
  files.write("/var/lib/kcluster/init.json", "{\"token\": \"abcdef.01234567", {0600});
  try {
    (void)read_journal(files);
    FAIL("read");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("abcdef") == std::string::npos);
  }
}

TEST_CASE("a join has a journal of its own, without secrets") {
  MemoryFiles files;
  Journal journal;
  journal.command = Journaled::join;
  journal.wishes = {{"name", "w1"}};
  journal.token = Secret("abcdef.0123456789abcdef");
  write_journal(journal, files);
  CHECK_FALSE(read_journal(files));
  const auto read = read_journal(files, Journaled::join);
  REQUIRE(read);
  CHECK(read->wishes == journal.wishes);
  CHECK(read->token.empty());
  CHECK_THROWS_WITH(require_same_wishes(*read, {{"name", "w2"}}),
                    "this node was joined with another configuration");
}
