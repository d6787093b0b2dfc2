#include "snapshot/read_ahead.h"

#include <algorithm>

namespace kcluster {

void ReadAhead::read(std::uint64_t offset, std::span<char> into) const {
  const auto end = offset + into.size();
  const bool fits = end >= offset && end <= below_.size() && into.size() <= most;
  if (!fits) return below_.read(offset, into);
  if (offset < start_ || end > start_ + window_.size()) refill(offset, into.size());
  window_.copy(into.data(), into.size(), offset - start_);
}

void ReadAhead::refill(std::uint64_t offset, std::uint64_t wanted) const {
  const bool goes_on = offset >= start_ && offset <= start_ + window_.size();
  ahead_ = goes_on ? std::min(2 * ahead_, most) : least;
  window_.resize(std::min(std::max(ahead_, wanted), below_.size() - offset));
  start_ = offset;
  below_.read(offset, window_);
}

}  // namespace kcluster
