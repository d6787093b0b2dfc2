#include "archive/archive.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_stream.h"
#include "host/process.h"
#include "host/real_files.h"
#include "tests/support/temp_folder.h"

namespace kcluster {
namespace {

std::string made_archive(std::size_t large = 3000000) {
  std::string made;
  MemoryNewFile file([&](const std::string& bytes) { made = bytes; });
  ArchiveWriter writer(file, 1800000000);
  writer.begin("snapshot.db", 0600, large);
  for (std::size_t done = 0; done < large; done += 70000)
    writer.append(std::string(std::min<std::size_t>(70000, large - done), static_cast<char>(done)));
  writer.add("files/etc/kubernetes/pki/ca.crt", 0644, "certificate");
  writer.add("files/empty", 0600, "");
  writer.add("files/" + std::string(60, 'a') + "/" + std::string(90, 'b'), 0600, "long name");
  writer.finish({{"created", "2026-11-21T20:00:00Z"}});
  file.keep();
  return made;
}

}  // namespace

TEST_CASE("an archive is read back with its manifest and files") {
  const MemoryBytes bytes(made_archive());
  CHECK(is_archive(bytes));
  const auto seen = read_archive(bytes);
  CHECK(seen.files.size() == 4);
  CHECK(seen.manifest["created"] == "2026-11-21T20:00:00Z");
  CHECK(seen.manifest["files"][0]["mebibytes"].size() == 3);
  const auto* certificate = seen.find("files/etc/kubernetes/pki/ca.crt");
  REQUIRE(certificate);
  CHECK(certificate->mode == 0644);
  const SectionBytes section(bytes, certificate->offset, certificate->size);
  std::string text(section.size(), '\0');
  section.read(0, text);
  CHECK(text == "certificate");
  CHECK_THROWS_AS(section.read(1, text), Error);
  CHECK_FALSE(seen.find("files/none"));
}

TEST_CASE("tar takes it, with the sums of sha256sum") {
  const TempFolder temp;
  RealFiles(temp.path()).write("/a.tar", made_archive(), {0600});
  const auto argv = [&](std::string what) {
    return std::vector<std::string>{"/bin/sh", "-c", "cd " + temp.path().string() + " && " + what};
  };
  const auto seen = run_program(argv("tar -xf a.tar && sha256sum -c manifest.json.sha256"), {}, {});
  CHECK(seen.exit == 0);
  CHECK(seen.out == "manifest.json: OK\n");
  CHECK(RealFiles(temp.path()).read("/files/etc/kubernetes/pki/ca.crt") == "certificate");
}

TEST_CASE("every flip of a byte and every cut of a small archive is found") {
  const auto whole = made_archive(100);
  REQUIRE_NOTHROW(read_archive(MemoryBytes(whole)));
  std::size_t missed = 0;
  const auto is_taken = [](const std::string& bytes) {
    try {
      read_archive(MemoryBytes(bytes));
      return true;
    } catch (const Error&) {
      return false;
    }
  };
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int mask : {0x01, 0x20, 0x80}) {
      auto bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ mask);
      missed += is_taken(bytes);
    }
    missed += is_taken(whole.substr(0, at));
  }
  missed += is_taken(whole + std::string(512, '\0'));
  CHECK(missed == 0);
}

TEST_CASE("damage has its MiB") {
  auto bytes = made_archive();
  bytes[512 + 1500000] ^= 1;
  try {
    read_archive(MemoryBytes(bytes));
    FAIL("it is damaged");
  } catch (const Error& error) {
    REQUIRE(error.findings.size() == 2);
    CHECK(error.findings[0].place == "snapshot.db, bytes 1048576 to 2097151");
  }
}

TEST_CASE("names that lead out of the archive's folder are refused") {
  for (const char* name : {"/etc/passwd", "../x", "a/../../x", "a//b", "./a", ""}) {
    INFO(name);
    const auto bytes = tar::header({name, 0, 0600, 0, 0}) + tar::end();
    CHECK_THROWS_AS(tar::list(MemoryBytes(bytes)), Error);
  }
  const auto twice = tar::header({"a", 0, 0600, 0, 0});
  CHECK_THROWS_AS(tar::list(MemoryBytes(twice + twice + tar::end())), Error);
  const auto huge = tar::header({"a", 1ull << 62, 0600, 0, 0});
  CHECK_THROWS_AS(tar::list(MemoryBytes(huge + tar::end())), Error);
  CHECK(tar::list(MemoryBytes(tar::header({"a", 0, 0600, 0, 0}) + tar::end())).size() == 1);
}

}  // namespace kcluster
