#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "phases/etcd_members.h"

namespace kcluster {
namespace {

constexpr Millis kRecovery{60000};

// those that do not answer cannot be defragmented: that is for the user to know, not to guess
std::vector<MemberHealth> in_order(const EtcdHealth& health) {
  auto all = health.members;
  for (const auto& each : all)
    if (!each.status)
      throw Error(fmt::format("the etcd member {} cannot be defragmented: {}",
                              member_label(each.member), each.status.why),
                  "bring it back or remove it first: `kcluster etcd status`");
  std::stable_partition(all.begin(), all.end(), [](const auto& each) { return !each.leads(); });
  return all;
}

void await_width(int margin, const std::string& label, const Etcd& etcd, const Clock& clock) {
  clock.await("etcd after the defragmentation of " + label, kRecovery,
              [&]() -> std::optional<std::string> {
                const auto quorum = look_at_health(etcd).quorum();
                if (quorum.margin() >= margin) return std::nullopt;
                return quorum.words();
              });
}

Json defragment_one(const MemberHealth& each, const Quorum& quorum, Etcd& etcd, const Tell& sink) {
  const auto label = member_label(each.member);
  if (const auto pause = quorum.against_stopping(each.member.id))
    tell(sink, {Event::Kind::warning, label, "etcd pauses for its clients meanwhile: " + *pause});
  const auto before = each.status->db_size;
  etcd.defragment(each.endpoint);
  const auto after = etcd.status(each.endpoint).db_size;
  tell(sink, {Event::Kind::did, label,
              fmt::format("defragmented ({} of {} bytes remain)", after, before)});
  return {{"member", label}, {"before", before}, {"after", after}};
}

}  // namespace

void defragment_members(Etcd& etcd, const Clock& clock, const Tell& sink, Report& report) {
  const auto health = look_at_health(etcd);
  const auto quorum = health.quorum();
  if (quorum.margin() < 0)
    throw Error("etcd is not defragmented: " + quorum.words(), "mend the members named first");
  Json done = Json::array();
  std::string words;
  for (const auto& each : in_order(health)) {
    done.push_back(defragment_one(each, quorum, etcd, sink));
    await_width(quorum.margin(), member_label(each.member), etcd, clock);
    words += fmt::format("defragmented {}: {} bytes, before {}\n", member_label(each.member),
                         done.back()["after"].get<std::int64_t>(),
                         done.back()["before"].get<std::int64_t>());
  }
  report.results.push_back({"defragmented", std::move(done), words});
}

}  // namespace kcluster
