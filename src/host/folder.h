#pragma once
#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "host/fd.h"
#include "host/files.h"

namespace kcluster {

/// Calls on names in an open folder; links are never followed. All throw std::system_error.
std::vector<std::string> names_in(int folder);  ///< sorted, without . and ..
std::optional<struct stat> stat_in(int folder, const std::string& name);

/// A durable replacement in a folder: the bytes, or the link, lie there whole or not at all.
void replace_file(int folder, const std::string& name, std::string_view bytes, unsigned mode);
void replace_link(int folder, const std::string& name, const Path& target);

/// Removes a name and all below it, then fsyncs the folder. Checks first that nothing below is on
/// another file system than the folder; while removing it checks again before it enters a folder.
void remove_below(int folder, const std::string& name);

}  // namespace kcluster
