#include "archive/sealed_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "host/random.h"
#include "pki/aes_gcm.h"
#include "pki/digest.h"
#include "pki/scrypt.h"

namespace kcluster {
namespace {

using sealed::chunk_bytes;
using sealed::header_bytes;

constexpr std::size_t kSealedChunk = chunk_bytes + gcm_tag_bytes;
constexpr std::size_t kSaltAt = 22, kSaltBytes = 32;
constexpr std::size_t kRecent = 64;  // chunks: 4 MiB
constexpr std::size_t kLeastKey = 32;

enum class Place { within, last };

std::string nonce(std::uint64_t chunk, Place place) {
  std::string made(gcm_nonce_bytes, '\0');
  for (int i = 0; i < 8; ++i) made[10 - i] = static_cast<char>(chunk >> (8 * i) & 0xff);
  made[11] = place == Place::last ? 1 : 0;
  return made;
}

unsigned byte_at(std::string_view header, std::size_t at) {
  return static_cast<unsigned char>(header[at]);
}

ScryptCost cost_of(std::string_view header) {
  const ScryptCost cost{byte_at(header, 19), byte_at(header, 20), byte_at(header, 21)};
  if (cost.log_cost < 10 || cost.log_cost > 16 || cost.block != 8 || cost.parallel < 1 ||
      cost.parallel > 8)
    throw Error("the sealed file asks for a derivation of its key that kcluster does not use");
  return cost;
}

std::string opened(const FileBytes& below, const Secret& key, std::uint64_t chunk, Place place) {
  const auto at = header_bytes + chunk * kSealedChunk;
  std::string bytes(std::min<std::uint64_t>(kSealedChunk, below.size() - at), '\0');
  below.read(at, bytes);
  auto plain = gcm_open(bytes, key, nonce(chunk, place));
  if (plain) return std::move(*plain);
  if (chunk == 0)
    throw Error("the sealed file cannot be opened: the key is another one, or it was changed",
                "give the key file or passphrase that it was sealed with");
  throw Error(fmt::format("the sealed file was changed or cut off at bytes {} to {}", at,
                          at + bytes.size() - 1),
              "take another backup");
}

using Recent = std::map<std::uint64_t, std::string>;

const std::string& remember(Recent& recent, std::uint64_t chunk, std::string plain) {
  if (recent.size() >= kRecent) recent.erase(recent.begin());
  return recent[chunk] = std::move(plain);
}

// copies from the chunks that the bytes lie in
template <class Chunk>
void copy_out(std::uint64_t offset, std::span<char> into, Chunk chunk) {
  while (!into.empty()) {
    const std::string& plain = chunk(offset / chunk_bytes);
    const auto within = offset % chunk_bytes;
    const auto count = std::min<std::uint64_t>(plain.size() - within, into.size());
    std::copy_n(plain.data() + within, count, into.data());
    offset += count;
    into = into.subspan(count);
  }
}

void need_within(std::uint64_t size, std::uint64_t offset, std::size_t count) {
  if (offset > size || count > size - offset) throw Error("the sealed file ends too early");
}

}  // namespace

std::string sealed::make_header(SealSource::Kind kind) {
  const ScryptCost cost;
  std::string made(magic);
  for (const auto value : {static_cast<unsigned>(kind), cost.log_cost, cost.block, cost.parallel})
    made.push_back(static_cast<char>(value));
  made += random_bytes(kSaltBytes);
  made.resize(header_bytes);
  return made;
}

Secret sealed::file_key(std::string_view header, const SealSource& source) {
  if (header.size() != header_bytes || !header.starts_with(magic)) throw Error("no sealed file");
  if (byte_at(header, magic.size()) != static_cast<unsigned>(source.kind))
    throw Error(source.kind == SealSource::Kind::key_file
                    ? "it was sealed with a passphrase, not with a key file"
                    : "it was sealed with a key file, not with a passphrase",
                "give what it was sealed with", Exit::usage);
  if (source.kind == SealSource::Kind::passphrase)
    return Secret(hmac_sha256(
        scrypt(source.secret, header.substr(kSaltAt, kSaltBytes), cost_of(header)), header));
  if (source.secret.size() < kLeastKey)
    throw Error(fmt::format("a key file must have at least {} bytes", kLeastKey),
                "make one: head -c 32 /dev/urandom > FILE", Exit::usage);
  return Secret(hmac_sha256(source.secret, header));
}

std::optional<SealSource::Kind> sealed_kind(const FileBytes& bytes) {
  if (bytes.size() < header_bytes) return std::nullopt;
  std::string header(header_bytes, '\0');
  bytes.read(0, header);
  if (!header.starts_with(sealed::magic)) return std::nullopt;
  return byte_at(header, sealed::magic.size()) == 1 ? SealSource::Kind::passphrase
                                                    : SealSource::Kind::key_file;
}

SealedNewFile::SealedNewFile(NewFile& below, const SealSource& source) : below_(below) {
  const auto header = sealed::make_header(source.kind);
  key_ = sealed::file_key(header, source);
  below_.append(header);
}

// the last chunk is known only at the end, so a full one waits for more
void SealedNewFile::append(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    if (open_.size() == chunk_bytes) {
      below_.append(gcm_seal(open_, key_, nonce(chunks_, Place::within)));
      ++chunks_;
      open_.clear();
    }
    const auto taken = bytes.substr(0, chunk_bytes - open_.size());
    open_ += taken;
    bytes.remove_prefix(taken.size());
  }
}

void SealedNewFile::read(std::uint64_t offset, std::span<char> into) const {
  need_within(size_, offset, into.size());
  copy_out(offset, into, [this](std::uint64_t chunk) -> const std::string& {
    if (chunk == chunks_) return open_;
    const auto found = recent_.find(chunk);
    if (found != recent_.end()) return found->second;
    return remember(recent_, chunk, opened(below_, key_, chunk, Place::within));
  });
}

void SealedNewFile::patch(std::uint64_t, std::string_view) {
  throw Error("what was sealed cannot be patched");
}

void SealedNewFile::reserve(std::uint64_t) { throw Error("a sealed file has no room of zeros"); }

void SealedNewFile::keep() {
  below_.append(gcm_seal(open_, key_, nonce(chunks_, Place::last)));
  below_.keep();
}

SealedBytes::SealedBytes(const FileBytes& below, const SealSource& source) : below_(below) {
  if (below.size() < header_bytes + gcm_tag_bytes) throw Error("the sealed file is cut off");
  std::string header(header_bytes, '\0');
  below.read(0, header);
  key_ = sealed::file_key(header, source);
  const auto body = below.size() - header_bytes;
  chunks_ = (body + kSealedChunk - 1) / kSealedChunk;
  if (body < (chunks_ - 1) * kSealedChunk + gcm_tag_bytes)
    throw Error("the sealed file is cut off", "take another backup");
  size_ = body - chunks_ * gcm_tag_bytes;
  if (chunks_ > 1) remember(recent_, 0, opened(below_, key_, 0, Place::within));
  remember(recent_, chunks_ - 1, opened(below_, key_, chunks_ - 1, Place::last));
}

void SealedBytes::read(std::uint64_t offset, std::span<char> into) const {
  need_within(size_, offset, into.size());
  copy_out(offset, into, [this](std::uint64_t chunk) -> const std::string& {
    const auto found = recent_.find(chunk);
    if (found != recent_.end()) return found->second;
    const auto place = chunk + 1 == chunks_ ? Place::last : Place::within;
    return remember(recent_, chunk, opened(below_, key_, chunk, place));
  });
}

}  // namespace kcluster
