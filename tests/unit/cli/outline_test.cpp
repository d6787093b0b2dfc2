#include "cli/outline.h"

#include <CLI/App.hpp>
#include <catch2/catch.hpp>

#include "base/shell.h"
#include "cli/completion.h"
#include "cli/manual.h"

using namespace kcluster;

namespace {

std::vector<std::string> paths(const Outline& top) {
  std::vector<std::string> found;
  for (const auto& place : places_in(top)) found.push_back(place.command->path);
  return found;
}

void add_form(CLI::App& command, const std::vector<std::string>& words) {
  command.add_option("-o,--output")->check(CLI::IsMember(words));
}

/// kcluster [-o] etcd [-o] [MEMBER], and init with phases.
struct Small {
  CLI::App app{"all of it", "kcluster"};
  std::string member;
  bool dry = false;
  Small() {
    add_form(app, {"text", "json"});
    auto* etcd = app.add_subcommand("etcd", "what's in \\ etcd");
    add_form(*etcd, {"text", "json", "yaml"});
    etcd->add_option("member", member, ".which of them")->required();
    auto* init = app.add_subcommand("init", "begin");
    auto* phase = init->add_subcommand("phase", "a part");
    for (auto* command : {init, phase}) {
      command->add_flag("--dry-run", dry, "only look");
      command->footer(
          "Phases:\n  certs        make them\n  certs/ca     the first\n  rest   sleep\n");
    }
  }
};

}  // namespace

TEST_CASE("an outline has every command, and phases as commands behind phase") {
  const Small small;
  CHECK(paths(outline_of(small.app)) ==
        std::vector<std::string>{"kcluster", "kcluster etcd", "kcluster init",
                                 "kcluster init phase", "kcluster init phase certs",
                                 "kcluster init phase certs ca", "kcluster init phase rest"});
}

TEST_CASE("an outline tells what options take") {
  const Small small;
  const auto top = outline_of(small.app);
  const auto& etcd = top.commands.at(0);
  const auto& output = etcd.flags.back();
  CHECK(output.names == std::vector<std::string>{"-o", "--output"});
  CHECK(output.choices == std::vector<std::string>{"text", "json", "yaml"});
  CHECK(output.value);
  CHECK_FALSE(top.commands.at(1).flags.back().value);
  CHECK(etcd.arguments.at(0).word == "member");
  CHECK(etcd.arguments.at(0).required);
}

TEST_CASE(
    "a flag that a command shares with one above it is listed once, one with other words again") {
  const Small small;
  const auto top = outline_of(small.app);
  const auto places = places_in(top);
  CHECK(places.at(1).flags.size() == 1);  // -o with yaml, no second --help
  CHECK(places.at(2).flags.size() == 1);  // --dry-run
  CHECK(places.at(3).flags.empty());
}

TEST_CASE("a quoted word stays one word in a shell") {
  CHECK(shell_quoted("what's") == "'what'\\''s'");
  CHECK(shell_quoted("") == "''");
}

TEST_CASE("a manual page takes no text for a command of roff's") {
  const Small small;
  const auto pages = manual_pages(outline_of(small.app), "2026-11-22");
  REQUIRE(pages.size() == 3);
  CHECK(pages[0].name == "kcluster.1");
  CHECK(pages[1].name == "kcluster-etcd.1");
  CHECK(pages[1].text.find("what's in \\e etcd") != std::string::npos);
  CHECK(pages[1].text.find("\n\\&.which of them\n") != std::string::npos);
  CHECK(pages[1].text.find("\\fBkcluster etcd\\fP [\\fIflags\\fP] MEMBER\n") != std::string::npos);
  CHECK(pages[2].text.find("\\fBcerts/ca\\fP\nthe first\n") != std::string::npos);
}
