#pragma once
#include <string>
#include <vector>

#include "cli/outline.h"

namespace kcluster {

/// How a shell writes the tables that its completion looks things up in; ":" stands for any word.
struct CompletionDialect {
  std::string (*table)(const std::string& name, const std::string& rows);
  std::string (*row)(const std::string& key, const std::string& text);
  std::string (*words)(const Outline& command);  ///< that may follow it; "": none
  std::string (*flags)(const std::vector<Outline::Option>& flags);
  std::string (*choices)(const std::vector<std::string>& words);
};

/// The tables known, words and flags by command, values by command and flag's name.
std::string completion_tables(const Outline& top, const CompletionDialect& dialect);

}  // namespace kcluster
