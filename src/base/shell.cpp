#include "base/shell.h"

namespace kcluster {

std::string shell_quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char letter : word)
    if (letter == '\'')
      quoted += "'\\''";
    else
      quoted += letter;
  return quoted + "'";
}

}  // namespace kcluster
