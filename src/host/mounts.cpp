#include "host/mounts.h"

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::size_t kPointField = 4;  // id, parent, major:minor, root, mount point

bool octal(std::string_view digits) {
  return digits.size() == 3 &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '7'; });
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && octal(text.substr(i + 1, 3));
    if (!escape) {
      out += text[i];
      continue;
    }
    out +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + text[i + 3] - '0');
    i += 3;
  }
  return out;
}

}  // namespace

std::vector<Mounted> read_mounts(std::string_view mountinfo) {
  std::vector<Mounted> mounts;
  for (const auto& line : split(mountinfo, '\n')) {
    const auto fields = split(line, ' ');
    if (fields.size() <= kPointField) continue;
    Mounted mount{unescape(fields[kPointField]), {}, {}};
    const auto dash = std::find(fields.begin() + kPointField, fields.end(), "-");
    if (fields.end() - dash > 2) mount.type = dash[1], mount.source = unescape(dash[2]);
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::vector<Path> mount_points(std::string_view mountinfo) {
  std::vector<Path> points;
  for (auto& mount : read_mounts(mountinfo)) points.push_back(std::move(mount.point));
  return points;
}

bool lies_in(const Path& path, const Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

}  // namespace kcluster
