#include "host/real_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "host/fault.h"
#include "host/folder.h"

namespace kcluster {
namespace {

void read_at(int file, std::uint64_t offset, std::span<char> into) {
  while (!into.empty()) {
    const ssize_t count = ::pread(file, into.data(), into.size(), static_cast<off_t>(offset));
    if (count == 0) fail_with(EIO);  // it has become shorter
    if (count < 0 && errno != EINTR) fail_with(errno);
    if (count < 0) continue;
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

void write_at(int file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) fail_with(errno);
    if (count < 0) continue;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

}  // namespace

RealFileBytes::RealFileBytes(Fd file, Path path) : file_(std::move(file)), path_(std::move(path)) {
  struct stat seen {};
  checked(::fstat(file_.get(), &seen));
  if (S_ISDIR(seen.st_mode)) fail_with(EISDIR);
  if (!S_ISREG(seen.st_mode)) fail_with(EINVAL);
  size_ = static_cast<std::uint64_t>(seen.st_size);
}

void RealFileBytes::read(std::uint64_t offset, std::span<char> into) const {
  naming("read", path_, [&] { read_at(file_.get(), offset, into); });
}

RealNewFile::RealNewFile(Fd folder, std::string name, Mode mode, Path path)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      path_(std::move(path)),
      file_(open_temp(folder_.get(), name_, mode.bits)) {}

RealNewFile::~RealNewFile() {
  if (!kept_) drop_temp(folder_.get(), name_);
}

void RealNewFile::read(std::uint64_t offset, std::span<char> into) const {
  naming("read", path_, [&] { read_at(file_.get(), offset, into); });
}

void RealNewFile::append(std::string_view bytes) {
  naming("write", path_, [&] { write_at(file_.get(), size_, bytes); });
  size_ += bytes.size();
  write_back();
}

// the disk works while the bytes to come are made, and has little left to do at the fsync
void RealNewFile::write_back() {
  constexpr std::uint64_t stretch = 8 << 20;
  if (size_ - handed_ < stretch) return;
  ::sync_file_range(file_.get(), static_cast<off_t>(handed_), static_cast<off_t>(size_ - handed_),
                    SYNC_FILE_RANGE_WRITE);
  handed_ = size_;
}

void RealNewFile::patch(std::uint64_t offset, std::string_view bytes) {
  if (offset > size_ || bytes.size() > size_ - offset)
    throw Error("cannot write behind the end of " + path_.string());
  naming("write", path_, [&] { write_at(file_.get(), offset, bytes); });
}

void RealNewFile::reserve(std::uint64_t size) {
  if (size <= size_) return;
  naming("write", path_, [&] {
    const int fault = ::posix_fallocate(file_.get(), 0, static_cast<off_t>(size));
    if (fault) fail_with(fault);
  });
  size_ = size;
}

void RealNewFile::sync() {
  naming("write", path_, [&] { checked(::fsync(file_.get())); });
}

void RealNewFile::keep() {
  sync();
  naming("write", path_, [&] { keep_temp(folder_.get(), name_); });
  kept_ = true;
}

}  // namespace kcluster
