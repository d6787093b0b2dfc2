#include "bundle/bundle.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"
#include "tests/support/image_maker.h"
#include "tests/support/signing_keys.h"

namespace kcluster {
namespace {

const BundleAbout kAbout{"2026-11-22T10:00:00Z", "kcluster 0.1.0", "v1.36.3", "amd64"};

/// What a bundle is made of; a test may spoil any of it.
struct Parts {
  Parts() {
    put_image(store, {});
    images = layout_of(store, {"registry.k8s.io/pause:3.10.1"});
    const ImageTree trees[] = {tree_in(store, "registry.k8s.io/pause:3.10.1")};
    manifest = bundle_manifest(kAbout, trees);
  }
  std::string made(const ArchiveWriter::Sign& sign = {}) const {
    std::string bytes;
    MemoryNewFile file([&](const std::string& all) { bytes = all; });
    ArchiveWriter writer(file, 1800000000, kind);
    for (const auto& name : {first, second})
      writer.add(name, 0644, name == "images.tar" ? images : "the program");
    writer.finish(manifest, sign);
    file.keep();
    return bytes;
  }
  MemoryImageStore store;
  archive::Kind kind = archive::bundle;
  std::string first = "kcluster", second = "images.tar", images;
  Json manifest;
};

Bundle opened(const std::string& bytes, const SignatureCheck* key = nullptr) {
  return open_bundle(MemoryBytes(bytes), key);
}

bool is_taken(const std::string& bytes, const SignatureCheck* key = nullptr) {
  try {
    opened(bytes, key);
    return true;
  } catch (const Error&) {
    return false;
  }
}

ArchiveWriter::Sign signing(const SigningKey& key) {
  return [&key](std::string_view text) { return key.signer.sign(text); };
}

}  // namespace

TEST_CASE("a bundle says what it holds, and hands out its blobs") {
  const Parts parts;
  const MemoryBytes bytes(parts.made());
  std::uint64_t last = 0, all = 0;
  const auto bundle = open_bundle(bytes, nullptr, [&](std::uint64_t done, std::uint64_t total) {
    CHECK(done >= last);
    CHECK(done <= total);
    last = done;
    all = total;
  });
  CHECK(all == 2 * bytes.size());
  CHECK(bundle.about.kubernetes_version == "v1.36.3");
  CHECK((bundle.is_signed == Signed::no));
  REQUIRE(bundle.layout.images.size() == 1);
  CHECK(bundle.layout.images[0].name == "registry.k8s.io/pause:3.10.1");
  const auto layer = blob_bytes(bundle, bytes, oci::digest_of("a layer"));
  std::string text(layer.size(), '\0');
  layer.read(0, text);
  CHECK(text == "a layer");
}

TEST_CASE("a signature is the key's, or the bundle is refused") {
  const SigningKey own, other;
  const Parts parts;
  const auto bytes = parts.made(signing(own));
  CHECK((opened(bytes).is_signed == Signed::unchecked));
  CHECK((opened(bytes, &own.check).is_signed == Signed::yes));
  CHECK_THROWS_WITH(opened(bytes, &other.check), Catch::Contains("not that of the key"));
  CHECK_THROWS_WITH(opened(parts.made(), &own.check), Catch::Contains("is not signed"));
  const auto huge = parts.made([](std::string_view) { return std::string(100000, 's'); });
  CHECK_THROWS_WITH(opened(huge), Catch::Contains("too large"));
}

TEST_CASE("a signature is of this very manifest") {
  const SigningKey key;
  Parts parts;
  std::string signature;
  parts.made([&](std::string_view text) { return signature = key.signer.sign(text); });
  parts.manifest["kubernetesVersion"] = "v1.36.2";
  const auto bytes = parts.made([&](std::string_view) { return signature; });
  CHECK_THROWS_WITH(opened(bytes, &key.check), Catch::Contains("not that of the key"));
}

TEST_CASE("a wrong signature is told before damage is looked for") {
  const SigningKey own, other;
  auto bytes = Parts().made(signing(own));
  bytes[515] ^= 1;
  CHECK_THROWS_WITH(opened(bytes, &other.check), Catch::Contains("not that of the key"));
  CHECK_THROWS_WITH(opened(bytes, &own.check), Catch::Contains("is damaged"));
}

TEST_CASE("every flip of a byte and every cut of a signed bundle is found") {
  const SigningKey key;
  const auto whole = Parts().made(signing(key));
  REQUIRE(is_taken(whole, &key.check));
  std::size_t missed = 0;
  for (std::size_t at = 0; at < whole.size(); at += at % 7 + 1) {
    auto bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x20);
    missed += is_taken(bytes, &key.check);
    missed += is_taken(whole.substr(0, at), &key.check);
  }
  missed += is_taken(whole + std::string(512, '\0'), &key.check);
  missed += is_taken(whole + "x", &key.check);
  CHECK(missed == 0);
}

TEST_CASE("a bundle whose sums are true but that is none is refused") {
  using Spoil = void (*)(Parts&);
  const std::pair<const char*, Spoil> rows[] = {
      {"another file", [](Parts& p) { p.first = "kubectl"; }},
      {"another order", [](Parts& p) { std::swap(p.first, p.second); }},
      {"a way out", [](Parts& p) { p.first = "a/../b"; }},
      {"an absolute way out", [](Parts& p) { p.first = "/bin/kcluster"; }},
      {"a backup", [](Parts& p) { p.kind.name = archive::backup.name; }},
      {"a newer form", [](Parts& p) { p.kind.version = 2; }},
      {"no images", [](Parts& p) { p.images.clear(); }},
      {"images cut off", [](Parts& p) { p.images.resize(p.images.size() - 512); }},
      {"bytes behind the images", [](Parts& p) { p.images += std::string(512, '\0'); }},
      {"other images than it says", [](Parts& p) { p.manifest["images"][0]["name"] = "a:1"; }},
      {"more images than it says", [](Parts& p) { p.manifest["images"] = Json::array(); }},
      {"another architecture", [](Parts& p) { p.manifest["architecture"] = "arm64"; }},
      {"no version", [](Parts& p) { p.manifest.erase("kubernetesVersion"); }},
      {"a version with an escape", [](Parts& p) { p.manifest["kubernetesVersion"] = "v1\x1b[2J"; }},
      {"a manifest too large", [](Parts& p) { p.manifest["x"] = std::string(5 << 20, 'x'); }},
  };
  REQUIRE(is_taken(Parts().made()));
  for (const auto& [name, spoil] : rows) {
    INFO(name);
    Parts parts;
    spoil(parts);
    CHECK_FALSE(is_taken(parts.made()));
  }
}

TEST_CASE("links, folders and devices in a bundle are refused") {
  const auto whole = Parts().made();
  for (const char type : {'1', '2', '3', '5', 'x', 'L', 'g'}) {
    auto bytes = whole;
    bytes[156] = type;  // with a true sum of the header
    unsigned sum = 0;
    for (std::size_t i = 0; i < tar::block; ++i)
      sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(bytes[i]);
    bytes.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    INFO(type);
    CHECK_THROWS_WITH(opened(bytes), Catch::Contains("no header of a file"));
  }
}

}  // namespace kcluster
