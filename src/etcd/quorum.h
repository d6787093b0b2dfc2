#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "etcd/etcd.h"

namespace kcluster {

/// A member as quorum arithmetic sees it.
struct QuorumMember {
  std::uint64_t id = 0;
  std::string label;  ///< as the user knows it
  bool learner = false;
  std::string
      fault;  ///< why it does not count: "does not answer", "has no leader"; empty: it counts
};

/// May the membership change? A voter counts that answers Status now with a leader and without a
/// CORRUPT alarm; that etcd lists it as started means only that it once had a name. Learners never
/// count, and a member to be removed counts neither.
class Quorum {
 public:
  explicit Quorum(std::vector<QuorumMember> members) : members_(std::move(members)) {}

  int voters() const;
  int sound() const;   ///< voters that count
  int needed() const;  ///< majority of the voters
  /// Of two voters neither can be spared, yet both must restart at times.
  bool is_pair() const { return voters() == 2; }
  /// How many sound voters may still fail; negative: so many are missing.
  int margin() const { return sound() - needed(); }

  /// Why it may not be done now, one sentence; nullopt: it may.
  std::optional<std::string> against_removing(std::uint64_t id) const;
  std::optional<std::string> against_adding(Etcd::Role role) const;
  std::optional<std::string> against_promoting(std::uint64_t id) const;
  /// Stopping a member's etcd for a while: a restart, a defragmentation, an upgrade.
  std::optional<std::string> against_stopping(std::uint64_t id) const;

  /// "3 of 3 voters are well, 2 are needed: 1 may fail".
  std::string words() const;

 private:
  const QuorumMember* find(std::uint64_t id) const;
  std::optional<std::string> against_any_change() const;
  std::string those_unwell(std::uint64_t but) const;

  std::vector<QuorumMember> members_;
};

/// Majority of that many voters.
constexpr int quorum_of(int voters) { return voters / 2 + 1; }

}  // namespace kcluster
