#include "snapshot/live_keys.h"

#include <utility>

namespace kcluster {
namespace {

// the low bits say the part, so the place comes from the others
std::size_t first_place(std::uint64_t fingerprint, std::size_t size) {
  return static_cast<std::size_t>((fingerprint * 0x9e3779b97f4a7c15u) >> 20) & (size - 1);
}

}  // namespace

LiveKeys::Slot& LiveKeys::slot_of(std::uint64_t fingerprint) {
  for (auto at = first_place(fingerprint, slots_.size());; at = (at + 1) & (slots_.size() - 1))
    if (slots_[at].entry == 0 || slots_[at].fingerprint == fingerprint) return slots_[at];
}

void LiveKeys::add(std::uint64_t entry, std::uint64_t fingerprint, Kind kind) {
  if (entry >= newest_.size()) newest_.resize(entry + 1);
  if (!is_mine(fingerprint)) return;
  if (used_ * 4 >= slots_.size() * 3) make_room();
  if (!is_mine(fingerprint)) return;  // no longer
  auto& slot = slot_of(fingerprint);
  if (slot.entry == 0) ++used_;
  if (slot.entry && slot.entry != dead) newest_[slot.entry - 1] = false;
  newest_[entry] = kind == Kind::put;
  slot = {fingerprint, kind == Kind::put ? entry + 1 : dead};
}

void LiveKeys::make_room() {
  std::size_t living = 0;
  for (const auto& slot : slots_) living += slot.entry && slot.entry != dead;
  const bool forget_is_enough = living * 2 < slots_.size();
  if (forget_is_enough) return rebuild(slots_.size());
  if (slots_.size() < most_) return rebuild(slots_.size() * 2);
  later_.push_back({part_.by * 2, part_.rest + part_.by});
  part_.by *= 2;
  rebuild(slots_.size());
}

// without dead keys: a key that comes back is a new one
void LiveKeys::rebuild(std::size_t size) {
  std::vector<Slot> old(size);
  old.swap(slots_);
  used_ = 0;
  for (const auto& slot : old) {
    if (slot.entry == 0 || slot.entry == dead) continue;
    if (!is_mine(slot.fingerprint)) {
      newest_[slot.entry - 1] = false;
      continue;
    }
    slot_of(slot.fingerprint) = slot;
    ++used_;
  }
}

bool LiveKeys::again() {
  for (const auto& slot : slots_) count_ += slot.entry && slot.entry != dead;
  slots_.assign(slots_.size(), {});
  used_ = 0;
  if (later_.empty()) return false;
  part_ = later_.back();
  later_.pop_back();
  return true;
}

}  // namespace kcluster
