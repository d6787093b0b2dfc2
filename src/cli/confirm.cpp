#include "cli/confirm.h"

#include <fmt/format.h>

#include <cstdio>
#include <iostream>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {

void confirm(const std::string& question) {
  fmt::print("{} [y/N]: ", question);
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  answer = lower(trim(answer));
  if (answer != "y" && answer != "yes")
    throw Error("nothing was changed: the question was not answered with y",
                "answer y, or give --force");
}

}  // namespace kcluster
