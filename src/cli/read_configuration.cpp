#include <unistd.h>

#include <array>

#include "base/attempt.h"
#include "cli/init.h"
#include "cli/reach.h"

namespace kcluster {
namespace {

constexpr std::size_t kMaxBytes = 3u << 20;  // as much as the YAML reader takes

[[noreturn]] void refuse(const std::string& what) {
  throw Error(what, "give the path of a kubeadm configuration file, - for standard input",
              Exit::usage);
}

/// What a shell hands over without a file, `--config <(make it)`: the number of an open pipe.
std::optional<int> open_pipe(const std::string& path) {
  constexpr std::string_view folder = "/dev/fd/";
  if (path == "-" || path == "/dev/stdin") return STDIN_FILENO;
  const auto number = path.rfind(folder, 0) == 0 ? path.substr(folder.size()) : std::string();
  const bool digits =
      !number.empty() && number.size() < 5 && number.find_first_not_of("0123456789") == number.npos;
  return digits ? std::optional(std::stoi(number)) : std::nullopt;
}

std::string read_pipe(int number, const std::string& path) {
  std::string text;
  std::array<char, 65536> block{};
  for (;;) {
    const auto count = ::read(number, block.data(), block.size());
    if (count < 0) refuse("cannot read the configuration from " + path);
    if (count == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
    if (text.size() > kMaxBytes) refuse(path + " is larger than 3 MiB");
  }
}

}  // namespace

std::string read_configuration(const std::string& named, const Files& files) {
  if (const auto pipe = open_pipe(named)) return read_pipe(*pipe, named);
  const auto path = absolute(named);
  const auto stat = files.look(path);
  if (stat && stat->size > kMaxBytes && stat->kind == Stat::Kind::file)
    refuse(path + " is larger than 3 MiB");
  const auto text = attempt([&] { return files.read(path); });
  if (!text) refuse(text.why);
  if (!*text) refuse("there is no configuration file " + path);
  return **text;
}

}  // namespace kcluster
