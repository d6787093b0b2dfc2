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

/// The steps of a replacement whose bytes come in pieces: a fresh dot-temp file of that name, open
/// for reading and writing, and the rename with fsync of the folder.
Fd open_temp(int folder, const std::string& name, unsigned mode);
void keep_temp(int folder, const std::string& name);
void drop_temp(int folder, const std::string& name);  ///< absent is fine
/// While its maker has it open nobody else can take it; false: so it is.
bool take_temp(int file);

/// Removes a name and all below it, then fsyncs the folder. Checks first that nothing below is on
/// another file system than the folder; while removing it checks again before it enters a folder.
void remove_below(int folder, const std::string& name);

}  // namespace kcluster
