#pragma once
#include "host/files.h"

namespace kcluster {

/// The end of the process, as a test sees it: no std::exception, so that nobody handles it.
struct Crash {
  unsigned change = 0;  ///< the change that did not happen any more, counted from 1
};

/// Files that live for some changes: the n-th throws Crash before it is done, and every later one,
/// also those from destructors, is dropped in silence.
class MortalFiles : public Files {
 public:
  MortalFiles(Files& below, unsigned last) : below_(below), last_(last) {}

  bool dead() const { return made_ >= last_; }

  std::optional<std::string> read(const Path& path) const override { return below_.read(path); }
  std::optional<std::vector<std::string>> list(const Path& folder) const override {
    return below_.list(folder);
  }
  std::optional<Stat> look(const Path& path) const override { return below_.look(path); }
  Space space(const Path& path) const override { return below_.space(path); }

  bool write(const Path& path, std::string_view bytes, Mode mode) override {
    return alive() && below_.write(path, bytes, mode);
  }
  void make_dir(const Path& path, unsigned mode) override {
    if (alive()) below_.make_dir(path, mode);
  }
  void own(const Path& path, unsigned uid, unsigned gid) override {
    if (alive()) below_.own(path, uid, gid);
  }
  void link(const Path& target, const Path& path) override {
    if (alive()) below_.link(target, path);
  }
  void move(const Path& from, const Path& to) override {
    if (alive()) below_.move(from, to);
  }
  void remove(const Path& path) override {
    if (alive()) below_.remove(path);
  }
  void remove_tree(const Path& path) override {
    if (alive()) below_.remove_tree(path);
  }

 private:
  bool alive() {
    if (dead()) return false;
    if (++made_ == last_) throw Crash{made_};
    return true;
  }

  Files& below_;
  unsigned last_;  // counted from 1
  unsigned made_ = 0;
};

}  // namespace kcluster
