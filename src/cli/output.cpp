#include "cli/output.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <cstdio>

#include "base/yaml.h"

namespace kcluster {

void add_output(CLI::App& command, Globals& globals) {
  command.add_option("-o,--output", globals.output, "text, json or yaml")
      ->check(CLI::IsMember({"text", "json", "yaml"}));
}

void print_value(const Json& value, const std::string& output) {
  if (output == "yaml") return fmt::print("{}", write_yaml(value));
  // the name of a file may be no UTF-8: that is no reason to say nothing
  fmt::print("{}\n", value.dump(4, ' ', false, Json::error_handler_t::replace));
}

}  // namespace kcluster
