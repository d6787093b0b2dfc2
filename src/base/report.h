#pragma once
#include <string>
#include <vector>

#include "base/json.h"

namespace kcluster {

/// One thing a command has to show at its end: for people as words, for programs as a value.
struct Result {
  std::string name;   ///< "joinCommand"
  Json value;
  std::string words;  ///< whole lines, with the last newline
};

/// What phases leave to be shown; only cli reads it.
struct Report {
  std::vector<Result> results;
};

}  // namespace kcluster
