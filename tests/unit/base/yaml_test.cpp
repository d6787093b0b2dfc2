#include "base/yaml.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

Json read(const std::string& text) { return read_yaml(text, "t").at(0).root; }

std::string fault(const std::string& text) {
  try {
    read_yaml(text, "t");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("unquoted scalars get Go's YAML 1.1 types") {
  const std::pair<const char*, Json> rows[] = {{"yes", true},
                                               {"Off", false},
                                               {"y", true},
                                               {"n", false},
                                               {"~", nullptr},
                                               {"Null", nullptr},
                                               {"017", 15},
                                               {"0o17", 15},
                                               {"0x1F", 31},
                                               {"0b101", 5},
                                               {"-0x1f", -31},
                                               {"1_000", 1000},
                                               {"+5", 5},
                                               {"09", 9},
                                               {"1.5", 1.5},
                                               {".5", 0.5},
                                               {"1e3", 1000},
                                               {"2.0", 2},
                                               {"1e-400", 0},
                                               {"1e999", "1e999"},
                                               {"12:30", "12:30"},
                                               {"v1.36", "v1.36"},
                                               {"0x", "0x"},
                                               {"tRUE", "tRUE"},
                                               {"2001-01-01", "2001-01-01"},
                                               {"-", nullptr},
                                               {"18446744073709551615", 18446744073709551615u},
                                               {"-9223372036854775808", INT64_MIN},
                                               {"1.2.3", "1.2.3"},
                                               {"=", "="}};
  for (const auto& [text, value] : rows) {
    INFO(text);
    if (std::string(text) != "-") CHECK(read("k: " + std::string(text))["k"] == value);
  }
}

TEST_CASE("quoted and tagged scalars keep to their quotes and tags") {
  CHECK(read("'true'") == "true");
  CHECK(read("\"10\"") == "10");
  CHECK(read("k: |\n  yes\n")["k"] == "yes\n");
  CHECK(read("!!str 10") == "10");
  CHECK(read("!!int \"10\"") == 10);
  CHECK(read("!!float 3") == 3);
  CHECK(read("!!binary aGVsbG8=") == "hello");
  CHECK(read("!mine yes") == "yes");
  CHECK(fault("k: !!int x") == "t:1: a !!int that is none");
}

TEST_CASE("keys become strings, and lines are known") {
  const auto document = read_yaml("# c\na:\n- b\n- 1: x\n  on: z\n", "t").at(0);
  CHECK(document.root["a"][1] == Json({{"1", "x"}, {"true", "z"}}));
  CHECK(document.lines.at("/a") == 2);
  CHECK(document.lines.at("/a/1/true") == 5);
  CHECK(document.line == 2);
}

TEST_CASE("documents are told apart and empty ones left out") {
  const auto documents = read_yaml("---\na: 1\n---\n# nothing\n---\nb: 2\n...\n", "t");
  REQUIRE(documents.size() == 2);
  CHECK(documents[1].root["b"] == 2);
  CHECK(documents[1].lines.at("/b") == 6);
  CHECK(read_yaml("", "t").empty());
  CHECK(read_yaml("\xef\xbb\xbf"
                  "a: 1",
                  "t")
            .size() == 1);
}

TEST_CASE("aliases and merge keys are resolved, explicit keys win") {
  CHECK(read("a: &x {k: 1, l: 2}\nb: *x")["b"]["l"] == 2);
  const auto merged = read("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}")["b"];
  CHECK(merged == Json({{"k", 3}, {"l", 2}}));
  CHECK(read("a: &x {k: 1}\nb: &y {k: 2, m: 4}\nc: {<<: [*x, *y]}")["c"] ==
        Json({{"k", 1}, {"m", 4}}));
  CHECK(fault("a: {<<: 3}") == "t:1: \"<<\" takes a mapping or a list of mappings");
}

TEST_CASE("what no configuration may be is refused with its line") {
  CHECK(fault("a: 1\nb: 2\na: 3\n") == "t:3: key \"a\" is already set in this mapping");
  CHECK(fault("? [a]\n: 1") == "t:1: a key must be a string");
  CHECK(fault("~: 1") == "t:1: a key must be a string");
  CHECK(fault("a: .inf") == "t:1: infinity and NaN are not supported");
  CHECK(fault("a: &x [*x]") == "t:1: an alias within the value that it names");
  CHECK(fault("a\nb\xff") == "t:2: not UTF-8 text");
  CHECK(fault(std::string("a: \0b", 5)) == "t:1: a control character, so this is not YAML text");
  CHECK(fault(std::string(4 << 20, 'a')) == "t:1: larger than 3 MiB");
  CHECK_THAT(fault("a: [1\nb: }"), Catch::StartsWith("t:2: "));
  CHECK_THAT(fault("a: *x"), Catch::StartsWith("t:1: "));
  for (const auto* stray : {"{}\n}", "--- {a: 1}\n, b", "--- []\n]", "- {a: 1}\n- {}\n}"})
    CHECK_FALSE(fault(stray).empty());
  CHECK(fault("--- {a: 1}\n, b: []}") == "t:2: something stands behind the document's end");
}

TEST_CASE("depth and aliases cannot exhaust the process") {
  const std::string deep(20'000, '[');
  CHECK_THAT(fault(deep + std::string(20'000, ']')), Catch::Contains("nested too deep"));
  CHECK_FALSE(fault(deep).empty());
  std::string dashes, indented;
  for (int i = 0; i < 20'000; ++i) dashes += "- ";
  CHECK_THAT(fault(dashes + "x"), Catch::Contains("nested too deep"));
  for (int i = 0; i < 1'500; ++i)
    indented += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  CHECK_THAT(fault(indented), Catch::Contains("nested too deep"));
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto from = "*a" + std::to_string(i - 1), name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + from;
    for (int j = 0; j < 8; ++j) bomb += ", " + from;
    bomb += "]\n";
  }
  CHECK_THAT(fault(bomb), Catch::Contains("aliases expand to too many values"));
}

TEST_CASE("trees are written as sigs.k8s.io/yaml writes them") {
  const Json tree = Json::parse(R"({
    "b": [1, {"y": [true], "x": null}, ["q"]], "a10": "yes", "a9": "plain text", "empty": {},
    "none": [], "text": "x\ny\n", "strip": "x\ny", "keep": "x\n\n", "lead": " x\ny",
    "quote": "it's: so", "tab": "\t", "hash": "a #b", "hex": "0x10", "date": "2001-01-01",
    "time": "12:30", "dash": "- a", "star": "*a", "num": 0.5, "big": 1e21, "null": "null"})");
  CHECK(write_yaml(tree) ==
        "a9: plain text\n"
        "a10: \"yes\"\n"
        "b:\n- 1\n- x: null\n  \"y\":\n  - true\n- - q\n"
        "big: 1e+21\n"
        "dash: '- a'\n"
        "date: \"2001-01-01\"\n"
        "empty: {}\n"
        "hash: 'a #b'\n"
        "hex: \"0x10\"\n"
        "keep: |+\n  x\n\n"
        "lead: |2-\n   x\n  y\n"
        "none: []\n"
        "\"null\": \"null\"\n"
        "num: 0.5\n"
        "quote: 'it''s: so'\n"
        "star: '*a'\n"
        "strip: |-\n  x\n  y\n"
        "tab: \"\\t\"\n"
        "text: |\n  x\n  y\n"
        "time: \"12:30\"\n");
  CHECK(write_yaml(Json::object()) == "{}\n");
}

TEST_CASE("long lines break at spaces as Go's emitter breaks them") {
  const std::string words(100, 'a');
  CHECK(write_yaml({{"k", words + " b c"}}) == "k: " + words + "\n  b c\n");
  CHECK(write_yaml({{"k", words + ": b"}}) == "k: '" + words + ":\n  b'\n");
}

TEST_CASE("what is written is read back the same") {
  const Json tree = Json::parse(R"({"a": ["true", "10", "on", "n", "", " ", "x\n y", "\u0007",
    "~", "1e3", "é", "\ud83d\ude00", "a: b", "#", "-", "?", "- x", "!t", "%", "@", "`", "\u2028",
    "x\r\ny", "|", ">", "<<", "=", ".nan", "0b1", "\"", "'", "\\", "a\tb"], "<<": {"k": "v"}})");
  CHECK(read(write_yaml(tree)) == tree);
}
