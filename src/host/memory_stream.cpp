#include "host/memory_stream.h"

#include <algorithm>

#include "base/error.h"

namespace kcluster {
namespace {

void need_there(const std::string& bytes, std::uint64_t offset, std::size_t count) {
  if (offset > bytes.size() || count > bytes.size() - offset)
    throw Error("the file ends before byte " + std::to_string(offset + count));
}

void copy_out(const std::string& bytes, std::uint64_t offset, std::span<char> into) {
  need_there(bytes, offset, into.size());
  std::copy_n(bytes.data() + offset, into.size(), into.data());
}

}  // namespace

void MemoryBytes::read(std::uint64_t offset, std::span<char> into) const {
  copy_out(*bytes_, offset, into);
}

void MemoryNewFile::read(std::uint64_t offset, std::span<char> into) const {
  copy_out(bytes_, offset, into);
}

void MemoryNewFile::patch(std::uint64_t offset, std::string_view bytes) {
  need_there(bytes_, offset, bytes.size());
  bytes_.replace(offset, bytes.size(), bytes);
}

void MemoryNewFile::reserve(std::uint64_t size) {
  if (size > bytes_.size()) bytes_.resize(size);
}

}  // namespace kcluster
