#pragma once
#include <functional>
#include <memory>
#include <string>

#include "host/files.h"

namespace kcluster {

/// Bytes in memory as a file.
class MemoryBytes : public FileBytes {
 public:
  explicit MemoryBytes(std::string bytes)
      : bytes_(std::make_shared<const std::string>(std::move(bytes))) {}
  explicit MemoryBytes(std::shared_ptr<const std::string> bytes) : bytes_(std::move(bytes)) {}

  std::uint64_t size() const override { return bytes_->size(); }
  void read(std::uint64_t offset, std::span<char> into) const override;
  bool is_shareable() const override { return true; }

 private:
  std::shared_ptr<const std::string> bytes_;
};

/// A file that is made in memory and handed over when it is kept.
class MemoryNewFile : public NewFile {
 public:
  explicit MemoryNewFile(std::function<void(const std::string&)> kept) : kept_(std::move(kept)) {}

  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<char> into) const override;
  void append(std::string_view bytes) override { bytes_.append(bytes); }
  void patch(std::uint64_t offset, std::string_view bytes) override;
  void reserve(std::uint64_t size) override;
  void sync() override {}
  void keep() override { kept_(bytes_); }

 private:
  std::string bytes_;
  std::function<void(const std::string&)> kept_;
};

}  // namespace kcluster
