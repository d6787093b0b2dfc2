#include "config/validate.h"

#include <fmt/format.h>

#include "config/rules.h"
#include "config/syntax.h"

namespace kcluster {

std::vector<Finding> validate(const Config& config) {
  rules::Found found;
  rules::init(config.init, found);
  rules::cluster(config.cluster, found);
  rules::etcd(config.cluster, found);
  rules::networking(config.cluster, found);
  return found.take();
}

namespace rules {

std::string indexed(const std::string& path, std::size_t index) {
  return fmt::format("{}[{}]", path, index);
}

void arguments(const std::vector<Arg>& args, const std::string& path, Found& found) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string_view name = args[i].name;
    const auto at = indexed(path, i) + ".name";
    if (name.empty())
      found.error(at, "an argument without a name", "name the flag, without dashes");
    else if (name.front() == '-')
      found.error(at, fmt::format("\"{}\" begins with a dash", name), "write it without dashes");
  }
}

void environment(const std::vector<EnvVar>& envs, const std::string& path, Found& found) {
  for (std::size_t i = 0; i < envs.size(); ++i)
    if (envs[i].name.empty())
      found.error(indexed(path, i) + ".name", "an environment variable without a name");
}

void alternative_names(const std::vector<std::string>& names, const std::string& path,
                       Found& found) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!is_alternative_name(names[i]))
      found.error(indexed(path, i), fmt::format("\"{}\" is no address and no DNS name", names[i]),
                  "expected an IP address, a DNS name or *. and a DNS name");
}

void absolute(const std::string& value, const std::string& path, Found& found) {
  if (value.substr(0, 1) != "/")
    found.error(path, fmt::format("\"{}\" is not an absolute path", value), "begin it with /");
}

void repository(const std::string& value, const std::string& path, Found& found) {
  if (!is_image_repository(value))
    found.error(path, fmt::format("\"{}\" is no image repository", value),
                "expected a registry and a path in lower case, such as registry.k8s.io");
}

}  // namespace rules
}  // namespace kcluster
