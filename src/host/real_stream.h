#pragma once
#include "host/fd.h"
#include "host/files.h"

namespace kcluster {

/// An open file of the kernel's.
class RealFileBytes : public FileBytes {
 public:
  /// `path` is for Errors.
  RealFileBytes(Fd file, Path path);

  std::uint64_t size() const override { return size_; }  ///< when it was opened
  void read(std::uint64_t offset, std::span<char> into) const override;
  bool is_shareable() const override { return true; }

 private:
  Fd file_;
  Path path_;
  std::uint64_t size_ = 0;
};

/// A dot-temp file (host/folder.h) in an open folder.
class RealNewFile : public NewFile {
 public:
  RealNewFile(Fd folder, std::string name, Mode mode, Path path);
  ~RealNewFile() override;

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<char> into) const override;
  void append(std::string_view bytes) override;
  void patch(std::uint64_t offset, std::string_view bytes) override;
  void reserve(std::uint64_t size) override;
  void sync() override;
  void keep() override;

 private:
  void write_back();

  Fd folder_;
  std::string name_;
  Path path_;
  Fd file_;
  std::uint64_t size_ = 0, handed_ = 0;  // bytes: written, and given to the disk
  bool kept_ = false;
};

}  // namespace kcluster
