#pragma once
#include <exception>
#include <memory>
#include <mutex>

#include "host/files_above.h"

namespace kcluster {

/// The end of the process, as a test sees it: no std::exception, so that nobody handles it.
struct Crash {
  unsigned change = 0;  ///< the change that was cut off, counted from 1
};

/// Where a durable write of RealFiles was when it was cut off; the next one there clears it.
inline Path torn_name(const Path& path) {
  return path.parent_path() / ("." + path.filename().string() + ".kcluster");
}

/// What the fatal change leaves behind. half: what a durable write had done so far, none of it in
/// place (a torn dot-temp file, parents without the folder); after: all, but nobody was told.
enum class Tear { before, half, after };

/// A process that lives for some changes, counted over all the ports and threads that share it: the
/// last one throws Crash, and so does whatever another thread still begins; what destructors do
/// meanwhile is dropped in silence.
class Life {
 public:
  explicit Life(unsigned last, Tear tear = Tear::before) : last_(last), tear_(tear) {}

  bool dead() const {
    const std::scoped_lock hold(lock_);
    return made_ >= last_;
  }

  template <class Whole, class Half>
  auto change(Whole whole, Half half) -> decltype(whole()) {
    const std::scoped_lock hold(lock_);
    if (made_ >= last_) {
      if (std::uncaught_exceptions() == 0) throw Crash{made_};  // another thread's
      return decltype(whole())();
    }
    if (++made_ < last_) return whole();
    if (tear_ == Tear::half) half();
    if (tear_ == Tear::after) whole();
    if (std::uncaught_exceptions() > 0) return decltype(whole())();  // within a destructor
    throw Crash{made_};
  }

 private:
  unsigned last_;  // counted from 1
  Tear tear_;
  unsigned made_ = 0;
  mutable std::recursive_mutex lock_;  // a change may look whether it was the last
};

/// Whether the run ended in a Crash; all else that it throws passes.
template <class Run>
bool crashes(Run run) {
  try {
    run();
    return false;
  } catch (const Crash&) {
    return true;
  }
}

/// A file in the making of a process that crashes: the fatal append comes to half, and a process
/// that died drops nothing and keeps nothing. What was never kept lies there as a torn temp file.
class MortalNewFile : public NewFile {
 public:
  MortalNewFile(Files& below, Path path, Mode mode, std::shared_ptr<Life> life)
      : below_(below),
        path_(std::move(path)),
        life_(std::move(life)),
        made_(below.create(path_, mode)) {}
  ~MortalNewFile() override {
    if (life_->dead() && !kept_) leave_torn();
  }

  std::uint64_t size() const override { return made_->size(); }
  void read(std::uint64_t offset, std::span<char> into) const override {
    made_->read(offset, into);
  }
  void append(std::string_view bytes) override {
    life_->change([&] { made_->append(bytes); },
                  [&] { made_->append(bytes.substr(0, bytes.size() / 2)); });
  }
  void patch(std::uint64_t offset, std::string_view bytes) override {
    life_->change([&] { made_->patch(offset, bytes); },
                  [&] { made_->patch(offset, bytes.substr(0, bytes.size() / 2)); });
  }
  void reserve(std::uint64_t size) override {
    life_->change([&] { made_->reserve(size); }, [] {});
  }
  void sync() override {
    life_->change([&] { made_->sync(); }, [] {});
  }
  void keep() override {
    const auto whole = [&] {
      made_->keep();
      kept_ = true;
    };
    life_->change(whole, [] {});
  }

 private:
  void leave_torn() {
    std::string bytes(made_->size(), '\0');
    made_->read(0, bytes);
    made_.reset();
    below_.write(torn_name(path_), bytes.substr(0, bytes.size() / 2), {});
  }

  Files& below_;
  Path path_;
  std::shared_ptr<Life> life_;
  std::unique_ptr<NewFile> made_;
  bool kept_ = false;
};

/// Files of a process that crashes.
class MortalFiles : public FilesAbove {
 public:
  MortalFiles(Files& below, std::shared_ptr<Life> life)
      : FilesAbove(below), life_(std::move(life)) {}
  MortalFiles(Files& below, unsigned last) : MortalFiles(below, std::make_shared<Life>(last)) {}

  bool dead() const { return life_->dead(); }

  std::unique_ptr<NewFile> create(const Path& path, Mode mode) override {
    return std::make_unique<MortalNewFile>(below_, path, mode, life_);
  }

  bool write(const Path& path, std::string_view bytes, Mode mode) override {
    return life_->change(
        [&] { return below_.write(path, bytes, mode); },
        [&] { below_.write(torn_name(path), bytes.substr(0, bytes.size() / 2), {}); });
  }
  void make_dir(const Path& path, unsigned mode) override {
    life_->change([&] { below_.make_dir(path, mode); },
                  [&] {
                    const auto parent = path.parent_path();
                    if (!below_.look(parent)) below_.make_dir(parent, mode);
                  });
  }
  void own(const Path& path, unsigned uid, unsigned gid) override {
    life_->change([&] { below_.own(path, uid, gid); }, [] {});
  }
  void link(const Path& target, const Path& path) override {
    life_->change([&] { below_.link(target, path); },
                  [&] { below_.link(target, torn_name(path)); });
  }
  void move(const Path& from, const Path& to) override {
    life_->change([&] { below_.move(from, to); }, [] {});
  }
  void remove(const Path& path) override {
    life_->change([&] { below_.remove(path); }, [] {});
  }
  void remove_tree(const Path& path) override {
    life_->change([&] { below_.remove_tree(path); }, [&] { remove_some(path); });
  }
  bool remove_left(const Path& path) override {
    return life_->change([&] { return below_.remove_left(path); }, [] {});
  }

 private:
  void remove_some(const Path& path) {
    const auto names = below_.list(path).value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < names.size() / 2; ++i) below_.remove_tree(path / names[i]);
  }

  std::shared_ptr<Life> life_;
};

}  // namespace kcluster
