#include "host/swaps.h"

#include "base/text.h"

namespace kcluster {

// The first line is a header.
std::vector<std::string> swaps_on(const Files& files) {
  std::vector<std::string> out;
  const auto lines = split(files.read("/proc/swaps").value_or(""), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (const auto name = lines[i].substr(0, lines[i].find_first_of(" \t")); !name.empty())
      out.push_back(name);
  return out;
}

}  // namespace kcluster
