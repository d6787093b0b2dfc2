#include "plan/args.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace kcluster {

std::vector<std::string> flags(std::vector<Arg> defaults, std::span<const Arg> extra) {
  std::erase_if(defaults, [&](const Arg& arg) { return last_value(extra, arg.name).has_value(); });
  std::sort(defaults.begin(), defaults.end(), [](const Arg& a, const Arg& b) {
    return std::tie(a.name, a.value) < std::tie(b.name, b.value);
  });
  defaults.insert(defaults.end(), extra.begin(), extra.end());
  std::vector<std::string> out;
  std::transform(defaults.begin(), defaults.end(), std::back_inserter(out),
                 [](const Arg& arg) { return "--" + arg.name + "=" + arg.value; });
  return out;
}

std::vector<std::string> command_line(std::string program, std::vector<Arg> defaults,
                                      std::span<const Arg> extra) {
  std::vector<std::string> out = flags(std::move(defaults), extra);
  out.insert(out.begin(), std::move(program));
  return out;
}

std::optional<std::string> last_value(std::span<const Arg> args, std::string_view name) {
  const auto found =
      std::find_if(args.rbegin(), args.rend(), [&](const Arg& arg) { return arg.name == name; });
  if (found == args.rend()) return std::nullopt;
  return found->value;
}

}  // namespace kcluster
