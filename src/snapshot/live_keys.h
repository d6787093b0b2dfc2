#pragma once
#include <cstdint>
#include <vector>

namespace kcluster {

/// Which keys live, and which entries are the newest of theirs, in bounded memory: keys are told
/// apart by 64-bit fingerprints, and when there are too many for the table only those of one part
/// are held; the entries are then gone through again for the other parts.
class LiveKeys {
 public:
  enum class Kind { put, tombstone };
  /// `most` slots at once, a power of two; 16 bytes each.
  explicit LiveKeys(std::size_t most = std::size_t{1} << 20) : most_(most) {}

  /// The entry of that number, counted from 0 in the order of revisions.
  void add(std::uint64_t entry, std::uint64_t fingerprint, Kind kind);
  /// After the last entry. True: all entries have to be added once more.
  bool again();

  std::uint64_t count() const { return count_; }  ///< living keys, when nothing is to come again
  /// Whether the entry holds its key's present value.
  bool is_newest(std::uint64_t entry) const { return entry < newest_.size() && newest_[entry]; }

 private:
  struct Slot {
    std::uint64_t fingerprint = 0;
    std::uint64_t entry = 0;  // counted from 1; 0: free
  };
  /// The fingerprints that leave `rest` when divided by `by`.
  struct Part {
    std::uint64_t by = 1, rest = 0;
  };
  static constexpr std::uint64_t dead = ~0ull;

  bool is_mine(std::uint64_t fingerprint) const { return fingerprint % part_.by == part_.rest; }
  Slot& slot_of(std::uint64_t fingerprint);
  void make_room();
  void rebuild(std::size_t size);

  std::size_t most_;
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::size_t used_ = 0;
  Part part_;
  std::vector<Part> later_;
  std::uint64_t count_ = 0;
  std::vector<bool> newest_;
};

}  // namespace kcluster
