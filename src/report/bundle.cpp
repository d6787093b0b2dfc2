#include "report/bundle.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/columns.h"

namespace kcluster {
namespace {

struct Words {
  const char *value, *text;
};

Words words_of(Signed is_signed) {
  switch (is_signed) {
    case Signed::no:
      return {"none", "none"};
    case Signed::unchecked:
      return {"unchecked", "there is one; no key was given to check it with"};
    case Signed::yes:
      return {"good", "good"};
  }
  return {"", ""};
}

std::uint64_t size_of(const ImageTree& image) {
  std::uint64_t all = 0;
  for (const auto& part : image.blobs) all += part.blob.size;
  return all;
}

std::string size_words(std::uint64_t bytes) { return size_text(static_cast<std::int64_t>(bytes)); }

}  // namespace

Result bundle_result(const Bundle& bundle, const std::string& file) {
  const auto& about = bundle.about;
  const auto words = words_of(bundle.is_signed);
  Json images = Json::array();
  Rows rows{{"IMAGE", "SIZE", "DIGEST"}};
  for (const auto& image : bundle.layout.images) {
    const auto& digest = image.target.digest;
    images.push_back({{"name", image.name}, {"digest", digest}, {"size", size_of(image)}});
    rows.push_back({image.name, size_words(size_of(image)), digest.substr(0, 19)});
  }
  const Json value{{"file", file},
                   {"size", bundle.size},
                   {"created", about.created},
                   {"createdBy", about.created_by},
                   {"kubernetesVersion", about.kubernetes_version},
                   {"architecture", about.architecture},
                   {"signature", words.value},
                   {"images", images}};
  const auto head = columns({{"BUNDLE", file},
                             {"SIZE", size_words(bundle.size)},
                             {"MADE", about.created + " by " + about.created_by},
                             {"KUBERNETES", about.kubernetes_version},
                             {"PLATFORM", "linux/" + about.architecture},
                             {"SIGNATURE", words.text}});
  return {"bundle", value, head + "\n" + columns(rows)};
}

Result loaded_result(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += "loaded " + name + "\n";
  if (names.empty()) text = "The runtime has every image of the bundle already.\n";
  return {"loaded", names, text};
}

}  // namespace kcluster
