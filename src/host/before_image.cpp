#include "host/before_image.h"

#include <algorithm>

#include "base/error.h"
#include "base/json.h"
#include "base/json_in.h"
#include "base/text.h"
#include "host/before_image_file.h"

namespace kcluster {
namespace {

struct KindName {
  Stat::Kind kind;
  const char* name;
};
constexpr KindName kKinds[] = {
    {Stat::Kind::file, "file"}, {Stat::Kind::folder, "folder"}, {Stat::Kind::link, "link"}};

Json image_json(const Path& path, const std::optional<Stat>& stat, const std::string& bytes) {
  Json image{{"path", path.string()}};
  if (!stat) return image;
  const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [&](const KindName& row) { return row.kind == stat->kind; });
  if (kind == std::end(kKinds))
    throw Error(path.string() + " is neither file nor folder nor link", "move it away");
  image.update({{"kind", kind->name},
                {"mode", stat->mode},
                {"uid", stat->uid},
                {"gid", stat->gid},
                {"bytes", base64(bytes)}});
  return image;
}

unsigned number_in(const Json& root, const char* pointer) {
  const auto& value = value_in(root, pointer);
  return value.is_number_unsigned() ? value.get<unsigned>() : 0;
}

std::optional<BeforeImage> parse_image(const std::string& text) {
  const auto root = Json::parse(text, nullptr, false);
  BeforeImage image{string_in(root, "/path"), std::nullopt, {}};
  if (!image.path.is_absolute()) return std::nullopt;
  const auto kind = string_in(root, "/kind");
  if (kind.empty()) return image;
  const auto bytes = unbase64(string_in(root, "/bytes"));
  const auto row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                [&](const KindName& each) { return each.name == kind; });
  if (!bytes || row == std::end(kKinds)) return std::nullopt;
  image.bytes = *bytes;
  auto& stat = image.stat.emplace();
  stat.kind = row->kind;
  stat.mode = number_in(root, "/mode");
  stat.uid = number_in(root, "/uid");
  stat.gid = number_in(root, "/gid");
  return image;
}

void put_back_one(const BeforeImage& image, Files& files) {
  const auto& stat = *image.stat;
  if (stat.kind == Stat::Kind::link) return files.link(image.bytes, image.path);
  if (stat.kind == Stat::Kind::folder)
    files.make_dir(image.path, stat.mode);
  else
    files.write(image.path, image.bytes, {stat.mode, Secrecy::secret});
  const auto now = files.look(image.path);
  if (now && (now->uid != stat.uid || now->gid != stat.gid))
    files.own(image.path, stat.uid, stat.gid);
}

void take_away(const Path& path, Files& files) {
  const auto now = files.look(path);
  if (!now) return;
  if (now->kind == Stat::Kind::folder && !files.list(path)->empty()) return;
  files.remove(path);
}

}  // namespace

std::string note_name(const std::string& path) {
  std::string name;
  for (const char c : path) name += c == '/' ? "%2F" : c == '%' ? "%25" : std::string(1, c);
  return name + ".json";
}

void note_before_image(const Path& path, Files& files, const Path& folder) {
  const Path place = folder / note_name(path.string());
  if (files.look(place)) return;
  const auto stat = files.look(path);
  std::string bytes;
  if (stat && stat->kind == Stat::Kind::file) bytes = files.read(path).value_or("");
  if (stat && stat->kind == Stat::Kind::link) bytes = files.resolved(path).string();
  if (!files.look(folder)) files.make_dir(folder, 0700);
  files.write(place, image_json(path, stat, bytes).dump() + "\n", {0600, Secrecy::secret});
}

std::vector<BeforeImage> read_before_images(const Files& files, const Path& folder) {
  std::vector<BeforeImage> images;
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
    if (name.starts_with('.')) continue;  // a write that was cut off: nothing was changed yet
    auto image = parse_image(files.read(folder / name).value_or(""));
    if (!image)
      throw Error((folder / name).string() + " does not say what was there before",
                  "put the file it names back from a backup, then remove it");
    images.push_back(std::move(*image));
  }
  const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  std::sort(images.begin(), images.end(), by_path);
  return images;
}

void put_back(const std::vector<BeforeImage>& images, Files& files) {
  for (const auto& image : images)
    if (image.stat) put_back_one(image, files);
  for (auto image = images.rbegin(); image != images.rend(); ++image)
    if (!image->stat) take_away(image->path, files);
}

}  // namespace kcluster
