#pragma once
#include <string>
#include <vector>

#include "cli/outline.h"

namespace kcluster {

struct ManualPage {
  std::string name;  ///< its file: "kcluster-init.1"
  std::string text;  ///< in man(7)'s language
};

/// One page for the program and one for each command below it. The date (2026-11-22) stands in each
/// page's foot.
std::vector<ManualPage> manual_pages(const Outline& top, const std::string& date);

}  // namespace kcluster
