#include <fmt/format.h>

#include "preflight/checks.h"
#include "preflight/proxy_rules.h"

namespace kcluster {
namespace {

std::string spare(const std::string& what) {
  return fmt::format("`export NO_PROXY=\"$NO_PROXY,{0}\" no_proxy=\"$no_proxy,{0}\"`", what);
}

}  // namespace

Findings check_proxy(const CheckPlan& plan, const Look& look) {
  std::vector<std::string> hosts{plan.advertise_address};
  if (plan.endpoint_host != plan.advertise_address) hosts.push_back(plan.endpoint_host);
  Findings out;
  for (const auto& host : hosts) {
    const auto proxy = host.empty() ? std::nullopt : proxy_for(host, look.environment);
    if (proxy)
      out.push_back(warning(
          "HTTPProxy", fmt::format("the API at {} would be reached by the proxy {}", host, *proxy),
          spare(host)));
  }
  return out;
}

Findings check_range_proxy(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto* ranges : {&plan.service_ranges, &plan.pod_ranges})
    for (const auto& range : *ranges) {
      const auto proxy = proxy_for(nth_address(range, 1), look.environment);
      if (proxy)
        out.push_back(warning("HTTPProxyCIDR",
                              fmt::format("addresses of {} would be reached by the proxy {}, which "
                                          "does not know pods and services",
                                          range.text(), *proxy),
                              spare(range.text())));
    }
  return out;
}

}  // namespace kcluster
