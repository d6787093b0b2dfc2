#include "bundle/oci.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "pki/digest.h"

namespace kcluster::oci {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";
constexpr std::uint64_t kLargestBlob = 1ull << 40;
constexpr std::size_t kMostLayers = 1000, kLongestName = 512;

constexpr std::string_view kIndexes[] = {
    index_type, "application/vnd.docker.distribution.manifest.list.v2+json"};
constexpr std::string_view kManifests[] = {"application/vnd.oci.image.manifest.v1+json",
                                           "application/vnd.docker.distribution.manifest.v2+json"};

template <class Words>
bool among(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool is_name_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("._-:/@").find(c) != std::string_view::npos;
}

bool is_for(const Json& platform, const std::string& architecture) {
  return string_in(platform, "/os") == "linux" &&
         string_in(platform, "/architecture") == architecture;
}

}  // namespace

bool is_index(std::string_view media_type) { return among(kIndexes, media_type); }
bool is_manifest(std::string_view media_type) { return among(kManifests, media_type); }

bool is_digest(std::string_view text) {
  if (!text.starts_with(kAlgorithm)) return false;
  text.remove_prefix(kAlgorithm.size());
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_hex);
}

std::string digest_of(std::string_view bytes) {
  return std::string(kAlgorithm) + hex(sha256(bytes));
}

std::string hex_part(const std::string& digest) { return digest.substr(kAlgorithm.size()); }

bool is_image_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && !name.starts_with(kAlgorithm) &&
         std::all_of(name.begin(), name.end(), is_name_letter);
}

std::string full_name(const std::string& image) {
  const auto slash = image.find('/');
  if (slash == std::string::npos) return "docker.io/library/" + image;
  const auto head = image.substr(0, slash);
  const bool registry = head == "localhost" || head.find_first_of(".:") != std::string::npos;
  return registry ? image : "docker.io/" + image;
}

Json to_json(const Blob& blob) {
  return {{"mediaType", blob.media_type}, {"digest", blob.digest}, {"size", blob.size}};
}

Blob blob_in(const Json& root, const std::string& where) {
  const auto& size = value_in(root, "/size");
  Blob made{string_in(root, "/mediaType"), string_in(root, "/digest"), 0};
  if (!is_digest(made.digest))
    throw Error(fmt::format("{} names a part by something that is no SHA-256 digest", where));
  if (!size.is_number_unsigned() || size.get<std::uint64_t>() > kLargestBlob)
    throw Error(fmt::format("{} does not say how large {} is", where, made.digest));
  made.size = size.get<std::uint64_t>();
  return made;
}

Json parse_object(std::string_view text, const std::string& where) {
  auto made = Json::parse(text, nullptr, false);
  if (!made.is_object()) throw Error(where + " cannot be read");
  return made;
}

Manifest parse_manifest(std::string_view text, const std::string& where) {
  const auto root = parse_object(text, where);
  Manifest made;
  made.config = blob_in(value_in(root, "/config"), where);
  const auto& layers = list_in(root, "/layers");
  if (layers.empty() || layers.size() > kMostLayers)
    throw Error(fmt::format("{} has {} layers", where, layers.size()));
  for (const auto& layer : layers) made.layers.push_back(blob_in(layer, where));
  return made;
}

Blob manifest_for(std::string_view index, const std::string& architecture,
                  const std::string& where) {
  const auto root = parse_object(index, where);
  for (const auto& each : list_in(root, "/manifests"))
    if (is_for(value_in(each, "/platform"), architecture)) return blob_in(each, where);
  throw Error(fmt::format("{} is not made for linux/{}", where, architecture));
}

void need_platform(std::string_view config, const std::string& architecture,
                   const std::string& where) {
  const auto root = parse_object(config, where);
  if (!is_for(root, architecture))
    throw Error(fmt::format("{} is made for {}/{}, not for linux/{}", where, string_in(root, "/os"),
                            string_in(root, "/architecture"), architecture));
}

}  // namespace kcluster::oci
