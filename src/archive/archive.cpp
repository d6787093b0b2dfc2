#include "archive/archive.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {

using archive::mebibyte;

std::string archive::sum_line(std::string_view manifest) {
  return hex(sha256(manifest)) + "  " + manifest_name + "\n";
}

void ArchiveWriter::begin(const std::string& name, unsigned mode, std::uint64_t size) {
  close();
  entry_ = {name, size, mode, modified_, out_.size() + tar::block};
  out_.append(tar::header(entry_));
  left_ = size;
  begun_ = true;
  whole_ = Sha256();
  part_ = Sha256();
  in_mebibyte_ = 0;
  sums_ = Json::array();
}

void ArchiveWriter::append(std::string_view bytes) {
  if (bytes.size() > left_)
    throw Error(fmt::format("{} is longer than was announced", entry_.name));
  left_ -= bytes.size();
  out_.append(bytes);
  whole_.add(bytes);
  while (!bytes.empty()) {
    const auto taken = bytes.substr(0, mebibyte - in_mebibyte_);
    part_.add(taken);
    in_mebibyte_ += taken.size();
    if (in_mebibyte_ == mebibyte) end_mebibyte();
    bytes.remove_prefix(taken.size());
  }
}

void ArchiveWriter::end_mebibyte() {
  sums_.push_back(hex(part_.finish()));
  part_ = Sha256();
  in_mebibyte_ = 0;
}

void ArchiveWriter::close() {
  if (!begun_) return;
  if (left_) throw Error(fmt::format("{} is shorter than was announced", entry_.name));
  if (in_mebibyte_) end_mebibyte();
  out_.append(std::string(tar::padding(entry_.size), '\0'));
  files_.push_back({{"name", entry_.name},
                    {"size", entry_.size},
                    {"mode", fmt::format("{:04o}", entry_.mode)},
                    {"sha256", hex(whole_.finish())},
                    {"mebibytes", std::move(sums_)}});
  begun_ = false;
}

void ArchiveWriter::add(const std::string& name, unsigned mode, std::string_view bytes) {
  begin(name, mode, bytes.size());
  append(bytes);
}

void ArchiveWriter::raw(const std::string& name, std::string_view bytes) {
  out_.append(tar::header({name, bytes.size(), 0600, modified_, 0}));
  out_.append(bytes);
  out_.append(std::string(tar::padding(bytes.size()), '\0'));
}

void ArchiveWriter::finish(Json manifest, const Sign& sign) {
  close();
  manifest["kind"] = kind_.name;
  manifest["version"] = kind_.version;
  manifest["files"] = std::move(files_);
  const auto text = manifest.dump(1) + "\n";
  raw(archive::manifest_name, text);
  raw(archive::sum_name, archive::sum_line(text));
  if (sign) raw(archive::signature_name, sign(text));
  out_.append(tar::end());
}

void SectionBytes::read(std::uint64_t offset, std::span<char> into) const {
  if (offset > size_ || into.size() > size_ - offset)
    throw Error(fmt::format("the file ends before byte {}", offset + into.size()));
  below_.read(offset_ + offset, into);
}

const tar::Entry* ArchiveSeen::find(const std::string& name) const {
  for (const auto& entry : files)
    if (entry.name == name) return &entry;
  return nullptr;
}

bool is_archive(const FileBytes& bytes) {
  if (bytes.size() < tar::block) return false;
  std::string magic(5, '\0');
  bytes.read(257, magic);
  return magic == "ustar";
}

}  // namespace kcluster
