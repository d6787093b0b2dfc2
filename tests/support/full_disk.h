#pragma once
#include <memory>

#include "host/fault.h"
#include "host/files_above.h"

namespace kcluster {

/// How long a disk stays full: until something is removed from it, or whatever is removed, since
/// another program takes it at once.
enum class Full { until_removal, for_good };

/// A disk that takes so many changes, all the same to what space() said before. The one after them
/// comes to half and fails, as do those that follow. Moving and removing need no space.
class FillingDisk {
 public:
  FillingDisk(unsigned room, Full full) : room_(room), full_(full) {}

  bool was_full() const { return was_full_; }

  template <class Whole, class Half>
  auto change(const char* doing, const Path& path, Whole whole, Half half) -> decltype(whole()) {
    if (room_ > 0) {
      --room_;
      return whole();
    }
    was_full_ = true;
    half();
    file_fault(doing, path, ENOSPC);
  }
  void removed() {
    if (was_full_ && full_ == Full::until_removal) room_ = ~0u;
  }

 private:
  unsigned room_;
  Full full_;
  bool was_full_ = false;
};

class FillingNewFile : public NewFile {
 public:
  FillingNewFile(std::unique_ptr<NewFile> made, Path path, FillingDisk& disk)
      : made_(std::move(made)), path_(std::move(path)), disk_(disk) {}
  ~FillingNewFile() override {
    if (!kept_) disk_.removed();
  }

  std::uint64_t size() const override { return made_->size(); }
  void read(std::uint64_t offset, std::span<char> into) const override {
    made_->read(offset, into);
  }
  void append(std::string_view bytes) override {
    change([&] { made_->append(bytes); },
           [&] { made_->append(bytes.substr(0, bytes.size() / 2)); });
  }
  void patch(std::uint64_t offset, std::string_view bytes) override {
    change([&] { made_->patch(offset, bytes); },
           [&] { made_->patch(offset, bytes.substr(0, bytes.size() / 2)); });
  }
  void reserve(std::uint64_t size) override {
    change([&] { made_->reserve(size); }, [] {});
  }
  void sync() override {
    change([&] { made_->sync(); }, [] {});
  }
  void keep() override {
    change([&] { made_->keep(); }, [] {});
    kept_ = true;
  }

 private:
  template <class Whole, class Half>
  void change(Whole whole, Half half) {
    disk_.change("write", path_, whole, half);
  }

  std::unique_ptr<NewFile> made_;
  Path path_;
  FillingDisk& disk_;
  bool kept_ = false;
};

/// Files on such a disk.
class FillingFiles : public FilesAbove {
 public:
  FillingFiles(Files& below, FillingDisk& disk) : FilesAbove(below), disk_(disk) {}

  std::unique_ptr<NewFile> create(const Path& path, Mode mode) override {
    const auto make = [&] { return below_.create(path, mode); };
    return std::make_unique<FillingNewFile>(disk_.change("write", path, make, [] {}), path, disk_);
  }
  bool write(const Path& path, std::string_view bytes, Mode mode) override {
    const auto old = below_.look(path);
    if (old && old->mode == mode.bits && below_.read(path) == bytes) return false;
    return disk_.change(
        "write", path, [&] { return below_.write(path, bytes, mode); }, [] {});
  }
  void make_dir(const Path& path, unsigned mode) override {
    if (below_.look(path)) return below_.make_dir(path, mode);
    disk_.change(
        "make folder", path, [&] { below_.make_dir(path, mode); }, [] {});
  }
  void own(const Path& path, unsigned uid, unsigned gid) override { below_.own(path, uid, gid); }
  void link(const Path& target, const Path& path) override {
    disk_.change(
        "link", path, [&] { below_.link(target, path); }, [] {});
  }
  void move(const Path& from, const Path& to) override { below_.move(from, to); }
  void remove(const Path& path) override {
    below_.remove(path);
    disk_.removed();
  }
  void remove_tree(const Path& path) override {
    below_.remove_tree(path);
    disk_.removed();
  }
  bool remove_left(const Path& path) override { return below_.remove_left(path); }

 private:
  FillingDisk& disk_;
};

/// Runs `work` on disks that take no change, one, two …, until one takes all, with both kinds of
/// Full: `work` gets the disk, and whatever it makes anew each time is its own.
template <class Work>
void on_filling_disks(Work work) {
  for (const auto full : {Full::until_removal, Full::for_good})
    for (unsigned room = 0;; ++room) {
      FillingDisk disk(room, full);
      work(disk);
      if (!disk.was_full()) break;
    }
}

}  // namespace kcluster
