#pragma once
#include <vector>

#include "host/files.h"

namespace kcluster {

/// What lay at a path before a transaction first changed it.
struct BeforeImage {
  Path path;
  std::optional<Stat> stat;  ///< nullopt: nothing; of it kind, mode and owner count
  std::string bytes;         ///< a file's content, where a link leads
};

/// Those that UndoFiles noted in that folder, by path. Throws Error for one that cannot be read.
std::vector<BeforeImage> read_before_images(const Files& files, const Path& folder);

/// Makes the paths what they were: files and links first, then what is to be gone, the deepest
/// first. A folder that is no longer empty stays. What is so already is left alone.
void put_back(const std::vector<BeforeImage>& images, Files& files);

}  // namespace kcluster
