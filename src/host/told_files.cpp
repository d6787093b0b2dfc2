#include "host/told_files.h"

#include <fmt/format.h>

#include <functional>

namespace kcluster {

void ToldFiles::did(const Path& path, std::string text) const {
  Event event;
  event.subject = path.string();
  event.text = std::move(text);
  tell(tell_, std::move(event));
}

bool ToldFiles::write(const Path& path, std::string_view bytes, Mode mode) {
  const bool changed = below_.write(path, bytes, mode);
  if (changed) did(path, fmt::format("wrote {} bytes, mode {:04o}", bytes.size(), mode.bits));
  return changed;
}

namespace {

class ToldNewFile : public NewFile {
 public:
  ToldNewFile(std::unique_ptr<NewFile> below, std::function<void(std::uint64_t)> kept)
      : below_(std::move(below)), kept_(std::move(kept)) {}

  std::uint64_t size() const override { return below_->size(); }
  void read(std::uint64_t offset, std::span<char> into) const override {
    below_->read(offset, into);
  }
  void append(std::string_view bytes) override { below_->append(bytes); }
  void patch(std::uint64_t offset, std::string_view bytes) override {
    below_->patch(offset, bytes);
  }
  void reserve(std::uint64_t size) override { below_->reserve(size); }
  void sync() override { below_->sync(); }
  void keep() override {
    below_->keep();
    kept_(below_->size());
  }

 private:
  std::unique_ptr<NewFile> below_;
  std::function<void(std::uint64_t)> kept_;
};

}  // namespace

std::unique_ptr<NewFile> ToldFiles::create(const Path& path, Mode mode) {
  return std::make_unique<ToldNewFile>(below_.create(path, mode), [=, this](std::uint64_t size) {
    did(path, fmt::format("wrote {} bytes, mode {:04o}", size, mode.bits));
  });
}

void ToldFiles::make_dir(const Path& path, unsigned mode) {
  const auto old = below_.look(path);
  below_.make_dir(path, mode);
  if (!old) did(path, fmt::format("made the folder, mode {:04o}", mode));
  if (old && old->kind == Stat::Kind::folder && old->mode != mode)
    did(path, fmt::format("set the folder's mode to {:04o}", mode));
}

void ToldFiles::own(const Path& path, unsigned uid, unsigned gid) {
  const auto old = below_.look(path);
  below_.own(path, uid, gid);
  if (old && (old->uid != uid || old->gid != gid))
    did(path, fmt::format("set the owner to {}:{}", uid, gid));
}

void ToldFiles::link(const Path& target, const Path& path) {
  below_.link(target, path);
  did(path, "points to " + target.string());
}

void ToldFiles::move(const Path& from, const Path& to) {
  below_.move(from, to);
  did(from, "moved to " + to.string());
}

void ToldFiles::remove(const Path& path) {
  const bool there = below_.look(path).has_value();
  below_.remove(path);
  if (there) did(path, "removed");
}

bool ToldFiles::remove_left(const Path& path) {
  const bool gone = below_.remove_left(path);
  if (gone) did(path, "removed; it was left by one that was cut off");
  return gone;
}

void ToldFiles::remove_tree(const Path& path) {
  const bool there = below_.look(path).has_value();
  below_.remove_tree(path);
  if (there) did(path, "removed with everything in it");
}

}  // namespace kcluster
