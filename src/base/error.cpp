#include "base/error.h"

#include <fmt/format.h>

namespace kcluster {
namespace {

std::string render(const Finding& finding) {
  const bool error = finding.weight == Finding::Weight::error;
  std::string line = fmt::format("  [{}]", error ? "ERROR" : "WARNING");
  for (const auto* part : {&finding.place, &finding.name})
    if (!part->empty()) line += " " + *part + ":";
  line += " " + finding.what + "\n";
  if (!finding.remedy.empty()) line += "      try: " + finding.remedy + "\n";
  return line;
}

}  // namespace

std::string render(const Error& error) {
  std::string text = fmt::format("error: {}\n", error.what());
  for (const auto& finding : error.findings) text += render(finding);
  for (const auto& where : error.during) text += fmt::format("  during: {}\n", where);
  if (!error.remedy.empty()) text += fmt::format("  try: {}\n", error.remedy);
  return text;
}

}  // namespace kcluster
