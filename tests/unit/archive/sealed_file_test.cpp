#include "archive/sealed_file.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"

namespace kcluster {
namespace {

SealSource key_file(char byte = 'k') {
  return {SealSource::Kind::key_file, Secret(std::string(32, byte))};
}

std::string sealed_text(const std::string& text, const SealSource& source) {
  std::string made;
  MemoryNewFile below([&](const std::string& bytes) { made = bytes; });
  SealedNewFile file(below, source);
  for (std::size_t at = 0; at < text.size(); at += 5000) file.append(text.substr(at, 5000));
  if (text.size() > 10) {
    std::string seen(text.size() - 7, 'x');
    file.read(7, seen);
    CHECK((seen == text.substr(7)));
  }
  file.keep();
  return made;
}

std::string opened_text(const std::string& bytes, const SealSource& source) {
  const MemoryBytes below(bytes);
  const SealedBytes file(below, source);
  std::string made(file.size(), '\0');
  file.read(0, made);
  return made;
}

std::string text_of(std::size_t size) {
  std::string made;
  for (std::size_t i = 0; i < size; ++i) made.push_back(static_cast<char>(i * i >> 3));
  return made;
}

}  // namespace

TEST_CASE("what was sealed is read back, whatever its size") {
  for (const std::size_t size : {0, 1, 65535, 65536, 65537, 131072, 300000}) {
    const auto text = text_of(size);
    const auto bytes = sealed_text(text, key_file());
    CHECK(sealed_kind(MemoryBytes(bytes)) == SealSource::Kind::key_file);
    CHECK((opened_text(bytes, key_file()) == text));
    CHECK(sealed_text(text, key_file()) != bytes);
    CHECK_THROWS_AS(opened_text(bytes, key_file('x')), Error);
  }
  CHECK_FALSE(sealed_kind(MemoryBytes("something else")));
}

TEST_CASE("a passphrase opens what it sealed, and nothing else does") {
  const SealSource right{SealSource::Kind::passphrase, Secret("correct horse")};
  const auto bytes = sealed_text("text", right);
  CHECK(sealed_kind(MemoryBytes(bytes)) == SealSource::Kind::passphrase);
  CHECK(opened_text(bytes, right) == "text");
  CHECK_THROWS_AS(opened_text(bytes, {SealSource::Kind::passphrase, Secret("wrong")}), Error);
  CHECK_THROWS_AS(opened_text(bytes, key_file()), Error);
  auto costly = bytes;
  costly[19] = 40;
  CHECK_THROWS_AS(opened_text(costly, right), Error);
  CHECK_THROWS_AS(sealed_text("text", {SealSource::Kind::key_file, Secret("short")}), Error);
}

TEST_CASE("every flip of a byte, every cut and every moved chunk of a sealed file is found") {
  const auto whole = sealed_text(text_of(400), key_file());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto bytes = whole;
    bytes[at] ^= 1;
    CHECK_THROWS_AS(opened_text(bytes, key_file()), Error);
    CHECK_THROWS_AS(opened_text(whole.substr(0, at), key_file()), Error);
  }
  CHECK_THROWS_AS(opened_text(whole + "x", key_file()), Error);
  const auto three = sealed_text(text_of(3 * 65536), key_file());
  const std::size_t chunk = 65536 + 16;
  CHECK_THROWS_AS(opened_text(three.substr(0, 64 + 2 * chunk), key_file()), Error);
  CHECK_THROWS_AS(
      opened_text(three.substr(0, 64 + chunk) + three.substr(64 + 2 * chunk), key_file()), Error);
  const auto swapped = three.substr(0, 64) + three.substr(64 + chunk, chunk) +
                       three.substr(64, chunk) + three.substr(64 + 2 * chunk);
  CHECK_THROWS_AS(opened_text(swapped, key_file()), Error);
}

}  // namespace kcluster
