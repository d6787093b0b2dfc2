#include <fmt/format.h>

#include "base/attempt.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr std::size_t kKernelName = 15;  // as much of a program's name as the kernel keeps

/// Who listens, as ss says it: users:(("kube-apiserver",pid=12,fd=3)).
struct Holder {
  std::string program, pid;
};

std::string between(const std::string& text, std::string_view before, std::string_view stops) {
  const auto at = text.find(before);
  if (at == text.npos) return "";
  const auto begin = at + before.size();
  return text.substr(begin, text.find_first_of(stops, begin) - begin);
}

Holder holder(const System& system, unsigned port) {
  const auto said = attempt([&] {
    return system.ask({"ss", "-Hltnp", fmt::format("sport = :{}", port)});
  });
  if (!said || said->exit != 0) return {};
  return {between(said->out, "users:((\"", "\""), between(said->out, "pid=", ",)")};
}

bool is(const Holder& holder, const PortNeed& need) {
  return holder.program == need.program.substr(0, kKernelName);
}

// On a resumed node our own pods may run already. Who it is cannot be seen from a container.
bool expected(const Holder& holder, const PortNeed& need, Beginning beginning) {
  return beginning == Beginning::resumed && (holder.program.empty() || is(holder, need));
}

Finding taken(const PortNeed& need, const Holder& holder) {
  const auto by =
      holder.program.empty() ? "" : fmt::format(" by {} (process {})", holder.program, holder.pid);
  const auto remedy = is(holder, need)
                          ? std::string(kReset)
                          : fmt::format("stop what `ss -ltnp 'sport = :{}'` shows", need.port);
  return error(fmt::format("Port-{}", need.port),
               fmt::format("port {} of {} is in use{}", need.port, need.purpose, by), remedy);
}

}  // namespace

Findings check_ports(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto& need : plan.ports) {
    if (look.system.port_free(need.port)) continue;
    const auto by = holder(look.system, need.port);
    if (!expected(by, need, plan.beginning)) out.push_back(taken(need, by));
  }
  return out;
}

}  // namespace kcluster
