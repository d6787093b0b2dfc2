#include "phases/controller_accounts.h"

#include <atomic>
#include <future>

#include "kubernetes/names.h"

namespace kcluster {
namespace {

constexpr unsigned kAtOnce = 4;  // each with a connection of its own

Json account(const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", "ServiceAccount"},
          {"metadata", {{"name", name}, {"namespace", names::kube_system}}}};
}

}  // namespace

void controller_accounts(const std::vector<std::string>& names, Client& api) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (auto i = next++; i < names.size(); i = next++) api.create_or_keep(account(names[i]));
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < kAtOnce; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
}

}  // namespace kcluster
