#include "kube/find_kubeconfig.h"

#include "base/text.h"
#include "kubernetes/paths.h"

namespace kcluster {

Path find_kubeconfig(const std::string& given,
                     const std::function<std::optional<std::string>(const std::string&)>& variable,
                     const Files& files) {
  if (!given.empty()) return given;
  std::vector<std::string> places;
  if (const auto listed = variable("KUBECONFIG"); listed && !listed->empty())
    for (auto& place : split(*listed, ':'))
      if (!place.empty()) places.push_back(std::move(place));
  if (places.empty())
    if (const auto home = variable("HOME"); home && !home->empty())
      places.push_back(*home + "/.kube/config");
  places.emplace_back(paths::admin_conf);
  for (const auto& place : places)
    if (files.look(place)) return place;
  return places.front();
}

}  // namespace kcluster
