#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace kcluster {

/// One thing found wrong in a database file, and where.
struct Damage {
  std::string place;  ///< "page 17", "page 17, item 3, bucket key"; empty: the file as a whole
  std::string what;   ///< one sentence without a full stop
};

/// What was found wrong; the first ones in words, all of them counted.
class Damages {
 public:
  static constexpr std::size_t most = 50;  ///< that are kept in words

  void add(std::string place, std::string what) {
    ++count_;
    if (listed_.size() < most) listed_.push_back({std::move(place), std::move(what)});
  }

  /// Odd, but nothing is lost by it.
  void note(std::string place, std::string what) {
    if (notes_.size() < most) notes_.push_back({std::move(place), std::move(what)});
  }

  bool none() const { return count_ == 0; }
  std::uint64_t count() const { return count_; }
  const std::vector<Damage>& listed() const { return listed_; }
  const std::vector<Damage>& notes() const { return notes_; }

 private:
  std::vector<Damage> listed_, notes_;
  std::uint64_t count_ = 0;
};

}  // namespace kcluster
