#include "etcd/quorum.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

bool counts(const QuorumMember& member) { return !member.learner && member.fault.empty(); }

std::string voters_are(int count) {
  return fmt::format("{} voter{}", count, count == 1 ? " is" : "s are");
}

}  // namespace

int Quorum::voters() const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(),
                                        [](const auto& member) { return !member.learner; }));
}

int Quorum::sound() const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(), counts));
}

int Quorum::needed() const { return quorum_of(voters()); }

const QuorumMember* Quorum::find(std::uint64_t id) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [id](const auto& member) { return member.id == id; });
  return found == members_.end() ? nullptr : &*found;
}

std::string Quorum::those_unwell(std::uint64_t but) const {
  std::vector<std::string> each;
  for (const auto& member : members_)
    if (!member.learner && !member.fault.empty() && member.id != but)
      each.push_back(member.label + " " + member.fault);
  return each.empty() ? std::string() : " (" + join(each, ", ") + ")";
}

// a change of members is itself agreed on by the present voters
std::optional<std::string> Quorum::against_any_change() const {
  if (margin() >= 0) return std::nullopt;
  return fmt::format("quorum is lost: {} well, {} of {} needed{}", voters_are(sound()), needed(),
                     voters(), those_unwell(0));
}

std::optional<std::string> Quorum::against_removing(std::uint64_t id) const {
  const auto* member = find(id);
  if (!member) return "there is no member " + member_id_text(id);
  if (const auto lost = against_any_change()) return lost;
  if (member->learner) return std::nullopt;
  if (voters() == 1) return member->label + " is the last voter";
  const int left = sound() - (counts(*member) ? 1 : 0), needs = quorum_of(voters() - 1);
  if (left >= needs) return std::nullopt;
  return fmt::format("without {} only {} well, and {} of {} would be needed{}", member->label,
                     voters_are(left), needs, voters() - 1, those_unwell(id));
}

std::optional<std::string> Quorum::against_adding(Etcd::Role role) const {
  if (const auto lost = against_any_change()) return lost;
  if (role == Etcd::Role::learner) return std::nullopt;
  const int needs = quorum_of(voters() + 1);
  if (sound() >= needs) return std::nullopt;
  return fmt::format(
      "until the new member has started only {} well, and {} of {} would be needed{}",
      voters_are(sound()), needs, voters() + 1, those_unwell(0));
}

std::optional<std::string> Quorum::against_promoting(std::uint64_t id) const {
  const auto* member = find(id);
  if (!member) return "there is no member " + member_id_text(id);
  if (const auto lost = against_any_change()) return lost;
  if (!member->learner) return member->label + " is a voter already";
  const int well = sound() + (member->fault.empty() ? 1 : 0), needs = quorum_of(voters() + 1);
  if (well >= needs) return std::nullopt;
  return fmt::format(
      "with {} as a voter {} well, and {} of {} would be needed{}", member->label, voters_are(well),
      needs, voters() + 1,
      member->fault.empty() ? those_unwell(0) : " (" + member->label + " " + member->fault + ")");
}

std::optional<std::string> Quorum::against_stopping(std::uint64_t id) const {
  const auto* member = find(id);
  if (!member) return "there is no member " + member_id_text(id);
  if (member->learner || !counts(*member)) return std::nullopt;
  if (margin() >= 1) return std::nullopt;
  return fmt::format("while {} is stopped only {} well, and {} of {} are needed{}", member->label,
                     voters_are(sound() - 1), needed(), voters(), those_unwell(id));
}

std::string Quorum::words() const {
  const auto state =
      fmt::format("{} of {} voters are well, {} needed", sound(), voters(), needed());
  if (margin() < 0) return state + ": quorum is lost" + those_unwell(0);
  return fmt::format("{}: {} may fail", state, margin() == 0 ? "none" : std::to_string(margin())) +
         those_unwell(0);
}

}  // namespace kcluster
